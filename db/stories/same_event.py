"""Which stored articles seem to report the same event in their own words."""

import json
from collections.abc import Sequence
from datetime import timedelta
from sqlite3 import Row

from db.store import Store, iso, moment_of
from pipelines.stories.same_event import WITHIN_DAYS, SameEvent, same_events

_MOST_HOLDERS = 200
_MOST_EVENTS = 10
# An article's time is its own word, but never after it was seen.
_ARTICLE = (
    "SELECT id, source_id, min(coalesce(published_at, first_seen_at), first_seen_at) AS at, "
    "EXISTS (SELECT 1 FROM articles n WHERE n.id > a.id) AS has_later FROM articles a WHERE id = ?"
)
_HOLDERS = (
    "SELECT mark.value AS mark, (SELECT json_group_array(article_id) FROM ("
    "SELECT article_id FROM event_marks WHERE mark = mark.value AND at BETWEEN :since AND :until "
    "AND article_id BETWEEN :first AND :last ORDER BY at DESC LIMIT :most)) AS holders "
    "FROM json_each(:marks) AS mark"
)
_NEWEST = 2**62


def link_events(store: Store, article_id: int, marks: Sequence[str]) -> None:
    """Note the marks of an article's text, and link it with articles of the same event.

    ``marks`` take the place of those of an earlier text, and so do the links, those that later
    articles made to it among them. Within the caller's transaction, after its row is written.
    """
    article = store.rows(_ARTICLE, (article_id,))[0]
    rows = store.rows("SELECT mark, at FROM event_marks WHERE article_id = ?", (article_id,))
    if {tuple(row) for row in rows} == {(mark, article["at"]) for mark in marks}:
        return
    if rows:
        store.execute("DELETE FROM event_marks WHERE article_id = ?", (article_id,))
    store.execute_many(
        "INSERT OR IGNORE INTO event_marks (mark, at, article_id) VALUES (?, ?, ?)",
        [(mark, article["at"], article_id) for mark in marks],
    )
    _link_back(store, article, marks)
    if article["has_later"]:
        linked = store.rows("SELECT other FROM same_events WHERE one = ?", (article_id,))
        later = {row["other"] for row in linked}
        later.update(event.article_id for event in _found(store, article, marks, later=True))
        for other in sorted(later):
            _link_back(store, store.rows(_ARTICLE, (other,))[0], _marks(store, other))


def _link_back(store: Store, article: Row, marks: Sequence[str]) -> None:
    """Link an article with those stored before it, in place of the links it has with them."""
    found = _found(store, article, marks, later=False)
    elsewhere = _of_other_outlets(store, article, [event.article_id for event in found])
    events = [event for event in found if event.article_id in elsewhere][:_MOST_EVENTS]
    store.execute("DELETE FROM same_events WHERE other = ?", (article["id"],))
    store.execute_many(
        "INSERT INTO same_events (one, other, score, why) VALUES (:one, :other, :score, :why)",
        [
            {
                "one": event.article_id,
                "other": article["id"],
                "score": event.score,
                "why": event.why,
            }
            for event in events
        ],
    )


def _found(store: Store, article: Row, marks: Sequence[str], *, later: bool) -> list[SameEvent]:
    """Return the articles stored before one (or ``later``) that share enough of its marks."""
    at = moment_of(article["at"])
    assert at is not None  # noqa: S101 - every article was first seen some day
    window = timedelta(days=WITHIN_DAYS)
    rows = store.rows(
        _HOLDERS,
        {
            "since": iso(at - window),
            "until": iso(at + window),
            "first": article["id"] + 1 if later else 0,
            "last": _NEWEST if later else article["id"] - 1,
            "most": _MOST_HOLDERS,
            # In one order, so that a link says the same however its article came to it.
            "marks": json.dumps(sorted(marks, key=lambda mark: (mark.startswith("figure:"), mark))),
        },
    )
    return same_events({row["mark"]: json.loads(row["holders"]) for row in rows})


def _marks(store: Store, article_id: int) -> list[str]:
    """Return the stored marks of an article."""
    rows = store.rows("SELECT mark FROM event_marks WHERE article_id = ?", (article_id,))
    return [row["mark"] for row in rows]


def _of_other_outlets(store: Store, article: Row, others: list[int]) -> set[int]:
    """Return those of ``others`` that another outlet published: a follow-up is no second report."""
    rows = store.rows(
        "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(:others)) "
        "AND source_id <> :source",
        {"others": json.dumps(others), "source": article["source_id"]},
    )
    return {row["id"] for row in rows}
