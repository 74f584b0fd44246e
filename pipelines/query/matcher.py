"""Matches queries against one article's words; the same engine serves alerts and search."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from operator import eq
from typing import Any
from urllib.parse import urlsplit

from pipelines.items import Span
from pipelines.query.article_view import ArticleView
from pipelines.query.proximity import merged, near, sloppy, together
from pipelines.query.token_index import Place, TokenIndex
from pipelines.query.tree import (
    WORD_FACTS,
    And,
    AtLeast,
    Atom,
    Concept,
    Days,
    Everything,
    Exact,
    Fact,
    Like,
    Near,
    Not,
    Or,
    Phrase,
    Query,
)

MOST_SPANS = 50
"""So many places are kept of one match; more would not help a reader."""
MOST_STEPS = 100_000
"""So many places may a query compare in one article, a second or two of work; the rules that people
write compare some hundreds."""


@dataclass(frozen=True, slots=True)
class TooCostly:
    """That a query would compare too many places of an article; whether it fits is not known."""

    limit: int


class _OverBudgetError(Exception):
    """Ends the matching of one query; never leaves this module."""


def match(query: Query, words: TokenIndex) -> tuple[Span, ...] | TooCostly | None:
    """Return where ``query`` fits, in reading order, or None if it does not.

    What fits only because something is absent, or by what is known about the article, fits with
    no places. What like() asks of an article whose meaning is not known yet is unknown, and so is
    NOT of it: a query fits only if it does whatever the answer will be. A query that would take
    more than ``MOST_STEPS`` is ``TooCostly``, on every machine.
    """
    words.steps, words.unknown_fits = 0, False
    try:
        places = _places(query, words)
    except _OverBudgetError:
        return TooCostly(MOST_STEPS)
    if places is None:
        return None
    return tuple(dict.fromkeys(map(words.span, merged(places)[:MOST_SPANS])))


def places(query: Query, words: TokenIndex) -> list[Place]:
    """Return where ``query`` fits, as word positions; none if it does not, or is too costly."""
    words.steps, words.unknown_fits = 0, False
    try:
        return _places(query, words) or []
    except _OverBudgetError:
        return []


def fits(query: Query, words: TokenIndex) -> bool:
    """Tell whether ``query`` fits.

    One that is too costly to match is taken to fit: an article too many is better than one missed.
    """
    words.steps, words.unknown_fits = 0, False
    try:
        return _places(query, words) is not None
    except _OverBudgetError:
        return True


def may_fit(query: Query, words: TokenIndex) -> bool:
    """Tell whether ``query`` fits, or could once it is known what the article means."""
    words.steps, words.unknown_fits = 0, True
    try:
        return _places(query, words) is not None
    except _OverBudgetError:
        return True


def _spend(words: TokenIndex, steps: int) -> None:
    words.steps += steps
    if words.steps > MOST_STEPS:
        raise _OverBudgetError


def _places(query: Query, words: TokenIndex) -> list[Place] | None:
    return _PLACES[type(query)](query, words)


def _not(query: Not, words: TokenIndex) -> list[Place] | None:
    # What is unknown fits neither itself nor its NOT: within, the other answer is the careful one.
    words.unknown_fits = not words.unknown_fits
    found = _places(query.part, words)
    words.unknown_fits = not words.unknown_fits
    return [] if found is None else None


def _all(query: And, words: TokenIndex) -> list[Place] | None:
    every: list[Place] = []
    for part in query.asked:
        found = _places(part, words)
        if found is None:
            return None
        every += found
    return every


def _any(query: Or, words: TokenIndex) -> list[Place] | None:
    some = [places for part in query.parts if (places := _places(part, words)) is not None]
    return [place for places in some for place in places] if some else None


def _at_least(query: AtLeast, words: TokenIndex) -> list[Place] | None:
    found = _places(query.part, words)
    return found if found and len(set(found)) >= query.count else None


def _known(query: Fact | Days, words: TokenIndex) -> list[Place] | None:
    return [] if _is_so(query, words.view) else None


def _like(query: Like, words: TokenIndex) -> list[Place] | None:
    near = words.view.nearness.get(query.text)
    fits = words.unknown_fits if near is None else near >= query.least
    return [] if fits else None


def _atom(atom: Atom, words: TokenIndex) -> list[Place] | None:
    """Return the places of an atom, remembered with the words; None if there are none."""
    if type(atom) is Phrase and atom.word:
        ats = words.places.get(atom.word)
        return [(at, at) for at in ats] if ats else None
    known = words.found.get(atom, False)
    if known is not False:
        return known  # type: ignore[return-value]
    if atom.field in WORD_FACTS:
        inside = _found(atom, words.fact(atom.field))
        found: list[Place] | None = [] if inside else None
    else:
        found = _found(atom, words) or None
        if found and atom.field:
            first, last = words.zone(atom.field)
            found = [place for place in found if first <= place[0] and place[1] <= last] or None
    words.found[atom] = found
    return found


def _found(atom: Atom, words: TokenIndex) -> list[Place]:
    if isinstance(atom, Concept):
        return atom.words.places(words)
    if isinstance(atom, Exact):
        if not all(word in words.written for word in atom.words):
            return []
        places = (place for spelling in atom.spellings for place in words.sequence(spelling))
        return [place for place in places if _is_written(atom, place, words)]
    every = [place for spelling in atom.closed for place in words.phrase(spelling)]
    every += [place for spelling in atom.loose for place in words.sequence(spelling)]
    if atom.slop:
        apart = max(atom.spellings, key=len)
        lists = [words.positions(pattern) for pattern in apart]
        _spend(words, len(lists) * sum(map(len, lists)))
        every += sloppy(lists, atom.slop)
    return list(dict.fromkeys(every))


def _is_written(atom: Exact, place: Place, words: TokenIndex) -> bool:
    first, last = place
    written = (words.span((at, at)).text for at in range(first, last + 1))
    return all(map(eq, map(partial(unicodedata.normalize, "NFC"), written), atom.words))


def _near_each_other(query: Near, words: TokenIndex) -> list[Place] | None:
    return _near(query.left, query.right, query, words)


def _near(left: Query, right: Query, how: Near, words: TokenIndex) -> list[Place] | None:
    """Return where two parts stand near each other; groups of AND and NOT are taken apart."""
    if isinstance(left, And) or isinstance(right, And):
        pairs = (
            [(part, right) for part in left.parts]
            if isinstance(left, And)
            else [(left, part) for part in right.parts]  # type: ignore[union-attr]
        )
        every: list[Place] = []
        for one, other in pairs:
            found = _near(one, other, how, words)
            if found is None:
                return None
            every += found
        return every
    for side, other, first in ((left, right, True), (right, left, False)):
        if isinstance(side, Or) and any(isinstance(part, And | Not | Or) for part in side.parts):
            sides = [(part, other) if first else (other, part) for part in side.parts]
            some = [f for a, b in sides if (f := _near(a, b, how, words)) is not None]
            return [place for found in some for place in found] if some else None
    if isinstance(left, Not) and isinstance(right, Not):
        return None
    if isinstance(left, Not) or isinstance(right, Not):
        return _near_without(left, right, how, words)
    ours, theirs = _places(left, words), _places(right, words)
    if not ours or not theirs:
        return None
    return _lie(ours, theirs, how, words)[0] or None


def _near_without(left: Query, right: Query, how: Near, words: TokenIndex) -> list[Place] | None:
    """Return the places of one part that have none of the other near."""
    kept, unwanted = (left, right) if isinstance(right, Not) else (right, left)
    assert isinstance(unwanted, Not)  # noqa: S101 - the caller saw to it
    stay, away = _places(kept, words), _places(unwanted.part, words)
    if not stay:
        return None
    ours, theirs = (stay, away or []) if kept is left else (away or [], stay)
    _, lefts, rights = _lie(ours, theirs, how, words)
    gone = lefts if kept is left else rights
    return [place for place in stay if place not in gone] or None


def _lie(
    ours: list[Place], theirs: list[Place], how: Near, words: TokenIndex
) -> tuple[list[Place], set[Place], set[Place]]:
    _spend(words, len(ours) + len(theirs))
    if how.distance is None:
        return together(ours, theirs, words.sentence)
    return near(ours, theirs, how.distance, how.ordered)


def _is_so(query: Query, view: ArticleView) -> bool:
    """Tell whether what a query asks about an article is so; unknown is not so."""
    if isinstance(query, Days):
        if view.published_at is None:
            return False
        day = view.published_at.astimezone(UTC).date()
        return (query.first is None or day >= query.first) and (
            query.end is None or day < query.end
        )
    assert isinstance(query, Fact)  # noqa: S101 - there are only these two
    if query.field == "site":
        return _is_at(query.value, view)
    known = {"lang": view.language, "country": view.country, "relevance": view.relevance}
    return known[query.field].casefold() == query.value.casefold()


def _is_at(site: str, view: ArticleView) -> bool:
    """Tell whether labels of the article's host, and the start of its path, are those wanted."""
    try:
        parts = urlsplit(view.url)
        host, path = view.site or parts.hostname or "", parts.path
    except ValueError:
        host, path = view.site, ""
    wanted, _, folder = site.partition("/")
    labels, asked = host.casefold().split("."), wanted.casefold().split(".")
    run = range(len(labels) - len(asked) + 1)
    return any(labels[at : at + len(asked)] == asked for at in run) and (
        path.casefold().startswith(f"/{folder}".rstrip("/"))
    )


_PLACES: dict[type[Query], Callable[[Any, TokenIndex], list[Place] | None]] = {
    **{Phrase: _atom, Exact: _atom, Concept: _atom, Fact: _known, Days: _known, Like: _like},
    **{Not: _not, And: _all, Or: _any, Near: _near_each_other, AtLeast: _at_least},
    Everything: lambda _query, _words: [],
}
"""How each kind of query is matched; looked up thousands of times an article."""
