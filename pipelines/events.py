"""Marks of an event in a text: places, names and figures that two reports of it may share."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.amounts import amounts_of
from pipelines.duplicates import words_of
from pipelines.fold import fold

WITHIN_DAYS = 2
_WEIGHTS = {"place": 1.0, "figure": 1.5, "name": 1.0}
_NEEDED = 2.0
_COMMON = 6
"""A mark that more reports of the same days have says less of each."""
_LEAST_FIGURE = 13
_YEARS = (range(1380, 1460), range(1900, 2100))
_NAME = re.compile(r"(?<=[a-z,;:\d] )[A-Z][\w'’-]{3,}(?: [A-Z][\w'’-]+)*")
_NO_NAMES = frozenset(
    (
        *("afghan", "afghans", "afghanistan", "pakistan", "pakistani", "pakistanis", "iran"),
        *("iranian", "iranians", "january", "february", "march", "april", "june", "july"),
        *("august", "september", "october", "november", "december", "monday", "tuesday"),
        *("wednesday", "thursday", "friday", "saturday", "sunday", "united", "nations"),
        *("government", "ministry", "muslim", "islamic"),
    )
)
_MOST_NAMES = 12

Places = Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class SameEvent:
    """An article that seems to report the same event: how much it shares, and what."""

    article_id: int
    score: float
    why: str


def place_patterns(places: Mapping[str, Iterable[str]]) -> Places:
    """Return a pattern over folded text for each place, from its spellings."""
    return {
        name: re.compile(
            r"\b(?:" + "|".join(sorted({re.escape(fold(way)) for way in ways})) + r")\b"
        )
        for name, ways in places.items()
    }


def event_marks(text: str, folded: str, places: Places) -> tuple[str, ...]:
    """Return the marks of a text, given as written and folded: "place:torkham", "figure:214" ...

    Names are seen where capitals tell them: in Latin letters. Years and small numbers are none.
    """
    marks = [f"place:{name}" for name, pattern in places.items() if pattern.search(folded)]
    for amount in amounts_of(words_of(folded)).said:
        year = not amount.scales and any(amount.value in years for years in _YEARS)
        if amount.value >= _LEAST_FIGURE and not year:
            marks.append(f"figure:{amount.value:.15g}")
    names = (fold(found) for found in _NAME.findall(text))
    distinct = dict.fromkeys(
        name
        for name in names
        if _NO_NAMES.isdisjoint(name.split())
        and not any(place.search(name) for place in places.values())
    )
    marks += [f"name:{name}" for name in [*distinct][:_MOST_NAMES]]
    return tuple(dict.fromkeys(marks))


def same_events(holders: Mapping[str, Iterable[int]]) -> list[SameEvent]:
    """Return the articles that share enough of an article's marks, the likeliest first.

    ``holders`` are the articles of the same days that have each of its marks; two kinds of marks at
    least must be shared.
    """
    shared: dict[int, dict[str, float]] = defaultdict(dict)
    for mark, articles in holders.items():
        known = list(articles)
        kind = mark.partition(":")[0]
        for article in known:
            shared[article][mark] = _WEIGHTS[kind] * min(1.0, _COMMON / len(known))
    found = [
        SameEvent(article, round(sum(marks.values()), 2), _why(marks))
        for article, marks in shared.items()
        if sum(marks.values()) >= _NEEDED and len({m.partition(":")[0] for m in marks}) > 1
    ]
    return sorted(found, key=lambda event: (-event.score, event.article_id))


def _why(marks: Iterable[str]) -> str:
    return ", ".join(mark.partition(":")[2].replace("_", " ") for mark in marks)
