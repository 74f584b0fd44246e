"""Takes pages in: what comes goes through the workers into the store, with all that follows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Self

from db.archive import ArchiveWriter, reference_at
from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, site_boilerplate, sources
from db.crawl.revisits import Marks
from db.outbox import rules
from db.warc import is_revisit_of
from passes.begin import PassContext
from passes.repeated_texts import RepeatedTexts
from pipelines.decide import PRELOAD, TIERS, Decider, Tier, decide, decide_known
from pipelines.errors import StoreError
from pipelines.items import (
    ArchivePlace,
    Dropped,
    Entry,
    Exchange,
    Failed,
    Kept,
    Link,
    Page,
    Revisit,
    Target,
    Verdict,
)
from pipelines.site.known import SiteBoilerplate
from pipelines.site.page_traces import site_host
from pipelines.sources import Source
from pipelines.web.outlet_country import outlet_host, undeclared_outlet
from pipelines.web.revisit_plan import next_revisit
from press_catalogue.decider import build_decider
from worker_processes import Killed, Workers

PRELOADED = (*PRELOAD, "press_catalogue.decider", "pipelines.text.langid_model")
"""Modules that a pass's workers share."""

Try = tuple[Page, Entry, Source, Tier, datetime, SiteBoilerplate]
"""What ``decide`` is called with, beside the decider."""


HeadlineTry = tuple[Page, Entry, Source, Tier, datetime, str]
"""What ``decide_headline`` is called with."""


