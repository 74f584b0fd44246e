"""Takes in pages that one already has: WARC files through the whole line."""

import itertools
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from db.archive import read_pages
from db.crawl import links, passes
from db.lock import writer_lock
from db.store import Store, open_store
from passes.config import LOCK_WAIT_S, Clock, PassConfig, Tell, tell_of_wait
from passes.intake import NewsPass
from passes.reextraction import clean_again
from passes.report import PassReport
from pipelines.decide import decide
from pipelines.items import Entry, Link, Page

PAGES_AT_ONCE = 16
"""So many pages share a transaction: first for their addresses, then for what they hold.

A cut loses none: an address that is not settled is read again by the next import of its file.
"""


def take_in(
    config: PassConfig, files: Iterable[Path], clock: Clock, tell: Tell, alerts: bool = False
) -> PassReport:
    """Put the pages of WARC files through the whole line into the database and its archive.

    Raises as ``one_pass`` does; a torn file gives what is whole in it, and a trouble line.
    """
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_store(config.database, write=True) as store,
    ):
        with NewsPass(config, store, clock, tell) as work:
            number = passes.begin_pass(store, clock(), "import", os.getpid())
            pages = _pages(files, work.report)
            jobs = ((item, work.tries(*item)) for item in _imported(work, store, pages, clock()))
            decided = work.workers.in_order(decide, jobs)
            while some := list(itertools.islice(decided, PAGES_AT_ONCE)):
                with store.transaction():
                    for (link, page), verdict in some:
                        work.settle(link, page, verdict, alerts)
            clean_again(work)
        passes.end_pass(store, number, clock(), work.report.outcome, work.report.counts)
    return work.report


def _pages(files: Iterable[Path], report: PassReport) -> Iterator[Page]:
    for path in files:
        for page in read_pages(path):
            if isinstance(page, Page):
                yield page
            else:
                report.trouble.append(f"{path}: torn at byte {page.offset}: {page.why}")


def _imported(
    work: NewsPass, store: Store, pages: Iterator[Page], now: datetime
) -> Iterator[tuple[Link, Page]]:
    """Yield a durable link for each page; one that was settled before is not read again."""
    while some := list(itertools.islice(pages, PAGES_AT_ONCE)):
        with store.transaction():
            for page in some:
                source = work.source_at(page.url)
                links.add_links(store, source.id, "import", [Entry(page.url)], now)
        for page in some:
            link = links.pending_link(store, page.url)
            if link:
                yield link, page
            else:
                work.report.counts["known_before"] += 1
