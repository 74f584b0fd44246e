"""What every request and response passes: address checks, proxy, robots.txt, decompression."""

import asyncio
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from pipelines.web.content_encoding import unpacked
from pipelines.web.ip_addresses import allowed_peers, is_ip, may_ask, may_connect, not_public
from pipelines.web.logins import is_same_origin, split_login
from pipelines.web.robots import MAX_BYTES, robots_text, rules_for
from spiders.guard import (
    PROXY_LOGIN,
    Forbidden,
    ProxyRefused,
    RefusedAddress,
    RobotsUnknown,
    TooLarge,
    TooManyRedirects,
    is_private_behind_proxy,
    policy_of,
)

LONGEST_CRAWL_DELAY_S = 60.0
MOST_URL_LETTERS = 16_384
"""As sent, where a Persian letter takes twelve. Servers take 8,000 as a rule, and say 414."""


class AddressPolicyMiddleware:
    """Refuses what may not be asked, and sends the rest by the proxy that is set for it."""

    def __init__(self, crawler: Crawler) -> None:
        self._policy = policy_of(crawler)
        self._network = self._policy.network
        self._allowed = allowed_peers(self._network.allow_private)
        self._private: dict[str, asyncio.Task[bool]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for ``crawler``, as Scrapy asks for."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Check the address and set the proxy; runs for robots.txt and each redirect as well."""
        if not may_ask(request.url):
            raise RefusedAddress(
                f"{request.url[:200]}: only http and https addresses of a host are read"
            )
        if len(request.url) > MOST_URL_LETTERS:
            raise RefusedAddress(
                f"the address has {len(request.url)} letters; {MOST_URL_LETTERS} are read"
            )
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        self._policy.refuse_held(host)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        if is_ip(host) and not may_connect(host, port, self._allowed):
            raise RefusedAddress(not_public(f"{host}:{port}"))
        _log_in(request)
        proxy = request.meta.get("source_proxy") or self._network.proxy
        if not proxy:
            return
        if f"{host}:{port}" not in self._network.allow_private:
            task = self._private.get(host)
            if task is None:
                task = asyncio.ensure_future(is_private_behind_proxy(host))
                self._private[host] = task
            if await task:
                raise RefusedAddress(not_public(f"{host}:{port}"))
        request.meta["proxy"], proxy_login = split_login(proxy)
        if proxy_login:
            request.headers["Proxy-Authorization"] = proxy_login.basic_auth


def _log_in(request: Request) -> None:
    """Give a request its login if it goes to where that belongs, and to no other site."""
    login = request.meta.get("login")
    request.headers.pop("Authorization", None)
    if login and is_same_origin(login.url, request.url):
        request.headers["Authorization"] = login.basic_auth


class RobotsMiddleware:
    """Keeps to robots.txt as RFC 9309 has it.

    A site that answers 4xx, or leads away for ever, allows everything, one that answers 5xx
    nothing for now; when it cannot be reached, that is what became of every address of it. Each
    site is asked once a day.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._policy = policy_of(crawler)
        self._product = self._policy.network.user_agent.partition("/")[0]
        self._rules: dict[str, asyncio.Task[Protego]] = {}
        crawler.signals.connect(self._stop_when_read, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for ``crawler``, as Scrapy asks for."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let ``request`` through if its site's rules allow it."""
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            fetch = self._fetch(site, request.meta.get("source_proxy", ""))
            self._rules[site] = asyncio.ensure_future(fetch)
        rules = await asyncio.shield(self._rules[site])
        if not rules.can_fetch(request.url, self._product):
            raise Forbidden(f"{site}/robots.txt does not allow this address")
        self._slow_down(request, rules.crawl_delay(self._product))

    async def _fetch(self, site: str, proxy: str) -> Protego:
        if site in self._policy.robots:
            return self._parsed(self._policy.robots[site])
        request = Request(
            f"{site}/robots.txt",
            priority=1000,
            callback=NO_CALLBACK,
            dont_filter=True,
            meta={"is_robots": True, "source_proxy": proxy, "download_maxsize": 0},
        )
        try:
            response = await self._crawler.engine.download_async(request)
        except (TooManyRedirects, RefusedAddress):
            return self._parsed("")  # RFC 9309, 2.3.1.2: as if there was none
        except TooLarge as error:
            raise RobotsUnknown(f"{site}/robots.txt: {error}") from error
        if exchange := response.meta.get("exchange"):
            self._policy.keep_exchange(exchange)
        if response.status == 407:
            raise ProxyRefused(PROXY_LOGIN)
        if response.status >= 500:
            raise RobotsUnknown(f"{site}/robots.txt answers HTTP {response.status}")
        rules = robots_text(response.body) if response.status == 200 else ""
        self._policy.keep_robots(site, rules)
        return self._parsed(rules)

    def _parsed(self, rules: str) -> Protego:
        return Protego.parse(rules_for(rules, self._product))

    def _stop_when_read(self, data: bytes, request: Request) -> None:
        """End the download of a robots.txt that is longer than is read, and keep what came."""
        if request.meta.get("is_robots"):
            request.meta["robots_bytes"] = request.meta.get("robots_bytes", 0) + len(data)
            if request.meta["robots_bytes"] > MAX_BYTES:
                raise StopDownload(fail=False)

    def _slow_down(self, request: Request, delay_s: float | None) -> None:
        if delay_s:
            downloader = self._crawler.engine.downloader
            slot = downloader.slots.get(downloader.get_slot_key(request))
            if slot:
                slot.delay = max(slot.delay, min(delay_s, LONGEST_CRAWL_DELAY_S))


class DecompressionMiddleware:
    """Takes the encoding of a body off, within the size that is read, and notices a torn end."""

    def __init__(self, crawler: Crawler) -> None:
        self._limit = policy_of(crawler).network.max_bytes

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for ``crawler``, as Scrapy asks for."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Ask for the one encoding that every server gets right; others are read if they come."""
        request.headers.setdefault("Accept-Encoding", "gzip")

    async def process_response(self, request: Request, response: Response) -> Response:
        """Return ``response`` with its plain body, flagged "cut" if torn and "packed" if it is not.

        Raises:
            TooLarge: the plain body is larger than is read.
        """
        said = b", ".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        if not said or not response.body:
            return response
        body, fault = unpacked(response.body, said, self._limit)
        match fault:
            case "too_large":
                raise TooLarge(f"more than {self._limit} bytes after decompression")
            case "cut":
                return response.replace(body=body, flags=[*response.flags, "cut"])
            case "unknown":
                return response.replace(flags=[*response.flags, "packed"])
        return response.replace(body=body)
