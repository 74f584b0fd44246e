"""The spellings of words as expressions over bytes: each is there wherever its words are.

They may fit where the words do not stand, never the other way round. Words next to each other are
looked for two by two. On a page more than blanks may stand between them (markup, or what is no part
of the article), so it is enough that the first is followed by such, and the other one follows such.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.prefilter.one_byte import OneByte
from pipelines.query.patterns import Sequence, WordPattern, forms

Needed = tuple[WordPattern, ...]
"""One word, or two next to each other, without which a spelling is not there."""
_LONG_NUMBER = re.compile(r"\d{4}")
_POINTS = rb"(?:[ .\-]|&nbsp;)"
"""What stands between the letters of an acronym; any other mark would fit half of all scripts."""
_LEAST_HALF = 4
"""In letters: in scripts and styles a shorter word is beside what is no markup on most pages."""
_LONG = 5
"""In letters: such a word is seldom the end of another one."""
_BARE = rb"(?:[\s>\"'(,\x80-\xbf]|p;|\\[nrt])"
"""What stands before a short word that a tag follows: in programs most follow other signs."""
_ESCAPED = rb"\\(?:[nrtbf]|u00[0-9a-f]{2})"
"""What JSON writes for a line break or a sign: its letters are not part of the word behind it."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How bytes are written: the inside of a class of letters, and what parts two words.

    ``between`` stands between two words that are next to each other, ``left`` after a word and
    ``right`` before one where more may stand between them and the next: first for words of four
    letters or more, then for shorter ones, and for single letters.
    """

    letters: bytes
    between: bytes
    left: tuple[bytes, bytes, bytes]
    right: tuple[bytes, bytes, bytes]


RAW = Writing(
    letters=rb"a-z0-9",
    between=rb"(?:[^a-z0-9]{1,6}|\s{7,})",
    left=(rb"[^a-z0-9<>]?[<&\\]", rb" ?[<&\\]", rb"[ .]?<"),
    right=(rb"(?:[>\\]|[a-z0-9];)[^a-z0-9<>]?", rb"[>;] ?", rb">[ .]?"),
)
"""A page as it came, without its tags, in any encoding that holds ASCII."""
FOLDED = Writing(
    letters=rb"a-z0-9\x80-\xff",
    between=b" ",
    left=(rb" ?[<&;\\]",) * 3,
    right=(rb"[>;\\] ?",) * 3,
)
"""Text of one byte a letter, with one blank where there are several."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression over bytes; with ``half`` it tells of words only together with that one."""

    text: bytes
    half: bytes = b""


def needed_of(spelling: Sequence, slop: bool = False) -> frozenset[Needed]:
    """Return all pairs of words next to each other in a spelling, and words that are in no pair.

    None of them may be lacking where it stands. With ``slop`` its words need not be neighbours.
    Numbers of four digits and more are left out: they are written in too many ways.
    """
    pairs = [pair for pair in itertools.pairwise(spelling) if all(map(_said, pair)) and not slop]
    paired = set(itertools.chain.from_iterable(pairs))
    return frozenset((*pairs, *((one,) for one in spelling if _said(one) and one not in paired)))


def _said(pattern: WordPattern) -> str:
    return "" if _LONG_NUMBER.search(pattern.text) else pattern.letters


def letters_of(needed: Iterable[Needed]) -> set[str]:
    """Return the letters that words are written with."""
    words = (form.letters for words in needed for word in words for form in forms(word))
    return set(itertools.chain.from_iterable(words))


def expressions(needed: Needed, writing: Writing, code: OneByte) -> Iterator[Expression]:
    """Yield the expressions of a word or of two; with letters that ``writing`` lacks none."""
    for words in itertools.product(*map(forms, needed)):
        if writing is RAW and not all(word.letters.isascii() for word in words):
            continue
        if len(words) == 1:
            text = _start(words[0], writing) + _letters(words[0], code) + _end(words[0], writing)
            yield Expression(text)
        else:
            yield from _pair(words[0], words[1], writing, code)


def _pair(
    one: WordPattern, other: WordPattern, writing: Writing, code: OneByte
) -> Iterator[Expression]:
    rest = b"[%s]*" % writing.letters if one.open_end or one.wild else b""
    before = b"" if other.prefix else b"[%s]*" % writing.letters
    start, stem = _start(one, writing), _letters(one, code) + rest
    first, apart = start + stem, (_BARE if start and writing is RAW else start) + stem
    second = before + _letters(other, code) + _end(other, writing)
    acronym = len(one.letters) == len(other.letters) == 1
    left = apart + writing.left[2 if acronym else len(one.letters) < _LEAST_HALF]
    right = writing.right[2 if acronym else len(other.letters) < _LEAST_HALF] + second
    yield Expression(first + (_POINTS if acronym else writing.between) + second)
    yield Expression(left, right)
    yield Expression(right, left)


def _letters(word: WordPattern, code: OneByte) -> bytes:
    return re.escape(code.word(word.letters))


def _start(word: WordPattern, writing: Writing) -> bytes:
    """Return what stands before a word: of a long one nothing, which is looked for faster."""
    if not word.prefix or len(word.letters) >= _LONG:
        return b""
    return b"(?:[^%s]|%s)" % (writing.letters, _ESCAPED)


def _end(word: WordPattern, writing: Writing) -> bytes:
    return b"" if word.open_end or word.wild else b"[^%s]" % writing.letters
