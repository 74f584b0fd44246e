"""Alerts of stories that join or part: none is sent twice, none is lost."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from sqlite3 import Row

from db.outbox.outbox import write_alerts
from db.outbox.rules import active_rules
from db.store import Store
from db.stories.stories import Moves

_RANKS = {"sent": 0, "pending": 2, "dead": 3}


def carry_alerts(
    store: Store, moves: Moves, sender_domain: str, now: datetime, queue: bool = True
) -> int:
    """Let alerts follow the article that they are about; return how many new ones are queued.

    Of two alerts for what is now one story, the one that went out stands, and one that was never
    handed over is dropped: the next mail tells of the added outlets. A story that parted from one
    that was told of, and that matches by itself, gets an alert of its own, if ``queue`` says
    so. Within the caller's transaction.
    """
    if all(old == new for old, new in moves.values()):
        return 0
    rows = _alerts(store, {old for old, _ in moves.values()})
    if not rows:
        return 0
    told_before = {(row["rule_id"], row["story_id"]) for row in rows}
    by_target: dict[tuple[int, int, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        story_id = moves[row["article_id"]][1] if row["article_id"] in moves else row["story_id"]
        by_target[row["rule_id"], story_id, row["channel"], row["recipient"]].append(row)
    store.execute_many("UPDATE outbox SET superseded = 1 WHERE id = ?", [(r["id"],) for r in rows])
    for target, alerts in by_target.items():
        _settle(store, target[1], alerts)
    told = {(target[0], target[1]) for target in by_target}
    if not queue:
        return 0
    return _queue_the_parted(store, moves, (told_before, told), sender_domain, now)


def _alerts(store: Store, stories: set[int]) -> list[Row]:
    marks = ", ".join("?" * len(stories))
    return store.rows(
        "SELECT * FROM outbox WHERE kind = 'alert' "  # noqa: S608 - question marks alone
        f"AND story_id IN ({marks}) ORDER BY id",
        sorted(stories),
    )


def _settle(store: Store, story_id: int, alerts: Sequence[Row]) -> None:
    """Keep one alert of a story for a target; the others stand aside, or go if nobody had them."""
    stands, *others = sorted(alerts, key=_rank)
    for row in others:
        if row["state"] == "pending" and not row["handed"]:
            store.execute("DELETE FROM outbox WHERE id = ?", (row["id"],))
        else:
            store.execute(
                "UPDATE outbox SET story_id = ?, outlets_told = 0 WHERE id = ?",
                (story_id, row["id"]),
            )
    told = sum(row["outlets_told"] for row in alerts)
    store.execute(
        "UPDATE outbox SET story_id = ?, superseded = 0, outlets_told = CASE WHEN state <> 'sent' "
        "THEN 0 ELSE (SELECT min(source_count, iif(? > 0, ?, source_count)) FROM stories "
        "WHERE id = ?) END WHERE id = ?",
        (story_id, told, told, story_id, stands["id"]),
    )


def _rank(row: Row) -> tuple[int, int]:
    """Return how firmly an alert stands: sent, perhaps sent, waiting, given up."""
    handed = row["state"] == "pending" and row["handed"]
    return _RANKS[row["state"]] - bool(handed), row["id"]


def _queue_the_parted(
    store: Store,
    moves: Moves,
    told: tuple[set[tuple[int, int]], set[tuple[int, int]]],
    sender_domain: str,
    now: datetime,
) -> int:
    before, after = told
    queued = 0
    for article_id, (old, new) in sorted(moves.items()):
        matched = store.rows("SELECT rule_id FROM matches WHERE article_id = ?", (article_id,))
        lost = [
            row["rule_id"]
            for row in matched
            if (row["rule_id"], old) in before and (row["rule_id"], new) not in after
        ]
        if lost:
            queued += write_alerts(store, article_id, active_rules(store, lost), sender_domain, now)
            after |= {(rule_id, new) for rule_id in lost}
    return queued
