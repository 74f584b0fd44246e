"""What queries may fit at most, given the words that may be there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pipelines.query.tree import (
    WORD_FACTS,
    And,
    AtLeast,
    Concept,
    Exact,
    Fact,
    Like,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    parts_of,
)
from pipelines.relevance import Topic

Leaf = Concept | Phrase | Exact
"""What is looked for in the bytes of a page."""
Has = Callable[[Leaf], bool]
"""Tells whether a leaf may be there."""


def leaf_of(atom: Leaf) -> Leaf:
    """Return what is looked for of an atom: in which part of the page it stands is not known."""
    return replace(atom, field="")


def leaves_of(query: Query) -> Iterator[Leaf]:
    """Yield the leaves of a query, in its order."""
    if isinstance(query, Concept | Phrase | Exact) and query.field not in WORD_FACTS:
        yield leaf_of(query)
    for part in parts_of(query):
        yield from leaves_of(part)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Tells what may be so of an article of which some words may be there.

    ``country`` is that of its outlet, None if it is not known. What is asked of a meaning fits no
    article that is only just read, and neither does its contrary.
    """

    topic: Topic
    relevant: Query | None
    has: Has
    country: str | None

    def may(self, query: Query) -> bool:
        """Tell whether a query may fit."""
        match query:
            case Concept() | Phrase() | Exact():
                return query.field in WORD_FACTS or self.has(leaf_of(query))
            case And():
                return all(map(self.may, query.parts))
            case Or():
                return any(map(self.may, query.parts))
            case Near():
                return self.may(query.left) and self.may(query.right)
            case AtLeast():
                return self.may(query.part)
            case Not():
                return self.may_not(query.part)
            case Like():
                return False
            case Fact("relevance", "off"):
                return True
            case Fact("relevance"):
                return self.on_topic()
            case Fact("country") if self.country is not None:
                return self.country.casefold() == query.value.casefold()
            case _:
                return True

    def may_not(self, query: Query) -> bool:
        """Tell whether a query may fail to fit; that words are there is never certain."""
        match query:
            case And():
                return any(map(self.may_not, query.parts))
            case Or():
                return all(map(self.may_not, query.parts))
            case Not():
                return self.may(query.part)
            case Like():
                return False
            case Fact("relevance", "off"):
                return self.on_topic()
            case Fact("country") if self.country is not None:
                return self.country.casefold() != query.value.casefold()
            case _:
                return True

    def on_topic(self) -> bool:
        """Tell whether an article may be relevant, or for a person to judge."""
        if self.relevant is not None:
            return self.may(self.relevant)
        topic = self.topic
        if any(map(self.may, (*topic.rules.values(), *topic.review_rules.values()))):
            return True
        return self._most_score() >= topic.numbers["accept_review_from"] and self.may(topic.net)

    def _most_score(self) -> float:
        numbers = self.topic.numbers
        share: float = 1 + numbers["second_hit_share"] + numbers["title_share"]
        weights: dict[str, float] = numbers["weights"]
        return sum(
            max(weight, 0.0) * share
            for name, weight in weights.items()
            if self.may(self.topic.terms[name])
        )
