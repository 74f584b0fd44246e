"""Cuts a text into rows of words and digits that may be numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate

from pipelines.lexicon.joined import MONTHS
from pipelines.lexicon.number_dates import DateWatch, is_ordinal
from pipelines.lexicon.number_digits import DIGITS
from pipelines.lexicon.number_parser import Token
from pipelines.lexicon.number_words import NumberWords, Piece, number_words
from pipelines.text.fold import fold, folded_words
from pipelines.text.memo import Memory

_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c\u200d"
_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*"
_TOKEN = re.compile(rf"(?P<digits>{DIGITS})(?P<suffix>{_LETTERS})?|{_LETTERS}")
_GAP = re.compile(r"[\s\u200b-\u200f\u2066-\u2069]*(?:[-–—‐‑][\s\u200b-\u200f\u2066-\u2069]*)?")
_STARTERS = frozenset(
    (
        *("since", "between", "vague", "article", "added", "part", "value", "scale"),
        *("of", "to", "doubt"),
    )
)
_DIGITS = Piece("value")
_BEFORE_DIGITS = frozenset({"و", "ب", "ل", "rs", "pkr", "afs", "usd", "eur", "us"})
"""What may be glued to digits that are a number: Arabic "and", "with" and "to", and currencies."""
_CURRENCIES = "$€£₹₨¥؋"
_METRE = re.compile(
    r"\W*$|\s*[.;:)]|\s+(?:high|deep|long|wide|tall|away|from|above|below|of|by|thick|x)\b"
)
"""What stands behind "5m" where it is five metres, or may be."""
_DIGIT = re.compile(r"\d")
_NO_WORD = re.compile(rf"[^\w{_MARKS} ]")  # a half space stands within words
_LONGEST_RUN = 40
"""So many tokens of numbers in a row are read; nobody writes more."""
_NOTHING, _LITTLE, _MUCH = 0, 1, 2
"""Whether a chunk between blanks has no part in a number, may have one, or is of a number."""


def rows_of(text: str, language: str) -> Iterator[list[Token]]:
    """Yield the rows of words and digits of numbers that only blanks and hyphens part."""
    scanner = _Scanner(text, language)
    for start, end in _regions(text, language):
        yield from scanner.rows(start, end)


def _regions(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where in a text numbers may stand, each with a chunk before it.

    Most words of most texts have no part in a number: so only the rest is looked at closely.
    """
    chunks = _NO_WORD.sub(" ", text).split(" ")
    weights = [*map(_weights(language).known(chunks).__getitem__, chunks)]
    lengths = [*accumulate(map(len, chunks))] if _MUCH in weights else []
    at = 0
    while at < len(lengths):
        try:
            first = weights.index(_MUCH, at)
        except ValueError:
            return
        last = first + 1
        while first > at and weights[first - 1]:
            first -= 1
        while last < len(weights) and weights[last]:
            last += 1
        yield lengths[first - 2] + first - 1 if first > 1 else 0, lengths[last - 1] + last - 1
        at = last


@cache
def _weights(language: str) -> Memory[int]:
    """Return how much a chunk between two blanks has to do with numbers, remembered."""
    words = number_words(language)

    def weights(chunks: Sequence[str]) -> Iterator[int]:
        # Folded in one go, since folding keeps lines apart.
        return (_weight(line, words) for line in fold("\n".join(chunks)).split("\n"))

    return Memory(weights)


def _weight(folded: str, words: NumberWords) -> int:
    if _DIGIT.search(folded):
        return _MUCH
    said = folded_words(folded)
    pieces = [piece for word in said for piece in words.of(word)]
    if any(map(_counts, pieces)):
        return _MUCH
    return _LITTLE if pieces or not said else _NOTHING


def _counts(piece: Piece) -> bool:
    """Tell whether a number may be made of a piece with what has little to do with numbers."""
    sure = not piece.doubtful or piece.value >= 10  # two doubtful ones make a number: "on bir"
    return piece.kind == "scale" or (piece.kind == "value" and sure)


