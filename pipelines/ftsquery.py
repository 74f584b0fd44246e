"""Compiles a query to FTS5: a superset of its matches, which the matcher then verifies."""

from pipelines.query import And, Concept, Everything, Not, Or, Query, Words
from pipelines.terms import Sequence

MOST_PARTS = 500
"""A longer expression is not worth building: all articles are looked at instead."""


def candidates(query: Query) -> str | None:
    """Return an FTS5 expression that finds at least all matches, None if none can narrow.

    Every word is quoted, so nothing that a person types is read as FTS5's own syntax.
    """
    expression = _expression(query)
    return expression if expression and expression.count('"') <= 2 * MOST_PARTS else None


def _expression(query: Query) -> str | None:
    match query:
        case Words() | Concept():
            ways = [_sequence(way) for way in query.spellings]
            return _any([way for way in ways if way]) if ways and all(ways) else None
        case And():
            known = [part for part in map(_expression, query.parts) if part]
            return f"({' AND '.join(known)})" if known else None
        case Or():
            parts = [_expression(part) for part in query.parts]
            return _any([part for part in parts if part]) if all(parts) else None
        case Not() | Everything():
            return None


def _any(parts: list[str]) -> str:
    return f"({' OR '.join(parts)})"


def _sequence(way: Sequence) -> str | None:
    """Return the words that FTS5 can look up; one open at its start it cannot."""
    known = [
        f'"{pattern.text}"{" *" if pattern.open_end else ""}'
        for pattern in way
        if not pattern.open_start
    ]
    return f"({' AND '.join(known)})" if known else None
