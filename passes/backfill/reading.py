"""Reads one file of recorded pages by itself, into a file of results: no database is needed.

What is found depends on the file and on what it is read by, not on other files or their order, so
that any number of processes find the same.
"""

import pickle
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Self

from db.archive import read_pages
from db.backfill.result_files import Result, ResultWriter
from passes.backfill.fetching import fetched, is_address
from passes.backfill.prefilters import prefilter_of
from passes.intake import PRELOADED, Try
from pipelines.decide import TIERS, Decider, Tier, decide
from pipelines.errors import OperatorError, StoreError
from pipelines.items import Dropped, Entry, Failed, Kept, Page, Verdict
from pipelines.prefilter.page_prefilter import PagePrefilter
from pipelines.reports.pdf import is_pdf
from pipelines.site.known import NOTHING_KNOWN, SiteBoilerplate
from pipelines.sources import Source
from pipelines.web.network_policy import Network
from pipelines.web.outlet_country import outlet_host, undeclared_outlet
from press_catalogue.decider import DeciderSpec, NumberedQueries, build_decider
from worker_processes import MEMORY_BYTES, Killed, Workers

Reach = Callable[[int, int], None]
"""Is told how many bytes of a file, and how many of its records, were read."""
_READABLE = ("html", "xml", "pdf", "text/plain")
_COMPILER_BYTES = 200_000_000
"""Address space that numba takes beside what a page may take; it uses half of it."""
_JOBS = 10_000
"""Pages for a process that reads: of most it looks at the bytes, and to begin takes it a second."""
_PRELOADED = (*PRELOADED, "passes.backfill.reading", "pipelines.prefilter.scanner")


