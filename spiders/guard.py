"""The guard on every connection, and the refusals that it speaks."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from pipelines.items import Exchange
from pipelines.text.moments import utc_text
from pipelines.web.ip_addresses import allowed_peers, is_public, may_connect, not_public
from pipelines.web.network_policy import Network

PROXY_LOGIN = "the proxy does not take this user and password (HTTP 407); look at the setting proxy"


class RefusedAddress(IgnoreRequest):
    """The address is not of the public internet and was not allowed, or has a foreign scheme."""


class Forbidden(IgnoreRequest):
    """The site's robots.txt does not want this address to be read."""


class RobotsUnknown(IgnoreRequest):
    """The site cannot say what may be read: its robots.txt answers with a fault of the server."""


class Held(IgnoreRequest):
    """The host asked to be left alone for now."""


class ProxyRefused(IgnoreRequest):
    """The proxy wants another user or password."""


class TooManyRedirects(IgnoreRequest):
    """One redirect led to the next, and none of them to a page."""


class TooLarge(IgnoreRequest):
    """The response is larger than is read, before or after decompression."""


@dataclass(frozen=True, slots=True)
class CrawlPolicy:
    """How one crawl behaves; ``held`` are hosts that asked to be left alone until a moment, UTC.

    ``robots`` are rules known from before, by site; ``keep_robots`` is told of new ones, and
    ``keep_exchange`` of what went over the wire beside pages. The spider, the middlewares and the
    handlers of a crawl share one, and ``held`` grows.
    """

    network: Network
    clock: Callable[[], datetime]
    held: dict[str, datetime]
    robots: Mapping[str, str]
    keep_robots: Callable[[str, str], None]
    keep_exchange: Callable[[Exchange], None]

    def refuse_held(self, host: str) -> None:
        """Raise ``Held`` if ``host`` wants no requests now."""
        if host in self.held:
            raise Held(f"{host} asked to be left alone until {utc_text(self.held[host])}")


def policy_of(crawler: Crawler) -> CrawlPolicy:
    """Return the policy of the spider at work; Scrapy's settings would hand out copies."""
    policy = getattr(crawler.spider, "policy", None)
    if not isinstance(policy, CrawlPolicy):
        raise TypeError("this crawler has no spider with a crawl policy")
    return policy


def guard_reactor(reactor: Any, network: Network) -> None:
    """Make ``reactor`` refuse every TCP connection to a peer that is not allowed.

    Each connection passes here after its name was resolved, on every hop, so that neither a
    redirect nor a name that changes its address between two look-ups gets around it.
    """
    allowed = allowed_peers(network.allow_private)
    connect: Callable[..., Any] = reactor.connectTCP

    def guarded(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if _is_literal(host) and not may_connect(host, port, allowed):
            raise RefusedAddress(not_public(f"{host}:{port}"))
        return connect(host, port, *args, **kwargs)

    reactor.connectTCP = guarded


def _is_literal(host: str) -> bool:
    try:
        socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (socket.gaierror, UnicodeError):
        return False
    return True


@cache
def _look_ups() -> ThreadPoolExecutor:
    """Return threads of our own for look-ups: the loop's few would be one long queue."""
    return ThreadPoolExecutor(32, "look-up")


async def is_private_behind_proxy(host: str) -> bool:
    """Tell whether a name, or an IP in any spelling, leads to an address that is not public.

    Behind a proxy the peer is the proxy, so the target is looked at before it is handed over; a
    name that only the proxy can resolve is left to it.
    """
    loop = asyncio.get_running_loop()
    look_up = partial(socket.getaddrinfo, host.strip("[]"), None, type=socket.SOCK_STREAM)
    try:
        found = await loop.run_in_executor(_look_ups(), look_up)
    except (UnicodeError, OSError):
        return False
    return any(not is_public(str(entry[4][0])) for entry in found)
