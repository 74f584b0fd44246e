"""Whom waiting alerts go to, and when, once the rules that queued them have changed."""

from datetime import datetime, timedelta
from itertools import groupby
from sqlite3 import Row

from db.outbox.queue import NewAlert, alert_id, base_line_id, queue_alert
from db.outbox.targets import AlertTarget, targets_of
from db.store import Store, iso
from pipelines.alerts.schedule import GIVE_UP_AFTER, next_due
from pipelines.items import Rule

HANDED_ON_FOR = timedelta(days=30)
"""What was given up longer ago is no news for a recipient who never had it."""
_WANTED = """EXISTS (SELECT 1 FROM targets t JOIN rules r ON r.id = t.rule_id
    WHERE t.rule_id = outbox.rule_id AND r.active = 1
    AND t.channel = outbox.channel AND t.recipient = outbox.recipient)"""
_OTHERS_HAVE_IT = """(EXISTS (SELECT 1 FROM rules r WHERE r.id = outbox.rule_id AND r.active = 1)
    AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.rule_id = outbox.rule_id
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.rule_id = t.rule_id AND o.superseded = 0
    AND o.story_id = outbox.story_id AND o.revision_id IS outbox.revision_id
    AND o.channel = t.channel AND o.recipient = t.recipient)))"""
_ALERTS = """
SELECT o.*, r.identity, r.schedule, f.url AS first_url, a.url AS article_url
FROM outbox o JOIN rules r ON r.id = o.rule_id JOIN stories s ON s.id = o.story_id
JOIN articles f ON f.id = s.first_article_id JOIN articles a ON a.id = o.article_id
WHERE o.kind = 'alert' AND o.superseded = 0 AND r.active = 1
"""


def follow_recipients(store: Store, now: datetime) -> None:
    """Hand waiting alerts on to whom their rules name now, within the caller's transaction.

    What nobody else can take is held; it is given up when it is five days old, unsaid if all whom
    the rule names have the story.
    """
    _hand_on(store, "pending", now, now - GIVE_UP_AFTER)
    alerts = "UPDATE outbox SET {} WHERE kind = 'alert' AND state = 'pending' AND "
    store.execute(alerts.format("next_try_at = NULL") + f"NOT {_WANTED}")
    store.execute(
        alerts.format("next_try_at = due_at") + f"next_try_at IS NULL AND due_at > ? AND {_WANTED}",
        (iso(now - GIVE_UP_AFTER),),
    )
    store.execute(
        alerts.format(f"state = 'dead', last_error = ?, told_at = iif({_OTHERS_HAVE_IT}, ?, NULL)")
        + "next_try_at IS NULL AND due_at <= ?",
        (
            "its rule was switched off or no longer names this recipient",
            iso(now),
            iso(now - GIVE_UP_AFTER),
        ),
    )


def follow_schedule(store: Store, rule_id: int, rule: Rule, now: datetime) -> None:
    """Make the waiting alerts of a rule due when it now says, within the caller's transaction.

    What is due already goes out all the same, and what was handed over once keeps its time: nobody
    knows whether it arrived.
    """
    due = iso(next_due(rule.when, rule.timezone, now)) or ""
    rows = store.rows(
        f"{_ALERTS} AND o.rule_id = ? AND o.state = 'pending' AND o.handed = 0 "
        "AND o.base_line = 0 AND o.due_at > ?",
        (rule_id, iso(now)),
    )
    for row in rows:
        target = _target(row)
        store.execute(
            "UPDATE outbox SET due_at = ?, next_try_at = iif(next_try_at IS NULL, NULL, ?), "
            "message_id = ? WHERE id = ?",
            (due, due, _message_id(store, row, target, due), row["id"]),
        )


def revive_dead(store: Store, now: datetime) -> int:
    """Make alerts that were given up due once more, from a new start; return how many rows.

    They go to whom their rules name now, to others than before only if they are not old; those of
    rules that are off stay where they are.
    """
    with store.transaction():
        handed_on = _hand_on(store, "dead", now, now - HANDED_ON_FOR)
        revived = store.execute(
            "UPDATE outbox SET state = 'pending', next_try_at = ?, due_at = ?, stumbles = 0, "  # noqa: S608 - ours
            "first_tried_at = NULL, told_at = NULL WHERE state = 'dead' AND kind = 'alert' "
            f"AND superseded = 0 AND {_WANTED}",
            (iso(now), iso(now)),
        )
        return handed_on + revived.rowcount


def _hand_on(store: Store, state: str, now: datetime, since: datetime) -> int:
    """Give alerts whose recipient their rule names no more to whom it names and who lack them.

    Returns how many are queued anew.
    """
    written = 0
    rows = store.rows(f"{_ALERTS} AND o.state = ? AND o.due_at > ?", (state, iso(since)))
    named = {number: targets_of(store, number) for number in {row["rule_id"] for row in rows}}
    strays = [row for row in rows if _target(row) not in named[row["rule_id"]]]
    strays.sort(key=_told)
    for (rule_id, story_id, revision_id), group in groupby(strays, _told):
        alerts = list(group)
        known = store.rows(
            "SELECT channel, recipient FROM outbox WHERE rule_id = ? AND story_id = ? "
            "AND coalesce(revision_id, 0) = ? AND superseded = 0",
            (rule_id, story_id, revision_id),
        )
        have = {_target(row) for row in known}
        takers = [target for target in named[rule_id] if target not in have]
        for target in takers:
            _write(store, alerts[0], target, now)
        if takers:
            for row in alerts:
                _stand_aside(store, row, ", ".join(to for _, to in takers), now)
        written += len(takers)
    return written


def _told(row: Row) -> tuple[int, int, int]:
    """Return what an alert tells, to whomever: the rule, the story, and the change or 0."""
    return row["rule_id"], row["story_id"], row["revision_id"] or 0


def _write(store: Store, alert: Row, target: AlertTarget, now: datetime) -> None:
    """Queue an alert for another target; one that waited for its server is gathered with others."""
    due = max(alert["due_at"], iso(now) or "")
    waited = alert["attempts"] if alert["state"] == "pending" and not alert["handed"] else 0
    new = NewAlert(
        alert["rule_id"],
        alert["story_id"],
        alert["article_id"],
        alert["subject"],
        target,
        _message_id(store, alert, target, due),
        bool(alert["base_line"]),
        alert["revision_id"] or 0,
        alert["note"],
    )
    queue_alert(store, new, due, alert["created_at"], waited)


def _stand_aside(store: Store, alert: Row, takers: str, now: datetime) -> None:
    """Take an alert that went to others out of the way; what may have arrived is kept on record."""
    if not alert["handed"]:
        store.execute("DELETE FROM outbox WHERE id = ?", (alert["id"],))
        return
    store.execute(
        "UPDATE outbox SET superseded = 1, story_id = NULL, state = 'dead', next_try_at = NULL, "
        "told_at = ?, last_error = ? WHERE id = ?",
        (iso(now), f"went to {takers} instead", alert["id"]),
    )


def _target(row: Row) -> AlertTarget:
    return AlertTarget(row["channel"], row["recipient"])


def _message_id(store: Store, row: Row, target: AlertTarget, due: str) -> str:
    domain = row["message_id"].strip("<>").rpartition("@")[2]
    about = (row["identity"], *target)
    if row["base_line"]:
        return base_line_id(store, domain, about)
    what: tuple[str, ...] = ("story", row["first_url"])
    if row["revision_id"]:
        what = ("change", row["article_url"], row["created_at"])
    return alert_id(store, domain, row["schedule"], what, due, about)
