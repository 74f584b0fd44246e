"""Takes pages in: what comes goes through the workers into the store, with all that follows."""

import difflib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self

from db.archive import ArchiveWriter
from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, robots, site_boilerplate, sources
from db.crawl.revisits import Marks, due_revisits
from db.outbox import rules
from db.search import concept_index
from db.store import Store
from db.stories import copies
from passes.config import OUT_OF_REACH, Clock, PassConfig, Tell
from passes.previews import preview_lines
from passes.report import PassReport
from passes.revisits import Revisits
from pipelines.decide import PRELOAD, TIERS, decide
from pipelines.errors import OperatorError
from pipelines.items import (
    ArchivePlace,
    Discovered,
    Dropped,
    Entry,
    Failed,
    Kept,
    Link,
    ListingKind,
    Page,
    Source,
    Via,
    Visit,
)
from pipelines.page.site_boilerplate import site_host
from pipelines.web.listing import read_listing
from pipelines.web.outlet_country import country_of
from pipelines.web.revisit_plan import next_revisit
from pipelines.web.urls import host_of
from press_catalogue.check_rules import check_queries, query_warnings
from press_catalogue.concepts import load_concepts
from press_catalogue.decider import build_decider
from worker_processes import Killed, Workers

LINKS_A_PASS = 5_000
REVISITS_A_PASS = 2_000
NO_ADDRESS = "has no address to visit; give it feeds or sitemaps"
LEAST_OUTLETS_TO_JUDGE = 3
"""When so many were asked and none could be reached, the fault is on our side."""
ASK_AGAIN_AFTER = timedelta(minutes=5)

PRELOADED = (*PRELOAD, "press_catalogue.decider", "pipelines.text.langid_model")
"""Modules that a pass's workers share."""


