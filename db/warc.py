"""WARC records as bytes (version 1.1, ISO 28500:2017), each a gzip member of its own."""

import base64
import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from pipelines.items import Exchange, Page
from pipelines.text.moments import utc_text

# ISA-L makes the same format as zlib, of news pages slightly smaller and in a quarter of the time.
# zlib's level 9 would cost a tenth of the whole text line's time and save a sixth of the space.
try:
    from isal.isal_zlib import compressobj as _packer

    COMPRESSION_LEVEL = 2
except ImportError:  # it has no wheel for this machine
    from zlib import compressobj as _packer  # type: ignore[assignment]

    COMPRESSION_LEVEL = 1
_GZIP = 8, 31  # method and window bits: deflate, with gzip's head and sums
_VERSION = "WARC/1.1"
_SPECIFICATION = "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_REVISIT_PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_NO_URL = re.compile(r"[\s\x00-\x1f]")

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Reference:
    """What a revisit record says of the record whose payload it does not repeat."""

    record_id: str
    url: str
    date: str
    payload_digest: str


@dataclass(frozen=True, slots=True)
class Warcinfo:
    """The first record of a file: its id, which all others name, and its bytes."""

    record_id: str
    member: bytes


def warcinfo(file_name: str, at: datetime) -> Warcinfo:
    """Return the record that says what a file is."""
    fields = (
        f"software: khabardar\r\nformat: WARC File Format 1.1\r\nconformsTo: {_SPECIFICATION}\r\n"
    )
    record_id = _new_id()
    headers = {
        "WARC-Type": "warcinfo",
        "WARC-Record-ID": record_id,
        "WARC-Date": utc_text(at),
        "WARC-Filename": file_name,
        "Content-Type": "application/warc-fields",
    }
    return Warcinfo(record_id, _member(headers, fields.encode()))


def exchange_records(exchange: Exchange, info_id: str) -> bytes:
    """Return the response record of an exchange and, if the request is known, that of it."""
    response_id = _new_id()
    headers = _common("response", response_id, exchange, info_id) | {
        "WARC-Payload-Digest": payload_digest(exchange.response),
        "Content-Type": "application/http; msgtype=response",
    }
    if exchange.cut:
        headers["WARC-Truncated"] = "disconnect"
    return _member(headers, exchange.response) + _request_record(exchange, info_id, response_id)


def revisit_records(exchange: Exchange, known: Reference, info_id: str) -> bytes:
    """Return the records of a visit that brought nothing new: a 304, or the payload of ``known``.

    The headers are kept, the payload is not.
    """
    not_modified = exchange.status == 304
    profile = "server-not-modified" if not_modified else "identical-payload-digest"
    revisit_id = _new_id()
    headers = _common("revisit", revisit_id, exchange, info_id) | {
        "WARC-Profile": _REVISIT_PROFILES + profile,
        "WARC-Refers-To": known.record_id,
        "WARC-Refers-To-Target-URI": known.url,
        "WARC-Refers-To-Date": known.date,
        "WARC-Payload-Digest": known.payload_digest,
        "Content-Type": "application/http; msgtype=response",
    }
    head = exchange.response[: head_length(exchange.response)]
    said = {name: value for name, value in headers.items() if value}
    return _member(said, head) + _request_record(exchange, info_id, revisit_id)


def is_revisit_of(exchange: Exchange, known: Reference) -> bool:
    """Tell whether an answer brought nothing that the record ``known`` does not hold."""
    return exchange.status == 304 or payload_digest(exchange.response) == known.payload_digest


def made_up_exchange(page: Page) -> Exchange:
    """Return a page whose exchange is not known with the least head that tells what it is."""
    kind = f"Content-Type: {' '.join(page.content_type.split())}\r\n" if page.content_type else ""
    head = f"HTTP/1.1 {page.status} {'Cut' if page.cut else 'OK'}\r\n{kind}"
    length = f"Content-Length: {len(page.body)}\r\n\r\n"
    response = f"{head}{length}".encode() + page.body
    return Exchange(page.url, page.fetched_at, b"", response, page.status, cut=page.cut)


def head_length(response: bytes) -> int:
    """Return how many bytes of a response are status line and headers, with the line after."""
    found = _END_OF_HEAD.search(response)
    return found.end() if found else len(response)


def payload_digest(response: bytes) -> str:
    """Return the digest of what follows the head, in the transfer encoding that it came in.

    Of that, and not of the decoded body, readers take it, too (warcio, FastWARC).
    """
    return _digest(memoryview(response)[head_length(response) :])


def _request_record(exchange: Exchange, info_id: str, answer_id: str) -> bytes:
    if not exchange.request:
        return b""
    headers = _common("request", _new_id(), exchange, info_id) | {
        "WARC-Concurrent-To": answer_id,
        "Content-Type": "application/http; msgtype=request",
    }
    return _member(headers, exchange.request)


def _common(kind: str, record_id: str, exchange: Exchange, info_id: str) -> Headers:
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": record_id,
        "WARC-Date": utc_text(exchange.at),
        "WARC-Target-URI": _NO_URL.sub("%20", exchange.url),
        "WARC-Warcinfo-ID": info_id,
    }
    return headers | {"WARC-IP-Address": exchange.ip} if exchange.ip else headers


def _member(headers: Headers, block: bytes) -> bytes:
    """Return a record as one gzip member, so that it can be read from its own offset."""
    headers = headers | {"WARC-Block-Digest": _digest(block), "Content-Length": str(len(block))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    packer = _packer(COMPRESSION_LEVEL, *_GZIP)
    head = f"{_VERSION}\r\n{lines}\r\n".encode()
    parts = (packer.compress(part) for part in (head, block, b"\r\n\r\n"))
    return b"".join((*parts, packer.flush()))


def _digest(data: bytes | memoryview) -> str:
    sum_ = hashlib.sha1(data, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(sum_).decode('ascii')}"


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"
