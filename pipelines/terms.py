"""Terms and how they are found among the words of a text, in any of their spellings."""

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipelines.fold import Token, fold, folded_words, tokens

FIELD_GAP = 1_000
"""Word positions between two fields, so that no phrase reaches from one into the next."""
MOST_GLUED_WORDS = 5
_ARABIC = re.compile("[\u0600-\u06ff]")
_SPLIT = re.compile(r"[^\w*]+|_")

Place = tuple[int, int]
"""First and last word position of a match."""


@dataclass(frozen=True, slots=True)
class WordPattern:
    """A folded word, open at its start or end where something may precede or follow."""

    text: str
    open_start: bool = False
    open_end: bool = False

    def __str__(self) -> str:
        return f"{'*' * self.open_start}{self.text}{'*' * self.open_end}"


Sequence = tuple[WordPattern, ...]


class Words:
    """The folded words of a text with their positions; finds patterns and remembers them.

    ``fields`` are (name, original text); positions of two fields are far apart.
    """

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self.places: dict[str, list[int]] = {}
        self._fields: list[tuple[int, str, list[Token]]] = []
        position = 0
        for name, text in fields:
            found = list(tokens(text))
            for place, (word, _, _) in enumerate(found, position):
                self.places.setdefault(word, []).append(place)
            self._fields.append((position, name, found))
            position += len(found) + FIELD_GAP
        self._sorted = sorted(self.places)
        self._joined = "\n".join(self._sorted)
        self._found: dict[WordPattern, list[int]] = {}

    def span(self, place: Place) -> tuple[str, int, int]:
        """Return the field of a place, and where it starts and ends in the original text."""
        first = max(start for start, _, _ in self._fields if start <= place[0])
        name, found = next((name, found) for at, name, found in self._fields if at == first)
        return name, found[place[0] - first][1], found[place[1] - first][2]

    def field_end(self, number: int) -> int:
        """Return the position of the last word of a field, by the field's number."""
        start, _, found = self._fields[number]
        return start + len(found) - 1

    def positions(self, pattern: WordPattern) -> list[int]:
        """Return where a word of the text fits ``pattern``, in order."""
        if not (pattern.open_start or pattern.open_end):
            return self.places.get(pattern.text, [])
        found = self._found.get(pattern)
        if found is None:
            places = itertools.chain.from_iterable(
                self.places[word] for word in self._fitting(pattern)
            )
            found = self._found[pattern] = sorted(places)
        return found

    def _fitting(self, pattern: WordPattern) -> list[str]:
        if not pattern.open_start:
            start = bisect_left(self._sorted, pattern.text)
            fitting = itertools.takewhile(
                lambda word: word.startswith(pattern.text), self._sorted[start:]
            )
            return list(fitting)
        if pattern.text not in self._joined:
            return []
        if pattern.open_end:
            return [word for word in self._sorted if pattern.text in word]
        return [word for word in self._sorted if word.endswith(pattern.text)]

    def sequence(self, patterns: Sequence) -> list[Place]:
        """Return where the words of ``patterns`` stand one after the other."""
        first = self.positions(patterns[0])
        if not first or len(patterns) == 1:
            return [(at, at) for at in first]
        rest = [set(self.positions(pattern)) for pattern in patterns[1:]]
        if not all(rest):
            return []
        last = len(patterns) - 1
        return [
            (at, at + last)
            for at in first
            if all(at + step in places for step, places in enumerate(rest, 1))
        ]


@lru_cache(50_000)
def spellings(term: str) -> tuple[Sequence, ...]:
    """Return the sequences of word patterns that ``term`` may be written as.

    ``*`` leaves a word open at that side. A space matches hyphen and apostrophe too; in Arabic
    script it also matches nothing, since the half-space between two words is often lost.
    """
    words = [word for word in _SPLIT.split(fold(term)) if word.strip("*")]
    patterns = tuple(
        WordPattern(word.strip("*"), word.startswith("*"), word.endswith("*")) for word in words
    )
    if not patterns:
        return ()
    if len(patterns) == 1 or not _ARABIC.search(term):
        return (patterns,)
    return tuple(dict.fromkeys(_glued(patterns)))


def _glued(patterns: Sequence) -> Iterable[Sequence]:
    gaps = len(patterns) - 1
    every = itertools.product((False, True), repeat=gaps)
    ways = every if gaps < MOST_GLUED_WORDS else ((False,) * gaps, (True,) * gaps)
    for way in ways:
        out = [patterns[0]]
        for glue, pattern in zip(way, patterns[1:], strict=True):
            before = out[-1]
            if glue and not before.open_end and not pattern.open_start:
                text = before.text + pattern.text
                out[-1] = WordPattern(text, before.open_start, pattern.open_end)
            else:
                out.append(pattern)
        yield tuple(out)


def plain_words(text: str) -> list[str]:
    """Return the folded words of a query's term."""
    return folded_words(fold(text))
