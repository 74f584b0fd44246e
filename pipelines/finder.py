"""Finds which of many word patterns may stand in an article: one look at its words tells."""

from collections.abc import Collection, Iterable, Iterator

from ahocorasick_rs import AhoCorasick

from pipelines.fold import words_in
from pipelines.memory import Memory
from pipelines.terms import WordPattern, forms
from pipelines.words import Words


class Finder:
    """Numbers by the word patterns that they go with; finds those whose pattern is there."""

    def __init__(self, patterns: Iterable[tuple[WordPattern, int]]) -> None:
        self._by_word: dict[str, list[int]] = {}
        self._wild: list[tuple[WordPattern, int]] = []
        open_ones: dict[str, list[int]] = {}
        for pattern, number in patterns:
            for form in forms(pattern):
                if form.plain:
                    self._by_word.setdefault(form.text, []).append(number)
                elif form.wild:
                    self._wild.append((form, number))
                else:
                    before = "" if form.open_start else "\n"
                    after = "" if form.open_end else "\n"
                    open_ones.setdefault(f"{before}{form.text}{after}", []).append(number)
        self._numbers = list(open_ones.values())
        # The patterns of an automaton may not be empty; a word stands between line breaks.
        self._open = AhoCorasick(list(open_ones), store_patterns=False)
        self._of_word: Memory[Collection[int]] = Memory(self._of_words)
        self._of_run: Memory[Collection[int]] = Memory(self._of_runs)

    def present(self, words: Words) -> set[int]:
        """Return the numbers of the patterns that a word fits."""
        self._of_run.learn(words.different_runs)
        return set().union(*map(self._of_run.__getitem__, words.different_runs))

    def fitting(self, words: Words) -> dict[int, list[str]]:
        """Return the numbers of the patterns that a word fits, with the words that do."""
        found: dict[int, list[str]] = {}
        vocabulary = words.vocabulary
        for word, numbers in zip(
            vocabulary, map(self._of_word.__getitem__, vocabulary), strict=True
        ):
            for number in numbers:
                found.setdefault(number, []).append(word)
        return found

    def _of_runs(self, runs: Collection[str]) -> Iterator[Collection[int]]:
        words_in.learn(runs)
        for run in runs:
            words = words_in[run]
            if len(words) == 1:
                yield self._numbers_of(words[0])
            else:
                yield set().union(*map(self._numbers_of, words))

    def _of_words(self, words: Iterable[str]) -> Iterator[Collection[int]]:
        return map(self._numbers_of, words)

    def _numbers_of(self, word: str) -> Collection[int]:
        closed = self._by_word.get(word, ())
        hits = self._open.find_matches_as_indexes(f"\n{word}\n", overlapping=True)
        if not hits and not self._wild:
            return closed
        found = {number for index, _, _ in hits for number in self._numbers[index]}
        found.update(number for pattern, number in self._wild if pattern.fits(word))
        return found.union(closed)
