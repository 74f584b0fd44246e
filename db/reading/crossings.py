"""Crossings in the news: how many stories on topic name each, this week against the one before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.store import Store, iso

_CROSSINGS = """
WITH RECURSIVE marks(mark) AS (
    SELECT min(mark) FROM event_marks WHERE mark >= 'place:' AND mark < 'place;' UNION ALL
    SELECT (SELECT min(mark) FROM event_marks WHERE mark > marks.mark AND mark < 'place;')
    FROM marks WHERE mark IS NOT NULL
)
SELECT substr(mark, 7) AS name,
    (SELECT count(DISTINCT a.story_id) FROM event_marks m JOIN articles a ON a.id = m.article_id
        WHERE m.mark = marks.mark AND m.at >= :week AND m.at < :now
        AND a.relevance = 'relevant') AS this_week,
    (SELECT count(DISTINCT a.story_id) FROM event_marks m JOIN articles a ON a.id = m.article_id
        WHERE m.mark = marks.mark AND m.at >= :before AND m.at < :week
        AND a.relevance = 'relevant') AS week_before
FROM marks WHERE mark IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing, and how many stories on topic named it in each of the last two weeks.

    A week is the seven days until now; a story counts in a week in which an article of it came.
    """

    name: str
    this_week: int
    week_before: int

    @property
    def words(self) -> str:
        """What people read for the name."""
        return self.name.replace("_", " ").title()


def crossings(store: Store, now: datetime) -> list[Crossing]:
    """Return the crossings that any stored article names, those most named this week first."""
    week, until = timedelta(days=7), now + timedelta(seconds=1)
    moments = {"now": iso(until), "week": iso(now - week), "before": iso(now - 2 * week)}
    found = [Crossing(**dict(row)) for row in store.rows(_CROSSINGS, moments)]
    return sorted(found, key=lambda one: (-one.this_week, -one.week_before, one.name))
