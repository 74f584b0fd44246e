"""Tells how well bytes beyond ASCII make words of a language, for encodings of a byte a letter."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from pipelines.text.alphabets import ALPHABETS, COMMON

_RUN = re.compile(rb"[A-Za-z\x80-\xff]+")
_THRICE = re.compile(rb"([\x80-\xff])\1\1")
"""No word has a letter three times in a row: these are marks."""
_SAMPLE_RUNS = 500
_COMMON_SHARE = 0.55
"""In a text of some length, so many of the letters are its language's commonest."""
_UNTOLD_LETTERS = 12
"""A few letters may be rare ones: each text is judged as if it had so many usual ones more."""
_FEW_LETTERS = 8
"""Letters fewer than this say less than what is declared."""
_CHANCE_LETTERS = 3
"""So many letters of a script say nothing: marks side by side may make them."""
_SHORT = 3
"""Fewer letters without one of ASCII beside them may be marks."""
_USES = 3
"""The same letters over and over say no more than so many of each, and a single one says nothing:
it may be a mark."""
_PARTING = frozenset("\xa0\xa1\xab\xad\xb4\xb7\xbb\xbf`")
"""Marks that stand between words without a space, and those from U+2010 to U+203A."""
_JOINERS = "\u200c\u200d"
# What a byte is in an encoding. Small letters are those without case too.
_SMALL, _CAPITAL, _ASCII_SMALL, _ASCII_CAPITAL, _PARTS, _SIGN, _NOTHING = b"lUaA -?"
_AS_WRITTEN = re.compile(rb"[alAU][al]*|[AU]+")
_OUTER = b"-"


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters beyond ASCII that runs of bytes have in an encoding, small ones.

    ``mixed`` are those of words with letters of ASCII, ``unmixed`` of words without. ``count``
    counts letters also of what is no word of any language: with a capital behind a small letter,
    or with a sign within. ``short`` tells of words so short that they may be marks; they count for
    nothing.
    """

    count: int
    mixed: bytes
    unmixed: bytes
    short: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """What share of letters are those of a language, 0 to 1, and how sure their number makes it."""

    share: float
    sure: float


def runs_of(pieces: Iterable[bytes]) -> list[bytes]:
    """Return runs of letters of ASCII and bytes beyond it, each once, that hold one beyond it."""
    found = (run for piece in pieces for run in _RUN.findall(piece) if not run.isascii())
    once = dict.fromkeys(islice(found, 4 * _SAMPLE_RUNS))
    return list(islice((run for run in once if not _THRICE.search(run)), _SAMPLE_RUNS))


def letters_in(runs: Sequence[bytes], name: str) -> Letters:
    """Return the letters that runs of bytes have in an encoding."""
    kinds, small = _tables(name)
    joined = b"\n".join(runs)
    shapes = joined.translate(kinds).split()
    written = joined.translate(small).split()
    count, short = 0, False
    mixed: list[bytes] = []
    unmixed: list[bytes] = []
    for shape, word in zip(shapes, written, strict=True):
        letters = word.translate(None, b"-a")
        if not letters:
            continue
        bare, alone = shape.strip(_OUTER), b"a" not in word
        if alone and len(letters) < _SHORT and b"?" not in bare:
            short = True
            continue
        count += len(letters)
        if _AS_WRITTEN.fullmatch(bare):
            (unmixed if alone else mixed).append(letters)
    return Letters(count, b"".join(mixed), b"".join(unmixed), short)


def fit(made: Letters, name: str, language: str) -> Fit:
    """Tell how well letters fit a language.

    Words of another script have no letters of ASCII, words of Latin hardly ever none. Nor does a
    text fit where the language's commonest letters are rare.
    """
    others, rare, has_common = _letters_without(name, language)
    good = (made.unmixed if has_common else made.mixed).translate(None, others)
    if not good:
        return Fit(0.0, 0.0)
    share = len(good) / made.count
    if has_common:
        usual = len(good.translate(None, rare))
        expected = _COMMON_SHARE * (made.count + _UNTOLD_LETTERS)
        share *= min(1.0, (usual + _COMMON_SHARE * _UNTOLD_LETTERS) / expected)
    by_chance = _CHANCE_LETTERS if has_common else 0
    told = max(0, min(len(good) - by_chance, _USES * (len(set(good)) - 1)))
    return Fit(share, told / (told + _FEW_LETTERS))


@cache
def _tables(name: str) -> tuple[bytes, bytes]:
    """Return what each byte is in an encoding, and the byte of its small letter.

    Letters of ASCII are all ``a`` in the second one, signs ``-``, what parts words a blank.
    """
    kinds, small = bytearray(256), bytearray(256)
    for byte in range(256):
        char = bytes((byte,)).decode(name, "replace")
        kind = _kind(char)
        kinds[byte] = kind
        if kind in (_SMALL, _CAPITAL):
            lower = char.lower().encode(name, "ignore")
            small[byte] = lower[0] if len(lower) == 1 and lower[0] > 0x7F else byte
        else:
            small[byte] = {_ASCII_CAPITAL: _ASCII_SMALL, _NOTHING: byte}.get(kind, kind)
    return bytes(kinds), bytes(small)


def _kind(char: str) -> int:
    if char < "\x80":
        letter = _ASCII_SMALL if char.islower() else _ASCII_CAPITAL
        return letter if char.isalpha() else _PARTS
    if char in _PARTING or "\u2010" <= char <= "\u203a":
        return _PARTS
    category = unicodedata.category(char)
    if category in ("Lu", "Lt"):
        return _CAPITAL
    if category in ("Ll", "Lo", "Lm", "Mn") or char in _JOINERS:
        return _SMALL
    return _NOTHING if category == "Cc" or char == "\ufffd" else _SIGN


@cache
def _letters_without(name: str, language: str) -> tuple[bytes, bytes, bool]:
    """Return the bytes that are no letters of a language, none of its commonest, if those tell."""
    own, common = (letters.get(language, "") for letters in (ALPHABETS, COMMON))
    others, rare = (
        bytes(set(range(256)) - set(letters.encode(name, "ignore"))) for letters in (own, common)
    )
    return others, rare, bool(common)
