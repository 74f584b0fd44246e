"""Crossings in the news: how many stories on topic name each, this week against the one before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.store import Store, iso

# Begins with the stories on topic of the two weeks, as the list does that the table links to.
_CROSSINGS = """
WITH RECURSIVE marks(mark) AS (
    SELECT min(mark) FROM event_marks WHERE mark >= 'place:' AND mark < 'place;' UNION ALL
    SELECT (SELECT min(mark) FROM event_marks WHERE mark > marks.mark AND mark < 'place;')
    FROM marks WHERE mark IS NOT NULL
), told AS MATERIALIZED (
    SELECT t.id, t.last_news_at >= :week AS this_week, EXISTS (
        SELECT 1 FROM articles c WHERE c.story_id = t.id
        AND c.news_at >= :before AND c.news_at < :week) AS week_before
    FROM articles a INDEXED BY articles_told CROSS JOIN stories t ON t.id = a.story_id
    WHERE a.first_in_story = 1 AND a.relevance IN ('relevant', 'review')
        AND a.relevance = 'relevant' AND t.last_news_at >= :before
        AND a.story_id >= (SELECT min(+id) FROM stories WHERE last_news_at >= :before)
), named AS (
    SELECT DISTINCT m.mark, told.id, told.this_week, told.week_before
    FROM told CROSS JOIN articles c ON c.story_id = told.id
        CROSS JOIN event_marks m ON m.article_id = c.id AND m.mark >= 'place:' AND m.mark < 'place;'
)
SELECT substr(marks.mark, 7) AS name, coalesce(sum(named.this_week), 0) AS this_week,
    coalesce(sum(named.week_before), 0) AS week_before
FROM marks LEFT JOIN named ON named.mark = marks.mark WHERE marks.mark IS NOT NULL
GROUP BY marks.mark
"""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A crossing, and how many stories on topic that name it there were in the last two weeks.

    A week is the seven days until now; a story counts in a week in which an article of it was
    seen, or published if it came from recorded pages. It is on topic if its first article is; any
    of its articles may name the crossing. So the stories of this week are those that ``Choice``
    finds.
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
    week = timedelta(days=7)
    moments = {"week": iso(now - week), "before": iso(now - 2 * week)}
    found = [Crossing(**dict(row)) for row in store.rows(_CROSSINGS, moments)]
    return sorted(found, key=lambda one: (-one.this_week, -one.week_before, one.name))
