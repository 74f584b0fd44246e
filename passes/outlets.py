"""Judges the outlets that a pass visited: those on trial by their lists, others by their pages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from db.crawl import links, sources
from db.crawl.health import judge_source
from db.crawl.learned_lists import keep_learned, outlets_to_search
from db.crawl.sources import known_sources
from db.crawl.trials import keep_judged, trials
from db.outbox import notices
from db.store import Store
from passes.begin import PassContext
from passes.config import PassConfig
from pipelines.discovery.gate import longest_age
from pipelines.discovery.search import Found
from pipelines.discovery.trial import judge_trial
from pipelines.items import Discovered, Entry, Via
from pipelines.sources import Source
from pipelines.visits import LearnedList, Visit
from pipelines.web.source_health import gives_nothing, in_trouble
from pipelines.web.urls import site_of
from worker_processes import Killed, Workers

NAMED = 10
SEARCHES_A_PASS = 5
PATIENCE_S = 10.0
"""So long one URL is waited for while lists are looked for."""


def judge_outlets(
    context: PassContext, rounds: Mapping[str, Sequence[Visit]], outlets: Mapping[str, Source]
) -> None:
    """Judge each outlet by its ``rounds`` of visits in this pass, and put troubles in the report.

    Those that did not answer are in the report already.
    """
    report = context.report
    said = {name for names in report.silent.values() for name in names}
    doubtful: dict[str, list[str]] = {}
    for source_id, visits in rounds.items():
        judged = judge_source(context.store, source_id, visits, context.clock())
        name = outlets[source_id].name
        if judged is None or name in said:
            continue
        health, reason = judged
        if gives_nothing(health):
            report.silent.setdefault(f"{health}: {reason}", []).append(name)
        elif in_trouble(health):
            doubtful.setdefault(health, []).append(name)
    for health, names in sorted(doubtful.items()):
        shown = ", ".join(sorted(names)[:NAMED])
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        report.notes.append(
            f"warning: {health}: {shown}{more}; articles may be missed, `khabardar status` says why"
        )


def search_outlets(context: PassContext, only: Sequence[str] = ()) -> None:
    """Look for the lists of outlets that are declared by their front page alone.

    A few in each pass, each in a process of its own: what they answer is read there. Another site
    than the outlet's own is never taken for it.
    """
    store, network = context.store, replace(context.config.network, timeout_s=PATIENCE_S)
    known = known_sources(store)
    wanted = [one for one in outlets_to_search(store, context.clock()) if not only or one in only]
    for source in (known[name] for name in wanted[:SEARCHES_A_PASS]):
        from spiders.fetch import search_budget_s, search_lists

        job = (source.homepage, network, context.clock(), longest_age(source.kind))
        timeout_s = search_budget_s(network) + PATIENCE_S
        with Workers(_no_tool, count=1, timeout_s=timeout_s) as workers:
            found = workers.submit(search_lists, [job]).result()
        learned = [] if isinstance(found, Killed) else _own_lists(source, found)
        keep_learned(store, source.id, learned, context.clock())
        if learned:
            what = ", ".join(f"{one.kind} {one.url}" for one in learned)
            context.report.notes.append(f"{source.name}: found by its front page: {what}")


def _own_lists(source: Source, found: Found) -> list[LearnedList]:
    if site_of(found.home.url) != site_of(source.homepage):
        return []
    return [LearnedList(way.kind, way.url, way.how) for way in found.ways if way.kind != "section"]


def _no_tool() -> None:
    return None


def queue_outlet_notice(store: Store, config: PassConfig, now: datetime) -> None:
    """Queue a notice to the operators of outlets newly in trouble or well again, once a day."""
    news = notices.outlet_news(store, now) if config.operators else None
    if news:
        notices.write_outlet_notice(store, config.operators, news, config.sender_domain, now)


class Trials:
    """The outlets on trial in one pass, and what their lists held."""

    def __init__(self, context: PassContext) -> None:
        self._context = context
        self._open = trials(context.store)
        self._lists: dict[str, list[tuple[Via, Discovered]]] = defaultdict(list)

    def __contains__(self, source_id: object) -> bool:
        return source_id in self._open

    def take(self, source_id: str, via: Via, entries: Sequence[Entry]) -> None:
        """Keep what a list of an outlet on trial held, until all its lists are in."""
        self._lists[source_id].append((via, Discovered(tuple(entries))))

    def end_round(self, source: Source, visits: Sequence[Visit]) -> bool:
        """Judge an outlet by a round of visits, and return whether it is proved.

        Once it is, what it lists is to be fetched, and the report says so; the visits are left to
        the caller. Until then they are written down here.
        """
        context, now = self._context, self._context.clock()
        lists = self._lists.pop(source.id, [])
        found = [(via == "search", one) for via, one in lists]
        judged = judge_trial(source, self._open[source.id], found, visits, now)
        if not judged.proven:
            sources.record_visits(context.store, source.id, visits, now)
            context.count("outlets_on_trial")
            self._open[source.id] = judged.trial
        keep_judged(context.store, source.id, judged, now)
        if not judged.proven:
            return False
        del self._open[source.id]
        context.report.notes.append(f"{source.name} is watched from now on: {judged.why}")
        entries: dict[Via, list[Entry]] = defaultdict(list)
        for via, one in lists:
            entries[via] += one.entries
        for via, listed in entries.items():
            added = links.add_links(context.store, source.id, via, listed, now)
            context.count("new_links", len(added))
        return True
