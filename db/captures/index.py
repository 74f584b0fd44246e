"""An index of the archive in CDXJ: where the answer for an address at a time lies.

A line is an address as a SURT key ("org,example)/news"), a time of 14 digits, and JSON; lines are
sorted by their bytes, as pywb and warcio tools expect. What was read of which file is in the first
line. The index lies in the archive's folder; it is brought up to date when it is asked.
"""

import contextlib
import heapq
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from pipelines.errors import OperatorError
from pipelines.items import ArchivePlace
from pipelines.web.logins import without_logins
from pipelines.web.urls import canonical_url

NAME = "index.cdxj"
_META = b"!meta "
_STATUS = re.compile(rb"HTTP/\S+ (\d{3})")
_HEAD_BYTES = 40


@dataclass(frozen=True, slots=True)
class Capture:
    """A recorded answer: for which address, when it came, and where it lies."""

    url: str
    at: datetime
    place: ArchivePlace


def capture_at(folder: Path, url: str, at: datetime) -> Capture | None:
    """Return the last good answer for an address at or before a time, None if there is none.

    Raises:
        OperatorError: the archive cannot be read, or its index not be written.
    """
    try:
        index = _brought_up_to_date(folder)
        with index.open("rb") as lines:
            return _last(lines, surt(url), at)
    except OSError as error:
        raise OperatorError(f"{folder}: the archive or its index cannot be used") from error


def surt(url: str) -> str:
    """Return the key that an address is sorted by: its host from the end, then path and query."""
    parts = urlsplit(canonical_url(url))
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    key = f"{','.join(reversed(host.split('.')))}{port}){parts.path or '/'}{query}"
    return key.lower().replace(" ", "%20")


def _brought_up_to_date(folder: Path) -> Path:
    index = folder / NAME
    present = {path.name: path.stat().st_size for path in sorted(folder.glob("*.warc*"))}
    known = _files(index)
    if {name: size for name, (size, _) in known.items()} == present and index.exists():
        return index
    if any(present.get(name, -1) < size for name, (size, _) in known.items()):
        known = {}  # files are gone or were changed: all is read anew
    files: dict[str, tuple[int, int]] = {}
    found: list[bytes] = []
    for name, size in present.items():
        size_then, last = known.get(name, (0, 0))
        if size_then != size:
            lines, last = _read(folder / name, last)
            found += lines
        files[name] = size, last
    new = folder / f".{NAME}.new"
    try:
        _write(new, index if known else None, sorted(set(found)), files)
        new.replace(index)
    finally:
        new.unlink(missing_ok=True)
    return index


def _files(index: Path) -> dict[str, tuple[int, int]]:
    """Return the size of each file when it was read, and where its last record began."""
    try:
        with index.open("rb") as lines:
            said = json.loads(lines.readline().removeprefix(_META))
        return {name: (size, last) for name, (size, last) in said["files"].items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _read(path: Path, start: int) -> tuple[list[bytes], int]:
    """Return the lines of a file's answers from a record on, and where the last record begins."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    found: list[bytes] = []
    last = start
    with path.open("rb") as stream, contextlib.suppress(EOFError, ValueError):
        # A torn end is no fault: its record is read again when the file has grown.
        stream.seek(start)
        for record in ArchiveIterator(stream, parse_http=False):
            last = record.stream_pos
            if record.record_type == WarcRecordType.response:
                found += _line(record, path.name, last)
    return found, last


def _line(record: Any, name: str, offset: int) -> Iterator[bytes]:
    status = _STATUS.match(record.reader.read(_HEAD_BYTES))
    url = without_logins(str(record.headers.get("WARC-Target-URI", "")).strip("<>"))
    if record.record_date is None or status is None or not url:
        return
    told = {"url": url, "status": status[1].decode(), "filename": name, "offset": str(offset)}
    time = f"{record.record_date.astimezone(UTC):%Y%m%d%H%M%S}"
    yield f"{surt(url)} {time} {json.dumps(told)}\n".encode()


def _write(
    path: Path, old: Path | None, found: list[bytes], files: Mapping[str, tuple[int, int]]
) -> None:
    with path.open("wb") as out:
        out.write(_META + json.dumps({"files": files}).encode() + b"\n")
        before = b""
        for line in heapq.merge(_lines(old), found):
            if line != before:
                out.write(line)
            before = line


def _lines(path: Path | None) -> Iterator[bytes]:
    if path is None:
        return
    with path.open("rb") as lines:
        next(lines)
        yield from lines


def _last(lines: BinaryIO, key: str, at: datetime) -> Capture | None:
    sought = f"{key} ".encode()
    until = f"{at.astimezone(UTC):%Y%m%d%H%M%S}"
    found: Capture | None = None
    for line in _from(lines, sought):
        if not line.startswith(sought):
            break
        _, time, told = line.decode().split(" ", 2)
        if time > until:
            break
        said = json.loads(told)
        if said["status"].startswith("2"):
            place = ArchivePlace(said["filename"], int(said["offset"]))
            moment = datetime.strptime(time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            found = Capture(said["url"], moment, place)
    return found


def _from(lines: BinaryIO, sought: bytes) -> Iterator[bytes]:
    """Yield the sorted lines of a file from the first on that is not before ``sought``."""
    low, high = 0, lines.seek(0, 2)
    while low < high:
        middle = (low + high) // 2
        line = _line_after(lines, middle)
        if line and line < sought:
            low = middle + 1
        else:
            high = middle
    first = _line_after(lines, low)
    if first:
        yield first
        yield from lines


def _line_after(lines: BinaryIO, offset: int) -> bytes:
    """Return the first whole line that begins at or after an offset."""
    lines.seek(max(offset - 1, 0))
    if offset:
        lines.readline()
    return lines.readline()
