"""Ends a crawl in order when its process has grown too large, and bounds it in any case."""

import asyncio
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler

MOST_RESIDENT_BYTES = 700_000_000
"""A crawl is at 200 MB as a rule; 32 answers of 10 MB at once, packed and plain, are 640 MB, and so
many of that size never come together from the 64 hosts that are asked at once."""
MOST_DATA_BYTES = 1_500_000_000
"""RLIMIT_DATA, in which each thread counts with its 8 MB of stack, used or not."""
OUT_OF_MEMORY = "memory"
"""The reason for which a crawl of that size is ended."""
LOOKS_EVERY_S = 1.0
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class MemoryGuard:
    """Asks for nothing more once the process is too large; what is left stays pending.

    Scrapy's own extension goes by the peak, which a process inherits from who started it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._task: asyncio.Task[None] | None = None
        crawler.signals.connect(self._begin, signals.spider_opened)
        crawler.signals.connect(self._end, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make one for ``crawler``, as Scrapy asks for."""
        return cls(crawler)

    def _begin(self) -> None:
        self._task = asyncio.ensure_future(self._watch())

    def _end(self) -> None:
        if self._task:
            self._task.cancel()

    async def _watch(self) -> None:
        while resident_bytes() <= MOST_RESIDENT_BYTES:
            await asyncio.sleep(LOOKS_EVERY_S)
        self._task = None  # which the end of the spider would cancel
        if self._crawler.engine:
            await self._crawler.engine.close_spider_async(reason=OUT_OF_MEMORY)


def resident_bytes() -> int:
    """Return how much memory this process holds now."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE_BYTES


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Let no allocation through that takes this process over ``MOST_DATA_BYTES``.

    The job that wants it gets a MemoryError, and the rest goes on.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    known = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min((MOST_DATA_BYTES, *known)), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


@contextmanager
def unbounded_children() -> Iterator[None]:
    """Start processes that have bounds of their own: this one's would be theirs, too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
