"""Tells which pages need not be parsed: nothing that is looked for is in their bytes.

It errs on one side: a page of which it says no has none of the words in any encoding that is in
use, and of what it cannot read it says yes. Rare cases are left: a phrase that is broken in two
places by what is no part of the article, or by more than a thousand letters of it; a word with
markup in it that holds a < or > of its own; a word right behind a backslash in data of a program;
two single letters of a list (P 1) parted by other signs than blanks, points and dashes; the last
words of a single sign for a whole phrase.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal, Self

from pipelines.prefilter.automaton import Automaton, Compiler, Pattern
from pipelines.prefilter.bounds import Bounds, Leaf, leaves_of
from pipelines.prefilter.encodings import Texts, is_unreadable
from pipelines.prefilter.expressions import Needed, expressions, letters_of, needed_of
from pipelines.prefilter.one_byte import OneByte
from pipelines.query.tree import Concept, Phrase, Query, facts_of
from pipelines.relevance import Topic

Step = int | Literal["kept", "off"]
"""The group of leaves that is looked for next, or what the page is."""


Spelling = tuple[int, frozenset[int]]
"""The bit of a leaf, and the numbers of the words and pairs that one of its spellings needs."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Leaves that are looked for together."""

    bits: int
    automaton: Automaton
    spellings: dict[int, list[Spelling]]
    """By the number of one of its words or pairs: which spellings have it."""

    def found(self, texts: list[bytes]) -> int:
        """Return the bits of the leaves that may be in one of the readings of a page."""
        found = set().union(*map(self.automaton.found, texts))
        return reduce(
            or_,
            (bit for one in found for bit, needed in self.spellings[one] if needed <= found),
            0,
        )


class PagePrefilter:
    """Tells by their bytes which pages may be kept. Not for several threads at once."""

    def __init__(
        self,
        keep: Query | None,
        rules: Sequence[Query],
        topic: Topic,
        relevant: Query | None,
        compiler: Compiler,
    ) -> None:
        self._keep, self._rules = keep, rules
        self._topic, self._relevant = topic, relevant
        queries = [*rules, keep] if keep is not None else []
        if any("relevance" in facts_of(query) for query in queries):
            queries += _topic_queries(topic, relevant)
        leaves = list(dict.fromkeys(leaf for query in queries for leaf in leaves_of(query)))
        self._bit = {leaf: 1 << at for at, leaf in enumerate(leaves)}
        needed = {leaf: _needed(leaf) for leaf in leaves}
        every = itertools.chain.from_iterable(needed.values())
        self._code = OneByte(letters_of(itertools.chain.from_iterable(every)))
        self._texts = Texts(self._code)
        self._open = sum(self._bit[leaf] for leaf, found in needed.items() if not all(found))
        self._groups = [
            self._group([(leaf, needed[leaf]) for leaf in group], compiler)
            for group in _grouped(leaves, topic)
        ]
        self._steps: dict[tuple[int, int, str | None], Step] = {}

    @classmethod
    def from_queries(
        cls,
        keep: Query | None,
        rules: Iterable[Query],
        topic: Topic,
        relevant: Query | None = None,
        compiler: Compiler | None = None,
    ) -> Self:
        """Return a prefilter for what a keep query (None keeps all) and rules let through.

        ``topic`` says what is on topic, unless ``relevant`` does. It takes seconds, unless a
        ``compiler`` has compiled the same before.

        Raises:
            OperatorError: hyperscan is not installed.
        """
        return cls(keep, tuple(rules), topic, relevant, compiler or Compiler())

    def may_be_kept(
        self, payload: bytes, country: str | None = None, content_type: str = ""
    ) -> bool:
        """Tell whether a page, in bytes as a server sent it, may be kept by its words.

        ``country`` is that of its outlet, "" if it has none, None if it is not known. Not for
        outlets of Afghans, which all is kept of.
        """
        if self._keep is None or is_unreadable(payload):
            return True
        readings = self._texts.of(payload, content_type)
        known, there = self._open, self._open
        while True:
            step = self._step(known, there, country)
            if step == "kept" or step == "off":
                return step == "kept"
            group = self._groups[step]
            there |= group.found(readings)
            known |= group.bits

    def _step(self, known: int, there: int, country: str | None) -> Step:
        state = known, there, country
        if state not in self._steps:
            self._steps[state] = self._next(*state)
        return self._steps[state]

    def _next(self, known: int, there: int, country: str | None) -> Step:
        if not self._may(~known | there, country):
            return "off"
        if self._may(there, country):
            return "kept"
        unknown = [at for at, group in enumerate(self._groups) if group.bits & ~known]
        deciding = (
            at
            for at in unknown
            if not self._may((~known | there) & ~self._groups[at].bits, country)
        )
        return next(deciding, unknown[0])

    def _may(self, there: int, country: str | None) -> bool:
        """Tell whether a page may be kept if these leaves, and no others, are there."""
        bounds = Bounds(
            self._topic, self._relevant, lambda leaf: bool(self._bit[leaf] & there), country
        )
        keep = self._keep
        return keep is None or bounds.may(keep) or any(map(bounds.may, self._rules))

    def _group(
        self, leaves: list[tuple[Leaf, list[frozenset[Needed]]]], compiler: Compiler
    ) -> _Group:
        numbers: dict[Needed, int] = {}
        spellings: dict[int, list[Spelling]] = {}
        written: set[Needed] = set()
        for leaf, every in leaves:
            for words in every:
                written |= frozenset() if isinstance(leaf, Concept) else words
                parts = frozenset(numbers.setdefault(one, len(numbers)) for one in words)
                for part in parts:
                    spellings.setdefault(part, []).append((self._bit[leaf], parts))
        patterns = [
            Pattern(one.text, number, one.further)
            for needed, number in numbers.items()
            for one in expressions(needed, self._code, needed not in written)
        ]
        bits = sum(self._bit[leaf] for leaf, _ in leaves)
        return _Group(bits, Automaton(patterns, compiler), spellings)


def _topic_queries(topic: Topic, relevant: Query | None) -> Iterator[Query]:
    if relevant is not None:
        yield relevant
        return
    yield from (topic.net, *topic.rules.values(), *topic.review_rules.values())
    yield from (topic.terms[name] for name in topic.numbers["weights"])


def _needed(leaf: Leaf) -> list[frozenset[Needed]]:
    """Return what each spelling of a leaf cannot do without; nothing if that is not known."""
    slop = isinstance(leaf, Phrase) and leaf.slop > 0
    return list(dict.fromkeys(needed_of(spelling, slop) for spelling in leaf.spellings))


def _grouped(leaves: Sequence[Leaf], topic: Topic) -> Iterator[list[Leaf]]:
    """Yield leaves that are looked for together: words of queries and what few pages have first."""
    seldom: list[list[str]] = topic.numbers["seldom"]
    known: dict[str, Leaf] = {leaf.name: leaf for leaf in leaves if isinstance(leaf, Concept)}
    groups = [[known.pop(name) for name in names if name in known] for names in seldom]
    groups[0] += [leaf for leaf in leaves if not isinstance(leaf, Concept)]
    yield from groups
    yield from ([leaf] for leaf in known.values())
