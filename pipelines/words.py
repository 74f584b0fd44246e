"""The folded words of an article with their positions: where patterns and phrases stand."""

import itertools
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import unquote

from pipelines.fold import fold, folded_words, tokens, words_in, written_words
from pipelines.items import Span
from pipelines.sentences import sentence_starts
from pipelines.terms import ANY_WORD, Sequence, WordPattern
from pipelines.view import ArticleView, lead_length

FIELD_GAP = 1_000
"""Word positions between two parts, so that no phrase reaches from one into the next."""

Place = tuple[int, int]
"""First and last word position of a match."""


class Words:
    """The words of an article, folded; everything is worked out when first asked for.

    Positions of two parts (title, text) are far apart.
    """

    def __init__(self, view: ArticleView) -> None:
        self.view = view
        self.parts = view.parts()
        self.found: dict[object, list[Place] | None] = {}
        self._patterns: dict[WordPattern, list[int]] = {}
        self._offsets: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._facts: dict[str, Words] = {}
        self.spans: dict[Place, Span] = {}
        self._known: dict[int, tuple[int, int]] = {}

    @cached_property
    def _lines(self) -> tuple[list[list[str]], ...]:
        """The words of each line of each part, in order; folding never joins or parts lines."""
        folded = self.view.folded if self.view.lead is None else None
        texts = folded or tuple(fold(text) for _, text in self.parts)
        return tuple([folded_words(line) for line in text.split("\n")] for text in texts)

    @cached_property
    def lists(self) -> tuple[list[str], ...]:
        """The words of each part, in order."""
        return tuple([*itertools.chain.from_iterable(lines)] for lines in self._lines)

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
        places: dict[str, list[int]] = {}
        for start, part in zip(self.starts, self.lists, strict=True):
            for at, word in enumerate(part, start):
                if word in places:
                    places[word].append(at)
                else:
                    places[word] = [at]
        return places

    def fact(self, field: str) -> "Words":
        """Return the words of something known about the article: url, source, author, section."""
        if field not in self._facts:
            said = str(getattr(self.view, field))
            said = unquote(said, errors="replace") if field == "url" else said
            self._facts[field] = Words(ArticleView(title=said))
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
        return len(folded_words(fold(self.view.text[: lead_length(self.view.text)])))

    def part_of(self, position: int) -> int:
        """Return the number of the part that a position lies in."""
        return bisect_right(self.starts, position) - 1

    def offsets(self, position: int) -> tuple[int, int]:
        """Return where a word starts and ends in the original text of its part."""
        known = self._known.get(position)
        if known is None:
            known = self._known[position] = self._offsets_of(position)
        return known

    def _offsets_of(self, position: int) -> tuple[int, int]:
        number = self.part_of(position)
        first_words, first_letters, texts = self._layout[number]
        at = position - self.starts[number]
        line = bisect_right(first_words, at) - 1
        start, end = self._line_offsets(number, line, texts[line], at - first_words[line])
        first = first_letters[line]
        return first + start, first + end

    def _line_offsets(self, number: int, line: int, text: str, at: int) -> tuple[int, int]:
        """Return where the ``at``-th word of a line starts and ends in it; lines are read once."""
        words = self._lines[number][line]
        known = self._offsets.get((number, line))
        if known is None:
            written = written_words(text)
            aligned = len(written) == len(words)
            known = written if aligned else [token[1:] for token in tokens(text)]
            self._offsets[number, line] = known
        start, end = known[min(at, len(known) - 1)]
        if len(known) == len(words) and words[at] not in words_in(text[start:end]):
            known = self._offsets[number, line] = [token[1:] for token in tokens(text)]
            start, end = known[min(at, len(known) - 1)]
        return start, end

    @cached_property
    def _layout(self) -> tuple[tuple[list[int], list[int], list[str]], ...]:
        """For each part, of each line: its first word, its first letter, its original text."""
        layout = []
        for (_, text), lines in zip(self.parts, self._lines, strict=True):
            texts = text.split("\n")
            first_words = list(itertools.accumulate(map(len, lines), initial=0))[:-1]
            lengths = (len(line) + 1 for line in texts)
            first_letters = list(itertools.accumulate(lengths, initial=0))[:-1]
            layout.append((first_words, first_letters, texts))
        return tuple(layout)

    @cached_property
    def written(self) -> str:
        """The original text of all parts, composed (NFC)."""
        return unicodedata.normalize("NFC", "\n".join(text for _, text in self.parts))

    def original(self, position: int) -> str:
        """Return a word as it is written in the article."""
        start, end = self.offsets(position)
        return self.parts[self.part_of(position)][1][start:end]

    @cached_property
    def _sentences(self) -> tuple[list[int], ...]:
        return tuple(sentence_starts(text) for _, text in self.parts)

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the part and the number of the sentence that a word stands in."""
        part = self.part_of(position)
        return part, bisect_right(self._sentences[part], self.offsets(position)[0])

    def positions(self, pattern: WordPattern) -> list[int]:
        """Return where a word of the text fits ``pattern``, in order."""
        if pattern.plain:
            return self.places.get(pattern.text, [])
        found = self._patterns.get(pattern)
        if found is None:
            fitting = {word for form in pattern.forms() for word in self._fitting(form)}
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
        return (word for word in self._holding(letters) if pattern.fits(word))

    def _holding(self, letters: str) -> Iterator[str]:
        """Yield the words that hold some letters; after a line break, those that begin so."""
        at = self.joined.find(letters)
        while at >= 0:
            end = self.joined.index("\n", at + 1)
            yield self.joined[self.joined.rindex("\n", 0, at + 1) + 1 : end]
            at = self.joined.find(letters, end)

    def sequence(self, patterns: Sequence) -> list[Place]:
        """Return where the words of ``patterns`` stand one after the other."""
        head = patterns[0]
        first = self.places.get(head.text, ()) if head.plain else self.positions(head)
        if len(patterns) == 1 or not first:
            return [(at, at) for at in first]
        rest = [(n, set(self.positions(p))) for n, p in enumerate(patterns) if n and p != ANY_WORD]
        if not all(places for _, places in rest):
            return []
        last = len(patterns) - 1
        return [
            (at, at + last) for at in first if all(at + step in places for step, places in rest)
        ]