@cache
def _meanings(language: str) -> Memory[tuple[Piece, ...]]:
    """Return what words mean in numbers of a language, remembered for those met before."""
    words = number_words(language)
    return Memory(lambda texts: [_pieces(words, fold(text)) for text in texts])


def _pieces(words: NumberWords, folded: str) -> tuple[Piece, ...]:
    pieces = words.of(folded)
    # "m" and "k" mean a million and a thousand behind digits only.
    return () if len(folded) == 1 and pieces and pieces[0].kind == "scale" else pieces


class _Scanner:
    """Cuts a text into rows of words and digits of numbers, which only blanks and hyphens part."""

    def __init__(self, text: str, language: str) -> None:
        self._text = text
        self._words = number_words(language)
        self._meanings = _meanings(language)
        self._dates = DateWatch(text, self._words)
        self._run: list[Token] = []
        self._end = 0
        """Where the last word or digits ended."""
        self._word = ""
        """The last word, "" if digits came last."""

    def rows(self, begin: int, end: int) -> Iterator[list[Token]]:
        """Yield the rows between two places of the text, in order."""
        for found in _TOKEN.finditer(self._text, begin, end):
            start = found.start()
            tokens = self._counted(found) if found["digits"] else self._worded(found)
            if self._run and (not tokens or not self._goes_on(start)):
                yield self._run
                self._run = []
            if tokens and (self._run or tokens[0].digits or tokens[0].piece.kind in _STARTERS):
                gap = self._text[self._end : start].strip() if self._run else ""
                first = tokens[0] if not gap else replace(tokens[0], gap="-")
                self._run += [first, *tokens[1:]]
            self._end = found.end()
            self._word = (found["suffix"] or "") if found["digits"] else found[0]
        if self._run:
            yield self._run
            self._run = []

    def _goes_on(self, start: int) -> bool:
        gap = self._text[self._end : start]
        return bool(_GAP.fullmatch(gap)) and len(self._run) < _LONGEST_RUN

    def _worded(self, found: re.Match[str]) -> list[Token]:
        start, end = found.span()
        pieces = self._meanings[found[0]]
        if len(pieces) > 1 and pieces[0].kind == "join" and not self._run:
            pieces = pieces[1:]
        return [
            Token(piece, "", start, end, "" if number else " ")
            for number, piece in enumerate(pieces)
        ]

    def _counted(self, found: re.Match[str]) -> list[Token]:
        """Return the tokens of digits and of what is glued behind them; none if they count not."""
        start, end = found.span("digits")
        if self._hangs_on_letters(start):
            return []
        digits = [
            Token(_DIGITS, self._text[first:last], first, last)
            for first, last in self._spans(start, end)
            if not self._dates.has(first, last, self._word, self._end)
        ]
        if not digits or is_ordinal(self._text, end, digits[-1].digits, self._words):
            return []
        suffix = fold(found["suffix"] or "")
        if not suffix:
            return digits
        scale = self._words.of(suffix)
        metres = suffix == "m" and self._text[start - 1 : start] not in _CURRENCIES
        if not scale or (metres and _METRE.match(self._text, found.end())):
            return digits
        return [*digits, *(Token(piece, "", end, found.end(), "") for piece in scale)]

    def _spans(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the numbers of some digits stand: "May 12 500 people" has two."""
        if " " not in self._text[start:end] or fold(self._word) not in MONTHS:
            return [(start, end)]
        return [found.span() for found in re.compile(r"\S+").finditer(self._text, start, end)]

    def _hangs_on_letters(self, start: int) -> bool:
        """Tell whether digits are a part of a name or an address: "G20", "F-16", "#5"."""
        before = self._text[start - 1 : start]
        if self._run and self._run[-1].end == start and self._run[-1].piece.kind == "scale":
            return False  # "7ہزار705"
        if self._end == start and start:
            return fold(self._word) not in _BEFORE_DIGITS
        if before and before in "#@_/\\":
            return True
        hyphened = before in ("-", "‐", "‑") and self._end == start - 1
        return hyphened and self._word.isascii() and bool(self._word) and not self._run
