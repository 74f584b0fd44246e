"""Doubts about a query: what can never fit, and outlets that nobody knows."""

from collections.abc import Iterable, Iterator, Sequence

from pipelines.items import Source
from pipelines.match import fits
from pipelines.querytree import And, Concept, Days, Exact, Fact, Near, Not, Phrase, Query, parts_of
from pipelines.view import ArticleView
from pipelines.words import Words

_SINGLE = ("lang", "country", "relevance")
"""What an article has one of."""


def doubts(query: Query, outlets: Iterable[Source]) -> tuple[str, ...]:
    """Return in words why ``query``, or a part of it, may never fit; ``outlets`` are all known."""
    known = [
        Words(
            ArticleView(
                source=f"{outlet.id} {outlet.name}", url=address or "", country=outlet.country
            )
        )
        for outlet in outlets
        for address in (outlet.homepage, *outlet.feeds, *outlet.sitemaps)
    ]
    return tuple(dict.fromkeys((*_impossible(query), *_unknown(query, known))))


def _impossible(query: Query) -> Iterator[str]:
    if isinstance(query, And):
        parts = frozenset(query.parts)
        for field in _SINGLE:
            asked = sorted(str(p) for p in parts if isinstance(p, Fact) and p.field == field)
            if len(asked) > 1:
                yield f"no article is {' and '.join(asked)} at once; join them with OR"
        days = [part for part in query.parts if isinstance(part, Days)]
        first = max((day.first for day in days if day.first), default=None)
        end = min((day.end for day in days if day.end), default=None)
        if first and end and first >= end:
            yield f"no day is {' and '.join(map(str, days))} at once"
        for part in query.parts:
            if isinstance(part, Not) and part.part in parts:
                yield f"nothing fits {part.part} and {part} at once"
    if isinstance(query, Near):
        left, right = fields_of(query.left), fields_of(query.right)
        if "" not in left | right and not left & right:
            yield f"{query}: different parts of an article are never near each other; use AND"
    for part in parts_of(query):
        yield from _impossible(part)


def fields_of(query: Query) -> frozenset[str]:
    """Return the parts of an article that the words of a query must stand in; "" for all."""
    if isinstance(query, Phrase | Exact | Concept):
        return frozenset({query.field})
    return frozenset().union(*map(fields_of, parts_of(query)))


def _unknown(query: Query, known: Sequence[Words]) -> Iterator[str]:
    named = isinstance(query, Phrase | Exact) and query.field == "source"
    placed = isinstance(query, Fact) and query.field in ("site", "country")
    if (named or placed) and not any(fits(query, outlet) for outlet in known):
        yield f"no known outlet fits {query}; `khabardar status` names them"
    for part in parts_of(query):
        yield from _unknown(part, known)