@dataclass(frozen=True, slots=True)
class Brief:
    """What the files of a backfill are read by, the same for all of them.

    ``rules`` are the queries in force by their ids; ``outlets`` are all that were ever declared.
    ``number`` is the backfill's; ``began_at`` stands for the time of pages of which nobody wrote
    down when they were fetched. ``network`` is how files are fetched that lie at an address.
    """

    decider: DeciderSpec
    rules: NumberedQueries
    outlets: tuple[Source, ...]
    number: int
    began_at: datetime
    version: str
    network: Network

    @property
    def digest(self) -> str:
        """Tells whether results were found by the same queries, words and program."""
        rules = [(number, str(query)) for number, query in self.rules]
        told = repr((self.version, self.decider, rules))
        return sha256(told.encode()).hexdigest()[:16]

    @property
    def folder_name(self) -> str:
        """Return the name of the folder for results that were found by this."""
        began = self.began_at.astimezone(UTC)
        return f"{self.number}-{began:%Y%m%dT%H%M%SZ}-{self.digest}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a record gave; ``page`` is None unless it is an article's that is to be stored.

    ``seen_at`` is when the page was recorded.
    """

    url: str
    verdict: Kept | Dropped
    page: Page | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class _Tools:
    """What a process that reads pages needs: ``prefilter`` tells which it need not parse."""

    decider: Decider
    prefilter: PagePrefilter


def _tools(spec: DeciderSpec, rules: NumberedQueries, folder: Path) -> _Tools:
    return _Tools(build_decider(spec, rules), prefilter_of(spec, rules, folder))


def _look(
    tools: _Tools,
    page: Page,
    entry: Entry,
    source: Source,
    tier: Tier,
    now: datetime,
    boilerplate: SiteBoilerplate,
) -> Verdict | None:
    """Return the verdict on a page, None if its bytes show that no article of it is kept."""
    packed = "pdf" in page.content_type.lower() or is_pdf(page.body)  # so are its words
    if not (
        packed
        or source.afghan
        or tools.prefilter.may_be_kept(page.body, source.country, page.content_type)
    ):
        return None
    return decide(tools.decider, page, entry, source, tier, now, boilerplate)


class FileReader:
    """Reads files of pages, one after the other, by processes of its own: a page may kill them."""

    def __init__(self, brief: Brief, folder: Path, count: int = 0) -> None:
        """Make ready what reads; what looks through bytes takes seconds the first time.

        It is kept in ``folder`` for the processes, and for other readers by the same queries.

        Raises:
            OperatorError: hyperscan is not installed.
        """
        self._brief = brief
        self._outlets = {outlet_host(one.homepage): one for one in brief.outlets}
        prefilter_of(brief.decider, brief.rules, folder)
        prefilter_of.cache_clear()  # it is for the processes: here its memory is of no use
        self._workers: Workers[_Tools] = Workers(
            partial(_tools, brief.decider, brief.rules, folder),
            count=count,
            preload=_PRELOADED,
            memory_bytes=MEMORY_BYTES + _COMPILER_BYTES,
            jobs=_JOBS,
        )

    def __enter__(self) -> Self:
        self._workers.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.__exit__()

    def read(self, address: str, results: Path, reach: Reach = lambda *_: None) -> None:
        """Read the pages of a WARC file, and put what was found at ``results``.

        One that is named by its address is fetched beside the results first, and removed again.
        ``reach`` is told how many bytes and records were read. Of a torn file what is whole counts.

        Raises:
            OperatorError: the file is missing, cannot be fetched, or is no WARC file.
            StoreError: the results cannot be written.
        """
        if not is_address(address):
            self._read_file(Path(address), results, reach)
            return
        place, brief = results.with_suffix(".warc"), self._brief
        with fetched(address, place, brief.network, brief.began_at) as path:
            try:
                self._read_file(path, results, reach)
            except OperatorError as error:
                raise OperatorError(str(error).removeprefix(f"{path}: ")) from None

    def _read_file(self, path: Path, results: Path, reach: Reach) -> None:
        writer = ResultWriter(results)
        try:
            summary = self._read(path, writer, reach)
            writer.finish(summary)
        finally:
            writer.abandon()

    def _read(self, path: Path, writer: ResultWriter, reach: Reach) -> dict[str, object]:
        counts: Counter[str] = Counter(records=0, passed_over=0, kept=0)
        refused: Counter[str] = Counter()
        torn: list[str] = []
        bytes_read = 0

        def note(read: int) -> None:
            nonlocal bytes_read
            bytes_read = read

        def chosen() -> Iterator[tuple[tuple[int, Page], list[Try]]]:
            for page in read_pages(path, note, exchanges=True):
                if not isinstance(page, Page):
                    torn.append(f"torn at byte {page.offset}: {page.why}")
                    continue
                counts["records"] += 1
                if _is_readable(page):
                    yield (counts["records"] - 1, page), self._tries(page)
                else:
                    counts["passed_over"] += 1

        for (record, page), verdict in self._workers.in_order(_look, chosen()):
            reach(bytes_read, counts["records"])
            match verdict:
                case None:
                    counts["passed_over"] += 1
                case Kept():
                    counts["kept"] += 1
                case Dropped() | Failed():
                    refused[verdict.reason] += 1
                case Killed():
                    refused["extraction_killed"] += 1
            self._add(writer, record, page, verdict)
        reach(bytes_read, counts["records"])
        return {**counts, "refused": dict(refused), "detail": "; ".join(torn)}

    def _tries(self, page: Page) -> list[Try]:
        source = self._outlet(page)
        bare = replace(page, exchange=None)
        now = self._seen_at(page)
        return [(bare, Entry(page.url), source, tier, now, NOTHING_KNOWN) for tier in TIERS]

    def _outlet(self, page: Page) -> Source:
        host = outlet_host(page.url)
        return self._outlets.get(host) or undeclared_outlet(host)

    def _seen_at(self, page: Page) -> datetime:
        return page.captured_at or self._brief.began_at

    def _add(
        self, writer: ResultWriter, record: int, page: Page, verdict: Verdict | Killed | None
    ) -> None:
        """Put down an article, or what a page without one tells of its host."""
        if not isinstance(verdict, Kept | Dropped) or not (
            isinstance(verdict, Kept) or verdict.blocks
        ):
            return
        kept, seen_at = isinstance(verdict, Kept), self._seen_at(page)
        at = (isinstance(verdict, Kept) and verdict.article.published_at) or seen_at
        found = Found(page.url, verdict, page if kept else None, seen_at)
        outcome = "kept" if kept else "dropped"
        writer.add(Result(record, at, page.url, outcome, pickle.dumps(found)))


def _is_readable(page: Page) -> bool:
    """Tell whether a page is of a kind that may hold an article, by its header."""
    kind = page.content_type.lower()
    return not kind.strip() or any(name in kind for name in _READABLE)


def found_in(payload: bytes) -> Found:
    """Return what was put down of a record.

    Raises:
        StoreError: another version of the program wrote it.
    """
    try:
        found: Found = pickle.loads(payload)  # noqa: S301 - our own, from a file of results
    except (AttributeError, ImportError, TypeError, ValueError, pickle.UnpicklingError) as error:
        raise StoreError(
            "what a backfill found was written by another version of khabardar, which can end it"
        ) from error
    return found
