"""Alerts of stories that join or part: none is sent twice, none is lost."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row
from typing import NamedTuple

from db.outbox.new_alerts import write_alerts
from db.outbox.rules import active_rules
from db.store import Store
from db.stories.stories import Moves

_RANKS = {"sent": 0, "pending": 2, "dead": 3}
_TOLD_COLUMNS = (
    "kind, rule_id, channel, recipient, message_id, state, attempts, stumbles, handed, due_at, "
    "first_tried_at, next_try_at, sent_at, last_error, created_at, sampled, base_line"
)


class AlertKey(NamedTuple):
    """What an alert is told apart by: a story, or a change in it, for a target of a rule."""

    rule_id: int
    story_id: int
    channel: str
    recipient: str
    revision_id: int


@dataclass(frozen=True, slots=True)
class CarryPolicy:
    """What becomes of a story that parted from one that was told of.

    With ``inherit`` it counts as told by the same message: its outlet's revision is no news of the
    copies. Else, as for what never got one, an alert of its own is queued if it matches by itself
    and ``queue`` says so.
    """

    inherit: bool
    queue: bool


def carry_alerts(
    store: Store, moves: Moves, sender_domain: str, now: datetime, policy: CarryPolicy
) -> int:
    """Let alerts follow the article that they are about; return how many new ones are queued.

    Of two alerts for what is now one story, the one that went out stands, and one that was never
    handed over is dropped: the next mail tells of the added outlets. Of a story that parted,
    ``policy`` says what becomes. Within the caller's transaction.
    """
    if all(old == new for old, new in moves.values()):
        return 0
    rows = _alerts(store, {old for old, _ in moves.values()})
    if not rows:
        return 0
    by_target: dict[AlertKey, list[Row]] = defaultdict(list)
    for row in rows:
        story_id = moves[row["article_id"]][1] if row["article_id"] in moves else row["story_id"]
        by_target[_key(row, story_id)].append(row)
    store.execute_many("UPDATE outbox SET superseded = 1 WHERE id = ?", [(r["id"],) for r in rows])
    for target, alerts in by_target.items():
        _settle(store, target.story_id, alerts)
    rows = [row for row in rows if not row["revision_id"]]
    if policy.inherit:
        _inherit(store, moves, [row for row in rows if _may_have_arrived(row)], by_target)
    if not policy.queue:
        return 0
    before = {_key(row, row["story_id"]) for row in rows}
    return _queue_the_parted(store, moves, (before, set(by_target)), sender_domain, now)


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


def _rank(row: Row) -> tuple[int, int, int]:
    """Return how firmly an alert stands: sent, perhaps sent, waiting (news first), given up."""
    handed = row["state"] == "pending" and row["handed"]
    return _RANKS[row["state"]] - bool(handed), row["base_line"], row["id"]


def _may_have_arrived(row: Row) -> bool:
    return bool(row["state"] == "sent" or (row["state"] == "pending" and row["handed"]))


def _inherit(
    store: Store, moves: Moves, told: Sequence[Row], by_target: dict[AlertKey, list[Row]]
) -> None:
    """Note that a message told also of the stories that parted from the one that it told of."""
    parts: dict[int, dict[int, int]] = defaultdict(dict)
    for article_id, (old, new) in sorted(moves.items()):
        parts[old].setdefault(new, article_id)
    for row in told:
        for story_id, article_id in parts[row["story_id"]].items():
            key = _key(row, story_id)
            if key in by_target:
                continue
            by_target[key] = [row]
            store.execute(
                f"INSERT INTO outbox ({_TOLD_COLUMNS}, story_id, article_id, subject, "  # noqa: S608
                f"outlets_told) SELECT {_TOLD_COLUMNS}, :story, :article, "
                "(SELECT title FROM articles WHERE id = :article), iif(state = 'sent', "
                "(SELECT source_count FROM stories WHERE id = :story), 0) "
                "FROM outbox WHERE id = :told",
                {"story": story_id, "article": article_id, "told": row["id"]},
            )


def _queue_the_parted(
    store: Store,
    moves: Moves,
    told: tuple[set[AlertKey], set[AlertKey]],
    sender_domain: str,
    now: datetime,
) -> int:
    before, after = told
    queued = 0
    for article_id, (old, new) in sorted(moves.items()):
        lost = {
            key.rule_id
            for key in before
            if key.story_id == old and key._replace(story_id=new) not in after
        }
        matched = store.rows("SELECT rule_id FROM matches WHERE article_id = ?", (article_id,))
        rules = active_rules(store, lost & {row["rule_id"] for row in matched})
        queued += write_alerts(store, article_id, rules, sender_domain, now)
    return queued


def _key(row: Row, story_id: int) -> AlertKey:
    target = (row["channel"], row["recipient"])
    return AlertKey(row["rule_id"], story_id, *target, row["revision_id"] or 0)
