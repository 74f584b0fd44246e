"""Turns bytes into text: by what they say of themselves, then by the letters they make."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from pipelines.text.alphabets import ENCODINGS, OF_COUNTRY, WIDE_ENCODINGS
from pipelines.text.byte_letters import fit, letters_in, runs_of
from pipelines.text.shown_text import shown_beyond_ascii

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_IN_BODY = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE
)
_LANG = re.compile(
    rb"<(?:html|body)\b[^>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2,3})\b|"
    rb"<meta\b[^>]{0,200}?content-language[^>]{0,100}?content\s*=\s*[\"']?([a-z]{2,3})\b",
    re.IGNORECASE,
)
_SURROGATES = re.compile(
    r"(\\u[dD][89abAB][0-9a-fA-F]{2}\\+u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)
"""Escapes of two halves of a character, which stay, or of one."""
_DECLARED_WITHIN = 100_000
_MOSTLY_UTF8 = 0.6
"""Letters of other encodings hardly ever make a whole letter of UTF-8; so many are no chance."""
_ASCII = bytes(range(0x80))
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_SAMPLE_PIECES = 2_000
_SAMPLE_BYTES = 50_000
_SURE_LETTERS = 24
_PLAUSIBLE = 0.75
_MORE_LETTERS = 0.02
"""Of encodings that fit alike, the one that makes letters of more bytes is right."""
# What each kind of evidence adds to how well the letters fit, which is 0 to 1. A server's default
# says little.
_DECLARED, _BY_DEFAULT, _IN_LANG, _OUTLETS, _OF_COUNTRY, _USUAL = 0.15, 0.02, 0.15, 0.1, 0.08, 0.02
_DEFAULTS = ("windows-1252", "iso8859-15")
_WIDE_LETTERS = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uff60]{2,}")
_MOSTLY_WIDE = 0.8
_FEW_WIDE = _SURE_LETTERS // 4
"""Fewer different ones are no text: so many are made by marks that stand in a row."""
_OWN_LETTERS = {
    "ja": (re.compile("[\u3040-\u30ff]"), 0.2),
    "ko": (re.compile("[\uac00-\ud7af]"), 0.7),
    "zh": (re.compile("[的一是不了人在有这這中大上国國个個为為家]"), 0.04),
}
"""Letters that tell a language of wide letters from the others, and what share of it they are."""
# What browsers take these labels for (WHATWG Encoding Standard, labels table).
_BROWSER_LABELS = {"iso-8859-1": "windows-1252", "latin1": "windows-1252", "ascii": "windows-1252"}
_BROWSER_LABELS |= {"us-ascii": "windows-1252", "iso-8859-9": "windows-1254", "gb2312": "gb18030"}
_BROWSER_LABELS |= {"gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949", "ks_c_5601": "cp949"}
_BROWSER_LABELS |= {"tis-620": "cp874", "iso-8859-11": "cp874", "x-sjis": "cp932"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Bytes as text, and why its letters are doubtful, None if they fit together."""

    text: str
    encoding: str
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of an outlet before its bytes are read: its languages, and its country."""

    languages: tuple[str, ...] = ()
    country: str = ""


NO_HINTS = Hints()


def decode_text(body: bytes, content_type: str, hints: Hints = NO_HINTS) -> Decoded:
    """Return ``body`` as text; bytes that mean nothing in its encoding become U+FFFD.

    So do escapes of JSON for half a character (a surrogate alone), which nothing can be written as.

    A byte order mark wins; then UTF-8 wherever the bytes bear it out, damaged or not, since hardly
    any other text looks like it. Else every declaration counts, the language of page and outlet,
    and most of all whether the letters that come out are letters of one language.
    """
    encoding, doubt = _encoding_of(body, content_type, hints)
    text = body.decode(encoding, "replace").removeprefix("\ufeff")
    if "\\ud" in text or "\\uD" in text:
        text = _SURROGATES.sub(lambda found: found[1] or "\\ufffd", text)
    return Decoded(text, encoding, doubt)


def _encoding_of(body: bytes, content_type: str, hints: Hints) -> tuple[str, str | None]:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name, None
    wide = wide_encoding(body)
    if wide:
        return wide, None
    if is_utf8(body):
        return "utf-8", None
    return _best_fit(body, content_type, hints)


def is_utf8(body: bytes) -> bool:
    """Tell whether ``body`` is UTF-8, or was before some of its bytes were damaged."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        good = len(text) - len(text.encode("ascii", "ignore")) - bad
        return good > bad and good / (good + bad) >= _MOSTLY_UTF8
    return True


