"""The spellings of words as expressions over bytes: each is there wherever its words are.

They may fit where the words do not stand. On a page more than blanks may stand between words that
are next to each other (markup, or what is no part of the article): at one place of a phrase it is
enough that such follows the words before, and that the words behind follow such.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.prefilter.one_byte import OneByte
from pipelines.query.patterns import ANY_WORD, Sequence, WordPattern, forms

Needed = tuple[WordPattern, ...]
"""One word, or several next to each other, without which a spelling is not there."""
_LONG_NUMBER = re.compile(r"\d{4}")
_POINTS = (
    rb"(?:[ .\-\x96\x97]|\xe2\x80[\x90-\x95]|"
    rb"&(?:nbsp|[nm]dash|#(?:15[01]|820[89]|821[0-3])|#x201[0-5]);)"
)
"""What stands between the letters of an acronym, dashes of all kinds among it; any other mark would
fit half of all scripts."""
_LEAST_HALF = 4
"""In letters: in scripts and styles a shorter word is beside what is no markup on most pages."""
_BARE = rb"(?:[\s>\"'(,\x80-\xbf]|p;|\\[nrt])"
"""What stands before a short word that a tag follows: in programs most follow other signs."""
_TAG_BEGINS = rb"<(?:[>/!?]|[a-z][a-z0-9:\-]*[\s/>])"
"""How a tag begins and no comparison of a program, which single letters stand before in most."""
_NO_LETTER = (
    rb"\\(?:[nrtbf]|u[0-9a-f]{4}|x[0-9a-f]{2})|"
    rb"&(?:#\d{2,6}|#x[0-9a-f]{2,6}|amp|[lg]t|quot|[lr]aquo)"
)
"""What JSON writes for a line break or a sign, and a reference without its semicolon: their letters
are not part of the word behind them."""
_SIGN = (
    rb"&(?:#x?[0-9a-f]{2,6}|[lr][sd]?quo|[lr]aquo|[bs][bd]quo|quot|apos|nbsp|[nm]dash|hellip|amp|middot|bull);|"
    rb"\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[nrt])"
)
"""How a sign that is no letter may be written with letters: a quotation mark round one word."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How bytes are written: the inside of a class of letters, and what parts two words.

    ``before`` stands before a word, ``between`` between two words that are next to each other,
    ``left`` after a word and ``right`` before one where more may stand between them and the next:
    first for words of four letters or more, then for shorter ones, and for single letters.
    """

    letters: bytes
    before: bytes
    between: bytes
    left: tuple[bytes, bytes, bytes]
    right: tuple[bytes, bytes, bytes]


RAW = Writing(
    letters=rb"a-z0-9",
    before=rb"(?:[^a-z0-9]|[\x80-\xff][a-z0-9]|%s)" % _NO_LETTER,
    between=rb"(?:[^a-z0-9]|%s)+" % _SIGN,
    left=(rb"[^a-z0-9<>]?[<&\\]", rb" ?[<&\\]", rb"[ .]?" + _TAG_BEGINS),
    right=(rb"(?:[>\\]|[a-z0-9];)[^a-z0-9<>]?", rb"[>;] ?", rb">[ .]?"),
)
"""A page as it came, without its tags, in any encoding that holds ASCII.

A letter of some encodings ends in the byte of a letter of ASCII: it may stand before a word.
"""
FOLDED = Writing(
    letters=rb"a-z0-9\x80-\xff",
    before=rb"(?:[^a-z0-9\x80-\xff]|%s)" % _NO_LETTER,
    between=b" ",
    left=(rb" ?[<&;\\]", rb" ?[<&;\\]", b" ?<"),
    right=(rb"[>;\\] ?", rb"[>;\\] ?", b"> ?"),
)
"""Text of one byte a letter, with one blank where there are several."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression over bytes; with ``half`` it tells of words only together with that one."""

    text: bytes
    half: bytes = b""


