"""What the spiders of a pass speak to: what they find is stored, and nothing is lost in it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from db.crawl import links, revisits, robots, sources
from db.crawl.leads import add_leads
from db.crawl.mining_refusals import keep_page_refusals, keep_robots_refusal
from db.status import OFFLINE
from passes.config import OUT_OF_REACH, log
from passes.intake import Intake
from passes.lists.back_lists import BackLists
from passes.lists.bulk_files import with_files_missed
from passes.open_work import OpenWork
from passes.outgoing import Outgoing
from passes.outlets import Trials
from passes.revisits import Controls, Revisits
from pipelines.errors import DiskFull, StoreError
from pipelines.items import (
    ControlPage,
    Discovered,
    Dropped,
    Entry,
    Exchange,
    Failed,
    Lead,
    Link,
    Page,
    Revisit,
    Target,
    Via,
)
from pipelines.listings.listing import read_listing
from pipelines.sources import BackList, ListingKind, Window
from pipelines.visits import SourceForVisit, Visit
from pipelines.web.source_health import NO_LISTING, without_address
from worker_processes import Killed

LEAST_OUTLETS_TO_JUDGE = 3
"""When so many were asked and none could be reached, the fault is on our side."""
ASK_AGAIN_AFTER = timedelta(minutes=5)
UNASKED = frozenset({"not_tried", "refused_address"}) | OUT_OF_REACH
"""Outcomes that do not show that anything can be reached."""
NO_VERDICT = "the crawl ended without a verdict on this address, which is a fault in khabardar"
LOST_SHOWN = 3
LETTERS_SHOWN = 120


class PassSink:
    """What the spiders speak to: it stores what became of each listing and each page.

    ``rounds`` are the visits of each source whose URLs have all been asked.
    """

    def __init__(
        self, intake: Intake, outgoing: Outgoing, open_work: OpenWork, only: Sequence[str]
    ) -> None:
        self._intake = intake
        self._only = only
        self._left: set[str] = set()
        self._outgoing = outgoing
        self._open = open_work
        self._context = intake.context
        self._revisits = Revisits(intake)
        self._controls = Controls(intake)
        self._trials = Trials(intake.context)
        self._back = BackLists(intake.context)
        self.rounds: dict[str, Sequence[Visit]] = {}
        self._reached = False
        self._silent_sources: list[str] = []
        self._silent_urls: list[str] = []
        self._lost_on_trial: list[str] = []

    async def parse(
        self, source_id: str, kind: ListingKind, page: Page, window: Window | None = None
    ) -> Discovered | Failed:
        """Return what a listing of a source holds, read in a worker."""
        self._note_refusals(page)
        country = self._intake.sources[source_id].country
        found = await self._intake.workers.run(read_listing, [(kind, page, country, window)])
        if isinstance(found, Killed):
            return Failed("extraction_killed", "; ".join(found.why))
        return with_files_missed(self._context, source_id, kind, found)

    def add_links(self, source_id: str, via: Via, entries: Sequence[Entry]) -> Sequence[Link]:
        """Make links durable before anything is asked for."""
        context = self._context
        if source_id in self._trials:
            self._trials.take(source_id, via, entries)
            return ()
        added = links.add_links(context.store, source_id, via, entries, context.clock())
        context.count("new_links", len(added))
        self._open.add_targets(added)
        return added

    def add_leads(self, source_id: str, leads: Sequence[Lead]) -> int:
        """Write down reports that are known of only; those of an outlet on trial are not."""
        if source_id in self._trials:
            return 0
        new = add_leads(self._context.store, source_id, leads, self._context.clock())
        self._context.count("reports_known_elsewhere", new)
        return new

    async def page_arrived(self, target: Target, page: Page) -> None:
        """Decide on a page in a worker, archive it, and store the verdict."""
        self._reached = True
        try:
            self._note_refusals(page)
            match target:
                case Link():
                    self._intake.settle(target, page, await self._intake.judge(target, page))
                case Revisit():
                    await self._revisits.arrived(target, page)
                case ControlPage():
                    await self._controls.arrived(target, page)
        except DiskFull as error:  # still due, and asked for again when there is room
            self._context.report.say_once(str(error))
            self._context.count("put_off_for_a_full_disk")
        self._open.end_target(target)

    def page_unchanged(self, revisit: Revisit, exchange: Exchange | None) -> None:
        """Write down that a known article's page is the one that is known."""
        self._reached = True
        self._revisits.unchanged(revisit, exchange)
        self._open.end_target(revisit)

    def page_lost(
        self, target: Target, outcome: Dropped | Failed, retry_at: datetime | None
    ) -> None:
        """Store that a URL brought no page: for good, or until its next try."""
        match target, outcome:
            case Revisit(), _:
                self._revisits.ended(target, outcome, retry_at)
            case ControlPage(), _:
                self._controls.ended(target, outcome)
            case Link(), Dropped():
                self._intake.drop(target, outcome)
            case Link(), Failed():
                self._intake.put_off(target, outcome, retry_at)
                if outcome.reason in OUT_OF_REACH:
                    self._silent_urls.append(target.entry.url)
        self._open.end_target(target)

    def pages_put_off(self, targets: Sequence[Target], why: str, until: datetime) -> None:
        """Leave URLs to a later pass as they are: no try is used up."""
        store = self._context.store
        with store.transaction():
            for target in targets:
                match target:
                    case Link():
                        links.put_off(store, target.entry.url, why, until)
                    case Revisit():
                        revisits.put_off(store, target.article_id, until)
        for target in targets:
            self._open.end_target(target)
        self._context.report.put_off[why] += len(targets)

    def listing_found(self, source_id: str, url: str) -> None:
        """Wait for a further listing of a source."""
        self._open.add_listing(source_id, url)

    def listing_ended(self, visit: Visit) -> None:
        """Store how the URLs of a source answered, once the last one did."""
        visits = self._open.end_listing(visit)
        if visits is not None:
            self._source_visited(visit.source_id, visits)

    def listing_put_off(self, source_id: str, url: str, why: str) -> None:
        """Wait for a listing no longer; a source of which none was asked stays due."""
        visits = self._open.put_off_listing(source_id, url)
        if visits:
            self._source_visited(source_id, visits)
        self._left.add(source_id)
        self._context.report.put_off[why] += 1

    def end_sources_without_listings(self, due: Sequence[SourceForVisit]) -> None:
        """Store of sources that no URL can be asked of that it is so."""
        for one in due:
            if not one.source.visited():
                self._source_visited(one.source.id, ())

    def _source_visited(self, source_id: str, visits: Sequence[Visit]) -> None:
        context = self._context
        source = self._intake.sources[source_id]
        lost = bool(visits) and all(visit.outcome in OUT_OF_REACH for visit in visits)
        if source_id in self._trials and not self._trials.end_round(source, visits):
            if lost:
                self._lost_on_trial.append(source_id)
            return
        sources.record_visits(context.store, source_id, visits, context.clock())
        context.count("sources")
        if nameless := sum(without_address(visit.error) for visit in visits):
            context.count("entries_without_an_address", nameless)
        self.rounds[source_id] = visits
        if lost:
            self._silent_sources.append(source_id)
        elif any(visit.outcome not in UNASKED for visit in visits):
            self._reached = True
        name = source.name
        answered = [visit for visit in visits if visit.outcome in ("ok", "not_modified")]
        if not answered:
            why = (visits[0].error or visits[0].outcome) if visits else NO_LISTING
            context.report.silent.setdefault(why, []).append(name)
        else:
            log.info("%s: %s", name, _visit_words(visits, answered))

    def back_list_read(
        self, back: BackList, found: Discovered
    ) -> tuple[Sequence[Link], Sequence[BackList]]:
        """Store what a list of a walk back holds."""
        self._reached = True
        pages, further = self._back.read(back, found)
        self._open.add_targets(pages)
        return pages, further

    def back_list_ended(self, back: BackList, outcome: Dropped | Failed) -> Sequence[BackList]:
        """Store that a list of a walk back could not be had."""
        return self._back.ended(back, outcome)

    def hold_host(self, host: str, until: datetime, why: str) -> None:
        """Remember that a host asked to be left alone."""
        sources.hold_host(self._context.store, host, until, why)

    def keep_robots(self, site: str, rules: str) -> None:
        """Remember a site's robots.txt for a day, and which AI programs it keeps out."""
        store, now = self._context.store, self._context.clock()
        with store.transaction():
            robots.keep_robots(store, site, rules, now)
            keep_robots_refusal(store, site, rules, now)

    def _note_refusals(self, page: Page) -> None:
        keep_page_refusals(self._context.store, page, self._context.clock())

    def newly_due(self) -> Sequence[SourceForVisit]:
        """Return the sources that are due by now, but for those that the crawl has no time for."""
        if self._only:
            return ()
        try:
            found = sources.due_sources(self._context.store, self._context.clock())
        except StoreError:  # they stay due
            return ()
        due = [
            one
            for one in found
            if one.source.visited()
            and one.source.id not in self._left
            and not self._open.is_open(one.source.id)
        ]
        self._open.add_sources(due)
        return due

    def next_targets(self) -> Sequence[Target]:
        """Nothing follows from a page."""
        return ()

    async def beside(self, ended: asyncio.Event) -> None:
        """Send the mail that comes due while the crawl goes on."""
        await self._outgoing.beside(ended)

    def keep_exchange(self, exchange: Exchange) -> None:
        """Archive what went over the wire for a redirect or a robots.txt."""
        self._intake.note_exchange(exchange)

    def end_what_is_open(self) -> None:
        """Give all that a finished crawl left without a verdict a fault and a next try.

        Nothing should be left: what is, was lost by khabardar itself. Without a next try it would
        be due again at once, for ever.
        """
        listings = self._open.open_listings()
        targets = self._open.open_targets()
        lost = [*(url for _, url in listings), *(target.entry.url for target in targets)]
        if not lost:
            return
        self._context.count("without_a_verdict", len(lost))
        shown = ", ".join(url[:LETTERS_SHOWN] for url in lost[:LOST_SHOWN])
        more = f" and {len(lost) - LOST_SHOWN} more" if len(lost) > LOST_SHOWN else ""
        trouble = self._context.report.trouble
        trouble.append(
            f"fault in khabardar: {len(lost)} addresses ended without a verdict; they are "
            f"tried again later: {shown}{more}"
        )
        now = self._context.clock()
        try:
            for source_id, url in listings:
                self.listing_ended(Visit(source_id, now, url, "not_tried", error=NO_VERDICT))
            for target in targets:
                self.page_lost(target, Failed("not_tried", NO_VERDICT), None)
        except StoreError as error:  # they are due at once then; mail is to go out all the same
            trouble.append(str(error))

    def postpone_if_offline(self) -> bool:
        """Take the failures back if nothing at all could be reached: then the fault is ours.

        Returns whether it is so.
        """
        if self._reached or len(self._silent_sources) < LEAST_OUTLETS_TO_JUDGE:
            return False
        again_at = self._context.clock() + ASK_AGAIN_AFTER
        lost = [*self._silent_sources, *self._lost_on_trial]
        sources.postpone(self._context.store, lost, self._silent_urls, again_at)
        self._context.report.trouble.append(
            f"{OFFLINE}; nothing is lost, "
            f"all are asked again from {ASK_AGAIN_AFTER.seconds // 60} minutes on",
        )
        return True


def _visit_words(visits: Sequence[Visit], answered: Sequence[Visit]) -> str:
    """Return what the URLs of an outlet brought, in words for a log."""
    new = sum(visit.new for visit in answered)
    lost = len(visits) - len(answered)
    failed = f"; {lost} of {len(visits)} addresses did not answer" if lost else ""
    return f"{new or 'no'} new {'article' if new == 1 else 'articles'} listed{failed}"
