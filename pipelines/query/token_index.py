"""The folded words of an article with their positions: where patterns and phrases stand."""

import itertools
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote

from pipelines.items import Span
from pipelines.query.article_view import ArticleView, lead_length
from pipelines.query.patterns import Sequence, WordPattern, forms, longest
from pipelines.text.fold import offsets_in, runs, words_in
from pipelines.text.sentences import sentence_starts

FIELD_GAP = 1_000
"""Word positions between two parts, so that no phrase reaches from one into the next."""

Place = tuple[int, int]
"""First and last word position of a match."""


class _Layout(NamedTuple):
    """The runs of a part, what precedes each, and where the words of those looked at stand."""

    runs: list[str]
    words_before: list[int]
    letters_before: list[int]
    offsets: dict[int, tuple[tuple[int, int], ...]]


class TokenIndex:
    """The words of an article, folded; everything is worked out when first asked for.

    Positions of two parts (title, text) are far apart.
    """

    def __init__(self, view: ArticleView) -> None:
        self.view = view
        self.parts = view.parts()
        self.steps = 0
        """What matching the present query has cost, in places compared."""
        self.unknown_fits = False
        """Whether what is asked of a meaning that is not known yet counts as so."""
        self.found: dict[object, list[Place] | None] = {}
        self.lists_found: dict[str, dict[tuple[str, str], set[Place]]] = {}
        self._patterns: dict[WordPattern, list[int]] = {}
        self._facts: dict[str, TokenIndex] = {}
        self._spans: dict[Place, Span] = {}

    @cached_property
    def _runs(self) -> tuple[list[str], ...]:
        return tuple(runs(text) for _, text in self.parts)

    @cached_property
    def different_runs(self) -> set[str]:
        """What stands between blanks, each once: words with the marks beside them."""
        return set().union(*self._runs)

    @cached_property
    def _cut_runs(self) -> tuple[list[tuple[str, ...]], ...]:
        known = words_in.known(self.different_runs).__getitem__
        return tuple([*map(known, part)] for part in self._runs)

    @cached_property
    def lists(self) -> tuple[list[str], ...]:
        """The words of each part, in order."""
        return tuple([*itertools.chain.from_iterable(part)] for part in self._cut_runs)

    @cached_property
    def vocabulary(self) -> set[str]:
        """The different words."""
        return set().union(*self.lists)

    @cached_property
    def joined(self) -> str:
        """The different words, each between line breaks."""
        return "\n".join(("", *self.vocabulary, ""))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The position of each part's first word."""
        lengths = (len(part) + FIELD_GAP for part in self.lists)
        return tuple(itertools.accumulate(lengths, initial=0))[:-1]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The positions of each word."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for start, part in zip(self.starts, self.lists, strict=True):
            for at, word in enumerate(part, start):
                places[word].append(at)
        return dict(places)

    @cached_property
    def _flat(self) -> list[str]:
        """The word at each position, "" in the gaps."""
        flat: list[str] = []
        for part in self.lists:
            flat += part
            flat += [""] * FIELD_GAP
        return flat

    def fact(self, field: str) -> "TokenIndex":
        """Return the words of something known about the article: url, source, author, section."""
        if field not in self._facts:
            said = str(getattr(self.view, field))
            said = unquote(said, errors="replace") if field == "url" else said
            self._facts[field] = TokenIndex(ArticleView(title=said))
        return self._facts[field]

    def zone(self, name: str) -> Place:
        """Return the first and last position of title, lead or body."""
        names = [part for part, _ in self.parts]
        number = names.index(name) if name in names else names.index("text")
        start, length = self.starts[number], len(self.lists[number])
        if name == "lead" and name not in names:
            length = self._lead_words
        return start, start + length - 1

    @cached_property
    def _lead_words(self) -> int:
        lead = runs(self.view.text[: lead_length(self.view.text)])
        return sum(map(len, map(words_in.known(lead).__getitem__, lead)))

    def span(self, place: Place) -> Span:
        """Return a place in the original text."""
        known = self._spans.get(place)
        if known is None:
            first, last = place
            number = bisect_right(self.starts, first) - 1
            name, text = self.parts[number]
            start, end = self._offsets(number, first)
            if last != first:
                end = self._offsets(number, last)[1]
            known = self._spans[place] = Span(name, start, end, text[start:end])
        return known

    def _offsets(self, number: int, position: int) -> tuple[int, int]:
        """Return where a word of a part starts and ends in its original text."""
        layout = self._layout[number]
        at = position - self.starts[number]
        run = bisect_right(layout.words_before, at) - 1
        known = layout.offsets.get(run)
        if known is None:
            known = layout.offsets[run] = offsets_in[layout.runs[run]]
        start, end = known[at - layout.words_before[run]]
        before = layout.letters_before[run] + run  # a blank follows each run
        return before + start, before + end

    @cached_property
    def _layout(self) -> tuple[_Layout, ...]:
        return tuple(
            _Layout(
                written,
                [*itertools.accumulate(map(len, words), initial=0)][:-1],
                [*itertools.accumulate(map(len, written), initial=0)][:-1],
                {},
            )
            for words, written in zip(self._cut_runs, self._runs, strict=True)
        )

    @cached_property
    def written(self) -> str:
        """The original text of all parts, composed (NFC)."""
        return unicodedata.normalize("NFC", "\n".join(text for _, text in self.parts))

    @cached_property
    def _sentences(self) -> tuple[list[int], ...]:
        return tuple(sentence_starts(text) for _, text in self.parts)

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the part and the number of the sentence that a word stands in."""
        part = bisect_right(self.starts, position) - 1
        return part, bisect_right(self._sentences[part], self._offsets(part, position)[0])

    def positions(self, pattern: WordPattern) -> list[int]:
        """Return where a word of the text fits ``pattern``, in order."""
        if pattern.plain:
            return self.places.get(pattern.text, [])
        found = self._patterns.get(pattern)
        if found is None:
            fitting = {word for form in forms(pattern) for word in self._fitting(form)}
            every = itertools.chain.from_iterable(self.places[word] for word in fitting)
            found = self._patterns[pattern] = sorted(every)
        return found

    def _fitting(self, pattern: WordPattern) -> Iterable[str]:
        if pattern.plain:
            return (pattern.text,) if pattern.text in self.places else ()
        if not pattern.letters:
            return filter(pattern.fits, self.vocabulary)
        if pattern.letters not in self.joined:
            return ()
        letters = f"\n{pattern.prefix}" if pattern.prefix else pattern.letters
        holding = self._holding(letters)
        starts = pattern.prefix == pattern.text and pattern.open_end
        return holding if starts else filter(pattern.fits, holding)

    def _holding(self, letters: str) -> Iterator[str]:
        """Yield the words that hold some letters; after a line break, those that begin so."""
        at = self.joined.find(letters)
        while at >= 0:
            end = self.joined.index("\n", at + 1)
            yield self.joined[self.joined.rindex("\n", 0, at + 1) + 1 : end]
            at = self.joined.find(letters, end)

    def phrase(self, words: tuple[str, ...]) -> list[Place]:
        """Return where ``words`` stand one after the other."""
        first = self.places.get(words[0])
        if first is None:
            return []
        if len(words) == 1:
            return [(at, at) for at in first]
        if words[1] not in self.places:
            return []
        flat, second, last = self._flat, words[1], len(words) - 1
        return [
            (at, at + last)
            for at in first
            if flat[at + 1] == second and (last == 1 or (*flat[at : at + last + 1],) == words)
        ]

    def sequence(self, patterns: Sequence) -> list[Place]:
        """Return where the words of ``patterns`` stand one after the other."""
        first = self.positions(patterns[0])
        if len(patterns) == 1:
            return [(at, at) for at in first]
        last = len(patterns) - 1
        return [(at, at + last) for at in first if self._stand(patterns, at)]

    def around(self, patterns: Sequence, fitting: Iterable[str]) -> list[Place]:
        """Return where ``patterns`` stand, given the ``fitting`` words of their longest one."""
        ats = [at for word in fitting for at in self.places[word]]
        if len(patterns) == 1:
            return [(at, at) for at in ats]
        before, last = longest(patterns), len(patterns) - 1
        starts = (at - before for at in ats)
        return [(start, start + last) for start in starts if self._stand(patterns, start)]

    def _stand(self, patterns: Sequence, start: int) -> bool:
        """Tell whether the words of ``patterns`` stand from a position on."""
        words = self._flat[max(start, 0) : start + len(patterns)]
        return len(words) == len(patterns) and all(map(_fits, patterns, words))


def _fits(pattern: WordPattern, word: str) -> bool:
    if pattern.proclitic:
        return any(form.fits(word) for form in forms(pattern))
    return word != "" and pattern.fits(word)
