"""Undoes the transfer and content encodings that other programs leave in recorded responses."""

import re
import zlib

MAX_BODY_BYTES = 10_000_000
_CHUNK_HEAD = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]*\r\n")
_GZIP_MAGIC = b"\x1f\x8b"


def decoded_body(body: bytes, transfer: str, content: str) -> bytes:
    """Return ``body`` as the page it carries, whichever encodings its headers truly mean.

    Many recorders keep the headers of an encoding that they already took off, so the body itself
    decides. Nothing grows beyond ``MAX_BODY_BYTES``.
    """
    if "chunked" in transfer.lower() and _CHUNK_HEAD.match(body):
        body = _joined(body)
    kind = content.lower()
    if body.startswith(_GZIP_MAGIC):
        return _inflated(body, 31)
    if "deflate" in kind:
        return _inflated(body, 15) or _inflated(body, -15) or body
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


def _inflated(body: bytes, window: int) -> bytes:
    opener = zlib.decompressobj(window)
    try:
        return opener.decompress(body, MAX_BODY_BYTES)
    except zlib.error:
        return b""
