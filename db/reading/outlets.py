"""Outlets as the desk lists them: how each does now, and how its last days were."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from db.status import SourceStatus
from db.store import Store

DayKind = Literal["news", "nothing", "silent", "unvisited"]


@dataclass(frozen=True, slots=True)
class OutletDay:
    """What an outlet gave on a day of UTC: articles, nothing new, no answer, or not asked."""

    day: date
    kind: DayKind
    articles: int


@dataclass(frozen=True, slots=True)
class OutletRow:
    """An outlet with its last days, the oldest first; ``usual`` is its articles on a usual day.

    ``usual`` is the median of the days before today on which it answered, None if these are fewer
    than seven.
    """

    source: SourceStatus
    days: tuple[OutletDay, ...]
    usual: int | None

    @property
    def today(self) -> int:
        """How many articles came on the last of its days."""
        return self.days[-1].articles


LEAST_DAYS = 7
_OF_THESE = (
    "WHERE day BETWEEN :first AND :last AND source_id IN (SELECT value FROM json_each(:ids))"
)
_CAME = (
    f"SELECT source_id, day, sum(articles) FROM article_days INDEXED BY article_days_by_outlet "  # noqa: S608 - ours
    f"{_OF_THESE} GROUP BY source_id, day"
)
_ANSWERED = f"SELECT source_id, day, answered FROM outlet_days {_OF_THESE}"  # noqa: S608 - ours


def outlet_rows(
    store: Store, sources: Sequence[SourceStatus], today: date, count: int = 30
) -> list[OutletRow]:
    """Return each of some outlets, in their order, with its last ``count`` days."""
    days = [today - timedelta(days=count - 1 - number) for number in range(count)]
    wanted = {
        "ids": json.dumps([source.id for source in sources]),
        "first": days[0].isoformat(),
        "last": today.isoformat(),
    }
    came = _by_outlet_and_day(store, _CAME, wanted)
    answered = _by_outlet_and_day(store, _ANSWERED, wanted)
    rows = []
    named = [(day, day.isoformat()) for day in days]
    for source in sources:
        shown = tuple(
            OutletDay(day, _kind(answered.get((source.id, name)), count), count)
            for day, name in named
            for count in (came.get((source.id, name), 0),)
        )
        rows.append(OutletRow(source, shown, _usual(shown[:-1])))
    return rows


def _by_outlet_and_day(
    store: Store, sql: str, wanted: dict[str, str]
) -> dict[tuple[str, str], int]:
    return {(row[0], row[1]): row[2] for row in store.rows(sql, wanted)}


def _kind(answered: int | None, articles: int) -> DayKind:
    if articles:
        return "news"
    if answered is None:
        return "unvisited"
    return "nothing" if answered else "silent"


def _usual(days: tuple[OutletDay, ...]) -> int | None:
    counts = sorted(day.articles for day in days if day.kind in ("news", "nothing"))
    return counts[len(counts) // 2] if len(counts) >= LEAST_DAYS else None
