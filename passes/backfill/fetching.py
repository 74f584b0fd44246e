"""Brings files of pages that lie elsewhere here, by the one way out and in another process."""

import gzip
import re
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from db.lock import turn
from pipelines.errors import OperatorError
from pipelines.web.logins import without_logins
from pipelines.web.network_policy import Network
from worker_processes import Killed, Workers

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def is_address(name: str) -> bool:
    """Tell whether a file is named by its address."""
    return name.startswith(("http://", "https://"))


@contextmanager
def fetched(url: str, path: Path, network: Network, now: datetime) -> Iterator[Path]:
    """Yield where the file at ``url`` lies once it is fetched, and remove it after the block.

    That is at ``path``, beside what tells how far it came; or beside that while another try is at
    work there: a worker that was taken for dead may still fetch.

    Raises:
        OperatorError: it cannot be had; says why.
    """
    with turn(path.with_name(f".{path.name}.lock"), 0.0) as ours:
        if not ours:
            path = path.with_name(f"{path.stem}-{uuid.uuid4().hex}{path.suffix}")
        bring(url, path, network, now)
        try:
            yield path
        finally:
            for one in path.parent.glob(f"{path.name}*"):
                one.unlink()


def bring(url: str, path: Path, network: Network, now: datetime) -> None:
    """Fetch the file at ``url`` to ``path``; what an earlier try left there is gone on with.

    A try that got further is followed by another one.

    Raises:
        OperatorError: it cannot be had; says why.
    """
    from spiders.fetch import LONGEST_S, download

    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        before = _size(path)
        with Workers(_no_tool, count=1, timeout_s=LONGEST_S) as workers:
            outcome = workers.submit(download, [(url, path, network, now)]).result()
        if outcome is None:
            return
        if _size(path) <= before:
            why = outcome.why if isinstance(outcome, Killed) else (outcome.reason, outcome.detail)
            raise OperatorError(f"{without_logins(url)}: cannot be fetched", ": ".join(why))


def month_of_news(
    month: str, base: str, folder: Path, network: Network, now: datetime
) -> list[str]:
    """Return the addresses of the WARC files of a month in Common Crawl's archive of news.

    ``month`` is as 2025-04; its list lies below ``base``, and comes to ``folder``.

    Raises:
        OperatorError: it is no month, or there is no list of it.
    """
    said = _MONTH.fullmatch(month)
    if said is None:
        raise OperatorError(f"{month!r} is no month; write it as 2025-04")
    list_url = urljoin(base, f"crawl-data/CC-NEWS/{said[1]}/{said[2]}/warc.paths.gz")
    path = folder / f"{month}.paths.gz"
    bring(list_url, path, network, now)
    try:
        names = gzip.decompress(path.read_bytes()).decode("ascii").split()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise OperatorError(f"{list_url}: is no list of files") from error
    finally:
        for one in folder.glob(f"{path.name}*"):  # a month that goes on has a longer list tomorrow
            one.unlink()
        with suppress(OSError):  # results of an earlier backfill may lie there
            folder.rmdir()
    return [urljoin(base, name) for name in names]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _no_tool() -> None:
    return None
