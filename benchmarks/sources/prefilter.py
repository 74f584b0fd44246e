"""How fast the prefilter goes through recorded pages, what it lets pass, and what it misses.

    python -m benchmarks.sources.prefilter [RECORDS]

The last collection are RECORDS (3,000) varied records: two in a hundred on topic, in four
encodings, one in a hundred damaged; figures are given for each encoding, too. MB/s are those of
records that are not packed, by computing time, decoding of what is packed not counted.

Each page is also read in full, by the keep query of a new khabardar.toml: a page that is kept by
its words and was not let through is missed, and ends the program with an error. So does a baseline
that did not run: decoding the page and making its letters small.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.shared_data import NEWSROOM, NEWSROOM2, PAGES, need
from benchmarks.varied_records import load_samples, write_records
from db.archive import read_pages
from khabardar.settings import TopicSection
from pipelines.decide import Decider, decide
from pipelines.items import Entry, Kept, Page
from pipelines.prefilter.page_prefilter import PagePrefilter
from pipelines.web.outlet_country import outlet_host, undeclared_outlet
from press_catalogue.decider import DeciderSpec, build_decider

ROUNDS = 3
RECORDS = 3_000


@dataclass(frozen=True, slots=True)
class Looked:
    """A page with what the prefilter and the whole line say of it."""

    page: Page
    passed: bool
    kept: bool


def main() -> None:
    """Print the figures of each collection of pages."""
    keep = str(TopicSection().keep)
    decider = build_decider(DeciderSpec(keep=keep))
    begin = time.process_time()
    prefilter = PagePrefilter.from_queries(decider.keep, (), decider.topic)
    print(f"keep = {keep}; built in {time.process_time() - begin:.1f} s of CPU")
    missed = 0
    for folder in (PAGES, NEWSROOM, NEWSROOM2):
        pages = recorded(folder / "pages.warc.gz")
        missed += show(folder.name, prefilter, [looked(decider, prefilter, page) for page in pages])
    records = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    with tempfile.TemporaryDirectory(prefix="khabardar-") as name:
        [path] = write_records(Path(name), load_samples(), records, records)
        varied = [looked(decider, prefilter, page) for page in recorded(path)]
    missed += show("varied", prefilter, varied)
    for charset in sorted({one.page.content_type for one in varied}):
        some = [one for one in varied if one.page.content_type == charset]
        show(f"  {charset}", prefilter, some)
    if missed:
        sys.exit(f"benchmarks: {missed} pages are kept by their words, but were not let through")


def recorded(path: Path) -> Iterator[Page]:
    """Yield the pages of a file that were read whole."""
    for page in read_pages(need(path)):
        if isinstance(page, Page):
            yield page


def looked(decider: Decider, prefilter: PagePrefilter, page: Page) -> Looked:
    """Return a page with what is said of it."""
    return Looked(page, passes(prefilter, page), is_kept(decider, page))


def passes(prefilter: PagePrefilter, page: Page) -> bool:
    """Tell whether the prefilter lets a page of an outlet that nobody declared through."""
    country = undeclared_outlet(outlet_host(page.url)).country
    return prefilter.may_be_kept(page.body, country, page.content_type)


def is_kept(decider: Decider, page: Page) -> bool:
    """Tell whether a page is kept when it is read in full."""
    source = undeclared_outlet(outlet_host(page.url))
    bare = replace(page, exchange=None)
    return isinstance(decide(decider, bare, Entry(page.url), source, "full", page.fetched_at), Kept)


def show(name: str, prefilter: PagePrefilter, found: list[Looked]) -> int:
    """Print the figures of some pages; return how many were missed."""
    size = sum(len(one.page.body) for one in found)
    seconds = min(
        (rounds := [_timed(prefilter, found) for _ in range(ROUNDS)]),
    )
    baseline = _decoded(found)
    if baseline <= 0 or not size:
        sys.exit("benchmarks: the baseline did not run")
    kept = sum(one.kept for one in found)
    missed = [one for one in found if one.kept and not one.passed]
    passed = sum(one.passed for one in found)
    print(
        f"{name}: {len(found)} pages, {size / 1e6:.1f} MB; {size / 1e6 / seconds:.0f} MB/s of CPU"
        f" (slowest of {len(rounds)} rounds {size / 1e6 / max(rounds):.0f}), decoding it alone"
        f" {size / 1e6 / baseline:.0f} MB/s\n  kept by words {kept}, let through {passed}"
        f" ({passed / len(found):.1%}), of those off topic"
        f" {(passed - kept + len(missed)) / max(len(found) - kept, 1):.1%};"
        f" recall {1 - len(missed) / max(kept, 1):.4f}"
    )
    for one in missed:
        print(f"  missed: {one.page.url}")
    return len(missed)


def _timed(prefilter: PagePrefilter, found: list[Looked]) -> float:
    begin = time.process_time()
    for one in found:
        passes(prefilter, one.page)
    return time.process_time() - begin


def _decoded(found: list[Looked]) -> float:
    begin = time.process_time()
    for one in found:
        one.page.body.decode("utf-8", "replace").lower()
    return time.process_time() - begin


if __name__ == "__main__":
    main()
