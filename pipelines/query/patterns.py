"""Terms of word lists and queries: patterns of folded words, in every spelling they may have."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.text.fold import fold

MOST_GLUED_WORDS = 5
MOST_SKIPPED = 3
"""So many words a lone star in a term may stand for; it stands for one at least."""
ARABIC = re.compile("[\u0600-\u06ff]")
_SHORTEST_LATIN, _SHORTEST_ARABIC = 3, 2
_SPLIT = re.compile(r"[^\w*?\u200c]+|_|\u200c")
_PARTICLES = ("", *"وفبلک", "وب", "ول", "وک", "فب", "فل", "فک")
_WITH_ARTICLE = ("ال", "وال", "فال", "بال", "کال", "لل", "وبال", "ولل", "فبال", "فلل", "وکال")


@dataclass(frozen=True, slots=True)
class WordPattern:
    """A folded word, open at its start or end where something may precede or follow.

    Inside it, ``?`` stands for one letter and ``*`` for any. With ``proclitic`` the Arabic
    particles and article that are written onto a word may precede it.
    """

    text: str
    open_start: bool = False
    open_end: bool = False
    proclitic: bool = False

    def __str__(self) -> str:
        return f"{'*' * self.open_start}{self.text}{'*' * self.open_end}"

    plain: bool = field(init=False, compare=False, repr=False)
    """Whether it is one closed word, which a dictionary can look up."""
    wild: bool = field(init=False, compare=False, repr=False)
    """Whether something inside it stands for other letters."""
    prefix: str = field(init=False, compare=False, repr=False)
    """The letters that every fitting word starts with, "" if none are known."""
    letters: str = field(init=False, compare=False, repr=False)
    """The longest run of letters that every fitting word holds."""

    def __post_init__(self) -> None:
        wild = "?" in self.text or "*" in self.text
        loose = self.open_start or self.open_end or self.proclitic or wild
        pieces = re.split(r"[?*]", self.text) if wild else [self.text]
        object.__setattr__(self, "plain", not loose)
        object.__setattr__(self, "wild", wild)
        object.__setattr__(self, "prefix", "" if self.open_start else pieces[0])
        object.__setattr__(self, "letters", max(pieces, key=len))

    def fits(self, word: str) -> bool:
        """Tell whether a folded ``word`` is one that the pattern stands for."""
        if not self.wild:
            if self.open_end:
                return self.text in word if self.open_start else word.startswith(self.text)
            return word.endswith(self.text) if self.open_start else word == self.text
        pieces = (("*" * self.open_start) + self.text + ("*" * self.open_end)).split("*")
        if len(pieces) == 1:
            return len(word) == len(pieces[0]) and _alike(pieces[0], word, 0)
        first, *middle, last = pieces
        if len(word) < len(first) + len(last) or not _alike(first, word, 0):
            return False
        at, end = len(first), len(word) - len(last)
        for piece in middle:
            found = (start for start in range(at, end - len(piece) + 1))
            start = next((start for start in found if _alike(piece, word, start)), None)
            if start is None:
                return False
            at = start + len(piece)
        return at <= end and _alike(last, word, end)


def _alike(piece: str, word: str, start: int) -> bool:
    if "?" not in piece:
        return word.startswith(piece, start)
    return all(one in ("?", word[start + step]) for step, one in enumerate(piece))


def least_letters(word: str) -> int:
    """Return how many letters must stand beside a star or question mark of a word."""
    return _SHORTEST_ARABIC if ARABIC.search(word) else _SHORTEST_LATIN


@lru_cache(20_000)
def forms(pattern: WordPattern) -> tuple[WordPattern, ...]:
    """Return a pattern without ``proclitic``, once for each particle that may precede."""
    if not pattern.proclitic:
        return (pattern,)
    article = pattern.text.startswith("ال")
    stem = pattern.text[2:] if article else pattern.text
    before = _WITH_ARTICLE if article else (*_PARTICLES, *_WITH_ARTICLE)
    return tuple(WordPattern(part + stem, False, pattern.open_end) for part in before)


Sequence = tuple[WordPattern, ...]


@lru_cache(50_000)
def spellings(term: str, proclitic: bool = False) -> tuple[Sequence, ...]:
    """Return the sequences of word patterns that ``term`` may be written as.

    ``*`` leaves a word open at that side or stands for letters inside it; alone it stands for one
    to three words. A space matches hyphen and apostrophe too; in Arabic script it also matches
    nothing, since the half-space between two words is often lost.
    """
    words = [word for word in _SPLIT.split(_folded_parts(term)) if word]
    while words and not words[0].strip("*"):
        words.pop(0)
    while words and not words[-1].strip("*"):
        words.pop()
    if not words:
        return ()
    found: Iterable[Sequence] = _without_lone_stars(words, proclitic)
    if len(words) > 1 and ARABIC.search(term):
        found = itertools.chain.from_iterable(map(_glued, found))
    return tuple(dict.fromkeys(found))


_POINTED = re.compile(r"[^\W\d_](?:\.[^\W\d_]){1,5}\.?")
_LONGEST_ACRONYM = 6
_WORDS_OF_ALL_DAYS = frozenset({"us", "it", "am", "pm", "ie", "eg", "no"})
"""What some acronyms are without their points: words that stand in nearly every text."""


def is_acronym(word: str) -> bool:
    """Tell whether a word as written is made of initials: "UNHCR", "МОМ"."""
    return 1 < len(word) <= _LONGEST_ACRONYM and word.isalpha() and word.isupper()


def acronym_spellings(
    term: str, known: frozenset[str] = frozenset(), proclitic: bool = False
) -> tuple[Sequence, ...]:
    """Return further spellings of a term with acronyms: without their points, and with them.

    "UNHCR" is also written "U.N.H.C.R.", and the other way round. Acronyms are words in capitals
    and those whose folded form is among the ``known`` ones.
    """
    words = term.split()
    other = [_other_form(word, known) for word in words]
    if other == words:
        return ()
    return tuple(one for one in spellings(" ".join(other), proclitic) if one)


def _other_form(word: str, known: frozenset[str]) -> str:
    if _POINTED.fullmatch(word):
        joined = word.replace(".", "")
        return word if fold(joined) in _WORDS_OF_ALL_DAYS else joined
    return " ".join(word) if is_acronym(word) or fold(word) in known else word


def _folded_parts(term: str) -> str:
    """Fold a term, but keep the half-space, which parts words as a space does."""
    return "\u200c".join(map(fold, term.split("\u200c")))


def _pattern(word: str, proclitic: bool) -> WordPattern:
    return WordPattern(word.strip("*"), word.startswith("*"), word.endswith("*"), proclitic)


def _without_lone_stars(words: list[str], proclitic: bool) -> Iterable[Sequence]:
    """Yield the sequences with each lone star as one, two and three words of any kind."""
    gaps = [range(1, MOST_SKIPPED + 1) if not word.strip("*") else (0,) for word in words]
    for counts in itertools.product(*gaps):
        out: list[WordPattern] = []
        for word, count in zip(words, counts, strict=True):
            if count:
                out += [ANY_WORD] * count
            else:
                out.append(_pattern(word, proclitic and not out))
        yield tuple(out)


ANY_WORD = WordPattern("", True, True)


def closed_and_loose(
    every: tuple[Sequence, ...],
) -> tuple[tuple[tuple[str, ...], ...], tuple[Sequence, ...]]:
    """Part spellings into those of closed words only, as the words, and all others."""
    plain = [all(pattern.plain for pattern in spelling) for spelling in every]
    closed = [spelling for spelling, is_plain in zip(every, plain, strict=True) if is_plain]
    loose = [spelling for spelling, is_plain in zip(every, plain, strict=True) if not is_plain]
    return tuple(tuple(pattern.text for pattern in spelling) for spelling in closed), tuple(loose)


def longest(spelling: Sequence) -> int:
    """Return the number of the pattern that says most; the others need it beside them."""
    return max(range(len(spelling)), key=lambda number: len(spelling[number].letters))


def _glued(patterns: Sequence) -> Iterable[Sequence]:
    gaps = len(patterns) - 1
    every = itertools.product((False, True), repeat=gaps)
    chosen = every if gaps < MOST_GLUED_WORDS else ((False,) * gaps, (True,) * gaps)
    for joins in chosen:
        out = [patterns[0]]
        for glue, pattern in zip(joins, patterns[1:], strict=True):
            before = out[-1]
            if glue and not before.open_end and not pattern.open_start:
                text = before.text + pattern.text
                out[-1] = WordPattern(text, before.open_start, pattern.open_end, before.proclitic)
            else:
                out.append(pattern)
        yield tuple(out)


def parted(word: WordPattern) -> tuple[Sequence, ...]:
    """Return a word of Arabic script as written with a space in it, where a half-space may be.

    Only longer words, and no part of one letter: other cuts are seldom meant.
    """
    if len(word.text) < 5 or word.wild or not ARABIC.search(word.text):
        return ()
    return tuple(
        (WordPattern(word.text[:cut]), WordPattern(word.text[cut:], False, word.open_end))
        for cut in range(2, len(word.text) - 1)
    )
