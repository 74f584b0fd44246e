"""One crawl: asks the due sources for links and fetches the pages, politely, all hosts at once."""

import logging
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.items import (
    Discovered,
    Dropped,
    Entry,
    Failed,
    Link,
    Listing,
    ListingKind,
    Page,
    SourceForVisit,
    Validator,
    Via,
    Visit,
)
from pipelines.web.network_policy import Network
from pipelines.web.urls import host_of
from spiders.guard import CrawlPolicy, guard_reactor
from spiders.outcomes import hold_until, marks_of, outcome_of, page_of, read_failure
from spiders.sink import Clock, CrawlPlan, CrawlReport, CrawlSink

FULL_FETCH_EVERY_S = 86_400
"""A listing is asked for whole once a day: some servers answer 304 for ever."""
MAX_SITEMAP_DEPTH = 3
MAX_SITEMAPS_A_SOURCE = 200


class NewsSpider(scrapy.Spider):
    """Walks a plan; what it finds goes to the sink."""

    name = "khabardar"

    def __init__(self, plan: CrawlPlan, sink: CrawlSink, network: Network, clock: Clock) -> None:
        super().__init__()
        self._plan = plan
        self._sink = sink
        self.policy = CrawlPolicy(network, clock, plan.held, plan.robots, sink.keep_robots)
        self._clock = clock
        self._open: dict[str, int] = {}
        self._visits: dict[str, list[Visit]] = {}
        self._sitemaps: dict[str, int] = {}

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Yield what is known from the start: each source's listings, and the waiting links."""
        from twisted.internet import reactor

        guard_reactor(reactor, self.policy.network)
        for due in self._plan.visits:
            for request in self._listings(due):
                yield request
        for link in self._plan.links:
            page_request = self._page_request(link)
            if page_request:
                yield page_request

    def _listings(self, due: SourceForVisit) -> list[scrapy.Request]:
        source = due.source
        known = {validator.address: validator for validator in due.validators}
        listings = source.listings()
        self._open[source.id] = len(listings)
        self._visits[source.id] = []
        requests = []
        for listing in listings:
            asking = _Asking(source.id, listing, known.get(listing.url), source.proxy)
            request = self._listing_request(asking)
            if request:
                requests.append(request)
        if not listings:
            self._sink.source_visited(source.id, ())
        return requests

    def _listing_request(self, asking: "_Asking") -> scrapy.Request | None:
        headers = {"Accept": "application/rss+xml, application/xml, text/xml, */*;q=0.8"}
        old = asking.validator
        if old and (self._clock() - old.full_at).total_seconds() < FULL_FETCH_EVERY_S:
            headers |= {"If-None-Match": old.etag} if old.etag else {}
            headers |= {"If-Modified-Since": old.last_modified} if old.last_modified else {}
        try:
            return scrapy.Request(
                asking.listing.url,
                callback=self.on_listing,
                errback=self.on_listing_lost,
                headers=headers,
                dont_filter=True,
                priority=10,
                meta={"source_proxy": asking.proxy},
                cb_kwargs={"asking": asking},
            )
        except ValueError as error:  # one malformed address must not end the crawl
            self._visited(asking, "error", error=f"not an address: {error}")
            return None

    def _page_request(self, link: Link) -> scrapy.Request | None:
        headers = {"If-None-Match": link.etag} if link.etag else {}
        headers |= {"If-Modified-Since": link.last_modified} if link.last_modified else {}
        try:
            return scrapy.Request(
                link.entry.url,
                callback=self.on_page,
                errback=self.on_page_lost,
                headers=headers,
                dont_filter=True,
                priority=0 if link.article_id is None else -10,
                meta={"source_proxy": self._plan.proxies.get(link.source_id, "")},
                cb_kwargs={"link": link},
            )
        except ValueError as error:
            self._sink.link_ended(link, Dropped("error", f"not an address: {error}"), None)
            return None

    async def on_listing(
        self, response: Response, asking: "_Asking"
    ) -> AsyncIterator[scrapy.Request]:
        """Take a feed or sitemap in and go on to the pages that are new."""
        if response.status == 304:
            self._visited(asking, "not_modified", status=304)
            return
        outcome = outcome_of(response, asking.listing.url, listing=True)
        if outcome is not None:
            self._hold_if_asked(response)
            self._visited(asking, outcome.reason, response.status, error=outcome.detail)
            return
        page = page_of(response, asking.listing.url, self._clock())
        found = await self._sink.parse(asking.source_id, asking.listing.kind, page)
        if isinstance(found, Failed):
            self._visited(asking, found.reason, response.status, error=found.detail)
            return
        for request in self._nested(asking, found):
            yield request
        links = self._sink.add_links(asking.source_id, asking.listing.via, found.entries)
        self._visited(
            asking,
            "ok",
            response.status,
            found=len(found.entries),
            new=len(links),
            error=found.truncated,
            newest_at=found.newest_at,
            validator=self._validator(asking, response),
        )
        for link in links:
            page_request = self._page_request(link)
            if page_request:
                yield page_request

    def _nested(self, asking: "_Asking", found: Discovered) -> list[scrapy.Request]:
        requests = []
        for address in found.nested:
            asked = self._sitemaps.get(asking.source_id, 0)
            if asking.depth >= MAX_SITEMAP_DEPTH or asked >= MAX_SITEMAPS_A_SOURCE:
                break
            self._sitemaps[asking.source_id] = asked + 1
            self._open[asking.source_id] += 1
            listing = Listing("sitemap", asking.listing.via, address)
            deeper = _Asking(asking.source_id, listing, None, asking.proxy, asking.depth + 1)
            request = self._listing_request(deeper)
            if request:
                requests.append(request)
        return requests

    def _validator(self, asking: "_Asking", response: Response) -> Validator | None:
        return Validator(asking.listing.url, *marks_of(response), self._clock())

    def on_listing_lost(self, failure: Failure) -> None:
        """Write down why a feed or sitemap could not be had."""
        asking: _Asking = _request_of(failure).cb_kwargs["asking"]
        outcome, _ = read_failure(failure)
        self._visited(asking, outcome.reason, error=outcome.detail)

    async def on_page(self, response: Response, link: Link) -> None:
        """Hand a page over, or write down why there is none."""
        if response.status == 304 and link.article_id is not None:
            self._sink.page_unchanged(link)
            return
        outcome = outcome_of(response, link.entry.url)
        if outcome is not None:
            self._sink.link_ended(link, outcome, self._hold_if_asked(response))
            return
        await self._sink.page_arrived(link, page_of(response, link.entry.url, self._clock()))

    def on_page_lost(self, failure: Failure) -> None:
        """Write down why a page could not be had."""
        request = _request_of(failure)
        link: Link = request.cb_kwargs["link"]
        outcome, held = read_failure(failure)
        host = host_of(request.url)
        self._sink.link_ended(link, outcome, self._plan.held.get(host) if held else None)

    def _hold_if_asked(self, response: Response) -> datetime | None:
        until = hold_until(response, self._clock())
        if until:
            host = host_of(response.url)
            self._plan.held[host] = until
            self._sink.hold_host(host, until, f"HTTP {response.status} with Retry-After")
        return until

    def _visited(self, asking: "_Asking", outcome: str, status: int = 0, **facts: Any) -> None:
        took = time.monotonic() - asking.asked_at
        visit = Visit(
            asking.source_id,
            self._clock(),
            asking.listing.url,
            outcome,
            status,
            duration_s=round(took, 3),
            **facts,
        )
        visits = self._visits[asking.source_id]
        visits.append(visit)
        if len(visits) == self._open[asking.source_id]:
            self._sink.source_visited(asking.source_id, visits)


