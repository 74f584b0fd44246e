"""Matches queries against one article's words; the same engine serves alerts and search."""

from collections.abc import Iterable

from pipelines.items import RuleHit, Span
from pipelines.query import And, Concept, Everything, Not, Or, Query
from pipelines.query import Words as WordsQuery
from pipelines.terms import Place, Sequence, Words

MOST_SPANS = 50
"""So many places are kept of one match; more would not help a reader."""


class RuleSet:
    """Rules by id, matched together over the words of one article.

    Each rule is looked at only if a word that it cannot do without is there; rules that have no
    such word, because their terms are open at an end, are always looked at.
    """

    def __init__(self, rules: Iterable[tuple[int, Query]]) -> None:
        self.rules = dict(rules)
        self._by_word: dict[str, list[int]] = {}
        self._always: list[int] = []
        for rule_id, query in self.rules.items():
            words = _needed(query)
            if words is None:
                self._always.append(rule_id)
            for word in words or ():
                self._by_word.setdefault(word, []).append(rule_id)

    def match(self, words: Words) -> tuple[RuleHit, ...]:
        """Return the rules that fit, by id, with the places that made them fit."""
        present = self._by_word.keys() & words.places.keys()
        chosen = {rule_id for word in present for rule_id in self._by_word[word]}
        hits = []
        for rule_id in sorted(chosen.union(self._always)):
            spans = match(self.rules[rule_id], words)
            if spans is not None:
                hits.append(RuleHit(rule_id, spans))
        return tuple(hits)


def _needed(query: Query) -> frozenset[str] | None:
    """Return words of which one must stand in a text for ``query`` to fit, None if none must."""
    match query:
        case WordsQuery() | Concept():
            known = [_closed(way) for way in query.spellings]
            return frozenset(word for word in known if word) if known and all(known) else None
        case And():
            some = [words for part in query.parts if (words := _needed(part)) is not None]
            return min(some, key=len, default=None)
        case Or():
            every = [_needed(part) for part in query.parts]
            known_sets = [words for words in every if words is not None]
            return frozenset().union(*known_sets) if len(known_sets) == len(every) else None
        case _:
            return None


def _closed(way: Sequence) -> str:
    """Return the longest word of a spelling that is closed at both ends, "" if none is."""
    words = (p.text for p in way if not (p.open_start or p.open_end))
    return max(words, key=len, default="")


def article_words(title: str, text: str) -> Words:
    """Return the words of an article, headline and text apart."""
    return Words((("title", title), ("text", text)))


def match(query: Query, words: Words) -> tuple[Span, ...] | None:
    """Return where ``query`` fits, in reading order, or None if it does not.

    What fits only because something is absent fits with no places. The spans' texts are left
    empty: ``with_texts`` fills them from the originals.
    """
    places = _places(query, words)
    if places is None:
        return None
    merged = _merged(sorted(set(places)))[:MOST_SPANS]
    return tuple(_span(words, place) for place in merged)


def with_texts(hits: Iterable[RuleHit], fields: dict[str, str]) -> tuple[RuleHit, ...]:
    """Return ``hits`` with each span's text taken from the original ``fields``."""
    return tuple(
        RuleHit(
            hit.rule_id,
            tuple(
                Span(span.field, span.start, span.end, fields[span.field][span.start : span.end])
                for span in hit.spans
            ),
        )
        for hit in hits
    )


def _places(query: Query, words: Words) -> list[Place] | None:
    match query:
        case Everything():
            return []
        case WordsQuery() | Concept():
            found = [place for way in query.spellings for place in words.sequence(way)]
            return found or None
        case Not():
            return [] if _places(query.part, words) is None else None
        case And():
            return _all(query.parts, words)
        case Or():
            some = [places for part in query.parts if (places := _places(part, words)) is not None]
            return [place for places in some for place in places] if some else None


def _all(parts: tuple[Query, ...], words: Words) -> list[Place] | None:
    every: list[Place] = []
    for part in parts:
        found = _places(part, words)
        if found is None:
            return None
        every += found
    return every


def _merged(places: list[Place]) -> list[Place]:
    """Return sorted places with those that overlap joined."""
    merged: list[Place] = []
    for start, end in places:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _span(words: Words, place: Place) -> Span:
    field, start, end = words.span(place)
    return Span(field, start, end, "")
