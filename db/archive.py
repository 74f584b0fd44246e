"""The archive of responses as they came: WARC files, one gzip member a record, one file a pass."""

import errno
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, Self

from db.warc import (
    Reference,
    exchange_records,
    head_length,
    made_up_exchange,
    revisit_records,
    warcinfo,
)
from pipelines.errors import DiskFull, OperatorError, StoreError
from pipelines.items import UNKNOWN_TIME, ArchivePlace, Exchange, Page
from pipelines.web.content_encoding import GZIP_MAGIC, unpacked
from pipelines.web.logins import without_logins

ROTATE_BYTES = 1_000_000_000
MAX_BODY_BYTES = 10_000_000
MOST_READ_BYTES = MAX_BODY_BYTES + 300_000
"""Of one record: the longest body, with the longest head."""
READ_BYTES = 1 << 20
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_HEADER = re.compile(r"^([^\s:]+)[ \t]*:[ \t]*([^\r\n]*)", re.MULTILINE)
_CHUNK_HEAD = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]*\r\n")


@dataclass(frozen=True, slots=True)
class Torn:
    """The end of a file that stops in the middle of a record, as a killed writer leaves it."""

    path: Path
    offset: int
    why: str


class ArchiveWriter:
    """Writes responses into files of its own; nothing is made until the first response comes."""

    def __init__(self, folder: Path, started_at: datetime) -> None:
        self._folder = folder
        self._started_at = started_at
        self._info_id = ""
        self._stem = f"{started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{os.getpid()}"
        self._number = 0
        self._file: FileIO | None = None
        self._name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file that is written to; what was written is on disk already."""
        if self._file:
            self._file.close()

    def write(self, page: Page) -> ArchivePlace:
        """Append a page with its exchange, on disk when this returns; the place finds it again.

        Raises:
            DiskFull: there is no room; nothing of the page is left in the file.
            StoreError: the archive folder cannot be written.
        """
        exchange = page.exchange or made_up_exchange(page)
        return self._put(lambda info_id: exchange_records(exchange, info_id), durable=True)

    def note(self, exchange: Exchange) -> None:
        """Append what is no page, such as a redirect or a robots.txt; raises as ``write`` does.

        It is on disk when the next page is.
        """
        self._put(lambda info_id: exchange_records(exchange, info_id))

    def note_revisit(self, exchange: Exchange, known: Reference) -> None:
        """Append that a visit brought nothing but ``known``; raises as ``write`` does."""
        self._put(lambda info_id: revisit_records(exchange, known, info_id))

    def _put(self, records: Callable[[str], bytes], durable: bool = False) -> ArchivePlace:
        try:
            file = self._current()
            offset = file.tell()
            _append(file, records(self._info_id))
            if durable:
                os.fdatasync(file.fileno())
        except OSError as error:
            if error.errno in NO_ROOM:
                raise DiskFull(f"{self._folder}: the disk of the archive is full") from None
            raise StoreError(f"{self._folder}: the archive cannot be written") from error
        return ArchivePlace(self._name, offset)

    def _current(self) -> FileIO:
        """Return the file to write to: a new one at the start, and when the last is full."""
        if self._file is not None:
            if self._file.tell() < ROTATE_BYTES:
                return self._file
            self._file.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = self._new_file()
        info = warcinfo(self._name, self._started_at)
        self._info_id = info.record_id
        _append(self._file, info.member)
        return self._file

    def _new_file(self) -> FileIO:
        """Return an empty file under the next name that is free.

        A process of the same number may have begun in the same second: in containers, or after a
        clock was set back.
        """
        while True:
            self._number += 1
            self._name = f"{self._stem}-{self._number:03}.warc.gz"
            try:
                # Without a buffer: what a full disk did not take would be written at the close.
                return (self._folder / self._name).open("xb", buffering=0)
            except FileExistsError:
                continue


def _append(file: FileIO, record: bytes) -> None:
    """Write all of ``record`` at the end of a file, or nothing of it."""
    start, rest = file.tell(), memoryview(record)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError:
        file.truncate(start)
        file.seek(start)
        raise


def read_at(folder: Path, place: ArchivePlace) -> Page:
    """Return the response at ``place``.

    Raises:
        StoreError: the file is gone or holds no whole response there.
    """
    path = folder / place.file
    try:
        with path.open("rb") as stream:
            stream.seek(place.offset)
            found = next(_pages(stream, path), None)
    except OSError as error:
        raise StoreError(f"{path}: the archived page cannot be read") from error
    if isinstance(found, Page):
        return found
    raise StoreError(f"{path}: holds no whole page at offset {place.offset}")


def reference_at(folder: Path, place: ArchivePlace) -> Reference | None:
    """Return how the record at ``place`` is referred to, None if it cannot be read any more."""
    from fastwarc.warc import ArchiveIterator

    try:
        with (folder / place.file).open("rb") as stream:
            stream.seek(place.offset)
            record = next(iter(ArchiveIterator(stream, parse_http=False)), None)
            said = dict(record.headers.items()) if record else {}
    except (OSError, EOFError, ValueError):
        return None
    if "WARC-Record-ID" not in said:
        return None
    names = ("WARC-Record-ID", "WARC-Target-URI", "WARC-Date", "WARC-Payload-Digest")
    return Reference(*(said.get(name, "") for name in names))


def read_pages(
    path: Path, reach: Callable[[int], None] = lambda _: None, exchanges: bool = False
) -> Iterator[Page | Torn]:
    """Yield the pages of a WARC file in order; a torn end comes last, as a value.

    ``reach`` is told how many bytes of the file were read. With ``exchanges``, each page has the
    answer as it was recorded.

    Raises:
        OperatorError: the file is missing or no WARC file.
    """
    try:
        with path.open("rb") as stream:
            start = stream.read(5)
            if start[:2] != GZIP_MAGIC and start != b"WARC/":
                raise OperatorError(f"{path}: is no WARC file")
            stream.seek(0)
            for found in _pages(stream, path, exchanges):
                reach(stream.tell())
                yield found
    except OSError as error:
        raise OperatorError(f"{path}: cannot be read") from error


def _pages(stream: BinaryIO, path: Path, exchanges: bool = False) -> Iterator[Page | Torn]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    offset = 0
    try:
        # Every type is read: the record that a kill tore has lost its type with its head.
        for record in ArchiveIterator(stream, parse_http=False):
            offset = record.stream_pos
            expected = min(record.content_length, MOST_READ_BYTES)
            block = record.reader.read(expected)
            if "WARC-Type" not in record.headers or len(block) < expected:
                yield Torn(path, offset, "the last record is not whole")
                return
            if record.record_type == WarcRecordType.response and block.startswith(b"HTTP/"):
                page = _page(record, block, exchanges)
                if _is_read(page):
                    yield page
    except (OSError, EOFError, ValueError) as error:
        yield Torn(path, offset, str(error) or type(error).__name__)
        return
    torn_at = _unfinished_member(stream, offset)
    if torn_at is not None:
        yield Torn(path, torn_at, "the last record is not whole")


def _unfinished_member(stream: BinaryIO, start: int) -> int | None:
    """Return where the gzip member begins that has no end, None if all members have one.

    The reader stops in silence at most torn members. ``start`` is a member's beginning.
    """
    stream.seek(0)
    if stream.read(2) != GZIP_MAGIC:
        return None  # a plain file, in which the reader sees every tear
    stream.seek(start)
    data = stream.read(READ_BYTES)
    member, opener = start, zlib.decompressobj(31)
    while data:
        try:
            opener.decompress(data, READ_BYTES)
        except zlib.error:
            return member
        if opener.eof:
            rest = len(opener.unused_data)
            member = stream.tell() - rest
            data = opener.unused_data or stream.read(READ_BYTES)
            opener = zlib.decompressobj(31)
        else:
            data = opener.unconsumed_tail or stream.read(READ_BYTES)
            if not data:
                return member
    return None


def _is_read(page: Page) -> bool:
    """Tell whether a response is a page; redirects and robots.txt are archived for the record."""
    return not 300 <= page.status < 400 and not page.url.endswith("/robots.txt")


def _page(record: Any, block: bytes, exchanges: bool) -> Page:
    start = head_length(block)
    head = block[:start].decode("latin-1")
    said = {name.lower(): value for name, value in reversed(_HEADER.findall(head))}
    words = head.split("\n", 1)[0].split()
    status = next((int(word) for word in words[1:2] if word.isdecimal()), 200)
    date = record.record_date
    at = date.astimezone(UTC) if date else UNKNOWN_TIME
    url = without_logins(str(record.headers.get("WARC-Target-URI", "")).strip("<>"))
    cut = "WARC-Truncated" in record.headers
    exchange = None
    if exchanges:
        ip = str(record.headers.get("WARC-IP-Address", ""))
        exchange = Exchange(url, at, b"", block, status, ip, cut)
    body, transfer = block[start:][:MAX_BODY_BYTES], said.get("transfer-encoding", "")
    return Page(
        url=url,
        status=status,
        content_type=said.get("content-type", ""),
        body=decoded_body(body, transfer, said.get("content-encoding", "")),
        fetched_at=at,
        asked_url=url,
        cut=cut,
        exchange=exchange,
    )


def decoded_body(body: bytes, transfer: str, content: str) -> bytes:
    """Return ``body`` as the page it carries, whichever encodings its headers truly mean.

    Many recorders keep the headers of an encoding that they already took off, so the body itself
    decides. Nothing grows beyond ``MAX_BODY_BYTES``.
    """
    if "chunked" in transfer.lower() and _CHUNK_HEAD.match(body):
        body = _joined(body)
    body, _ = unpacked(body, content, MAX_BODY_BYTES)
    if body.startswith(GZIP_MAGIC):  # and no header says so
        body, _ = unpacked(body, "gzip", MAX_BODY_BYTES)
    return body


def _joined(body: bytes) -> bytes:
    parts, at = [], 0
    while head := _CHUNK_HEAD.match(body, at):
        size = int(head[1], 16)
        if size == 0:
            break
        parts.append(body[head.end() : head.end() + size])
        at = head.end() + size + 2
    return b"".join(parts)
