"""Extracts pages that one already has, as `khabardar extract` does: no database, two steps.

The first step finds each page's text; the second, when all pages of a host are known, takes out
what recurs on them, and what only names another of them. Workers do both. In between the drafts
lie in a temporary file, as the bytes that came from the worker, so memory stays flat.
"""

import pickle
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from db.archive import read_pages
from pipelines.decide import PRELOAD, TIERS, Draft, Tier, draft_page, finish, traces_of
from pipelines.errors import OperatorError
from pipelines.items import UNKNOWN_TIME, Article, Dropped, Entry, Failed, Page
from pipelines.page_blocks import PageBlocks
from pipelines.reports.pdf import is_pdf
from pipelines.site.known import NOTHING_KNOWN, SiteBoilerplate, shared_by_hosts
from pipelines.site.learning import learned
from pipelines.sources import Source
from pipelines.text.moments import utc_text
from pipelines.web.logins import without_logins
from pipelines.web.network_policy import Network
from pipelines.web.urls import host_of
from worker_processes import Killed, Workers

Row = dict[str, Any]
FirstStep = bytes | Dropped | Failed | Killed
"""What the first step gives of a page: a draft as pickled bytes, or why there is none."""
Clock = Callable[[], datetime]
# A host with a path behind it, or one that says so itself: no file is called like that.
_HOST = re.compile(r"(?:www\.[\w-]+\.\w|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/)", re.IGNORECASE)


def read_all(
    config: Path,
    inputs: tuple[str, ...],
    html_url: str,
    clock: Clock,
    tell: Callable[..., None],
    recorded: Callable[[str], Page | Dropped] | None = None,
) -> Iterator[Row | str]:
    """Yield a row for each HTML page of the ``inputs``, in order, and a line for each problem.

    URLs are fetched, unless ``recorded`` gives their pages.

    Raises:
        OperatorError: an input is missing, or is neither WARC nor HTML.
    """
    fetch = partial(_fetched, config, clock)
    troubles: list[str] = []
    traces: dict[str, list[PageBlocks]] = {}
    read = 0
    preload = (*PRELOAD, __name__)
    # A second worker would still be starting when the only page is done.
    count = 1 if len(inputs) == 1 and not _holds_many(inputs[0]) else 0
    with (
        tempfile.TemporaryFile() as spool,
        Workers(_no_tool, count=count, preload=preload) as workers,
    ):
        work = (
            ((page.url, named, _is_declared(page)), _tries(page, _read_at(page, clock)))
            for page, named in _pages(recorded or fetch, inputs, html_url, troubles)
        )
        for (url, named, declared), outcome in workers.in_order(draft_job, work):
            first: FirstStep = outcome.draft if isinstance(outcome, _Drafted) else outcome
            if isinstance(outcome, _Drafted | Dropped) and outcome.blocks:
                traces.setdefault(_host(url), []).append(outcome.blocks)
            if declared or not _is_no_page(outcome):  # neither HTML nor claims to be: skipped
                pickle.dump((url, named, first), spool)
            read += 1
            tell(pages_read=read)
        known = {host: learned(pages) for host, pages in traces.items()}
        shared = shared_by_hosts(known.values())
        known = {host: replace(found, shared=shared) for host, found in known.items()}
        spool.seek(0)
        drafts = (
            ((url, named), [(outcome, known.get(_host(url), NOTHING_KNOWN))])
            for url, named, outcome in _unspooled(spool)
        )
        for (url, named), finished in workers.in_order(finish_job, drafts):
            yield _row(url, named, finished)
    yield from troubles


@dataclass(frozen=True, slots=True)
class _Drafted:
    """After the first step: what the page tells of its host, and the draft, pickled."""

    blocks: PageBlocks
    draft: bytes


def draft_job(
    _tool: None, page: Page, entry: Entry, source: Source, tier: Tier, now: datetime
) -> _Drafted | Dropped | Failed:
    """Run the first step on a page, in a worker."""
    draft = draft_page(page, entry, source, tier, now)
    if not isinstance(draft, Draft):
        return draft
    return _Drafted(traces_of(draft), pickle.dumps(draft))


def finish_job(
    _tool: None, drafted: FirstStep, known: SiteBoilerplate
) -> Article | Dropped | Failed | Killed:
    """Run the second step on a page, in a worker; what the first refused stays refused."""
    if not isinstance(drafted, bytes):
        return drafted
    draft: Draft = pickle.loads(drafted)  # noqa: S301 - our own, from draft_job
    return finish(draft, known)


def _no_tool() -> None:
    return None


def _read_at(page: Page, clock: Clock) -> datetime:
    """Return by which time the dates of a page are believed: later ones are wrong."""
    return page.captured_at or clock()


