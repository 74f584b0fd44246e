"""Days in numbers: stories on topic by country, what share of all they are, outlets not heard."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.store import Store

_ON_TOPIC = """
SELECT a.day, s.country, sum(a.firsts) AS n FROM article_days a JOIN sources s ON s.id = a.source_id
WHERE a.day >= ? AND a.relevance = 'relevant' AND a.firsts > 0 GROUP BY a.day, s.country
"""
_ALL = "SELECT day, sum(articles) AS n FROM article_days WHERE day >= ? GROUP BY day"
_SILENT = "SELECT day, count(*) AS n FROM outlet_days WHERE day >= ? AND answered = 0 GROUP BY day"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of UTC: new stories on topic by the country of their first outlet.

    What came from recorded pages counts on the day of its publication. ``articles`` counts all that
    were seen that day, on topic or not; ``silent`` the outlets that
    were visited and never answered.
    """

    day: date
    stories: dict[str, int]
    articles: int
    silent: int

    @property
    def total(self) -> int:
        """How many new stories on topic the day had."""
        return sum(self.stories.values())


def days_until(store: Store, last: date, count: int) -> list[Day]:
    """Return the ``count`` days that end with ``last``, the oldest first, none left out."""
    first = last - timedelta(days=count - 1)
    stories: dict[str, dict[str, int]] = {}
    for row in store.rows(_ON_TOPIC, (first.isoformat(),)):
        stories.setdefault(row["day"], {})[row["country"]] = row["n"]
    articles = _counts(store, _ALL, first)
    silent = _counts(store, _SILENT, first)
    wanted = [first + timedelta(days=number) for number in range(count)]
    return [
        Day(day, stories.get(key, {}), articles.get(key, 0), silent.get(key, 0))
        for day, key in ((day, day.isoformat()) for day in wanted)
    ]


def _counts(store: Store, sql: str, first: date) -> dict[str, int]:
    return {row["day"]: row["n"] for row in store.rows(sql, (first.isoformat(),))}