def wide_encoding(body: bytes) -> str:
    """Return the UTF-16 that text without a mark is in, by where its zero bytes fall, or ""."""
    sample = body[:2_000]
    if sample.count(0) < max(2, len(sample) // 8):
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if min(even, odd) * 4 > max(even, odd):
        return ""  # zeros everywhere are no text
    return "utf-16-le" if odd > even else "utf-16-be"


def _best_fit(body: bytes, content_type: str, hints: Hints) -> tuple[str, str | None]:
    declared = _declared(body, content_type)
    for name in declared:
        if name not in ENCODINGS and name not in _DEFAULTS and _decodes(body, name):
            return name, None
    pieces = list(islice(shown_beyond_ascii(body), _SAMPLE_PIECES))
    spoken = _spoken(body, hints)
    wide = _wide_fit(pieces, spoken)
    if wide:
        return wide, None
    fits = _fits(runs_of(pieces), declared, spoken)
    _, name, plausible, letters = max(fits, key=itemgetter(0))
    doubt = None
    if letters >= _SURE_LETTERS and plausible < _PLAUSIBLE:
        doubt = "letters of no script of the page"
    return name, doubt


def _declared(body: bytes, content_type: str) -> dict[str, float]:
    """Return the encodings that header and page declare, each with the weight of its word."""
    found: dict[str, float] = {}
    in_body = (label.decode("ascii") for label in _IN_BODY.findall(body[:_DECLARED_WITHIN]))
    for label in (*_IN_HEADER.findall(content_type), *in_body):
        name = known_encoding(label)
        if name and not name.startswith("utf"):
            found[name] = found.get(name, 0) + (_BY_DEFAULT if name in _DEFAULTS else _DECLARED)
    return found


def known_encoding(label: str) -> str:
    """Return Python's name for a declared encoding of text, "" if there is none.

    It has ASCII where ASCII has it, as the page that declares it.
    """
    try:
        found = codecs.lookup(_BROWSER_LABELS.get(label.lower(), label))
        if not b"<a>\xe9".decode(found.name, "replace").startswith("<a>"):
            return ""
        "".encode(found.name)  # some codecs are of no text
    except (LookupError, ValueError):
        return ""
    name = found.name
    return name.replace("cp125", "windows-125") if name.startswith("cp125") else name


def _spoken(body: bytes, hints: Hints) -> dict[str, float]:
    """Return the languages that the page and its outlet may be in, each with its weight."""
    found = dict.fromkeys(OF_COUNTRY.get(hints.country.lower(), "").split(), _OF_COUNTRY)
    for code in hints.languages:
        code = "fa" if code in ("prs", "ps") else code
        found[code] = found.get(code, 0) + _OUTLETS
    for pair in _LANG.findall(body[:_DECLARED_WITHIN])[:2]:
        code = (pair[0] or pair[1]).decode("ascii").lower()
        found[code] = found.get(code, 0) + _IN_LANG
    return found


def _decodes(body: bytes, name: str) -> bool:
    """Tell whether bytes are in an encoding, but for a few that were damaged or cut."""
    text = body.decode(name, "replace")
    return text.count("\ufffd") <= max(2, len(text) // 500)


def _wide_fit(pieces: list[bytes], spoken: dict[str, float]) -> str:
    """Return the encoding of several bytes a letter that bytes are in, "" if in none.

    Letters in it stand side by side: a mark before a letter of ASCII makes one that stands alone.
    """
    sample = b"\n".join(pieces)[:_SAMPLE_BYTES]
    if _high(sample) < _SURE_LETTERS:
        return ""
    for language, names in WIDE_ENCODINGS.items():
        own, least = _OWN_LETTERS[language]
        for name in names:
            text = sample.decode(name, "replace")
            beyond = _beyond_ascii(text)
            lost = beyond.count("\ufffd")
            if lost > max(2, len(beyond) // 50) or len(set(beyond)) < _FEW_WIDE:
                continue
            side_by_side = sum(map(len, _WIDE_LETTERS.findall(text)))
            mostly = side_by_side > _MOSTLY_WIDE * len(beyond)
            if mostly and (language in spoken or len(own.findall(beyond)) >= least * len(beyond)):
                return name
    return ""


def _fits(
    runs: list[bytes], declared: dict[str, float], spoken: dict[str, float]
) -> Iterator[tuple[float, str, float, int]]:
    """Yield (weight, encoding, how well its letters fit one language, letters) for each one."""
    extra = [name for name in declared if name not in ENCODINGS]
    high = _high(b"".join(runs)) or 1
    for name in (*ENCODINGS, *extra):
        made = letters_in(runs, name)
        said = declared.get(name, 0.0) + (_USUAL if name == "windows-1252" else 0)
        letters = len(made.mixed) + len(made.unmixed)
        for language in ENCODINGS.get(name, ENCODINGS["windows-1252"]).split():
            found = fit(made, name, language)
            # Letters of others refute a hint, and so do those that make no words.
            heard = found.share if made.count or made.short else 1.0
            weight = found.share**2 * found.sure + said + heard * spoken.get(language, 0.0)
            yield weight + _MORE_LETTERS * letters / high, name, found.share, made.count


def _beyond_ascii(text: str) -> str:
    return "".join(_BEYOND_ASCII.findall(text))


def _high(data: bytes) -> int:
    """Return how many bytes are beyond ASCII."""
    return len(data.translate(None, _ASCII))
