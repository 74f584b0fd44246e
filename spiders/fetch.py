"""Fetches a few URLs, or a large file in parts, as a crawl does, for who asks for them by hand."""

import asyncio
import json
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from pipelines.discovery.mining_files import AI_TXT, TDMREP, ai_txt_refusal, tdmrep_refusal
from pipelines.discovery.search import MOST_REQUESTS, Found, search
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
from pipelines.web.logins import Login, logins_of, without_logins
from pipelines.web.network_policy import Network
from spiders.crawl import crawl
from spiders.sink import Clock, CrawlPlan, FilePart

Reply = Page | Dropped | Failed
T = TypeVar("T")
MINING_FILES = {TDMREP: tdmrep_refusal, AI_TXT: ai_txt_refusal}
"""Where a site says what it refuses of text mining and AI, and what reads it."""
Walk = Generator[str, Reply, T]
"""Yields a URL, is sent what it answered, and returns what it was all for."""
LONGEST_S = 6 * 3600.0
UNBOUNDED = 10**9
_HEAD_END = b"\r\n\r\n"
_RANGE = re.compile(rb"^content-range:\s*bytes\s+(\d+)-\d+/(\d+)", re.IGNORECASE | re.MULTILINE)


class _PageCollector:
    """A sink for single URLs: it keeps what became of each."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Page | Dropped | Failed] = {}

    async def parse(
        self, source_id: str, kind: ListingKind, page: Page, window: Window | None = None
    ) -> Discovered | Failed:
        """Refuse: nothing is listed when pages are asked for."""
        return Failed("not_a_feed", "pages were asked for")

    def add_links(self, source_id: str, via: Via, entries: Sequence[Entry]) -> Sequence[Link]:
        """Take no links."""
        return ()

    def add_leads(self, source_id: str, leads: Sequence[Lead]) -> int:
        """Take no leads."""
        return 0

    async def page_arrived(self, target: Target, page: Page) -> None:
        """Keep the page."""
        self.outcomes[target.entry.url] = page

    def page_unchanged(self, revisit: Revisit, exchange: Exchange | None) -> None:
        """No page is known before."""

    def page_lost(
        self, target: Target, outcome: Dropped | Failed, retry_at: datetime | None
    ) -> None:
        """Keep the reason why there is none."""
        self.outcomes[target.entry.url] = outcome

    def pages_put_off(self, targets: Sequence[Target], why: str, until: datetime) -> None:
        """Keep that they were not asked for."""
        self.outcomes |= {target.entry.url: Failed("not_tried", why) for target in targets}

    def listing_found(self, source_id: str, url: str) -> None:
        """Nothing is listed."""

    def listing_ended(self, visit: Visit) -> None:
        """Nothing is listed."""

    def listing_put_off(self, source_id: str, url: str, why: str) -> None:
        """Nothing is listed."""

    def back_list_read(
        self, back: BackList, found: Discovered
    ) -> tuple[Sequence[Link], Sequence[BackList]]:
        """Nothing is listed."""
        return (), ()

    def back_list_ended(self, back: BackList, outcome: Dropped | Failed) -> Sequence[BackList]:
        """Nothing is listed."""
        return ()

    def hold_host(self, host: str, until: datetime, why: str) -> None:
        """Few pages are asked for once."""

    def keep_robots(self, site: str, rules: str) -> None:
        """Few pages are asked for once."""

    def newly_due(self) -> Sequence[SourceForVisit]:
        """Nothing is listed."""
        return ()

    def next_targets(self) -> Sequence[Target]:
        """Nothing follows from a page."""
        return ()

    async def beside(self, ended: asyncio.Event) -> None:
        """Nothing goes on beside."""

    def keep_exchange(self, exchange: Exchange) -> None:
        """Nothing is archived."""


class _Walker(_PageCollector, Generic[T]):
    """A sink that asks what a walk wants to know next, one URL after the other."""

    def __init__(self, walk: Walk[T], robots: dict[str, str]) -> None:
        super().__init__()
        self._walk = walk
        self._robots = robots
        self._next: str | None = None
        self.result: tuple[T] | None = None

    def go_on(self, reply: Reply | None) -> None:
        """Tell the walk what its URL answered, and take what it asks for next."""
        try:
            self._next = next(self._walk) if reply is None else self._walk.send(reply)
        except StopIteration as end:
            self._next, self.result = None, (end.value,)

    async def page_arrived(self, target: Target, page: Page) -> None:
        """Tell the walk of a page."""
        self.go_on(page)

    def page_lost(
        self, target: Target, outcome: Dropped | Failed, retry_at: datetime | None
    ) -> None:
        """Tell the walk why there is no page."""
        self.go_on(outcome)

    def pages_put_off(self, targets: Sequence[Target], why: str, until: datetime) -> None:
        """Tell the walk that a page is not asked for."""
        self.go_on(Failed("timeout", why))

    def keep_robots(self, site: str, rules: str) -> None:
        """Keep what the walk may read."""
        self._robots[site] = rules

    def next_targets(self) -> Sequence[Target]:
        """Return what the walk asks for."""
        url, self._next = self._next, None
        return () if url is None else (Link("one", "import", Entry(without_logins(url))),)


def walk(
    steps: Walk[T],
    robots: dict[str, str],
    network: Network,
    clock: Clock,
    budget_s: float,
    logins: Sequence[Login] = (),
) -> T:
    """Ask what ``steps`` yields, send it each answer, and return its result. Once in a process.

    ``robots`` is filled with the robots.txt of each site before its first answer comes; those that
    are in it are not asked for. What is
    not answered within ``budget_s`` seconds is told as a timeout.
    """
    sink = _Walker(steps, robots)
    sink.go_on(None)
    first = tuple(sink.next_targets())
    if first:
        plan = CrawlPlan((), first, logins={"one": logins}, robots=dict(robots))
        crawl(plan, sink, network, clock, budget_s)
    while sink.result is None:
        sink.go_on(Failed("timeout", "there was no time left to ask"))
    return sink.result[0]


def search_lists(
    _tool: object,
    homepage: str,
    network: Network,
    now: datetime,
    longest: timedelta,
    known: frozenset[str] = frozenset(),
    rules: Mapping[str, str] | None = None,
) -> Found:
    """Look for lists of the outlet at ``homepage`` that are not ``known``, as a crawl asks.

    ``rules`` are the robots.txt of its sites that are known. Once in a process.
    """
    robots = dict(rules or {})
    steps = search(homepage, now, longest, lambda: "\n".join(robots.values()), known)
    budget_s = search_budget_s(network)
    return without_html(walk(steps, robots, network, lambda: now, budget_s))


def search_budget_s(network: Network) -> float:
    """Return how many seconds a search takes at the most."""
    return MOST_REQUESTS * (network.timeout_s + network.delay_s)


def without_html(found: Found) -> Found:
    """Return what was found without the page itself, which nobody needs any more."""
    found.home = replace(found.home, html="")
    return found


def fetch_one(url: str, network: Network, clock: Clock) -> Page | Dropped | Failed:
    """Fetch one URL the way a crawl does, and return it or why not. Once in a process."""
    return fetch_few([url], network, clock)[url]


def fetch_few(
    urls: Sequence[str], network: Network, clock: Clock
) -> dict[str, Page | Dropped | Failed]:
    """Fetch a few URLs as ``fetch_one`` does, and return each or why not."""
    return _fetched(urls, network, clock, {})


def read_mining_files(
    _tool: object,
    sites: Sequence[str],
    network: Network,
    now: datetime,
    rules: Mapping[str, str],
) -> dict[str, dict[str, str | None]]:
    """Return what the files on mining of each site refuse, by their path; None where unknown.

    ``rules`` are the robots.txt of sites that are known. Once in a process.
    """
    urls = [f"{site}{path}" for site in sites for path in MINING_FILES]
    replies = _fetched(urls, network, lambda: now, rules)
    return {
        site: {
            path: _refusal(replies[f"{site}{path}"], read) for path, read in MINING_FILES.items()
        }
        for site in sites
    }


def _refusal(reply: Reply, read: Callable[[bytes], str]) -> str | None:
    match reply:
        case Page():
            return read(reply.body)
        case Dropped("not_found" | "gone" | "redirect"):
            return ""
        case _:
            return None


def call_url(url: str, network: Network, clock: Clock) -> Page | Dropped | Failed:
    """Fetch one URL of the operator's own: on any machine, and whatever its robots.txt says."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    allowed = (*network.allow_private, f"{parts.hostname}:{port}")
    site = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return _fetched([url], replace(network, allow_private=allowed), clock, {site: ""})[url]