@dataclass(frozen=True, slots=True)
class _Asking:
    """One listing on its way: whose, what, and what we knew of it before."""

    source_id: str
    listing: Listing
    validator: Validator | None
    proxy: str
    depth: int = 0
    asked_at: float = field(default_factory=time.monotonic)


def _request_of(failure: Failure) -> scrapy.Request:
    request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    return request


def crawl(
    plan: CrawlPlan, sink: CrawlSink, network: Network, clock: Clock, budget_s: float
) -> CrawlReport:
    """Walk ``plan``; blocks until it is done or ``budget_s`` is over. Once in a process.

    What was not fetched in time stays pending. A fault in one callback costs only its page.
    """
    process = AsyncCrawlerProcess(crawl_settings(network, budget_s))
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    crawler = process.create_crawler(NewsSpider)
    process.crawl(crawler, plan=plan, sink=sink, network=network, clock=clock)
    process.start(install_signal_handlers=False)
    stats = crawler.stats.get_stats() if crawler.stats else {}
    faults = tuple(
        f"{count} x {name.rsplit('/', 1)[-1]} while taking a response in"
        for name, count in stats.items()
        if name.startswith("spider_exceptions/")
    )
    return CrawlReport(stats.get("finish_reason") == "finished", faults)


def crawl_settings(network: Network, budget_s: float) -> dict[str, Any]:
    """Return Scrapy's settings: polite, bounded, and with nothing open to the outside."""
    handlers = dict.fromkeys(("file", "data", "ftp", "s3"))
    handlers |= dict.fromkeys(("http", "https"), "spiders.handlers.PoliteHandler")
    standard = "scrapy.downloadermiddlewares."
    return {
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "USER_AGENT": network.user_agent,
        "DOWNLOAD_HANDLERS": handlers,
        "DOWNLOAD_TIMEOUT": network.timeout_s,
        "DOWNLOAD_MAXSIZE": network.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_DELAY": network.delay_s,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "CONCURRENT_REQUESTS": network.hosts_at_once,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "REACTOR_THREADPOOL_MAXSIZE": 16,
        "REDIRECT_MAX_TIMES": 8,
        "HTTPERROR_ALLOW_ALL": True,
        "ROBOTSTXT_OBEY": False,  # ours, which knows what an unreachable one means
        "RETRY_ENABLED": False,
        "COOKIES_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "CLOSESPIDER_TIMEOUT": budget_s,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "*",
        },
        "DOWNLOADER_MIDDLEWARES": {
            "spiders.middlewares.AddressPolicyMiddleware": 40,
            "spiders.middlewares.RobotsMiddleware": 90,
            "spiders.middlewares.DecompressionMiddleware": 590,
            f"{standard}robotstxt.RobotsTxtMiddleware": None,
            f"{standard}offsite.OffsiteMiddleware": None,
            f"{standard}retry.RetryMiddleware": None,
        },
    }