def needed_of(spelling: Sequence, slop: bool = False) -> frozenset[Needed]:
    """Return the runs of words next to each other in a spelling; with ``slop`` its single words.

    None of them may be lacking where it stands; within a run there may be words of any kind.
    Numbers of four digits and more are left out: they are written in too many ways.
    """
    if slop:
        return frozenset((one,) for one in spelling if _said(one))
    runs = itertools.groupby(spelling, key=lambda one: bool(_said(one)) or one == ANY_WORD)
    found = (_stripped(tuple(run)) for told, run in runs if told)
    return frozenset(run for run in found if run)


def _stripped(run: Needed) -> Needed:
    """Return a run without the words of any kind at its ends."""
    said = [at for at, one in enumerate(run) if one != ANY_WORD]
    return run[said[0] : said[-1] + 1] if said else ()


def _said(pattern: WordPattern) -> str:
    return "" if _LONG_NUMBER.search(pattern.text) else pattern.letters


def letters_of(needed: Iterable[Needed]) -> set[str]:
    """Return the letters that words are written with."""
    words = (form.letters for words in needed for word in words for form in forms(word))
    return set(itertools.chain.from_iterable(words))


def expressions(needed: Needed, writing: Writing, code: OneByte) -> Iterator[Expression]:
    """Yield the expressions of a run of words; with letters that ``writing`` lacks none.

    In one place the run may be broken by what is no part of the article.
    """
    for words in itertools.product(*map(forms, needed)):
        if writing is RAW and not all(word.letters.isascii() for word in words):
            continue
        start, end = _start(words[0], writing), _end(words[-1], writing)
        yield Expression(start + _joined(words, writing, code) + end)
        for cut in range(1, len(words)):
            one, other = words[cut - 1], words[cut]
            acronym = len(one.letters) == len(other.letters) == 1
            first = _BARE if start and writing is RAW and cut == 1 else start
            left = writing.left[2 if acronym else len(one.letters) < _LEAST_HALF]
            right = writing.right[2 if acronym else len(other.letters) < _LEAST_HALF]
            left = first + _joined(words[:cut], writing, code) + _rest(one, writing) + left
            right = right + _inner(other, writing) + _joined(words[cut:], writing, code) + end
            if other == ANY_WORD:  # it takes long to find that words of any kind follow markup
                known = words[[one == ANY_WORD for one in words].index(False, cut) :]
                right = _start(known[0], writing) + _joined(known, writing, code) + end
            yield Expression(left, right)
            yield Expression(right, left)


def _joined(words: Sequence, writing: Writing, code: OneByte) -> bytes:
    """Return words next to each other, from the letters of the first to those of the last."""
    found = _letters(words[0], code)
    for one, other in itertools.pairwise(words):
        acronym = len(one.letters) == len(other.letters) == 1
        found += _rest(one, writing) + (_POINTS if acronym else writing.between)
        found += _inner(other, writing) + _letters(other, code)
    return found


def _rest(word: WordPattern, writing: Writing) -> bytes:
    if word == ANY_WORD:  # references and numbers such as 1,200,000 look like several words
        return b"[%s]*(?:%s[%s]*){0,2}" % (writing.letters, writing.between, writing.letters)
    return b"[%s]*" % writing.letters if word.open_end or word.wild else b""


def _inner(word: WordPattern, writing: Writing) -> bytes:
    """Return what may stand between the start of a word and those of its letters that are known."""
    return b"" if word.prefix == word.letters else b"[%s]*" % writing.letters


def _letters(word: WordPattern, code: OneByte) -> bytes:
    return re.escape(code.word(word.letters))


def _start(word: WordPattern, writing: Writing) -> bytes:
    """Return what stands before a word, nothing if any letters may."""
    return writing.before if word.prefix == word.letters else b""


def _end(word: WordPattern, writing: Writing) -> bytes:
    return b"" if word.open_end or word.wild else b"[^%s]" % writing.letters