def _fetched(
    urls: Sequence[str], network: Network, clock: Clock, robots: Mapping[str, str]
) -> dict[str, Page | Dropped | Failed]:
    sink = _PageCollector()
    plain = {url: without_logins(url) for url in urls}
    links = tuple(Link("one", "import", Entry(url)) for url in plain.values())
    plan = CrawlPlan((), links, logins={"one": logins_of(urls)}, robots=robots)
    crawl(plan, sink, network, clock, 2 * network.timeout_s)
    silent = Failed("connection", "no answer")
    return {url: sink.outcomes.get(asked, silent) for url, asked in plain.items()}


def download(
    _tool: object, url: str, path: Path, network: Network, now: datetime
) -> Dropped | Failed | None:
    """Fetch the file at ``url`` to ``path``, and return why it is not whole, None if it is.

    What lies there is the beginning that an earlier try got; beside it lies of which version, so
    that two are never mixed. One request at a time, with the pauses of a crawl, and as robots.txt
    allows. Once in a process.
    """
    sink = _Parts(url, path, network.max_bytes * 4 // 5)
    bounds = replace(network, host_time_s=UNBOUNDED, host_pages=UNBOUNDED)
    plan = CrawlPlan((), tuple(sink.next_targets()), logins={"one": logins_of([url])})
    if plan.targets:
        crawl(plan, sink, bounds, lambda: now, LONGEST_S)
    if sink.whole:
        return None
    return sink.why or Failed("timeout", "it did not end in time")


class _Parts(_PageCollector):
    """A sink that writes one part after the other, until the file is whole."""

    def __init__(self, url: str, path: Path, part_bytes: int) -> None:
        super().__init__()
        self._url = without_logins(url)
        self._path = path
        self._part_bytes = part_bytes
        self._mark = path.with_name(f"{path.name}.version")
        self._etag, self._total = _version(self._mark)
        self._done = path.stat().st_size if self._etag and path.exists() else 0
        self._next = not self.whole
        self.why: Dropped | Failed | None = None

    @property
    def whole(self) -> bool:
        """Tell whether all of the file is there."""
        return self._total is not None and self._done >= self._total

    def next_targets(self) -> Sequence[Target]:
        """Return the part that is missing next."""
        wanted, self._next = self._next, False
        last = self._done + self._part_bytes - 1
        part = FilePart("one", "import", Entry(self._url), 0, self._done, last, self._etag)
        return (part,) if wanted else ()

    async def page_arrived(self, target: Target, page: Page) -> None:
        """Write a part down, and go on with the next one."""
        assert page.exchange is not None  # noqa: S101 - each answer is taped
        said = _RANGE.search(page.exchange.response.partition(_HEAD_END)[0] + b"\n")
        if page.status != 206:  # the whole: it is short, has changed, or parts are not given
            self._begin(page, len(page.body))
        elif said is None or int(said[1]) != self._done:
            self.why = Failed("cut", "another part came than was asked for")
            return
        elif not self._done:
            self._begin(page, int(said[2]))
        with self._path.open("r+b") as file:
            file.seek(self._done)
            file.write(page.body)
            file.truncate()
        self._done += len(page.body)
        self._next = not self.whole

    def page_lost(
        self, target: Target, outcome: Dropped | Failed, retry_at: datetime | None
    ) -> None:
        """Keep why a part could not be had; what is there stays, if its version is still given."""
        self.why = outcome
        if isinstance(outcome, Dropped):
            self._mark.unlink(missing_ok=True)

    def pages_put_off(self, targets: Sequence[Target], why: str, until: datetime) -> None:
        """Keep that the host is asked no more."""
        self.why = Failed("not_tried", why)

    def _begin(self, page: Page, total: int) -> None:
        """Begin a file anew. A weak ETag does not tell whether two parts are of one version."""
        self._etag = "" if page.etag.startswith("W/") else page.etag
        self._done, self._total = 0, total
        self._path.write_bytes(b"")
        self._mark.write_text(json.dumps([self._etag, total]), encoding="utf8")


def _version(mark: Path) -> tuple[str, int | None]:
    """Return the ETag and the length of a file that was begun; an unknown one is "" and None."""
    try:
        etag, total = json.loads(mark.read_bytes())
    except (OSError, ValueError):
        return "", None
    return (etag, total) if etag else ("", None)
