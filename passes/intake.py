"""Takes pages in: what comes goes through the workers into the store, with all that follows."""

import difflib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from catalogue.line import build_line, check_queries
from db import articles, copies, links, robots, rules, sources
from db.archive import ArchiveWriter
from db.store import Store
from passes.orders import Clock, Orders, PassReport, Tell
from pipelines.decide import TIERS, decide
from pipelines.errors import OperatorError
from pipelines.items import (
    Discovered,
    Dropped,
    Entry,
    Failed,
    Kept,
    Link,
    Page,
    Source,
    Via,
    Visit,
)
from pipelines.listing import read_listing
from pipelines.urls import host_of
from workers import Killed, Workers

if TYPE_CHECKING:
    from spiders.crawl import ListingKind

LINKS_A_PASS = 5_000
LEAST_OUTLETS_TO_JUDGE = 3
"""When so many were asked and none could be reached, the fault is on our side."""
ASK_AGAIN_AFTER = timedelta(minutes=5)
_OUT_OF_REACH = frozenset({"dns", "connection", "timeout"})
PRELOAD = ("pipelines.decide", "pipelines.extract", "pipelines.metadata", "trafilatura")
"""Modules that every worker shares from its start."""


class NewsPass:
    """One pass at work: what comes in goes through the workers into the store."""

    def __init__(self, orders: Orders, store: Store, clock: Clock, tell: Tell) -> None:
        self._orders = orders
        self._store = store
        self._clock = clock
        self._tell = tell
        self.report = PassReport()
        now = clock()
        check_queries(orders.line, orders.rules)
        sources.sync_sources(store, orders.sources, now)
        rules.sync_rules(store, orders.rules, now)
        copies.resign(store)
        self._archive = ArchiveWriter(orders.archive, now) if orders.archive else None
        known = [(number, rule.query) for number, rule in rules.active_rules(store)]
        spec = replace(orders.line, rules=tuple(known))
        self.workers = Workers(partial(build_line, spec), preload=PRELOAD)
        self._sources = sources.known_sources(store)
        self._reached = False
        self._out_of_reach: tuple[list[str], list[str]] = ([], [])
        self._by_host = {
            host_of(source.homepage).removeprefix("www."): source
            for source in self._sources.values()
        }

    def __enter__(self) -> Self:
        self.workers.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.workers.__exit__()
        if self._archive:
            self._archive.close()

    def visit(self, only: Sequence[str], everything: bool) -> None:
        """Ask the sources that are due, and fetch what waits; blocks until that is done.

        Raises:
            OperatorError: ``only`` names an outlet that is not watched.
        """
        now = self._clock()
        self._check_names(only)
        due = sources.due_sources(self._store, now, only, everything)
        waiting = links.pending_links(self._store, now, LINKS_A_PASS)
        if only:
            waiting = [link for link in waiting if link.source_id in only]
        if not due and not waiting:
            return
        from spiders.crawl import Plan, crawl

        plan = Plan(
            due,
            waiting,
            sources.held_hosts(self._store, now),
            {name: source.proxy for name, source in self._sources.items() if source.proxy},
            robots.known_robots(self._store, now),
        )
        done = crawl(plan, self, self._orders.network, self._clock, self._orders.budget_s)
        self.report.trouble += [f"fault in khabardar: {error}" for error in done.errors]
        if not done.finished:
            self.report.trouble.append("the pass ran out of time; the rest is done by the next one")
        if not self._reached and len(self._out_of_reach[0]) >= LEAST_OUTLETS_TO_JUDGE:
            sources.forgive(self._store, *self._out_of_reach, self._clock() + ASK_AGAIN_AFTER)
            minutes = ASK_AGAIN_AFTER.seconds // 60
            self.report.trouble.insert(
                0,
                "no outlet could be reached: this machine seems to be offline; nothing is lost, "
                f"all are asked again from {minutes} minutes on",
            )

    def _check_names(self, only: Sequence[str]) -> None:
        for name in only:
            if name not in self._sources:
                close = difflib.get_close_matches(name, self._sources, 3, 0.5)
                hint = f"; did you mean {', '.join(close)}?" if close else "; see khabardar status"
                raise OperatorError(f"there is no outlet {name!r}{hint}")

    async def parse(self, kind: "ListingKind", page: Page) -> Discovered | Failed:
        """Return what a listing holds, read in a worker."""
        found = await self.workers.run(read_listing, [(kind, page)])
        if isinstance(found, Killed):
            return Failed("extraction_killed", "; ".join(found.why))
        assert isinstance(found, Discovered | Failed)  # noqa: S101 - pickled, so untyped
        return found

    def add_links(self, source_id: str, via: Via, entries: Sequence[Entry]) -> Sequence[Link]:
        """Make links durable before anything is asked for."""
        added = links.add_links(self._store, source_id, via, entries, self._clock())
        self.report.counts["new_links"] += len(added)
        return added

    async def page_arrived(self, link: Link, page: Page) -> None:
        """Decide on a page in a worker, archive it, and store the verdict."""
        self._reached = True
        self.settle(link, page, await self.workers.run(decide, self.tries(link, page)))

    def tries(self, link: Link, page: Page) -> list[tuple[Any, ...]]:
        """Return the ladder of calls for one page, each cheaper than the one before."""
        source = self._sources[link.source_id]
        return [(page, link.entry, source, tier, page.fetched_at) for tier in TIERS]

    def settle(self, link: Link, page: Page, verdict: Any, alerts: bool = True) -> None:
        """Archive a page, then store its verdict with all that follows, in one transaction."""
        now = self._clock()
        place = self._archive.write(page) if self._archive else None
        match verdict:
            case Kept():
                context = articles.SaveContext(
                    now,
                    place,
                    articles.page_digest(page.body),
                    self._orders.sender_domain,
                    alerts,
                )
                saved = articles.save_kept(self._store, link, verdict, context)
                self.report.counts["kept"] += 1
                self.report.counts["alerts"] += saved.alerts
            case Dropped():
                links.settle_dropped(self._store, link.entry.url, verdict, now, place)
                self.report.counts["dropped"] += 1
            case Failed():
                self.link_ended(link, verdict, None)
            case Killed():
                self.link_ended(link, Failed("extraction_killed", "; ".join(verdict.why)), None)
            case _:
                raise TypeError(f"no verdict: {verdict!r}")
        self._tell(**self.report.counts)

    def link_ended(self, link: Link, outcome: Dropped | Failed, retry_at: datetime | None) -> None:
        """Store that a link brought no page: for good, or until its next try."""
        now = self._clock()
        if isinstance(outcome, Dropped):
            links.settle_dropped(self._store, link.entry.url, outcome, now)
            self.report.counts["dropped"] += 1
        else:
            links.settle_failed(self._store, link.entry.url, outcome, now, retry_at)
            self.report.counts["put_off"] += 1
            if outcome.reason in _OUT_OF_REACH:
                self._out_of_reach[1].append(link.entry.url)

    def source_visited(self, source_id: str, visits: Sequence[Visit]) -> None:
        """Store how all addresses of a source answered."""
        sources.record_visits(self._store, source_id, visits, self._clock())
        self.report.counts["sources"] += 1
        lost = [visit for visit in visits if visit.outcome not in ("ok", "not_modified")]
        if visits and all(visit.outcome in _OUT_OF_REACH for visit in visits):
            self._out_of_reach[0].append(source_id)
        elif visits:
            self._reached = True
        if lost and len(lost) == len(visits):
            name = self._sources[source_id].name
            self.report.trouble.append(f"{name}: {lost[0].error or lost[0].outcome}")

    def source_at(self, url: str) -> Source:
        """Return the outlet at an address; one that nobody declared is named after its host."""
        host = host_of(url).removeprefix("www.") or "unknown"
        if host not in self._by_host:
            found = Source(host, host, f"http://{host}/")
            with self._store.transaction():
                sources.add_source(self._store, found)
            self._sources[host] = self._by_host[host] = found
        return self._by_host[host]

    def hold_host(self, host: str, until: datetime, why: str) -> None:
        """Remember that a host asked to be left alone."""
        sources.hold_host(self._store, host, until, why)

    def keep_robots(self, site: str, rules: str) -> None:
        """Remember a site's robots.txt for a day."""
        robots.keep_robots(self._store, site, rules, self._clock())
