"""Many rules at once: one look at an article's words tells which rules are worth matching."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from pipelines.items import RuleHit
from pipelines.query.matcher import TooCostly, fits, match, may_fit
from pipelines.query.patterns import WordPattern, longest
from pipelines.query.prefilter import Prefilter
from pipelines.query.token_index import TokenIndex
from pipelines.query.tree import (
    SINGLE_FACTS,
    WORD_FACTS,
    And,
    AtLeast,
    Concept,
    Exact,
    Fact,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    likes_of,
)

Need = frozenset[WordPattern | Concept | Fact]
"""Words, concepts and facts of which one at least must be there for a query to fit."""


@dataclass(frozen=True, slots=True)
class RuleMatches:
    """The rules that fit an article, and by id those that were too costly to match.

    ``undecided`` are the ids of those that it may fit once it is known what the article means.
    """

    hits: tuple[RuleHit, ...]
    set_aside: tuple[int, ...] = ()
    undecided: tuple[int, ...] = ()


class RuleSet:
    """Rules by id, matched together over the words of one article.

    For each rule it is known what it cannot do without; a rule is looked at only if all of that
    is there. Rules that need nothing (they fit by absence) are always looked at.
    """

    def __init__(self, rules: Iterable[tuple[int, Query]]) -> None:
        self.rules = dict(rules)
        self._by_meaning = {number for number, query in self.rules.items() if likes_of(query)}
        numbers: dict[Need, int] = {}
        self._always: list[tuple[int, Query]] = []
        self._by_need: list[list[tuple[int, Query, frozenset[int]]]] = []
        for rule_id, query in self.rules.items():
            needs = sorted(_needs(query), key=_how_common)
            for need in needs:
                if need not in numbers:
                    numbers[need] = len(numbers)
                    self._by_need.append([])
            if needs:
                # It waits for what is seldom there; the rest is asked for only then.
                rest = frozenset(numbers[need] for need in needs[1:])
                self._by_need[numbers[needs[0]]].append((rule_id, query, rest))
            else:
                self._always.append((rule_id, query))
        self._known: dict[Concept | Fact, list[int]] = {}
        patterns = []
        for need, number in numbers.items():
            for one in need:
                if isinstance(one, WordPattern):
                    patterns.append((one, number))
                else:
                    self._known.setdefault(one, []).append(number)
        self._prefilter = Prefilter(patterns)

    def match(self, words: TokenIndex) -> RuleMatches:
        """Return the rules that fit, with the places that made them fit, and those set aside."""
        met = self._needs_met(words)
        waiting = itertools.chain.from_iterable(map(self._by_need.__getitem__, met))
        chosen = [(rule_id, query) for rule_id, query, rest in waiting if rest <= met]
        hits = []
        set_aside = []
        undecided = []
        for rule_id, query in (*chosen, *self._always):
            spans = match(query, words)
            if isinstance(spans, TooCostly):
                set_aside.append(rule_id)
            elif spans is not None:
                hits.append(RuleHit(rule_id, spans))
            elif rule_id in self._by_meaning and may_fit(query, words):
                undecided.append(rule_id)
        return RuleMatches(
            tuple(sorted(hits, key=attrgetter("rule_id"))),
            (*sorted(set_aside),),
            (*sorted(undecided),),
        )

    def _needs_met(self, words: TokenIndex) -> set[int]:
        met = self._prefilter.present(words)
        for what, numbers in self._known.items():
            if fits(what, words):
                met.update(numbers)
        return met


def _how_common(need: Need) -> tuple[bool, int, int]:
    """Return a key that puts first what few articles have: few words, and long ones."""
    patterns = [one for one in need if isinstance(one, WordPattern)]
    shortest = min((len(pattern.letters) for pattern in patterns), default=0)
    return len(patterns) < len(need), len(need), -shortest


def _needs(query: Query) -> frozenset[Need]:
    """Return what must be there for ``query`` to fit: something of each need."""
    match query:
        case Phrase() | Exact():
            if query.field in WORD_FACTS:
                return frozenset()
            return frozenset(
                {frozenset(spelling[longest(spelling)] for spelling in query.spellings)}
            )
        case Concept():
            return frozenset({frozenset({query})})
        case Fact() if query.field in SINGLE_FACTS:
            return frozenset({frozenset({query})})
        case And():
            return frozenset().union(*map(_needs, query.parts))
        case Near():
            sides = [part for part in (query.left, query.right) if not isinstance(part, Not)]
            return frozenset().union(*map(_needs, sides))
        case AtLeast():
            return _needs(query.part)
        case Or():
            # One need for the whole: the smallest of each part's, taken together.
            smallest = [min(_needs(part), key=len, default=None) for part in query.parts]
            known = [need for need in smallest if need is not None]
            return (
                frozenset({frozenset().union(*known)})
                if len(known) == len(smallest)
                else frozenset()
            )
        case _:
            return frozenset()
