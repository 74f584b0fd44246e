"""Many rules at once: one look at an article's words tells which rules are worth matching."""

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
        used = Counter(numbers.setdefault(n, len(numbers)) for all_ in needs.values() for n in all_)
        self._always: list[int] = []
        self._rules_of: dict[int, list[tuple[int, frozenset[int]]]] = {}
        for rule_id, all_needs in needs.items():
            wanted = frozenset(numbers[need] for need in all_needs)
            if not wanted:
                self._always.append(rule_id)
                continue
            rarest = min(wanted, key=lambda number: (used[number], number))
            self._rules_of.setdefault(rarest, []).append((rule_id, wanted - {rarest}))
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
        met = self._needs_met(words)
        chosen = [
            rule_id
            for need in met
            for rule_id, others in self._rules_of.get(need, ())
            if met.issuperset(others)
        ]
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