class NewsPass:
    """One pass at work: what comes in goes through the workers into the store."""

    def __init__(self, config: PassConfig, store: Store, clock: Clock, tell: Tell) -> None:
        self.config = config
        self.store = store
        self.clock = clock
        self._tell = tell
        self.report = PassReport()
        now = clock()
        understood = check_queries(config.decider, config.rules)
        doubts = query_warnings(config.decider, config.rules, understood, config.sources)
        self.report.notes += (f"warning: {doubt}" for doubt in doubts)
        sources.sync_sources(store, config.sources, now)
        begun = rules.sync_rules(store, config.rules, now)
        copies.resign(store)
        concept_index.index_earlier(store, load_concepts(config.decider.concepts))
        self.report.notes += preview_lines(store, begun, understood, now)
        self._archive = ArchiveWriter(config.archive, now) if config.archive else None
        active = rules.active_rules(store)
        known = tuple((number, understood[rule.query].query) for number, rule in active)
        spec = replace(config.decider, rules=known)
        self.workers = Workers(
            partial(build_decider, spec),
            preload=PRELOADED,
        )
        self._sources = sources.known_sources(store)
        self._reached = False
        self._out_of_reach: tuple[list[str], list[str]] = ([], [])
        self.hosts: set[str] = set()
        self.furniture: dict[str, frozenset[str]] = {}
        self._revisits = Revisits(
            store, config, clock, self.judge, self._archive, self.report.counts
        )
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
        now = self.clock()
        self._check_names(only)
        due = sources.due_sources(self.store, now, only, everything)
        waiting = links.pending_links(self.store, now, LINKS_A_PASS)
        waiting += due_revisits(self.store, now, REVISITS_A_PASS)
        if only:
            waiting = [link for link in waiting if link.source_id in only]
        if not due and not waiting:
            return
        from spiders.crawl import crawl
        from spiders.sink import CrawlPlan

        plan = CrawlPlan(
            due,
            waiting,
            sources.held_hosts(self.store, now),
            {name: source.proxy for name, source in self._sources.items() if source.proxy},
            robots.known_robots(self.store, now),
        )
        done = crawl(plan, self, self.config.network, self.clock, self.config.budget_s)
        self.report.trouble += [f"fault in khabardar: {error}" for error in done.errors]
        if not done.finished:
            self.report.trouble.append("the pass ran out of time; the rest is done by the next one")
        if not self._reached and len(self._out_of_reach[0]) >= LEAST_OUTLETS_TO_JUDGE:
            sources.postpone(self.store, *self._out_of_reach, self.clock() + ASK_AGAIN_AFTER)
            minutes = ASK_AGAIN_AFTER.seconds // 60
            self.report.trouble.append(
                "no outlet could be reached: this machine seems to be offline; nothing is lost, "
                f"all are asked again from {minutes} minutes on",
            )

    def _check_names(self, only: Sequence[str]) -> None:
        for name in only:
            if name not in self._sources:
                close = difflib.get_close_matches(name, self._sources, 3, 0.5)
                hint = f"; did you mean {', '.join(close)}?" if close else "; see khabardar status"
                raise OperatorError(f"there is no outlet {name!r}{hint}")

    async def parse(self, source_id: str, kind: ListingKind, page: Page) -> Discovered | Failed:
        """Return what a listing of a source holds, read in a worker."""
        country = self._sources[source_id].country
        found = await self.workers.run(read_listing, [(kind, page, country)])
        if isinstance(found, Killed):
            return Failed("extraction_killed", "; ".join(found.why))
        assert isinstance(found, Discovered | Failed)  # noqa: S101 - pickled, so untyped
        return found

    def add_links(self, source_id: str, via: Via, entries: Sequence[Entry]) -> Sequence[Link]:
        """Make links durable before anything is asked for."""
        added = links.add_links(self.store, source_id, via, entries, self.clock())
        self.report.counts["new_links"] += len(added)
        return added

    async def page_arrived(self, link: Link, page: Page) -> None:
        """Decide on a page in a worker, archive it, and store the verdict."""
        self._reached = True
        if link.article_id is None:
            self.settle(link, page, await self.judge(link, page))
        else:
            await self._revisits.arrived(link, page, self._sources)

    async def judge(self, link: Link, page: Page) -> Any:
        """Return the verdict on a page, from a worker."""
        return await self.workers.run(decide, self.tries(link, page))

    def page_unchanged(self, link: Link) -> None:
        """Write down that a known article's page is the one that is known."""
        self._reached = True
        self._revisits.unchanged(link, self._sources)

    def tries(self, link: Link, page: Page) -> list[tuple[Any, ...]]:
        """Return the ladder of calls for one page, each cheaper than the one before."""
        source, host = self._sources[link.source_id], site_host(page.url)
        if host not in self.furniture:
            self.furniture[host] = site_boilerplate.known_furniture(self.store, host)
        known = self.furniture[host]
        return [(page, link.entry, source, tier, page.fetched_at, known) for tier in TIERS]

    def note_blocks(self, link: Link, verdict: Any) -> None:
        """Keep a page's blocks, from which its host's furniture is learned."""
        if isinstance(verdict, Kept | Dropped) and verdict.blocks:
            self.hosts.add(verdict.blocks.host)
            with self.store.transaction():
                site_boilerplate.remember_page(
                    self.store, link.entry.url, verdict.blocks, self.clock()
                )

    def count(self, what: str) -> None:
        """Count one thing done, and tell of it."""
        self.report.counts[what] += 1
        self._tell(**self.report.counts)

    def settle(
        self,
        link: Link,
        page: Page,
        verdict: Any,
        alerts: bool = True,
        place: ArchivePlace | None = None,
    ) -> None:
        """Archive a page, then store its verdict with all that follows, in one transaction.

        ``place`` is where the page lies if it came from the archive itself.
        """
        now = self.clock()
        if place is None and self._archive:
            place = self._archive.write(page)
        if isinstance(verdict, Kept | Dropped) and verdict.blocks:
            self.hosts.add(verdict.blocks.host)
        match verdict:
            case Kept():
                context = SaveContext(
                    now,
                    place,
                    insert.page_digest(page.body),
                    self.config.sender_domain,
                    alerts,
                    self._first_revisit(link, now),
                    Marks(page.etag, page.last_modified),
                )
                saved = insert.save_kept(self.store, link, verdict, context)
                self.report.counts["kept"] += 1
                self.report.counts["alerts"] += saved.alerts
            case Dropped():
                links.settle_dropped(self.store, link.entry.url, verdict, now, place)
                self._count_refusal(verdict)
            case Failed():
                self._put_off(link, verdict, None, place)
            case Killed():
                killed = Failed("extraction_killed", "; ".join(verdict.why))
                self._put_off(link, killed, None, place)
            case _:
                raise TypeError(f"no verdict: {verdict!r}")
        self._tell(**self.report.counts)

    def link_ended(self, link: Link, outcome: Dropped | Failed, retry_at: datetime | None) -> None:
        """Store that a link brought no page: for good, or until its next try."""
        if link.article_id is not None:
            self._revisits.ended(link, outcome, retry_at, self._sources)
        elif isinstance(outcome, Dropped):
            links.settle_dropped(self.store, link.entry.url, outcome, self.clock())
            self._count_refusal(outcome)
        else:
            self._put_off(link, outcome, retry_at)
            if outcome.reason in OUT_OF_REACH:
                self._out_of_reach[1].append(link.entry.url)

    def _put_off(
        self,
        link: Link,
        failed: Failed,
        retry_at: datetime | None,
        place: ArchivePlace | None = None,
    ) -> None:
        links.settle_failed(self.store, link.entry.url, failed, self.clock(), retry_at, place)
        self.report.counts["put_off"] += 1

    def _count_refusal(self, dropped: Dropped) -> None:
        self.report.counts["dropped"] += 1
        self.report.refused[dropped.reason] += 1

    def _first_revisit(self, link: Link, now: datetime) -> datetime | None:
        """Return when a new article is looked at again: never, if it was taken in from a file."""
        hours = () if link.via == "import" else self._sources[link.source_id].revisit
        return next_revisit(now, now, hours)

    def source_visited(self, source_id: str, visits: Sequence[Visit]) -> None:
        """Store how all addresses of a source answered."""
        sources.record_visits(self.store, source_id, visits, self.clock())
        self.report.counts["sources"] += 1
        lost = [visit for visit in visits if visit.outcome not in ("ok", "not_modified")]
        if not visits:
            self.report.silent.setdefault(NO_ADDRESS, []).append(self._sources[source_id].name)
        if visits and all(visit.outcome in OUT_OF_REACH for visit in visits):
            self._out_of_reach[0].append(source_id)
        elif visits:
            self._reached = True
        if lost and len(lost) == len(visits):
            name = self._sources[source_id].name
            self.report.silent.setdefault(lost[0].error or lost[0].outcome, []).append(name)

    def source_at(self, url: str) -> Source:
        """Return the outlet at an address; one that nobody declared is known by its host alone."""
        host = host_of(url).removeprefix("www.") or "unknown"
        if host not in self._by_host:
            found = Source(host, host, f"http://{host}/", country_of(f"http://{host}/", ""))
            with self.store.transaction():
                sources.add_source(self.store, found)
            self._sources[host] = self._by_host[host] = found
        return self._by_host[host]

    def hold_host(self, host: str, until: datetime, why: str) -> None:
        """Remember that a host asked to be left alone."""
        sources.hold_host(self.store, host, until, why)

    def keep_robots(self, site: str, rules: str) -> None:
        """Remember a site's robots.txt for a day."""
        robots.keep_robots(self.store, site, rules, self.clock())
