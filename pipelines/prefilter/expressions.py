"""The spellings of words as expressions over text of one byte a letter.

Each is there wherever its words are, and may fit where they do not stand. On a page more than
markup may stand between words that are next to each other (what is no part of the article): at one
place of a phrase it is enough that markup follows the words before, and that the words behind
follow markup.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.prefilter.one_byte import OneByte
from pipelines.query.patterns import ANY_WORD, Sequence, WordPattern, forms

Needed = tuple[WordPattern, ...]
"""One word, or several next to each other, without which a spelling is not there."""
_LONG_NUMBER, _NUMBER = re.compile(r"\d{4}"), re.compile(r"\d\d")
_LETTERS = rb"a-z0-9\x80-\xff"
_BETWEEN, _POINTS = b"[ ,/]", b"[ /]"
"""What stands between words, and between two single letters of a list, such as P 1: any other sign
would fit half of all scripts."""
_MARKUP = b"/"
_THOUSANDS = b"[,/]?"
_TWO = 2


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression over bytes; with ``further`` it tells of words only if that one follows."""

    text: bytes
    further: bytes = b""


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


def expressions(needed: Needed, code: OneByte, listed: bool) -> Iterator[Expression]:
    """Yield the expressions of a run of words; ``listed`` if only lists of terms have it.

    In one place the run may be broken by what is no part of the article.
    """
    letters = len(needed) == _TWO and all(len(word.letters) == 1 for word in needed)
    between = _POINTS if listed and letters else _BETWEEN
    for words in itertools.product(*map(forms, needed)):
        start, end = _start(words[0]), _end(words[-1])
        yield Expression(start + _joined(words, code, between) + end)
        for cut in range(1, len(words)):
            left = start + _joined(words[:cut], code, between) + _rest(words[cut - 1]) + _MARKUP
            right = _MARKUP + _inner(words[cut]) + _joined(words[cut:], code, between) + end
            if words[cut] == ANY_WORD:  # it takes long to find that any word follows markup
                known = words[[one == ANY_WORD for one in words].index(False, cut) :]
                right = _start(known[0]) + _joined(known, code, between) + end
            yield Expression(left, right)


def _joined(words: Sequence, code: OneByte, between: bytes) -> bytes:
    """Return words next to each other, from the letters of the first to those of the last."""
    found = _letters(words[0], code)
    for one, other in itertools.pairwise(words):
        found += _rest(one) + between + _inner(other) + _letters(other, code)
    return found


def _rest(word: WordPattern) -> bytes:
    if word == ANY_WORD:  # numbers such as 1,200,000 look like several words
        return b"[%s]*(?:%s[%s]*){0,2}" % (_LETTERS, _BETWEEN, _LETTERS)
    return b"[%s]*" % _LETTERS if word.open_end or word.wild else b""


def _inner(word: WordPattern) -> bytes:
    """Return what may stand between the start of a word and those of its letters that are known."""
    return b"" if word.prefix == word.letters else b"[%s]*" % _LETTERS


def _letters(word: WordPattern, code: OneByte) -> bytes:
    """Return the letters of a word; the first digits of a longer number may be 1,2 or 12,0."""
    if word.plain or not _NUMBER.search(word.letters):
        return re.escape(code.word(word.letters))
    found = b""
    for one, other in itertools.pairwise(f"{word.letters} "):
        thousands = one.isdecimal() and other.isdecimal()
        found += re.escape(code.word(one)) + (_THOUSANDS if thousands else b"")
    return found


def _start(word: WordPattern) -> bytes:
    """Return what stands before a word, nothing if any letters may."""
    return _BETWEEN if word.prefix == word.letters else b""


def _end(word: WordPattern) -> bytes:
    return b"" if word.open_end or word.wild else _BETWEEN
