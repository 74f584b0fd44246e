"""Turns bytes into text: by what they say of themselves, then by what they are."""

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_IN_BODY = re.compile(rb"(?:charset\s*=\s*|encoding\s*=\s*)[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARED_WITHIN = 8_192
_MOSTLY_UTF8 = 0.98  # one bad byte in a hundred is damage, not another encoding
_FEW_BAD = 2
_FEW_HIGH = 6
_CLEARLY_ARABIC = 0.5
_CLEARLY_NOT = 0.1
_ARABIC_WORD = re.compile(rb"[\xc1-\xed\x81\x8d\x8e\x8f\x90\x98\x9a\x9f\xaa\xc0\xff]{3,}")
_CONFUSED = ("windows-1252", "cp1256", "iso8859-1")
# What browsers take these labels for (WHATWG Encoding Standard, labels table).
_BROWSER_LABELS = {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "ascii": "windows-1252"}
_BROWSER_LABELS |= {"us-ascii": "windows-1252", "iso-8859-9": "windows-1254", "gb2312": "gb18030"}
_BROWSER_LABELS |= {"gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949", "ks_c_5601": "cp949"}


def encoding_of(body: bytes, content_type: str) -> str:
    """Return the name of the encoding of ``body``.

    A byte order mark wins; then UTF-8 wherever the bytes bear it out, damaged or not, since hardly
    any other text looks like it; then what header and body declare.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    wide = _wide(body)
    if wide:
        return wide
    if _is_utf8(body):
        return "utf-8"
    in_header = _IN_HEADER.search(content_type)
    in_body = _IN_BODY.search(body[:_DECLARED_WITHIN])
    for label in (in_header and in_header[1], in_body and in_body[1].decode("ascii")):
        name = _known(label or "")
        if name and name not in ("utf-8", "utf-16", "utf-32"):
            return _guess(body) if name in _CONFUSED and _contradicts(name, body) else name
    return _guess(body)


def decode_text(body: bytes, content_type: str) -> tuple[str, str]:
    """Return ``body`` as text, and its encoding; bytes that mean nothing become U+FFFD."""
    encoding = encoding_of(body, content_type)
    return body.decode(encoding, "replace").removeprefix("\ufeff"), encoding


def _is_utf8(body: bytes) -> bool:
    """Tell whether ``body`` is UTF-8, or was before a few bytes of it were damaged."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        good = sum(1 for character in text if character > "\x7f") - bad
        return good > 0 and (bad <= _FEW_BAD < good or good / (good + bad) >= _MOSTLY_UTF8)
    return True


def _wide(body: bytes) -> str:
    """Return the UTF-16 that text without a mark is in, by where its zero bytes fall, or ""."""
    sample = body[:2_000]
    if sample.count(0) < max(2, len(sample) // 8):
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return "utf-16-le" if odd > even else "utf-16-be"


def _known(label: str) -> str:
    """Return Python's name for a declared encoding, "" if there is none."""
    try:
        name = codecs.lookup(_BROWSER_LABELS.get(label.lower(), label)).name
    except (LookupError, ValueError):
        return ""
    return {"cp1252": "windows-1252"}.get(name, name)


def _contradicts(name: str, body: bytes) -> bool:
    """Tell whether the bytes are clearly in the other of two encodings that servers mix up."""
    share = _arabic_share(body)
    return share >= _CLEARLY_ARABIC if name != "cp1256" else 0 <= share < _CLEARLY_NOT


def _guess(body: bytes) -> str:
    """Return windows-1256 for what reads as Arabic script in it, else windows-1252."""
    return "windows-1256" if _arabic_share(body) >= _CLEARLY_ARABIC else "windows-1252"


def _arabic_share(body: bytes) -> float:
    """Return how much of the high bytes are words in windows-1256's Arabic; -1 if there are few.

    There 0xC1-0xED are nearly all Arabic letters; in Western text they stand one by one.
    """
    sample = body[:20_000]
    high = sum(byte > 0x7F for byte in sample)
    if high < _FEW_HIGH:
        return -1.0
    words = _ARABIC_WORD.findall(sample)
    return sum(map(len, words)) / high
