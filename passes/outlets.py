"""Judges the outlets that a pass visited: those on trial by their lists, others by their pages."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from db.crawl import links, sources
from db.crawl.health import judge_source
from db.crawl.learned_lists import note_lists_told, review_learned, untold_lists
from db.crawl.trials import keep_judged, trials
from db.outbox import notices
from db.store import Store
from passes.begin import PassContext
from passes.config import PassConfig
from pipelines.discovery.mending import mended_words
from pipelines.discovery.trial import judge_trial
from pipelines.items import Discovered, Entry, Via
from pipelines.sources import Source
from pipelines.visits import Visit
from pipelines.web.source_health import gives_nothing, in_trouble

NAMED = 10


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
        report.notes += review_learned(context.store, outlets[source_id], context.clock())
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


def queue_outlet_notice(store: Store, config: PassConfig, now: datetime) -> None:
    """Queue a notice to the operators of outlets newly in trouble or well again, once a day."""
    if not config.operators:
        return
    untold = untold_lists(store)
    mended = tuple(
        (name, mended_words(source_id, lists).removeprefix("; "))
        for source_id, (name, lists) in untold.items()
    )
    news = notices.outlet_news(store, now, mended)
    if news:
        with store.transaction():
            notices.write_outlet_notice(store, config.operators, news, config.sender_domain, now)
            note_lists_told(store, untold)


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