class _PageCollector:
    """A sink for single addresses: it keeps what became of each."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Page | Dropped | Failed] = {}

    async def parse(self, source_id: str, kind: ListingKind, page: Page) -> Discovered | Failed:
        """Refuse: nothing is listed when pages are asked for."""
        return Failed("not_a_feed", "pages were asked for")

    def add_links(self, source_id: str, via: Via, entries: Sequence[Entry]) -> Sequence[Link]:
        """Take no links."""
        return ()

    async def page_arrived(self, link: Link, page: Page) -> None:
        """Keep the page."""
        self.outcomes[link.entry.url] = page

    def page_unchanged(self, link: Link) -> None:
        """No page is known before."""

    def link_ended(self, link: Link, outcome: Dropped | Failed, retry_at: datetime | None) -> None:
        """Keep the reason why there is none."""
        self.outcomes[link.entry.url] = outcome

    def source_visited(self, source_id: str, visits: Sequence[Visit]) -> None:
        """Nothing is visited."""

    def hold_host(self, host: str, until: datetime, why: str) -> None:
        """Few pages are asked for once."""

    def keep_robots(self, site: str, rules: str) -> None:
        """Few pages are asked for once."""


def fetch_one(url: str, network: Network, clock: Clock) -> Page | Dropped | Failed:
    """Fetch one address the way a crawl does, and return it or why not. Once in a process."""
    return fetch_few([url], network, clock)[url]


def fetch_few(
    urls: Sequence[str], network: Network, clock: Clock
) -> dict[str, Page | Dropped | Failed]:
    """Fetch a few addresses as ``fetch_one`` does, and return each or why not."""
    sink = _PageCollector()
    links = tuple(Link("one", "import", Entry(url)) for url in urls)
    crawl(CrawlPlan((), links), sink, network, clock, 2 * network.timeout_s)
    return {url: sink.outcomes.get(url, Failed("connection", "no answer")) for url in urls}
