"""CPU of our text line against trafilatura's, page by page in one process.

    python -m benchmarks.text.line

Both read each page of pages.warc.gz, one right after the other and in turns first, so that what
slows the machine down slows both. Workers and their queues are left out: database.speed has them.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import trafilatura

from benchmarks.shared_data import PAGES, need
from db.archive import read_pages
from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Entry, Page
from pipelines.sources import Source
from pipelines.web.urls import host_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WARM = 20


def ours(page: Page) -> None:
    """Make an article of a page as workers do, its host's boilerplate unknown."""
    host = host_of(page.url)
    draft = draft_page(page, Entry(page.url), Source(host, host, f"http://{host}/"), "full", NOW)
    if isinstance(draft, Draft):
        finish(draft)


def bare(page: Page) -> None:
    """Read a page with trafilatura alone."""
    trafilatura.bare_extraction(page.body, with_metadata=True)


def spent(read: Callable[[Page], None], page: Page) -> float:
    """Return the CPU seconds that reading one page takes."""
    began = time.process_time()
    read(page)
    return time.process_time() - began


def main() -> None:
    """Measure and print the ratio."""
    pages = [page for page in read_pages(need(PAGES / "pages.warc.gz")) if isinstance(page, Page)]
    for page in pages[:WARM]:
        bare(page)
        ours(page)
    total = {bare: 0.0, ours: 0.0}
    for number, page in enumerate(pages):
        for read in (bare, ours) if number % 2 else (ours, bare):
            total[read] += spent(read, page)
    print(f"{len(pages)} pages: bare {total[bare]:.1f} s, ours {total[ours]:.1f} s of CPU")
    print(f"ours over bare: {total[ours] / total[bare]:.2f}")


if __name__ == "__main__":
    main()
