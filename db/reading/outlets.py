"""Outlets as the desk lists them: how each does now, and how its last days were."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from db.status import SourceStatus, status_of_sources
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


def outlet_rows(store: Store, today: date, count: int = 30) -> list[OutletRow]:
    """Return every outlet with its last ``count`` days."""
    days = [today - timedelta(days=count - 1 - number) for number in range(count)]
    first = days[0].isoformat()
    came: dict[tuple[str, str], int] = {}
    for row in store.rows(
        "SELECT day, source_id, count(*) AS n FROM articles WHERE day >= ? GROUP BY day, source_id",
        (first,),
    ):
        came[row["source_id"], row["day"]] = row["n"]
    answered = {
        (row["source_id"], row["day"]): row["answered"]
        for row in store.rows(
            "SELECT day, source_id, answered FROM outlet_days WHERE day >= ?", (first,)
        )
    }
    rows = []
    named = [(day, day.isoformat()) for day in days]
    for source in status_of_sources(store):
        shown = tuple(
            OutletDay(day, _kind(answered.get((source.id, name)), count), count)
            for day, name in named
            for count in (came.get((source.id, name), 0),)
        )
        rows.append(OutletRow(source, shown, _usual(shown[:-1])))
    return rows


def _kind(answered: int | None, articles: int) -> DayKind:
    if articles:
        return "news"
    if answered is None:
        return "unvisited"
    return "nothing" if answered else "silent"


def _usual(days: tuple[OutletDay, ...]) -> int | None:
    counts = sorted(day.articles for day in days if day.kind in ("news", "nothing"))
    return counts[len(counts) // 2] if len(counts) >= LEAST_DAYS else None
