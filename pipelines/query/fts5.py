"""Compiles a query to FTS5: a superset of its matches, which the matcher then verifies."""

from pipelines.query.patterns import Sequence, WordPattern, forms
from pipelines.query.tree import (
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

MOST_PARTS = 2_000
"""A longer expression is not worth building: its part of the query narrows nothing."""
MOST_NEAR = 60
_COLUMNS = {"title": "title", "lead": "text", "body": "text"}


def candidates(query: Query) -> str | None:
    """Return an FTS5 expression that finds at least all matches, None if none can narrow.

    Every word is quoted, so nothing that a person types is read as FTS5's own syntax.
    """
    expression = _expression(query)
    return expression if expression and expression.count('"') <= 4 * MOST_PARTS else None


def wanted(query: Query, field: str) -> str | None:
    """Return the one value of a fact that whatever fits must have, None if there is none."""
    parts = query.parts if isinstance(query, And) else (query,)
    found = {part.value for part in parts if isinstance(part, Fact) and part.field == field}
    return min(found, default=None)


def _expression(query: Query) -> str | None:
    match query:
        case Phrase() | Exact() | Concept():
            return _atom(query)
        case And():
            return _every(query.parts)
        case Near():
            apart = _every([p for p in (query.left, query.right) if not isinstance(p, Not)])
            return _near(query) or apart
        case AtLeast():
            return _expression(query.part)
        case Or():
            parts = [_expression(part) for part in query.parts]
            return _any([part for part in parts if part]) if all(parts) else None
        case _:
            return None


def _every(parts: "tuple[Query, ...] | list[Query]") -> str | None:
    known = [part for part in map(_expression, parts) if part]
    return f"({' AND '.join(known)})" if known else None


def _near(query: Near) -> str | None:
    """Return a NEAR of FTS5 for two words or phrases of few spellings, None for all else."""
    sides = [_phrases(part) for part in (query.left, query.right)]
    if query.distance is None or not all(sides) or len(sides[0]) * len(sides[1]) > MOST_NEAR:
        return None
    return _any(
        [f"NEAR({one} {other}, {query.distance})" for one in sides[0] for other in sides[1]]
    )


def _phrases(part: Query) -> list[str]:
    """Return the spellings of an atom if each is one phrase of FTS5, nothing otherwise."""
    if not isinstance(part, Phrase | Exact | Concept) or (isinstance(part, Phrase) and part.slop):
        return []
    shown = [_sequence(spelling) for spelling in part.spellings[: MOST_NEAR + 1]]
    spellings = [spelling[1:-1] for spelling in shown if spelling]
    fit = len(spellings) == len(shown) and not any(
        " AND " in spelling or "(" in spelling for spelling in spellings
    )
    return spellings if fit else []


def _any(parts: list[str]) -> str:
    return f"({' OR '.join(dict.fromkeys(parts))})"


def _atom(atom: Phrase | Exact | Concept) -> str | None:
    if atom.field in WORD_FACTS:
        return None
    slop = atom.slop if isinstance(atom, Phrase) else 0
    spellings = [
        _loose(spelling, slop) if slop else _sequence(spelling) for spelling in atom.spellings
    ]
    if not all(spellings) or len(spellings) > MOST_PARTS:
        return None
    found = _any([spelling for spelling in spellings if spelling])
    column = _COLUMNS.get(atom.field)
    return f"({column} : {found})" if column else found


def _loose(spelling: Sequence, slop: int) -> str | None:
    """Return the words of a phrase near each other: its moves, and the words of it between."""
    known = [_known(pattern) for pattern in spelling]
    if len(spelling) == 1 or not all(known):
        return _sequence(spelling)
    return f"NEAR({' '.join(word for word in known if word)}, {slop + len(spelling) - 2})"


def _sequence(spelling: Sequence) -> str | None:
    """Return the phrases that FTS5 can look up; what is open at its start it cannot."""
    runs: list[list[str]] = [[]]
    for pattern in spelling:
        known = _known(pattern)
        if known is None or pattern.proclitic:
            runs += [[known], []] if known else [[]]
            continue
        if known.startswith('"') and known.endswith('"'):
            runs[-1].append(known[1:-1])
        else:
            runs[-1].append(known[1:].removesuffix('" *'))
            runs[-1] = [f'"{" ".join(runs[-1])}" *']
            runs.append([])
    shown = [_phrase(run) for run in runs if run]
    return f"({' AND '.join(shown)})" if shown else None


def _phrase(run: list[str]) -> str:
    return run[0] if run[0].startswith(('"', "(")) else f'"{" ".join(run)}"'


def _known(pattern: WordPattern) -> str | None:
    """Return the word or prefix of a pattern, quoted, or None if FTS5 cannot find it."""
    if pattern.open_start:
        return None
    if pattern.proclitic:
        return _any([_known(form) or "" for form in forms(pattern)])
    if pattern.wild or pattern.open_end:
        return f'"{pattern.prefix}" *' if pattern.prefix else None
    return f'"{pattern.text}"'