def _tries(page: Page, now: datetime) -> list[tuple[Page, Entry, Source, Tier, datetime]]:
    host = _host(page.url)
    source = Source(host, host, f"http://{host}/")
    return [(page, Entry(page.url), source, tier, now) for tier in TIERS]


def _host(url: str) -> str:
    return host_of(url) or "file"


def _is_declared(page: Page) -> bool:
    return "html" in page.content_type.lower()


def _is_no_page(outcome: _Drafted | Dropped | Failed | Killed) -> bool:
    return isinstance(outcome, Dropped) and outcome.reason == "not_html"


def _unspooled(spool: BinaryIO) -> Iterator[tuple[str, bool, FirstStep]]:
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 - our own, from a file that has no name
        except EOFError:
            return


def _pages(
    fetch: Callable[[str], Page | Dropped | Failed],
    inputs: tuple[str, ...],
    html_url: str,
    troubles: list[str],
) -> Iterator[tuple[Page, bool]]:
    """Yield each page, and whether its URL is known (not so for a file without --url)."""
    for given in inputs:
        if given.startswith(("http://", "https://")):
            page = fetch(given)
            if isinstance(page, Page):
                yield page, True
            else:
                troubles.append(f"{without_logins(given)}: {page.reason}: {page.detail}")
            continue
        path = Path(given)
        if _is_warc(path):
            for found in read_pages(path):
                if isinstance(found, Page):
                    if not is_pdf(found.body):  # of an archive, only web pages are wanted
                        yield found, True
                else:
                    troubles.append(f"{path}: torn at byte {found.offset}: {found.why}")
        else:
            yield Page(html_url, 200, "", path.read_bytes(), UNKNOWN_TIME, html_url), bool(html_url)


def _holds_many(given: str) -> bool:
    return not given.startswith(("http://", "https://")) and _is_warc(Path(given))


def _is_warc(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            start = stream.read(5)
    except OSError as error:
        raise OperatorError(f"{path}: {_unreadable(path, error)}") from None
    return start == b"WARC/" or start[:2] == b"\x1f\x8b"


def _unreadable(path: Path, error: OSError) -> str:
    """Return in words why an input cannot be read, and what to give in its place."""
    match error:
        case FileNotFoundError() if _HOST.match(str(path)):
            return f"there is no such file; if it is a web address, write https://{path}"
        case FileNotFoundError() | NotADirectoryError():
            return "there is no such file; give a WARC, HTML or PDF file, or a URL (https://...)"
        case IsADirectoryError():
            return f"is a folder; give the files in it, such as {path / '*.html'}"
        case PermissionError():
            return "you may not read this file; give yourself the right to (chmod u+r)"
    return f"cannot be read: {error.strerror or error}"


def _fetched(config: Path, clock: Clock, url: str) -> Page | Dropped | Failed:
    # Only a URL needs them; workers import this module, too, and should stay small.
    from khabardar.settings import environment_settings
    from spiders.fetch import fetch_one

    network = Network()
    if config.exists():
        section = environment_settings(config).network
        network = Network(section.contact, section.proxy, section.allow_private, section.delay_s)
    return fetch_one(url, network, clock)


_COLUMNS = (
    *("kind", "truncated", "garbled", "text_confidence", "title", "byline", "published_at"),
    *("published_from", "modified_at", "section", "language", "image", "text", "removed"),
)
_INNER = frozenset({"url", "page_url", "published_confidence", "text_from"})
"""Fields of an article that are no columns of a row by their name."""
_FURTHER = tuple(
    one.name for one in fields(Article) if one.name not in _INNER and one.name not in _COLUMNS
)
_UNKNOWN: Row = {"kind": None, "language": None}
"""What the row of a page that is no article says of what an article always has."""


def _row(url: str, named: bool, article: Article | Dropped | Failed | Killed) -> Row:
    """Return the row of one page."""
    row: Row = {"url": url, "canonical_url": "", "verdict": "article", "reason": None}
    match article:
        case Article():
            row |= _article_row(article) | {"canonical_url": article.url}
            row["url"] = url if named else article.url
            return row
        case Dropped() | Failed():
            row["verdict"] = "dropped" if isinstance(article, Dropped) else "failed"
            row["reason"] = article.reason
        case Killed():
            row |= {"verdict": "failed", "reason": "extraction_killed"}
    return row | _article_row(Article("", "", "")) | _UNKNOWN


def _article_row(article: Article) -> Row:
    """Return what a row says of an article: the columns in their order, then further fields."""
    row = {name: _written(getattr(article, name)) for name in (*_COLUMNS, *_FURTHER)}
    removed = [
        {"text": block.text, "rule": block.rule, "evidence": block.evidence}
        for block in article.removed
    ]
    return row | {"removed": removed}


def _written(value: object) -> object:
    """Return the value of a field as JSON knows it."""
    match value:
        case datetime():
            return utc_text(value)
        case tuple(names):
            return "; ".join(map(str, names))
    return value
