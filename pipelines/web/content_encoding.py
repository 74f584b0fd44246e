"""Bodies as they are packed for the way: gzip, deflate, Brotli and Zstandard taken off again."""

import re
import sys
import zlib
from collections.abc import Callable
from typing import Literal, Protocol

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Fault = Literal["", "cut", "too_large", "unknown"]
"""What is wrong with a body: its end is missing, it grows too large, nobody knows its encoding."""

GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW_LOG = 23
"""A window of 8 MB, the most that RFC 9659 allows; a frame may ask for 128 MB."""
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TEXT_LOOKED_AT = 2_000


class _Opener(Protocol):
    """Unpacks one stream; ``eof`` tells whether its end came, ``unused_data`` what stands after."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _BrotliOpener:
    """Brotli's own interface in the form of the others; nothing may stand after its end."""

    unused_data = b""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._inner.is_finished())

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        return bytes(self._inner.process(data, output_buffer_limit=max_length))


def _zstd_opener() -> _Opener:
    return zstd.ZstdDecompressor(
        options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG}
    )


_OPENERS: dict[str, Callable[[], _Opener]] = {
    "gzip": lambda: zlib.decompressobj(31),
    "deflate": lambda: zlib.decompressobj(15),
    "raw deflate": lambda: zlib.decompressobj(-15),
    "br": _BrotliOpener,
    "zstd": _zstd_opener,
}
_MAGIC = {"gzip": GZIP_MAGIC, "zstd": _ZSTD_MAGIC}
_OTHER_NAMES = {"x-gzip": "gzip", "identity": "", "none": "", "utf-8": ""}
"""Names of RFC 9110 that stand for another, and what servers write where nothing is packed."""


def unpacked(body: bytes, content_encoding: str, limit: int) -> tuple[bytes, Fault]:
    """Return ``body`` without its encodings, at most ``limit`` bytes of it, and what is wrong.

    ``content_encoding`` is the header, its last name being the outermost. A label that the body
    does not bear out is passed over: many recorders and servers unpack and leave the label.
    """
    for said in reversed(content_encoding.lower().split(",")):
        name = _OTHER_NAMES.get(said.strip(), said.strip())
        if not name or not body or not body.startswith(_MAGIC.get(name, b"")):
            continue
        if name not in _OPENERS:
            if _is_text(body):
                continue
            return body, "unknown"
        plain, fault = _opened(body, name, limit)
        if fault == "cut" and name not in _MAGIC and _is_text(body):
            continue
        body = plain
        if fault:
            return body, fault
    return body, ""


def _opened(body: bytes, name: str, limit: int) -> tuple[bytes, Fault]:
    """Return what all streams of one encoding in ``body`` hold; they stand one after another."""
    if name == "deflate" and not _has_zlib_header(body):
        name = "raw deflate"  # which some servers mean by the name
    parts: list[bytes] = []
    room, rest = limit, body
    while rest:
        opener = _OPENERS[name]()
        try:
            part = opener.decompress(rest, room + 1)
        except (zlib.error, brotli.error, zstd.ZstdError):
            # What stands after a whole stream, and is none, is padding.
            return b"".join(parts), "" if parts else "cut"
        parts.append(part)
        room -= len(part)
        if room < 0:
            return b"".join(parts)[:limit], "too_large"
        if not opener.eof:
            return b"".join(parts), "cut"
        rest = opener.unused_data if opener.unused_data.startswith(_MAGIC.get(name, b"-")) else b""
    return b"".join(parts), ""


def _has_zlib_header(body: bytes) -> bool:
    """Tell whether ``body`` begins as RFC 1950, 2.2, has it: method 8, and a sum that fits."""
    return len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _is_text(body: bytes) -> bool:
    return not _NO_TEXT.search(body[:_TEXT_LOOKED_AT])
