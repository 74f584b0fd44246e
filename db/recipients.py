"""Whom waiting alerts go to, and when, once the rules that owe them have changed."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from sqlite3 import Row

from db.outbox import alert_id
from db.store import Store, iso
from pipelines.items import Rule
from pipelines.schedule import GIVE_UP_AFTER, next_due

_WANTED = """EXISTS (SELECT 1 FROM rules r, json_each(r.recipients,
    CASE outbox.channel WHEN 'mail' THEN '$.to' ELSE '$.channels' END) AS named
    WHERE r.id = outbox.rule_id AND r.active = 1 AND named.value = outbox.recipient)"""


def follow_recipients(store: Store, now: datetime) -> None:
    """Hand waiting alerts on to whom their rules name now, within the caller's transaction.

    What nobody else can take is held; it is given up when it is five days old.
    """
    _hand_on(store, ("pending",), now)
    alerts = "UPDATE outbox SET {} WHERE kind = 'alert' AND state = 'pending' AND "
    store.execute(alerts.format("next_try_at = NULL") + f"NOT {_WANTED}")
    store.execute(
        alerts.format("next_try_at = due_at") + f"next_try_at IS NULL AND due_at > ? AND {_WANTED}",
        (iso(now - GIVE_UP_AFTER),),
    )
    store.execute(
        alerts.format("state = 'dead', last_error = ?") + "next_try_at IS NULL AND due_at <= ?",
        (
            "its rule was switched off or no longer names this recipient",
            iso(now - GIVE_UP_AFTER),
        ),
    )


def follow_schedule(store: Store, rule_id: int, rule: Rule, now: datetime) -> None:
    """Make the waiting alerts of a rule due when it now says, within the caller's transaction.

    Those that were handed over once keep their time: nobody knows whether they arrived.
    """
    due = iso(next_due(rule.when, rule.timezone, now)) or ""
    rows = store.rows(
        f"{_ALERTS} AND o.rule_id = ? AND o.state = 'pending' AND o.handed = 0 AND o.attempts = 0",
        (rule_id,),
    )
    for row in rows:
        target = (row["channel"], row["recipient"])
        store.execute(
            "UPDATE outbox SET due_at = ?, next_try_at = iif(next_try_at IS NULL, NULL, ?), "
            "message_id = ? WHERE id = ?",
            (due, due, _message_id(store, row, target, due), row["id"]),
        )


def revive_dead(store: Store, now: datetime) -> int:
    """Make alerts that were given up due once more, from a new start; return how many rows.

    They go to whom their rules name now; those of rules that are off stay where they are.
    """
    with store.transaction():
        handed_on = _hand_on(store, ("dead",), now)
        revived = store.execute(
            "UPDATE outbox SET state = 'pending', next_try_at = ?, due_at = ?, stumbles = 0, "  # noqa: S608 - ours
            "first_tried_at = NULL, told_at = NULL WHERE state = 'dead' AND kind = 'alert' "
            f"AND superseded = 0 AND {_WANTED}",
            (iso(now), iso(now)),
        )
        return handed_on + revived.rowcount


_ALERTS = """
SELECT o.*, r.identity, r.schedule, r.recipients, f.url AS first_url
FROM outbox o JOIN rules r ON r.id = o.rule_id JOIN stories s ON s.id = o.story_id
JOIN articles f ON f.id = s.first_article_id
WHERE o.kind = 'alert' AND o.superseded = 0 AND r.active = 1
"""


def _hand_on(store: Store, states: Collection[str], now: datetime) -> int:
    """Give alerts whose recipient their rule names no more to whom it names and who lack them."""
    written = 0
    marks = ", ".join("?" * len(states))
    rows = store.rows(
        f"{_ALERTS} AND o.state IN ({marks})",
        tuple(states),
    )
    for row in rows:
        wanted = list(_targets(row))
        if (row["channel"], row["recipient"]) in wanted:
            continue
        have = {
            (other["channel"], other["recipient"])
            for other in store.rows(
                "SELECT channel, recipient FROM outbox WHERE rule_id = ? AND story_id = ? "
                "AND superseded = 0",
                (row["rule_id"], row["story_id"]),
            )
        }
        takers = [target for target in wanted if target not in have]
        for target in takers:
            due = max(row["due_at"], iso(now) or "")
            store.execute(
                "INSERT INTO outbox (rule_id, story_id, article_id, subject, channel, recipient, "
                "message_id, state, due_at, next_try_at, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?)",
                (
                    *(row["rule_id"], row["story_id"], row["article_id"], row["subject"], *target),
                    *(_message_id(store, row, target, due), due, due, row["created_at"]),
                ),
            )
        if takers:
            store.execute(
                "UPDATE outbox SET superseded = 1, state = 'dead', next_try_at = NULL, "
                "told_at = ?, last_error = ? WHERE id = ?",
                (iso(now), f"went to {', '.join(to for _, to in takers)} instead", row["id"]),
            )
        written += len(takers)
    return written


def _targets(row: Row) -> Iterator[tuple[str, str]]:
    named = json.loads(row["recipients"])
    yield from (("mail", to) for to in named["to"])
    yield from (("apprise", channel) for channel in named["channels"])


def _message_id(store: Store, row: Row, target: tuple[str, str], due: str) -> str:
    domain = row["message_id"].strip("<>").rpartition("@")[2]
    about = (row["identity"], *target)
    return alert_id(store, domain, row["schedule"], row["first_url"], due, about)