class Intake:
    """Where the pages of a pass come in: workers judge them, the archive and the store keep them.

    ``sources`` are all outlets ever declared, by id. ``hosts`` are those whose pages came in and
    whose boilerplate is to be learned anew.
    """

    def __init__(self, context: PassContext) -> None:
        self.context = context
        config = context.config
        self.archive = ArchiveWriter(config.archive, context.clock()) if config.archive else None
        self.workers: Workers[Decider] = Workers(
            partial(build_decider, config.decider, context.rules),
            count=context.processes,
            preload=PRELOADED,
        )
        self.sources = sources.known_sources(context.store)
        self.hosts: set[str] = set()
        self._repeated = RepeatedTexts(context.store)
        self._boilerplate: dict[str, SiteBoilerplate] = {}
        self._shared_marks = site_boilerplate.shared_marks(context.store)
        self._by_host = {outlet_host(source.homepage): source for source in self.sources.values()}

    def __enter__(self) -> Self:
        self.workers.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.workers.__exit__()
        if self.archive:
            self.archive.close()

    async def judge(self, target: Target, page: Page) -> Verdict | Killed:
        """Return the verdict on a page, from a worker."""
        return await self.workers.run(decide, self.tries(target, page))

    async def judge_known(self, revisit: Revisit, page: Page) -> Verdict | Killed:
        """Return the verdict on a stored article's page, which the keep query has no say in."""
        return await self.workers.run(decide_known, self.tries(revisit, page))

    def tries(self, target: Target, page: Page) -> list[Try]:
        """Return the ladder of calls for one page, each cheaper than the one before."""
        source, host = self.sources[target.source_id], site_host(page.url)
        if host not in self._boilerplate:
            self._boilerplate[host] = site_boilerplate.known_boilerplate(
                self.context.store, host, self._shared_marks
            )
        known = self._boilerplate[host]
        page = replace(page, exchange=None)  # which no worker needs
        now = page.captured_at or self.context.clock()
        return [(page, target.entry, source, tier, now, known) for tier in TIERS]

    def take_up_boilerplate(self, shared: frozenset[str]) -> None:
        """Look up anew what is known of each host, with the marks that are ``shared`` by now."""
        self._boilerplate.clear()
        self._shared_marks = shared

    def headline_tries(self, target: Target, page: Page, why: str) -> list[HeadlineTry]:
        """Return the same ladder for the headline alone; ``why`` its text is no article's."""
        return [(*attempt[:-1], why) for attempt in self.tries(target, page)]

    def note_blocks(
        self, link: Link, verdict: Verdict | Killed, seen_at: datetime | None = None
    ) -> None:
        """Keep a page's blocks, from which its host's boilerplate is learned.

        ``seen_at`` is when a page came that is read again: it is no newer for that.
        """
        if isinstance(verdict, Kept | Dropped) and verdict.blocks:
            store = self.context.store
            self.hosts.add(verdict.blocks.host)
            with store.transaction():
                site_boilerplate.remember_page(
                    store, link.entry.url, verdict.blocks, seen_at or self.context.clock()
                )

    def settle(
        self,
        link: Link,
        page: Page,
        verdict: Verdict | Killed,
        alerts: bool = True,
        place: ArchivePlace | None = None,
    ) -> None:
        """Archive a page, then store its verdict with all that follows, in one transaction.

        ``place`` is where the page lies if it came from the archive itself.
        """
        if place is None:
            place = self.archived(page)
        repeated = None if isinstance(verdict, Killed) else self.repeated_text(link, verdict)
        if repeated:
            self.note_blocks(link, verdict)
            verdict = repeated
        if isinstance(verdict, Kept | Dropped) and verdict.blocks:
            self.hosts.add(verdict.blocks.host)
        match verdict:
            case Kept():
                self.keep(link, page, verdict, alerts, place)
            case Dropped():
                self.drop(link, verdict, place)
            case Failed():
                self.put_off(link, verdict, None, place)
            case Killed():
                killed = Failed("extraction_killed", "; ".join(verdict.why))
                self.put_off(link, killed, None, place)
        self.context.tell_counts()

    def repeated_text(self, target: Target, verdict: Verdict) -> Failed | None:
        """Return why a page's text is no article's: it stands under many headlines."""
        return self._repeated.check(target.entry.url, verdict)

    def archived(self, page: Page) -> ArchivePlace | None:
        """Put a page into the archive; without room it is stored all the same, which is said."""
        if self.archive is None:
            return None
        with self._unharmed():
            return self.archive.write(page)
        self.context.count("pages_without_archive")
        return None

    def note_exchange(self, exchange: Exchange) -> None:
        """Put into the archive what led to a page, or told what may be read."""
        if self.archive is not None:
            with self._unharmed():
                self.archive.note(exchange)

    def note_revisit(self, exchange: Exchange | None, known: ArchivePlace | None) -> None:
        """Put into the archive that a visit brought nothing but the page that lies at ``known``."""
        folder = self.context.config.archive
        if self.archive is None or folder is None or exchange is None or known is None:
            return
        reference = reference_at(folder, known)
        if reference and is_revisit_of(exchange, reference):
            with self._unharmed():
                self.archive.note_revisit(exchange, reference)

    @contextmanager
    def _unharmed(self) -> Iterator[None]:
        """Go on when the archive cannot be written, and say so once."""
        try:
            yield
        except StoreError as error:
            self.context.report.say_once(
                f"{error}; articles are stored without their pages until that is mended"
            )

    def keep(
        self, link: Link, page: Page, kept: Kept, alerts: bool, place: ArchivePlace | None
    ) -> None:
        """Store an article with all that follows; ``place`` is where its page lies."""
        now = self.context.clock()
        context = SaveContext(
            now,
            place,
            insert.page_digest(page.body),
            self.context.config.sender_domain,
            alerts,
            self._first_revisit(link, kept.article.published_at, now),
            Marks(page.etag, page.last_modified),
            page.captured_at,
        )
        saved = insert.save_kept(self.context.store, link, kept, context)
        self.context.count("kept")
        self.context.count("alerts", saved.alerts)
        self._note_set_aside(kept)

    def _note_set_aside(self, kept: Kept) -> None:
        """Say which rules an article was not held against: they would have compared too much."""
        if kept.rules_set_aside:
            self.context.report.notes += (
                f"warning: rule {rule.name!r} was not matched against {kept.article.url}: "
                "it compares too many words; write it with fewer NEAR"
                for _, rule in rules.active_rules(self.context.store, kept.rules_set_aside)
            )

    def drop(self, link: Link, dropped: Dropped, place: ArchivePlace | None = None) -> None:
        """Store that a link gives no article, and why; ``place`` is where its page lies."""
        context = self.context
        links.settle_dropped(context.store, link.entry.url, dropped, context.clock(), place)
        context.count("dropped")
        context.report.refused[dropped.reason] += 1

    def put_off(
        self,
        link: Link,
        failed: Failed,
        retry_at: datetime | None,
        place: ArchivePlace | None = None,
    ) -> None:
        """Store that a link has no verdict yet; ``retry_at`` is a time that its host asked for."""
        context = self.context
        links.settle_failed(context.store, link.entry.url, failed, context.clock(), retry_at, place)
        context.count("put_off")

    def _first_revisit(
        self, link: Link, published_at: datetime | None, now: datetime
    ) -> datetime | None:
        """Return when a new article is looked at again.

        Never, if it was taken in from a file, or is so old that the last look would be past.
        """
        hours = () if link.via == "import" else self.sources[link.source_id].revisit
        if link.via == "backfill" and next_revisit(published_at or now, now, hours) is None:
            return None
        return next_revisit(now, now, hours)

    def source_at(self, url: str) -> Source:
        """Return the outlet at a URL; one that nobody declared is known by its host alone."""
        host = outlet_host(url)
        if host not in self._by_host:
            found = undeclared_outlet(host)
            store = self.context.store
            with store.transaction():
                sources.add_source(store, found)
            self.sources[host] = self._by_host[host] = found
        return self._by_host[host]
