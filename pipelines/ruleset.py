"""Many rules at once: one look at an article's words tells which rules are worth matching."""

import itertools
from collections import Counter
from collections.abc import Iterable

from pipelines.finder import Finder
from pipelines.items import RuleHit
from pipelines.match import fits, match
from pipelines.querytree import (
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
)
from pipelines.terms import WordPattern, longest
from pipelines.words import Words

Need = frozenset[WordPattern | Fact]
"""Words and facts of which one at least must be there for a query to fit."""


class RuleSet:
    """Rules by id, matched together over the words of one article.

    For each rule it is known what it cannot do without; a rule is looked at only if all of that
    is there. Rules that need nothing (they fit by absence) are always looked at.
    """

    def __init__(self, rules: Iterable[tuple[int, Query]]) -> None:
        self.rules = dict(rules)
        needs = {rule_id: _needs(query) for rule_id, query in self.rules.items()}
        numbers: dict[Need, int] = {}
        self._always = [rule_id for rule_id, wanted in needs.items() if not wanted]
        self._wanted = {rule_id: len(wanted) for rule_id, wanted in needs.items() if wanted}
        self._rules_of: list[list[int]] = []
        for rule_id, wanted in needs.items():
            for need in wanted:
                if need not in numbers:
                    numbers[need] = len(numbers)
                    self._rules_of.append([])
                self._rules_of[numbers[need]].append(rule_id)
        self._by_fact: dict[Fact, list[int]] = {}
        patterns = []
        for need, number in numbers.items():
            for one in need:
                if isinstance(one, Fact):
                    self._by_fact.setdefault(one, []).append(number)
                else:
                    patterns.append((one, number))
        self._finder = Finder(patterns)

    def match(self, words: Words) -> tuple[RuleHit, ...]:
        """Return the rules that fit, by id, with the places that made them fit."""
        rules_of = map(self._rules_of.__getitem__, self._needs_met(words))
        met = Counter(itertools.chain.from_iterable(rules_of))
        wanted = self._wanted
        chosen = [rule_id for rule_id, count in met.items() if count == wanted[rule_id]]
        hits = []
        for rule_id in sorted([*chosen, *self._always]):
            spans = match(self.rules[rule_id], words)
            if spans is not None:
                hits.append(RuleHit(rule_id, spans))
        return tuple(hits)

    def _needs_met(self, words: Words) -> set[int]:
        met = self._finder.present(words)
        for fact, numbers in self._by_fact.items():
            if fits(fact, words):
                met.update(numbers)
        return met


def _needs(query: Query) -> frozenset[Need]:
    """Return what must be there for ``query`` to fit: something of each need."""
    match query:
        case Phrase() | Exact() | Concept():
            if query.field in WORD_FACTS:
                return frozenset()
            return frozenset({frozenset(map(longest, query.spellings))})
        case Fact(field="lang" | "country"):
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
