"""Which stored articles seem to report the same event in their own words."""

import json
from datetime import datetime, timedelta

from db.store import Store, iso
from pipelines.items import Kept
from pipelines.stories.same_event import WITHIN_DAYS, same_events

_MOST_HOLDERS = 200
_MOST_EVENTS = 10


def link_events(store: Store, article_id: int, kept: Kept, now: datetime) -> None:
    """Note the marks of a stored article, and link it with articles of the same event.

    Within the caller's transaction. An article's time is its own word, else ``now``.
    """
    at = min(kept.article.published_at or now, now)
    window = [iso(at + timedelta(days=days)) for days in (-WITHIN_DAYS, WITHIN_DAYS)]
    rows = store.rows(
        "SELECT mark.value AS mark, (SELECT json_group_array(article_id) FROM ("
        "SELECT article_id FROM event_marks WHERE mark = mark.value AND at BETWEEN ? AND ? "
        "ORDER BY at DESC LIMIT ?)) AS holders FROM json_each(?) AS mark",
        (*window, _MOST_HOLDERS, json.dumps(kept.event_marks)),
    )
    holders = {row["mark"]: json.loads(row["holders"]) for row in rows}
    found = same_events(holders)
    elsewhere = _of_other_outlets(store, article_id, [event.article_id for event in found])
    events = [event for event in found if event.article_id in elsewhere]
    store.execute_many(
        "INSERT OR REPLACE INTO same_events (one, other, score, why) VALUES (?, ?, ?, ?)",
        [(event.article_id, article_id, event.score, event.why) for event in events[:_MOST_EVENTS]],
    )
    store.execute_many(
        "INSERT OR IGNORE INTO event_marks (mark, at, article_id) VALUES (?, ?, ?)",
        [(mark, iso(at), article_id) for mark in kept.event_marks],
    )


def _of_other_outlets(store: Store, article_id: int, others: list[int]) -> set[int]:
    """Return those of ``others`` that another outlet published: a follow-up is no second report."""
    rows = store.rows(
        "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?)) "
        "AND source_id <> (SELECT source_id FROM articles WHERE id = ?)",
        (json.dumps(others), article_id),
    )
    return {row["id"] for row in rows}
