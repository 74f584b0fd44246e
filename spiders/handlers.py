"""The last step before a request goes out, and the first to see its answer."""

import asyncio
import time
from collections import defaultdict

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future

from pipelines.web.urls import host_of
from spiders.guard import policy_of
from spiders.outcomes import hold_until
from spiders.wire import PatientPool, TapedAgent, TapedFactory


class PoliteHandler(HTTP11DownloadHandler):
    """Asks each host one thing at a time, and nothing more once it wants to be left alone.

    Scrapy's own limit lets a burst through when the delay is 0, and what waits in a host's queue
    is seen by no middleware any more: so both are held to here. The pause that a host is given
    begins with its answer. Scrapy's begins when a request is due, which then looks up a name and
    connects, by when much of the pause is over: at the host two requests would follow on each
    other.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        pool = PatientPool(self._pool._reactor, self._pause_s)
        pool.maxPersistentPerHost = self._pool.maxPersistentPerHost
        pool._factory = TapedFactory
        self._pool = pool
        self._policy = policy_of(crawler)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def download_request(self, request: Request) -> Response:
        """Return the answer to ``request``; raises ``Held`` if its host wants no more."""
        host = host_of(request.url)
        async with self._turns[host]:
            self._policy.refuse_held(host)
            try:
                response = await self._asked(request)
            finally:
                self._begin_pause(request)
            until = hold_until(response, self._policy.clock())
            if until:
                self._policy.held[host] = until
            return response

    def _begin_pause(self, request: Request) -> None:
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot:
            slot.lastseen = time.monotonic()

    def _pause_s(self, host: str) -> float:
        slot = self._crawler.engine.downloader.slots.get(host)
        return float(slot.delay) if slot else self._crawler.settings.getfloat("DOWNLOAD_DELAY")

    async def _asked(self, request: Request) -> Response:
        """Return the answer to ``request``, whose ``exchange`` is noted if it is archived.

        This is what Scrapy's handler does, with an agent of ours.
        """
        agent = TapedAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        with wrap_twisted_exceptions():
            response = await maybe_deferred_to_future(agent.download_request(request))
        if agent.tape and ("target" in request.cb_kwargs or "is_robots" in request.meta):
            now = self._policy.clock()
            request.meta["exchange"] = agent.tape.exchange(request.url, now, response)
        return response
