"""Finds what the bytes of a page hide from a look for words, and writes it out.

Hidden are letters beyond ASCII in any encoding, character references, the escapes of JSON, marks
within words that folding takes out, and markup within words.
"""

import codecs
import html
import itertools
import re
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from pipelines.prefilter.one_byte import OneByte
from pipelines.text.alphabets import ENCODINGS
from pipelines.text.charset import wide_encoding

BESIDE = 96
"""So many bytes on either side of what is hidden are written out with it: a few words."""
GAP = b"<>"
"""Stands between two parts of a page: words may be hidden there, as they may be in markup."""
UNREADABLE = 0.02
"""Share of control characters from which on bytes are no text, or packed."""
_SAMPLE_BYTES = 4_000
_DECLARED_WITHIN = 100_000
_SINGLE = ("windows-1252", "iso8859-1", "iso8859-9", "iso8859-15", *ENCODINGS)
_ASCII = bytes(range(0x80))
_CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\n\r")
_PACKED = (b"\x1f\x8b", b"%PDF", b"PK\x03\x04", b"\x28\xb5\x2f\xfd")
_ISO_2022 = (b"\x1b$", b"\x1b(")
_MARKS = (
    *(codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    *(codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
)
_DECLARED = [re.compile(name + rb"\s*=\s*[\"']?([\w.:-]+)") for name in (b"charset", b"encoding")]
"""In small letters, and one by one: each is looked for by how it begins, which is fast."""
_WIDE = re.compile(r"gb|big5|shift|sjis|cp932|euc|cp949|ks_c|johab|hz", re.IGNORECASE)
REFERENCES = (
    rb"&#0*(?:[1-9][^0-9]|[12]\d[^0-9]|4[89][^0-9]|[5-9]\d[^0-9]|1[0-57-9]\d[^0-9]|16[1-9][^0-9]|"
    rb"[2-9]\d\d[^0-9]|[1-79]\d\d\d|8[013-9]\d\d|820[0-7]|82[4-9]\d|823[1-9]|\d{5})",
    rb"&#x0*(?:[13-9b-f]|a[1-9a-f]|2[1-9a-f][0-9a-f]{2}|20[03-9a-f][0-9a-f])",
    rb"&[a-z](?:acute|grave|circ|uml|tilde|cedil|ring|slash|caron|breve|dot)",
    rb"&(?:shy|zwn?j|szlig|aelig|oelig|eth|thorn|lrm|rlm|inodot|imath|ordf|ordm|trade|nbsp[a-z0-9])",
    rb"&amp;(?:#|[a-z]{2,6};)",
    rb"\\u(?:00[4-7a-f]|0[1-9a-f]|1|2[1-9a-f]|20[03-9a-f]|[3-f])",
    rb"\\u00[0-9a-f]{2}[a-z0-9]",
    rb"\\x[0-9a-f]{2}",
    rb"\\[nrtbf][a-z0-9]",
)
"""Expressions for character references and escapes that may stand for letters."""
_ESCAPED = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_REFERENCE = re.compile(r"(&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]{1,31});?)")
_MOST_KNOWN = 50_000
_MARKUP = re.compile(rb"\\(?:u00|x)(?:3[cCeE]|26)")
_SIGNS = {b"c": b"<", b"C": b"<", b"e": b">", b"E": b">", b"6": b"&"}
"""How the signs of markup are written within strings of a program, by its last digit."""
_INLINE = re.compile(
    rb"<(?:/?(?:[bB]|[iI]|[uU]|[sS]|[aA]|[eE][mM]|[sS][tT][rR][oO][nN][gG]|[mM][aA][rR][kK]|[wW][bB][rR]|"
    rb"[nN][oO][bB][rR]|[fF][oO][nN][tT]|[sS][pP][aA][nN]|[bB][iI][gG]|[sS][mM][aA][lL][lL]|"
    rb"[sS][uU][bBpP]|[iI][nN][sS]|[dD][eE][lL])\b[^<>]*>|!--.*?-->)",
    re.DOTALL,
)
"""Markup within lines. Letters of either case are spelled out: so the search goes from < to <."""
CONTROL = rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
"""An expression for what no parser takes."""
WITHIN_WORDS = (
    rb"[a-z0-9\x80-\xff]<(?:/?(?:b|i|u|em|strong|mark|nobr|font|small|big)|/?wbr/?|!-- ?--)>"
    rb"[a-z\x80-\xff]",
    rb">[a-z0-9\x80-\xff]{1,4}</(?:span|font|a|b|strong|em|i)>[a-z\x80-\xff]",
)
"""Expressions for words of which a part is set apart by markup, such as a large first letter.

In GB 18030 a letter may end in the byte of a digit.
"""

_WORD = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LATIN_LETTERS = np.isin(np.arange(0x100), (0xAA, 0xAD, 0xB2, 0xB3, 0xB5, 0xB9, 0xBA))
"""Second bytes of the letters and marks that start with C2: ª, soft hyphen, ², ³, µ, ¹, º."""
Positions = npt.NDArray[np.intp]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


def is_unreadable(payload: bytes) -> bool:
    """Tell whether nothing can be said of bytes as they are: packed ones, a PDF, no text at all."""
    sample = payload[:_SAMPLE_BYTES]
    if payload.startswith(_PACKED) or any(mark in sample for mark in _ISO_2022):
        return True
    if is_wide(payload):
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > UNREADABLE * len(sample)


def is_wide(payload: bytes) -> bool:
    """Tell whether a page is in UTF-16 or UTF-32."""
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


def without_controls(payload: bytes) -> bytes:
    """Return a page without the control characters that no parser takes."""
    return payload.translate(None, _CONTROLS)


def without_inline(payload: bytes) -> bytes:
    """Return a page without the markup that may stand within words."""
    return _INLINE.sub(b"", payload)


class Hidden:
    """Writes out what pages hide, with one byte a letter of the words that are looked for."""

    def __init__(self, code: OneByte) -> None:
        self._code = code

    def text(self, payload: bytes, references: list[int]) -> bytes:
        """Return the hidden parts of a page with what stands beside them, b"" if it has none.

        ``references`` are the offsets at which ``REFERENCES`` are found.
        """
        if not references and payload.isascii():
            return b""
        values = np.frombuffer(payload, dtype=np.uint8)
        high = np.flatnonzero(values >= 0x80)
        spelled = _is_utf8(values[high])
        high = _letters(values, high) if spelled else high[self._may_be_letters[values[high]]]
        places = np.sort(np.concatenate((high, np.array(references, dtype=np.intp))))
        found = [self._written(_parts(payload, places).decode("utf-8", "replace"))]
        if not spelled:
            found += sorted(self._by_other_encodings(payload, _parts(payload, high)))
        return b"".join((GAP, *(part + GAP for part in found if part))) if any(found) else b""

    def _by_other_encodings(self, payload: bytes, parts: bytes) -> set[bytes]:
        """Return what bytes that are no UTF-8 may stand for, by each encoding that may be meant."""
        beyond = bytes(sorted(set(parts.translate(None, _ASCII))))
        alike = {beyond.decode(name, "replace"): name for name in self._encodings}
        found = {self._written(parts.decode(name, "replace")) for name in alike.values()}
        # The second byte of a letter of Chinese or Japanese may look like a letter before a word.
        found.add(self._written(re.sub(r"[\x80-\xff].", " ", parts.decode("latin-1"))))
        for name in _declared_wide(payload):
            found.add(self._written(payload.decode(name, "replace")))
        return found

    @cached_property
    def _may_be_letters(self) -> Flags:
        """Which bytes are letters, or marks that vanish, in an encoding of one byte a letter."""
        names = self._encodings
        return np.array(
            [
                any(self._code.holds(bytes((byte,)).decode(name, "replace")) for name in names)
                for byte in range(0x100)
            ]
        )

    @cached_property
    def _encodings(self) -> list[str]:
        """Encodings of one byte a letter that have letters of the words."""
        every = bytes(range(0x80, 0x100))
        return [name for name in _SINGLE if self._code.writes(every.decode(name, "replace"))]

    def _written(self, text: str) -> bytes:
        return self._code.text(_revealed(text))


class _Meanings(dict[str, str]):
    """What character references stand for, by how they are written."""

    def __missing__(self, written: str) -> str:
        if len(self) > _MOST_KNOWN:
            self.clear()
        meant = self[written] = html.unescape(written)
        return meant


_MEANINGS = _Meanings()


def without_escaped_markup(payload: bytes) -> bytes:
    """Return a page with the signs of markup in strings of a program as these signs."""
    if b"\\" not in payload:
        return payload
    return _MARKUP.sub(lambda found: _SIGNS[found[0][-1:]], payload)


def _revealed(text: str) -> str:
    """Return a text with its escapes and character references as the letters that they mean."""
    if "\\u" in text or "\\x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    for _ in range(3):  # references are met that were written as text twice
        if "&" not in text:
            break
        again = "&amp;" in text
        parts = _REFERENCE.split(text)
        parts[1::2] = map(_MEANINGS.__getitem__, parts[1::2])
        text = "".join(parts)
        if not again:
            break
    return text


def _is_utf8(high: Bytes) -> bool:
    try:
        high.tobytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _letters(values: Bytes, high: Positions) -> Positions:
    """Return where letters and marks start, of the bytes beyond ASCII of a page in UTF-8.

    What is left out is the punctuation that nearly every page has: it parts words as it is.
    """
    first = values[high]
    starts = high[first >= 0xC3]
    first = first[first >= 0xC3]
    certain = starts[first != 0xE2]
    doubtful = starts[first == 0xE2]
    if len(doubtful):
        second, third = values[doubtful + 1], values[doubtful + 2]
        general = (second == 0x80) & (third >= 0x90) & ((third <= 0xA9) | (third >= 0xB0))
        signs = (second == 0x82) & (third >= 0xA9) | (second >= 0x86) & (second <= 0x91)
        shapes = (second >= 0x94) & (second <= 0xAF)
        doubtful = doubtful[~(general | signs | shapes)]
    latin = high[values[high] == 0xC2]
    if len(latin):
        second = values[latin + 1]
        latin = latin[_LATIN_LETTERS[second]]
    return np.concatenate((certain, doubtful, latin))


def _parts(payload: bytes, places: Positions) -> bytes:
    """Return what stands beside some places of a page, a gap between parts that lie apart.

    A word that is cut at the end of a part is left out: what is left of it may be another word.
    """
    if not len(places):
        return b""
    apart = np.flatnonzero(np.diff(places) > 2 * BESIDE)
    starts = places[np.concatenate(([0], apart + 1))] - BESIDE
    ends = places[np.concatenate((apart, [len(places) - 1]))] + BESIDE
    pieces = zip(np.maximum(starts, 0).tolist(), ends.tolist(), strict=True)
    return GAP.join(itertools.starmap(partial(_whole_words, payload), pieces))


def _whole_words(payload: bytes, start: int, end: int) -> bytes:
    part = payload[start:end]
    if start and payload[start - 1] in _WORD:
        part = part.lstrip(_WORD)
    return part.rstrip(_WORD) if end < len(payload) and payload[end] in _WORD else part


def _declared_wide(payload: bytes) -> list[str]:
    """Return the encodings of several bytes a letter that a page says it is in."""
    begin = payload[:_DECLARED_WITHIN].lower()
    names = {found.decode("ascii", "replace") for one in _DECLARED for found in one.findall(begin)}
    known = []
    for name in sorted(names):
        if _WIDE.search(name):
            try:
                known.append(codecs.lookup(name).name)
            except LookupError:
                continue
    return known
