"""Takes in pages that one already has: WARC files through the whole line."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from db.archive import read_pages
from db.crawl import links
from passes.begin import open_pass
from passes.config import LOCK_WAIT_S, Clock, PassConfig, Tell
from passes.intake import Intake
from passes.reextraction import clean_again
from passes.report import PassReport
from pipelines.decide import decide
from pipelines.items import Entry, Link, Page

PAGES_AT_ONCE = 16
"""So many pages share a transaction: first for their URLs, then for what they hold.

A cut loses none: a URL that is not settled is read again by the next import of its file.
"""


def take_in(
    config: PassConfig,
    files: Sequence[Path],
    clock: Clock,
    tell: Tell,
    alerts: bool = False,
    reach: Tell = lambda *_: None,
) -> PassReport:
    """Put the pages of WARC files through the whole line into the database and its archive.

    ``reach`` is told how many bytes of how many were read.

    Raises as ``one_pass`` does; a torn file gives what is whole in it, and a trouble line.
    """
    with (
        open_pass(config, "import", clock, tell, LOCK_WAIT_S) as context,
        Intake(context) as intake,
    ):
        pages = _pages(files, context.report, reach)
        jobs = ((item, intake.tries(*item)) for item in _imported(intake, pages, clock()))
        decided = intake.workers.in_order(decide, jobs)
        while some := list(itertools.islice(decided, PAGES_AT_ONCE)):
            with context.store.transaction():
                for (link, page), verdict in some:
                    intake.settle(link, page, verdict, alerts)
        clean_again(intake)
    return context.report


def _pages(files: Sequence[Path], report: PassReport, reach: Tell) -> Iterator[Page]:
    total = sum(path.stat().st_size for path in files)
    before = 0

    def reach_in_file(read: int) -> None:
        reach(before + read, total)

    for path in files:
        for page in read_pages(path, reach_in_file, exchanges=True):
            if isinstance(page, Page):
                yield page
            else:
                report.trouble.append(f"{path}: torn at byte {page.offset}: {page.why}")
        before += path.stat().st_size


def _imported(intake: Intake, pages: Iterator[Page], now: datetime) -> Iterator[tuple[Link, Page]]:
    """Yield a durable link for each page; one that was settled before is not read again."""
    store = intake.context.store
    while some := list(itertools.islice(pages, PAGES_AT_ONCE)):
        with store.transaction():
            for page in some:
                source = intake.source_at(page.url)
                links.add_links(store, source.id, "import", [Entry(page.url)], now)
        for page in some:
            link = links.pending_link(store, page.url)
            if link:
                yield link, page
            else:
                intake.context.count("known_before")
