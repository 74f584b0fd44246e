"""Finds which of many word patterns may stand in an article: one look at its words tells."""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick

from pipelines.query.patterns import WordPattern, forms
from pipelines.query.token_index import TokenIndex
from pipelines.text.fold import words_in
from pipelines.text.memo import Memory

Found = tuple[int, ...]
"""The numbers of the forms of patterns that a word fits; few, whatever the patterns stand for."""


class Prefilter:
    """Numbers by the word patterns that they go with; finds those whose pattern is there."""

    def __init__(self, patterns: Iterable[tuple[WordPattern, int]]) -> None:
        numbers: dict[WordPattern, list[int]] = {}
        for pattern, number in patterns:
            for form in forms(pattern):
                numbers.setdefault(form, []).append(number)
        self._forms = list(numbers)
        self._numbers = list(numbers.values())
        self._closed: dict[str, int] = {}
        self._without_letters: list[int] = []
        by_letters: dict[str, list[int]] = {}
        for at, form in enumerate(self._forms):
            if form.plain:
                self._closed[form.text] = at
            elif form.letters:
                by_letters.setdefault(_letters(form), []).append(at)
            else:
                self._without_letters.append(at)
        self._open = list(by_letters.values())
        self._automaton = AhoCorasick(list(by_letters), store_patterns=False)
        self._of_word = Memory(self._fitting)
        self._of_run = Memory(self._fitting_runs)

    def present(self, words: TokenIndex) -> set[int]:
        """Return the numbers of the patterns that a word fits."""
        runs = words.different_runs
        found = set().union(*map(self._of_run.known(runs).__getitem__, runs))
        return set().union(*map(self._numbers.__getitem__, found))

    def fitting(self, words: TokenIndex) -> dict[int, list[str]]:
        """Return the numbers of the patterns that a word fits, with the words that do."""
        found: dict[int, list[str]] = {}
        known = self._of_word.known(words.vocabulary)
        for word in words.vocabulary:
            for at in known[word]:
                for number in self._numbers[at]:
                    found.setdefault(number, []).append(word)
        return found

    def _fitting_runs(self, runs: Sequence[str]) -> Iterator[Found]:
        cut = words_in.known(runs)
        for run in runs:
            found = [*map(self._of_word.__getitem__, cut[run])]
            alone = len(found) == 1
            yield found[0] if alone else tuple({*itertools.chain.from_iterable(found)})

    def _fitting(self, words: Sequence[str]) -> Iterator[Found]:
        for word in words:
            closed = (self._closed[word],) if word in self._closed else ()
            hits = self._automaton.find_matches_as_indexes(f"\n{word}\n", overlapping=True)
            if not hits and not self._without_letters:
                yield closed
                continue
            maybe = [at for index in {hit[0] for hit in hits} for at in self._open[index]]
            maybe += self._without_letters
            yield (*closed, *(at for at in maybe if self._forms[at].fits(word)))


def _letters(form: WordPattern) -> str:
    """Return letters that every word which fits holds; such a word stands between line breaks."""
    start = "" if form.open_start or form.prefix != form.letters else "\n"
    end = "" if form.open_end or form.text != form.letters else "\n"
    return f"{start}{form.letters}{end}"
