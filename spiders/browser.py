"""Shows pages that scripts make in a Chromium that reaches no network: we fetch for it.

What the browser asks for goes through the downloader like any request of the crawl, so the guard of
addresses, robots.txt, pauses and limits of size hold for it, too. It is given scripts and data of
the page's own site alone.
"""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from scrapy.http import Response

from pipelines.web.urls import site_of
from spiders.memory_guard import unbounded_children

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Playwright, Route

Download = Callable[[str], Awaitable[Response]]
"""Fetches a URL for a page, as a crawl does; raises of many kinds if that may not be or fails."""
WANTED = frozenset(("script", "xhr", "fetch"))
MOST_REQUESTS = 40
MOST_BYTES = 10_000_000
SHOW_S = 25.0
"""So long a page may take from its first script to its last."""
CLOSE_S = 5.0
MISSING = (
    "its pages are made by scripts: install khabardar[browser] and Chromium "
    "(apt install chromium), or set browser = false"
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    *("--disable-gpu", "--disable-dev-shm-usage", "--renderer-process-limit=1"),
    *("--js-flags=--max-old-space-size=256", "--disable-background-networking"),
    # Whatever is not asked through us finds no host.
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9"),
)


class BrowserMissing(Exception):
    """There is no browser to show a page with; the text says what to install."""


class PageBrowser:
    """A Chromium of one crawl, started when the first page wants it."""

    def __init__(self) -> None:
        self._driver: Playwright | None = None
        self._chromium: Chromium | None = None
        self._one_at_a_time = asyncio.Lock()

    async def shown(self, url: str, body: bytes, kind: str, download: Download) -> bytes:
        """Return the HTML of the page at ``url`` once its scripts have made it, in UTF-8.

        ``body`` is what the server sent, with its content type ``kind``; it is returned as it is
        where the browser fails on it.

        Raises:
            BrowserMissing: there is no browser.
        """
        async with self._one_at_a_time:
            chromium = await self._started()
            from playwright.async_api import Error

            context = await chromium.new_context(service_workers="block", accept_downloads=False)
            visit = _Visit(url, body, kind, download)
            try:
                await context.route("**/*", visit.answer)
                page = await context.new_page()
                with suppress(Error):  # what stands there by then is better than nothing
                    await page.goto(url, wait_until="domcontentloaded", timeout=SHOW_S * 1000)
                    await page.wait_for_load_state("networkidle", timeout=SHOW_S * 1000)
                made = await page.content()
            except Error:
                return body
            finally:
                await context.close()
        return made.encode("utf8", "replace")[:MOST_BYTES]

    async def _started(self) -> "Chromium":
        if self._chromium is not None:
            return self._chromium
        try:
            from playwright.async_api import Error, async_playwright
        except ImportError:
            raise BrowserMissing(MISSING) from None
        found = next(filter(None, map(shutil.which, _NAMES)), None)
        try:
            with unbounded_children():
                self._driver = await async_playwright().start()
            self._chromium = await self._driver.chromium.launch(
                executable_path=found, args=_FLAGS, chromium_sandbox=os.geteuid() != 0
            )
        except Error as error:
            first = str(error).strip().partition("\n")[0]
            raise BrowserMissing(f"{MISSING} (Chromium said: {first})") from error
        return self._chromium

    async def close(self) -> None:
        """End the browser, if there is one."""
        if self._chromium is not None:
            await asyncio.wait_for(self._chromium.close(), CLOSE_S)
        if self._driver is not None:
            await asyncio.wait_for(self._driver.stop(), CLOSE_S)


class _Visit:
    """One page on show: answers what it asks for."""

    def __init__(self, url: str, body: bytes, kind: str, download: Download) -> None:
        self._url = url
        self._body = body
        self._kind = kind
        self._download = download
        self._given = False
        self._asked = 0

    async def answer(self, route: "Route") -> None:
        """Give the page itself from what we have, its own scripts and data by way of the crawl."""
        request = route.request
        if request.is_navigation_request() and not self._given and request.url == self._url:
            self._given = True
            await route.fulfill(status=200, content_type=self._kind, body=self._body)
        elif self._may_ask(request.url, request.method, request.resource_type):
            self._asked += 1
            await self._give(route, request.url)
        else:
            await route.abort()

    def _may_ask(self, url: str, method: str, kind: str) -> bool:
        own = site_of(url) == site_of(self._url)
        return own and method == "GET" and kind in WANTED and self._asked < MOST_REQUESTS

    async def _give(self, route: "Route", url: str) -> None:
        try:
            response = await self._download(url)
        except Exception:  # whatever kept it from us: the page goes without it
            await route.abort()
            return
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        await route.fulfill(status=response.status, content_type=kind, body=response.body)
