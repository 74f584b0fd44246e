"""What people decided of events: which stories tell of one, and which never do."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, groupby, product

from db.store import Store, iso

# What was decided at one moment of a story and of others names each of these others.
_OF_STORY = """
SELECT d.decided_at, d.decision, t.id, t.title, b.language FROM (
    SELECT d.*, d.other AS told FROM articles a JOIN event_decisions d ON d.one = a.id
        WHERE a.story_id = :id
    UNION SELECT d.*, d.one FROM articles a JOIN event_decisions d ON d.other = a.id
        WHERE a.story_id = :id) d
JOIN articles b ON b.id = d.told JOIN stories t ON t.id = b.story_id
WHERE t.id <> :id ORDER BY d.decided_at DESC, d.decision, t.id
"""
_TAKEN_BACK = """
DELETE FROM event_decisions WHERE decided_at = :at
AND one IN (SELECT id FROM articles WHERE story_id IN (SELECT value FROM json_each(:stories)))
AND other IN (SELECT id FROM articles WHERE story_id IN (SELECT value FROM json_each(:stories)))
"""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a person said of a story and another: that they tell of one event, or do not."""

    is_same: bool
    story_id: int
    title: str
    language: str


@dataclass(frozen=True, slots=True)
class EventDecision:
    """All that was said of a story at one moment, ISO 8601 UTC."""

    decided_at: str
    sayings: tuple[Saying, ...]


def put_together(store: Store, stories: Collection[int], now: datetime) -> None:
    """Keep that stories tell of one event, whatever was said before.

    It is kept of their first articles, since stories join and part. Within the caller's
    transaction, as what follows.
    """
    _keep(store, combinations(sorted(stories), 2), "merge", now)


def put_apart(store: Store, some: Collection[int], others: Collection[int], now: datetime) -> None:
    """Keep that some stories do not tell of the event of others; either side stays together."""
    put_together(store, some, now)
    put_together(store, others, now)
    _keep(store, product(sorted(some), sorted(others)), "split", now)


def decisions_of(store: Store, story_id: int) -> list[EventDecision]:
    """Return what people said of the event of a story, the last decision in front."""
    rows = store.rows(_OF_STORY, {"id": story_id})
    return [
        EventDecision(
            at,
            tuple(
                Saying(row["decision"] == "merge", row["id"], row["title"], row["language"])
                for row in of_one
            ),
        )
        for at, of_one in groupby(rows, lambda row: str(row["decided_at"]))
    ]


def take_back(store: Store, decision: EventDecision, story_id: int) -> frozenset[int]:
    """Forget what was said of a story at one moment; return the stories that it was said of.

    Within the caller's transaction.
    """
    stories = {story_id, *(one.story_id for one in decision.sayings)}
    asked = {"at": decision.decided_at, "stories": json.dumps(sorted(stories))}
    store.execute(_TAKEN_BACK, asked)
    return frozenset(stories)


def _keep(store: Store, pairs: Iterable[tuple[int, int]], decision: str, now: datetime) -> None:
    known = [*pairs]
    asked = json.dumps(sorted({story for pair in known for story in pair}))
    firsts = {
        row["id"]: row["first_article_id"]
        for row in store.rows(
            "SELECT id, first_article_id FROM stories WHERE id IN (SELECT value FROM json_each(?))",
            (asked,),
        )
    }
    rows = [sorted((firsts[one], firsts[other])) for one, other in known]
    store.execute_many(
        "INSERT OR REPLACE INTO event_decisions (one, other, decision, decided_at) "
        "VALUES (?, ?, ?, ?)",
        [(*row, decision, iso(now)) for row in rows],
    )
