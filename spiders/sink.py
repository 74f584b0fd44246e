"""What a crawl is given and what it reports to: its plan, and the sink that takes its finds."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from pipelines.items import (
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
from pipelines.sources import BackList, ListingKind, Window
from pipelines.visits import SourceForVisit, Visit
from pipelines.web.logins import Login

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class FilePart(Link):
    """A part of a file that is asked for, and the ETag that the file must have, "" for any."""

    first: int = 0
    last: int = 0
    etag: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """Return what the request for it says."""
        headers = {"Range": f"bytes={self.first}-{self.last}", "Accept-Encoding": "identity"}
        return headers | ({"If-Range": self.etag} if self.etag else {})


class CrawlSink(Protocol):
    """What a crawl hands its finds to; everything is called on the event loop."""

    async def parse(
        self, source_id: str, kind: ListingKind, page: Page, window: Window | None = None
    ) -> Discovered | Failed:
        """Return what a listing of a source holds, of a time only if told; away from the loop."""

    def add_links(self, source_id: str, via: Via, entries: Sequence[Entry]) -> Sequence[Link]:
        """Make the links durable and return those never seen before."""

    def add_leads(self, source_id: str, leads: Sequence[Lead]) -> int:
        """Write down reports that are known of only, and return how many were not known."""

    async def page_arrived(self, target: Target, page: Page) -> None:
        """Take a page in; the crawl waits, so that pages do not pile up in memory."""

    def page_unchanged(self, revisit: Revisit, exchange: Exchange | None) -> None:
        """Write down that a known article's page is the one that is known, as a 304 said."""

    def page_lost(
        self, target: Target, outcome: Dropped | Failed, retry_at: datetime | None
    ) -> None:
        """Write down that a URL brought no page."""

    def pages_put_off(self, targets: Sequence[Target], why: str, until: datetime) -> None:
        """Write down that URLs are left to a later pass, not before ``until``, without a try."""

    def listing_found(self, source_id: str, url: str) -> None:
        """Take note of a further listing that is asked for, since another one points to it."""

    def listing_ended(self, visit: Visit) -> None:
        """Write down what became of a listing: one of the plan, or one that was found."""

    def listing_put_off(self, source_id: str, url: str, why: str) -> None:
        """Write down that a listing is left to the next pass."""

    def back_list_read(
        self, back: BackList, found: Discovered
    ) -> tuple[Sequence[Link], Sequence[BackList]]:
        """Make what a list of a walk back holds durable; return pages and lists to ask for now."""

    def back_list_ended(self, back: BackList, outcome: Dropped | Failed) -> Sequence[BackList]:
        """Write down that a list of a walk back could not be had; return what to ask instead."""

    def hold_host(self, host: str, until: datetime, why: str) -> None:
        """Remember that a host asked to be left alone."""

    def keep_robots(self, site: str, rules: str) -> None:
        """Remember a site's robots.txt."""

    def newly_due(self) -> Sequence[SourceForVisit]:
        """Return the sources that came due since the crawl began, each to be visited in it."""

    async def beside(self, ended: asyncio.Event) -> None:
        """Do what goes on beside the crawl; the crawl waits for its end once ``ended`` is set."""

    def next_targets(self) -> Sequence[Target]:
        """Return what is to be asked for next, now that one more page has come or is lost."""

    def keep_exchange(self, exchange: Exchange) -> None:
        """Remember what went over the wire for a redirect or a robots.txt."""


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """What to ask: sources to visit, pages that wait from before, hosts not to be asked yet.

    ``proxies`` are by source, where one has its own, with the password if it wants one; ``logins``
    are what a source's sites want, by source; ``robots`` are known rules by site;
    ``back_lists`` are asked for when a host has nothing else to give; ``browsed`` are the sources
    whose pages are made by scripts.
    """

    visits: Sequence[SourceForVisit]
    targets: Sequence[Target] = ()
    held: dict[str, datetime] = field(default_factory=dict)
    proxies: Mapping[str, str] = field(default_factory=dict, repr=False)
    logins: Mapping[str, Sequence[Login]] = field(default_factory=dict)
    robots: Mapping[str, str] = field(default_factory=dict)
    back_lists: Sequence[BackList] = ()
    browsed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """How a crawl ended: ``finished`` or ``out_of`` something, and the faults of our own in it."""

    finished: bool
    errors: tuple[str, ...]
    out_of: Literal["time", "memory"] = "time"
