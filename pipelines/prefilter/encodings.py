"""Turns pages in any encoding into text of one byte a letter, in as many readings as it needs."""

import codecs
import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from pipelines.prefilter.characters import HIGH, ROOM, Bytes, Characters
from pipelines.prefilter.machine_code import compiled
from pipelines.prefilter.one_byte import TRIED, OneByte, has_run
from pipelines.text.alphabets import WIDE_ENCODINGS
from pipelines.text.charset import is_utf8, known_encoding, wide_encoding

UNREADABLE = 0.02
"""Share of control characters from which on bytes are no text, or packed."""
_SAMPLE_BYTES = 4_000
_DECLARED_WITHIN = 100_000
_CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\n\r")
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd")
_NO_TEXT = (b"%PDF-", b"\x1b$", b"\x1b(")
"""What stands near the beginning of a PDF, and of text in ISO-2022."""
_MARKS = (
    *(codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    *(codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
)
_DECLARED = [re.compile(name + rb"\s*=\s*[\"']?([\w.:-]+)") for name in (b"charset", b"encoding")]
"""In small letters, and one by one: each is looked for by how it begins, which is fast."""
_ENDS = [*b"<".ljust(ROOM, b"\0")]
_Read = Callable[[Bytes, int, bool, Characters], tuple[int, int, int]]
_PAIR = re.compile(rb"[\x80-\xff].")
_STREAM, _STREAM_WITHIN = b"/_next/", 10_000
_GOES_ON = re.compile(
    rb'"\]\)[\s;]*</script>\s*(?:<script[^<>]*>[^<]{0,200}</script>\s*){0,9}?'
    rb'<script[^<>]*>[^<"]{0,80}\.push\(\s*\[\s*\d+\s*,\s*"'
)
"""What stands between two pieces of a text that scripts push one after the other. Pages of Next.js
have such; they name its folder near their beginning."""


def is_unreadable(payload: bytes) -> bool:
    """Tell whether nothing can be said of bytes as they are: packed ones, a PDF, no text at all."""
    sample = payload[:_SAMPLE_BYTES]
    if payload.startswith(_PACKED) or any(mark in sample for mark in _NO_TEXT):
        return True
    if is_wide(payload):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > UNREADABLE * len(sample)


def is_wide(payload: bytes) -> bool:
    """Tell whether a page is in UTF-16 or UTF-32."""
    if payload.startswith(codecs.BOM_UTF8):
        return False
    return payload.startswith(_MARKS) or bool(wide_encoding(payload))


def in_utf8(payload: bytes) -> bytes:
    """Return a page that is in UTF-16 or UTF-32 in UTF-8, any other as it is."""
    if not is_wide(payload):
        return payload
    if payload.startswith(_MARKS[2:]):
        name = "utf-32"
    else:
        name = "utf-16" if payload.startswith(_MARKS) else wide_encoding(payload)
    return payload.decode(name, "replace").encode("utf-8", "replace")


class Reader:
    """Reads pages, one after the other, without taking memory for each anew."""

    def __init__(self) -> None:
        self._values, self._found = np.empty(0, dtype=np.uint8), np.empty(0, dtype=np.uint16)

    def characters(self, payload: bytes, utf8: bool) -> tuple[Characters, int, int]:
        """Return the characters of a page that words may stand in.

        ``PART`` and ``WITHIN`` stand for markup, ``HIGH`` and more for bytes beyond ASCII that make
        no character of UTF-8, as all of them do unless the page is in ``utf8``. Characters beyond
        U+FFFF are blanks. The page must be in an encoding that holds ASCII. What is returned is
        overwritten when the next page is read. Behind the characters are told how many are beyond
        ASCII, and how many bytes are.
        """
        size = len(payload)
        if len(self._values) < size + ROOM:
            self._values = np.empty(size + ROOM, dtype=np.uint8)
            self._found = np.empty(size + ROOM, dtype=np.uint16)
        self._values[:size] = np.frombuffer(payload, dtype=np.uint8)
        self._values[size : size + ROOM] = _ENDS
        count, good, bad = _read()(self._values, size, utf8, self._found)
        return self._found[:count], good, bad


@lru_cache(1)
def _read() -> _Read:
    # Who reads no recorded pages need not have what the scanner is compiled by.
    from pipelines.prefilter.scanner import read

    return compiled(read)


class Texts:
    """Makes text of one byte a letter from pages in any encoding."""

    def __init__(self, code: OneByte) -> None:
        self._code, self._reader = code, Reader()

    def of(self, payload: bytes, content_type: str = "") -> list[bytes]:
        """Return the text of a page, once for each way that it may have to be read.

        Nearly all pages are in UTF-8, and are read once.
        """
        payload = in_utf8(payload)
        if _STREAM in payload[:_STREAM_WITHIN]:
            payload = _GOES_ON.sub(b"", payload)
        found, good, bad = self._reader.characters(payload, utf8=True)
        texts = [self._code.text(found)]
        if not bad or (good > bad and is_utf8(payload)):
            return texts
        if good:
            found, _, _ = self._reader.characters(payload, utf8=False)
            texts.append(self._code.text(found))
        places = np.flatnonzero((found >= HIGH) & (found <= HIGH + 0xFF))
        texts += self._code.texts(found, places)
        if has_run(places):
            # The second byte of a letter of Chinese may look like a letter before a word.
            texts.append(self._utf8(_PAIR.sub(b" ", payload)))
        names = _declared(payload, content_type)
        if self._code.east_asian and has_run(places):
            names |= {name for wide in WIDE_ENCODINGS.values() for name in wide}
        for name in sorted(names):
            texts.append(self._utf8(payload.decode(name, "replace").encode("utf-8", "replace")))
        return texts

    def _utf8(self, payload: bytes) -> bytes:
        return self._code.text(self._reader.characters(payload, utf8=True)[0])


def _declared(payload: bytes, content_type: str) -> set[str]:
    """Return the encodings that a page or its header says it is in, but for those always tried."""
    begin = payload[:_DECLARED_WITHIN].lower() + content_type.lower().encode()
    labels = {found.decode("ascii") for one in _DECLARED for found in one.findall(begin)}
    names = set(map(known_encoding, labels))
    return {name for name in names if name and name not in TRIED and not name.startswith("utf")}
