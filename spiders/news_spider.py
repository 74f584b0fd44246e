"""The spider: walks a plan of listings and pages, and tells the sink what became of each."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.items import ControlPage, Discovered, Dropped, Failed, Link, Page, Revisit, Target
from pipelines.listings.listing import in_words
from pipelines.sources import BackList, Listing
from pipelines.visits import SourceForVisit, Validator, Visit, VisitOutcome
from pipelines.web.logins import login_for
from pipelines.web.network_policy import Network
from pipelines.web.urls import host_of
from spiders.browser import BrowserMissing, PageBrowser
from spiders.guard import CrawlPolicy, guard_reactor
from spiders.host_queues import Closed, HostQueues
from spiders.outcomes import hold_until, marks_of, outcome_of, page_of, read_failure
from spiders.sink import Clock, CrawlPlan, CrawlSink, FilePart

FULL_FETCH_EVERY_S = 86_400
"""A listing is asked for whole once a day: some servers answer 304 for ever."""
MAX_SITEMAP_DEPTH = 3
MAX_SITEMAPS_A_SOURCE = 200
LOOK_AGAIN_S = 10.0
HANGING_HOST_WAITS = timedelta(minutes=5)
LISTINGS, PAGES, REVISITS, THE_PAST = 10, 0, -10, -20
"""The order in which a host is asked. Listings named by others wait with the pages, so that a long
list of them does not keep a slow host from giving any page."""


class NewsSpider(scrapy.Spider):
    """Walks a plan; what it finds goes to the sink."""

    name = "khabardar"

    def __init__(self, plan: CrawlPlan, sink: CrawlSink, network: Network, clock: Clock) -> None:
        super().__init__()
        self._plan = plan
        self._sink = sink
        self.policy = CrawlPolicy(
            network, clock, plan.held, plan.robots, sink.keep_robots, sink.keep_exchange
        )
        self._clock = clock
        self._sitemaps: dict[str, int] = {}
        self._validators: dict[str, dict[str, Validator]] = {}
        self._queues = HostQueues(network, self._send, self._put_off)
        self._ended = asyncio.Event()
        self._browser = PageBrowser()
        self._beside: asyncio.Task[None] | None = None
        self._again: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Make one for ``crawler``, as Scrapy asks for."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.on_idle, signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Begin with what is known: each source's listings, and the waiting links."""
        from twisted.internet import reactor

        guard_reactor(reactor, self.policy.network)
        self._beside = asyncio.ensure_future(self._sink.beside(self._ended))
        self._again = asyncio.ensure_future(self._look_again())
        for due in self._plan.visits:
            self._visit_source(due)
        for target in self._plan.targets:
            self._ask_page(target)
        self._go_back((), self._plan.back_lists)
        nothing: tuple[scrapy.Request, ...] = ()
        for request in nothing:  # Scrapy wants a generator; the queues send the requests
            yield request

    def _visit_source(self, due: SourceForVisit) -> None:
        known = {validator.address: validator for validator in due.validators}
        self._validators[due.source.id] = known
        self._sitemaps.pop(due.source.id, None)
        for listing in due.source.visited():
            self._ask_listing(_Asking(due.source.id, listing, known.get(listing.url)))

    async def _look_again(self) -> None:
        """Visit what comes due while slow hosts keep the crawl going, as long as they may."""
        end = time.monotonic() + self.policy.network.host_time_s
        while time.monotonic() < end:
            await asyncio.sleep(LOOK_AGAIN_S)
            for due in self._sink.newly_due():
                self._visit_source(due)

    def on_idle(self) -> None:
        """Go on if requests got lost within Scrapy: what waits behind them is not lost with them.

        Raises:
            DontCloseSpider: there is more to ask.
        """
        if self._queues.go_on():
            raise DontCloseSpider

    async def closed(self, reason: str) -> None:
        """Let what goes on beside the crawl come to its end."""
        del reason
        await self._browser.close()
        self._ended.set()
        if self._again is not None:
            self._again.cancel()
        if self._beside is not None:
            await self._beside

    def _send(self, request: scrapy.Request) -> None:
        engine = self.crawler.engine
        assert engine is not None  # noqa: S101 - it runs this spider
        engine.crawl(request)

    @contextmanager
    def _dealing_with(self, request: scrapy.Request, *, timed_out: bool = False) -> Iterator[None]:
        """Keep the host of ``request`` waiting until its answer is dealt with.

        So a host whose pages take long to read here takes no more than one worker.
        """
        self._queues.answered(request, timed_out=timed_out)
        try:
            yield
        finally:
            self._queues.done(request)

    def _put_off(self, requests: Sequence[scrapy.Request], closed: Closed) -> None:
        """Write down that what waits for a host is left to a later pass."""
        targets = [one.cb_kwargs["target"] for one in requests if "target" in one.cb_kwargs]
        until = self._clock() + (HANGING_HOST_WAITS if closed.hangs else timedelta())
        if targets:
            self._sink.pages_put_off(targets, closed.why, until)
        listings: list[_Asking] = [
            one.cb_kwargs["asking"] for one in requests if "asking" in one.cb_kwargs
        ]
        for asking in listings:
            if asking.back is not None:
                continue  # it waits in the store
            if closed.hangs:
                self._visited(asking, Failed("timeout", f"not asked: {closed.why}"))
            else:
                self._sink.listing_put_off(asking.source_id, asking.listing.url, closed.why)

    def _ask_listing(self, asking: "_Asking") -> None:
        headers = {"Accept": "application/rss+xml, application/xml, text/xml, */*;q=0.8"}
        old = asking.validator
        if old and 0 <= (self._clock() - old.full_at).total_seconds() < FULL_FETCH_EVERY_S:
            headers |= {"If-None-Match": old.etag} if old.etag else {}
            headers |= {"If-Modified-Since": old.last_modified} if old.last_modified else {}
        try:
            request = scrapy.Request(
                asking.listing.url,
                callback=self.on_listing,
                errback=self.on_listing_lost,
                headers=headers,
                dont_filter=True,
                priority=THE_PAST if asking.back else PAGES if asking.depth else LISTINGS,
                meta=self._way_to(asking.source_id, asking.listing.url),
                cb_kwargs={"asking": asking},
            )
        except ValueError as error:  # one malformed URL must not end the crawl
            self._visited(asking, Dropped("error", f"not an address: {error}"))
            return
        self._queues.add(request)

    def _way_to(self, source_id: str, url: str) -> dict[str, object]:
        """Return by which proxy and login a source's URL is asked for."""
        login = login_for(self._plan.logins.get(source_id, ()), url)
        return {"source_proxy": self._plan.proxies.get(source_id, ""), "login": login}

    def _ask_page(self, target: Target) -> None:
        headers = {**target.headers} if isinstance(target, FilePart) else {}
        if isinstance(target, Revisit):
            headers |= {"If-None-Match": target.etag} if target.etag else {}
            headers |= {"If-Modified-Since": target.last_modified} if target.last_modified else {}
        try:
            request = scrapy.Request(
                target.entry.url,
                callback=self.on_page,
                errback=self.on_page_lost,
                headers=headers,
                dont_filter=True,
                priority=_priority(target),
                meta=self._way_to(target.source_id, target.entry.url),
                cb_kwargs={"target": target},
            )
        except ValueError as error:
            self._sink.page_lost(target, Dropped("error", f"not an address: {error}"), None)
            return
        self._queues.add(request)

    async def on_listing(self, response: Response, asking: "_Asking") -> None:
        """Take a feed or sitemap in and go on to the pages that are new."""
        with self._dealing_with(_asked(response)):
            await self._take_listing(response, asking)

    async def _take_listing(self, response: Response, asking: "_Asking") -> None:
        if response.status == 304:
            self._sink.listing_ended(self._visit(asking, "not_modified", 304))
            return
        outcome = outcome_of(response, asking.listing.url, listing=True)
        if outcome is not None:
            self._hold_if_asked(response)
            outcome = in_words(asking.listing.kind, outcome, response.status)
            self._visited(asking, outcome, response.status)
            return
        page = page_of(response, asking.listing.url, self._clock())
        if asking.listing.kind in ("section", "front_page"):
            shown = await self._shown(asking.source_id, page)
            if isinstance(shown, Failed):
                self._visited(asking, shown, response.status)
                return
            page = shown
        window = asking.back.window if asking.back else None
        found = await self._sink.parse(asking.source_id, asking.listing.kind, page, window)
        if isinstance(found, Failed):
            self._visited(asking, found, response.status)
            return
        if asking.back is not None:
            self._go_back(*self._sink.back_list_read(asking.back, found))
            return
        links = self._sink.add_links(asking.source_id, asking.listing.via, found.entries)
        leads = self._sink.add_leads(asking.source_id, found.leads) if found.leads else 0
        # A section page goes on to older articles: they are wanted if none of these was known.
        section = asking.listing.kind == "section"
        goes_on = not section or len(links) == len(found.entries)
        left = self._ask_nested(asking, found) if goes_on else ""
        visit = replace(
            self._visit(
                asking, "ok", response.status, found.truncated or ("" if section else left)
            ),
            found=len(found.entries) + len(found.leads),
            new=len(links) + leads,
            newest_at=found.newest_at,
            validator=None  # behind "not modified" what it points to would not be asked
            if found.nested and goes_on
            else Validator(asking.listing.url, *marks_of(response), self._clock()),
        )
        self._sink.listing_ended(visit)
        for link in links:
            self._ask_page(link)

    def _ask_nested(self, asking: "_Asking", found: Discovered) -> str:
        """Ask the listings that one points to; return in words how many are not, "" if all are."""
        for number, address in enumerate(found.nested):
            asked = self._sitemaps.get(asking.source_id, 0)
            if asking.depth >= MAX_SITEMAP_DEPTH or asked >= MAX_SITEMAPS_A_SOURCE:
                return f"only {number:,} of the {len(found.nested):,} lists that it names are read"
            self._sitemaps[asking.source_id] = asked + 1
            self._sink.listing_found(asking.source_id, address)
            listing = asking.listing.nested(address)
            old = self._validators[asking.source_id].get(address)
            self._ask_listing(_Asking(asking.source_id, listing, old, asking.depth + 1))
        return ""

    def on_listing_lost(self, failure: Failure) -> None:
        """Write down why a feed or sitemap could not be had."""
        request = _request_of(failure)
        asking: _Asking = request.cb_kwargs["asking"]
        outcome, _ = read_failure(failure)
        with self._dealing_with(request, timed_out=outcome.reason == "timeout"):
            self._visited(asking, outcome)

    def _go_back(self, links: Sequence[Link], further: Sequence[BackList]) -> None:
        """Ask for what a list of the past led to."""
        for back in further:
            self._ask_listing(_Asking(back.source_id, back.listing, None, back=back))
        for link in links:
            self._ask_page(link)

    async def on_page(self, response: Response, target: Target) -> None:
        """Hand a page over, or write down why there is none."""
        with self._dealing_with(_asked(response)):
            await self._take_page(response, target)
            self._go_on()

    async def _take_page(self, response: Response, target: Target) -> None:
        if response.status == 304 and isinstance(target, Revisit):
            self._sink.page_unchanged(target, response.meta.get("exchange"))
            return
        outcome = outcome_of(response, target.entry.url)
        if outcome is not None:
            self._sink.page_lost(target, outcome, self._hold_if_asked(response))
            return
        page = page_of(response, target.entry.url, self._clock())
        shown = await self._shown(target.source_id, page)
        if isinstance(shown, Failed):
            self._sink.page_lost(target, shown, None)
        else:
            await self._sink.page_arrived(target, shown)

    async def _shown(self, source_id: str, page: Page) -> Page | Failed:
        """Return a page as a browser shows it, if its source's pages are made by scripts."""
        if source_id not in self._plan.browsed or "html" not in page.content_type.lower():
            return page

        async def download(url: str) -> Response:
            engine = self.crawler.engine
            assert engine is not None  # noqa: S101 - it runs this spider
            meta = self._way_to(source_id, url)
            request = scrapy.Request(url, dont_filter=True, meta=meta)
            return await engine.download_async(request)

        try:
            body = await self._browser.shown(page.url, page.body, page.content_type, download)
        except BrowserMissing as missing:
            return Failed("not_tried", str(missing))
        return replace(page, body=body, content_type="text/html; charset=utf-8", exchange=None)

    def on_page_lost(self, failure: Failure) -> None:
        """Write down why a page could not be had."""
        request = _request_of(failure)
        target: Target = request.cb_kwargs["target"]
        outcome, held = read_failure(failure)
        until = self._plan.held.get(host_of(request.url)) if held else None
        with self._dealing_with(request, timed_out=outcome.reason == "timeout"):
            self._sink.page_lost(target, outcome, until)
            self._go_on()

    def _go_on(self) -> None:
        """Ask for what an answer led to."""
        for target in self._sink.next_targets():
            self._ask_page(target)

    def _hold_if_asked(self, response: Response) -> datetime | None:
        until = hold_until(response, self._clock())
        if until:
            host = host_of(response.url)
            self._plan.held[host] = until
            self._sink.hold_host(host, until, f"HTTP {response.status} with Retry-After")
        return until

    def _visited(self, asking: "_Asking", outcome: Dropped | Failed, status: int = 0) -> None:
        """Write down that a listing could not be had."""
        if asking.back is None:
            visit = self._visit(asking, outcome.reason, status, outcome.detail)
            self._sink.listing_ended(visit)
        else:
            self._go_back((), self._sink.back_list_ended(asking.back, outcome))

    def _visit(
        self, asking: "_Asking", outcome: VisitOutcome, status: int, error: str = ""
    ) -> Visit:
        took = round(time.monotonic() - asking.asked_at, 3)
        url = asking.listing.url
        return Visit(
            asking.source_id, self._clock(), url, outcome, status, duration_s=took, error=error
        )


@dataclass(frozen=True, slots=True)
class _Asking:
    """One listing on its way: whose, what, and what we knew of it before.

    ``back`` is the list of a walk back that it is, None if it is one that is visited.
    """

    source_id: str
    listing: Listing
    validator: Validator | None
    depth: int = 0
    asked_at: float = field(default_factory=time.monotonic)
    back: BackList | None = None


def _priority(target: Target) -> int:
    """Return when a page is asked for: news first, what was known or is long past later."""
    if isinstance(target, Revisit | ControlPage):
        return REVISITS
    return THE_PAST if target.via == "backfill" else PAGES


def _request_of(failure: Failure) -> scrapy.Request:
    request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    return request


def _asked(response: Response) -> scrapy.Request:
    request = response.request
    assert request is not None  # noqa: S101 - Scrapy sets it
    return request
