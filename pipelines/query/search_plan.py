"""How stored articles are searched: what the indexes tell, for the matcher to check the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.query import fts5
from pipelines.query.proximity import near
from pipelines.query.token_index import Place
from pipelines.query.tree import (
    WORD_FACTS,
    And,
    AtLeast,
    Concept,
    Days,
    Exact,
    Like,
    Near,
    Or,
    Phrase,
    Query,
    parts_of,
)

Names = tuple[str, ...]
"""Concepts of which an article names one at least."""


@dataclass(frozen=True, slots=True)
class WordCount:
    """Words of which an article holds so many places at least."""

    words: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Nearness:
    """Two groups of concepts with places that have at most ``distance`` words between them."""

    left: Names
    right: Names
    distance: int
    ordered: bool

    def fits(self, left: Sequence[Place], right: Sequence[Place]) -> bool:
        """Tell whether some places of the two groups stand so."""
        return bool(near(left, right, self.distance, self.ordered)[0])


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What every article that fits a query has: all of it, so that the rest need not be read.

    ``expression`` is one of FTS5, None if it tells nothing; ``sources`` is what the name of the
    outlet must fit; ``first_day`` and ``end_day`` are ISO days of publication, the second one is
    the day after the last; ``likes`` are the texts that it must be near to.
    """

    expression: str | None
    language: str | None = None
    relevance: str | None = None
    concepts: tuple[Names, ...] = ()
    nearness: tuple[Nearness, ...] = ()
    counts: tuple[WordCount, ...] = ()
    country: str | None = None
    sources: tuple[Query, ...] = ()
    first_day: str | None = None
    end_day: str | None = None
    likes: tuple[Like, ...] = ()


def versions_of(query: Query) -> frozenset[str]:
    """Return the versions of the word lists whose concepts ``query`` names."""
    if isinstance(query, Concept):
        return frozenset({query.version})
    return frozenset().union(*map(versions_of, parts_of(query)))


def plan_search(query: Query, *, indexed: bool) -> SearchPlan:
    """Return how to search for ``query``; ``indexed`` says that concepts can be looked up."""
    parts = query.parts if isinstance(query, And) else (query,)
    days = [part for part in parts if isinstance(part, Days)]
    concepts: list[Names] = []
    nearness: list[Nearness] = []
    counts: list[WordCount] = []
    rest: list[Query] = []
    for part in parts:
        counts += _counts(part)
        sides = (part.left, part.right) if isinstance(part, Near) else (part,)
        names = [_names(side) if indexed else () for side in sides]
        if not any(names):
            rest.append(part)
            continue
        concepts += filter(None, names)
        rest += [side for side, known in zip(sides, names, strict=True) if not known]
        if isinstance(part, Near) and all(names) and part.distance is not None:
            nearness.append(Nearness(names[0], names[1], part.distance, part.ordered))
    return SearchPlan(
        fts5.candidates(And(tuple(rest))),
        fts5.wanted(query, "lang"),
        fts5.wanted(query, "relevance"),
        tuple(dict.fromkeys(concepts)),
        tuple(nearness),
        tuple(counts),
        fts5.wanted(query, "country"),
        tuple(part for part in parts if _is_of_source(part)),
        max((day.first.isoformat() for day in days if day.first), default=None),
        min((day.end.isoformat() for day in days if day.end), default=None),
        tuple(part for part in parts if isinstance(part, Like)),
    )


def _is_of_source(query: Query) -> bool:
    return isinstance(query, Phrase | Exact | Concept) and query.field == "source"


def _names(query: Query) -> Names:
    """Return the concepts of which an article that fits names one, () if that is not all it is."""
    if isinstance(query, AtLeast):
        return _names(query.part)
    if isinstance(query, Concept):
        # What is in the list of one language is not told apart in the index.
        return () if "." in query.name else (query.name,)
    if isinstance(query, Or):
        found = [_names(part) for part in query.parts]
        return tuple(dict.fromkeys(name for names in found for name in names)) if all(found) else ()
    return ()


def _counts(query: Query) -> Iterable[WordCount]:
    """Yield how often an article has the first words of what must be there several times."""
    if not isinstance(query, AtLeast) or not isinstance(query.part, Phrase) or query.part.slop:
        return
    heads = [spelling[0] for spelling in query.part.spellings]
    if query.part.field not in WORD_FACTS and all(head.plain for head in heads):
        yield WordCount(tuple(dict.fromkeys(head.text for head in heads)), query.count)
