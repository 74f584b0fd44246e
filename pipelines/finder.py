"""Finds which of many terms may stand in an article: one look at its words tells."""

from collections.abc import Iterable
from functools import cached_property

from ahocorasick_rs import AhoCorasick

from pipelines.terms import Sequence, WordPattern, longest
from pipelines.words import Words


class Finder:
    """Numbers by the word patterns that they go with; finds those whose pattern is there."""

    def __init__(self, patterns: Iterable[tuple[WordPattern, int]]) -> None:
        self._by_word: dict[str, list[int]] = {}
        self._wild: list[tuple[WordPattern, int]] = []
        open_ones: dict[str, list[int]] = {}
        for pattern, number in patterns:
            for form in pattern.forms():
                if form.plain:
                    self._by_word.setdefault(form.text, []).append(number)
                elif form.wild:
                    self._wild.append((form, number))
                else:
                    before = "" if form.open_start else "\n"
                    after = "" if form.open_end else "\n"
                    open_ones.setdefault(f"{before}{form.text}{after}", []).append(number)
        self._numbers = list(open_ones.values())
        # The patterns of an automaton may not be empty; the words stand between line breaks.
        self._open = AhoCorasick(list(open_ones), store_patterns=False) if open_ones else None

    def present(self, words: Words) -> set[int]:
        """Return the numbers of the patterns that a word fits."""
        found: set[int] = set()
        for word in self._by_word.keys() & words.vocabulary:
            found.update(self._by_word[word])
        if self._open is not None:
            hits = self._open.find_matches_as_indexes(words.joined, overlapping=True)
            for index in {hit[0] for hit in hits}:
                found.update(self._numbers[index])
        found.update(number for pattern, number in self._wild if words.positions(pattern))
        return found


class WordList:
    """The spellings of a concept's terms, with a quick way to those that may be in a text."""

    def __init__(self, ways: tuple[Sequence, ...]) -> None:
        self.ways = ways

    def __getstate__(self) -> dict[str, object]:
        """Return what is pickled: the automaton is built anew where it is needed."""
        return {"ways": self.ways}

    @cached_property
    def _finder(self) -> Finder:
        return Finder((longest(way), number) for number, way in enumerate(self.ways))

    def present(self, words: Words) -> Iterable[Sequence]:
        """Return the spellings that may stand in the text."""
        return (self.ways[number] for number in sorted(self._finder.present(words)))
