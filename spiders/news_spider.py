"""The spider: walks a plan of listings and pages, and tells the sink what became of each."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.items import Discovered, Dropped, Failed, Listing, Revisit, Target
from pipelines.visits import SourceForVisit, Validator, Visit, VisitOutcome
from pipelines.web.logins import login_for
from pipelines.web.network_policy import Network
from pipelines.web.urls import host_of
from spiders.guard import CrawlPolicy, guard_reactor
from spiders.outcomes import hold_until, marks_of, outcome_of, page_of, read_failure
from spiders.sink import Clock, CrawlPlan, CrawlSink

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
        self._sitemaps: dict[str, int] = {}

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Yield what is known from the start: each source's listings, and the waiting links."""
        from twisted.internet import reactor

        guard_reactor(reactor, self.policy.network)
        for due in self._plan.visits:
            for request in self._listings(due):
                yield request
        for target in self._plan.targets:
            page_request = self._page_request(target)
            if page_request:
                yield page_request

    def _listings(self, due: SourceForVisit) -> list[scrapy.Request]:
        source = due.source
        known = {validator.address: validator for validator in due.validators}
        requests = []
        for listing in source.listings():
            asking = _Asking(source.id, listing, known.get(listing.url))
            request = self._listing_request(asking)
            if request:
                requests.append(request)
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
                meta=self._way_to(asking.source_id, asking.listing.url),
                cb_kwargs={"asking": asking},
            )
        except ValueError as error:  # one malformed URL must not end the crawl
            self._visited(asking, "error", error=f"not an address: {error}")
            return None

    def _way_to(self, source_id: str, url: str) -> dict[str, object]:
        """Return by which proxy and login a source's URL is asked for."""
        login = login_for(self._plan.logins.get(source_id, ()), url)
        return {"source_proxy": self._plan.proxies.get(source_id, ""), "login": login}

    def _page_request(self, target: Target) -> scrapy.Request | None:
        headers: dict[str, str] = {}
        if isinstance(target, Revisit):
            headers |= {"If-None-Match": target.etag} if target.etag else {}
            headers |= {"If-Modified-Since": target.last_modified} if target.last_modified else {}
        try:
            return scrapy.Request(
                target.entry.url,
                callback=self.on_page,
                errback=self.on_page_lost,
                headers=headers,
                dont_filter=True,
                priority=-10 if isinstance(target, Revisit) else 0,
                meta=self._way_to(target.source_id, target.entry.url),
                cb_kwargs={"target": target},
            )
        except ValueError as error:
            self._sink.page_lost(target, Dropped("error", f"not an address: {error}"), None)
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
        visit = replace(
            self._visit(asking, "ok", response.status, found.truncated),
            found=len(found.entries),
            new=len(links),
            newest_at=found.newest_at,
            validator=Validator(asking.listing.url, *marks_of(response), self._clock()),
        )
        self._sink.listing_ended(visit)
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
            self._sink.listing_found(asking.source_id, address)
            listing = replace(asking.listing, url=address)
            deeper = _Asking(asking.source_id, listing, None, asking.depth + 1)
            request = self._listing_request(deeper)
            if request:
                requests.append(request)
        return requests

    def on_listing_lost(self, failure: Failure) -> None:
        """Write down why a feed or sitemap could not be had."""
        asking: _Asking = _request_of(failure).cb_kwargs["asking"]
        outcome, _ = read_failure(failure)
        self._visited(asking, outcome.reason, error=outcome.detail)

    async def on_page(self, response: Response, target: Target) -> None:
        """Hand a page over, or write down why there is none."""
        if response.status == 304 and isinstance(target, Revisit):
            self._sink.page_unchanged(target)
            return
        outcome = outcome_of(response, target.entry.url)
        if outcome is not None:
            self._sink.page_lost(target, outcome, self._hold_if_asked(response))
            return
        await self._sink.page_arrived(target, page_of(response, target.entry.url, self._clock()))

    def on_page_lost(self, failure: Failure) -> None:
        """Write down why a page could not be had."""
        request = _request_of(failure)
        target: Target = request.cb_kwargs["target"]
        outcome, held = read_failure(failure)
        host = host_of(request.url)
        self._sink.page_lost(target, outcome, self._plan.held.get(host) if held else None)

    def _hold_if_asked(self, response: Response) -> datetime | None:
        until = hold_until(response, self._clock())
        if until:
            host = host_of(response.url)
            self._plan.held[host] = until
            self._sink.hold_host(host, until, f"HTTP {response.status} with Retry-After")
        return until

    def _visited(
        self, asking: "_Asking", outcome: VisitOutcome, status: int = 0, error: str = ""
    ) -> None:
        self._sink.listing_ended(self._visit(asking, outcome, status, error))

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
    """One listing on its way: whose, what, and what we knew of it before."""

    source_id: str
    listing: Listing
    validator: Validator | None
    depth: int = 0
    asked_at: float = field(default_factory=time.monotonic)


def _request_of(failure: Failure) -> scrapy.Request:
    request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
    return request
