"""Queued mail: what is due, what became of each try, and what waits for its server."""

import hashlib
import json
from datetime import datetime
from itertools import groupby

from db.outbox.asked import rows_about
from db.outbox.told_outlets import outlets_of
from db.store import Store, iso, moment_of
from pipelines.alerts.channels import BY_ONE_SERVER
from pipelines.alerts.messages import Delivery, Due
from pipelines.alerts.schedule import next_try


def message_id(domain: str, *parts: str) -> str:
    """Return the Message-ID that ``parts`` alone decide, so that a repeat can be recognised."""
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return f"<{digest[:40]}@{domain}>"


def gather_waiting(store: Store, now: datetime) -> None:
    """Put alerts that waited while their channel was down into digests of at most the rule's cap.

    Only alerts that were never handed to a channel are touched: nobody can know their Message-ID.
    """
    rows = store.rows(
        "SELECT o.id, o.rule_id, o.channel, o.recipient, o.message_id, r.identity, r.cap, a.url "
        "FROM outbox o JOIN rules r ON r.id = o.rule_id JOIN articles a ON a.id = o.article_id "
        "WHERE o.state = 'pending' AND o.next_try_at <= ? AND o.handed = 0 AND o.attempts > 0 "
        "AND r.schedule = 'now' AND o.base_line = 0 "
        "ORDER BY o.rule_id, o.channel, o.recipient, o.id",
        (iso(now),),
    )
    if not rows:
        return
    with store.transaction():
        for _, group in groupby(rows, key=lambda r: (r["rule_id"], r["channel"], r["recipient"])):
            waiting = list(group)
            cap = waiting[0]["cap"]
            for chunk in (waiting[at : at + cap] for at in range(0, len(waiting), cap)):
                first = chunk[0]
                if len(chunk) == 1:
                    continue
                domain = first["message_id"].strip("<>").rpartition("@")[2]
                target = (first["channel"], first["recipient"])
                identity = message_id(domain, "gathered", first["url"], first["identity"], *target)
                store.execute_many(
                    "UPDATE outbox SET message_id = ? WHERE id = ?",
                    [(identity, row["id"]) for row in chunk],
                )


def due_messages(store: Store, now: datetime, limit: int) -> list[Due]:
    """Return the messages that are due, longest waiting first; those that stumbled come last."""
    rows = store.rows(
        "SELECT message_id, channel, recipient, max(attempts) AS attempts, "
        "max(stumbles) AS stumbles FROM outbox WHERE state = 'pending' AND next_try_at <= ? "
        "GROUP BY message_id, channel, recipient "
        "ORDER BY max(stumbles), min(next_try_at), min(id) LIMIT ?",
        (iso(now), limit),
    )
    return [Due(**dict(row)) for row in rows]


_MESSAGE = (
    "message_id = :message AND channel = :channel AND recipient = :recipient AND state = 'pending'"
)
_SAME_SERVER = "channel = :channel AND (:one_server OR recipient = :recipient)"


def _key(due: Due) -> dict[str, object]:
    """Return what tells a message, and the messages that go by the same server."""
    return {
        "message": due.message_id,
        "channel": due.channel,
        "recipient": due.recipient,
        "one_server": due.channel in BY_ONE_SERVER,
    }


def claim(store: Store, due: Due, now: datetime) -> None:
    """Write down that a message is being tried, before it is: a kill in between then counts."""
    with store.transaction():
        store.execute(
            "UPDATE outbox SET attempts = :attempts, stumbles = :stumbles, handed = handed + 1, "  # noqa: S608 - ours
            f"first_tried_at = coalesce(first_tried_at, :now) WHERE {_MESSAGE}",
            {"attempts": due.attempts + 1, "stumbles": due.stumbles + 1, "now": iso(now)}
            | _key(due),
        )


def record_delivery(store: Store, due: Due, delivery: Delivery, now: datetime) -> str:
    """Write down what became of a try at ``due``, and return its state: sent, dead or pending.

    Passing faults are tried again after 1, 5, 15, 30, 60 minutes, then hourly for five days.
    """
    row = store.row(
        f"SELECT min(first_tried_at) AS at FROM outbox WHERE {_MESSAGE}",  # noqa: S608 - ours
        _key(due),
    )
    first_try = moment_of(row["at"]) if row else None
    state = {"sent": "sent", "dead": "dead", "retry": "pending"}[delivery.state]
    again = next_try(due.attempts + 1, first_try or now, now) if state == "pending" else None
    if state == "pending" and again is None:
        state = "dead"
    with store.transaction():
        store.execute(
            "UPDATE outbox SET state = :state, "  # noqa: S608 - the condition is ours, above
            "stumbles = CASE :fault WHEN 'letter' THEN stumbles ELSE 0 END, "
            "handed = handed - (:fault IN ('channel', 'refusal')), last_error = :error, "
            "sent_at = :sent_at, next_try_at = :again, "
            f"outlets_told = {outlets_of('outbox')} "
            f"WHERE {_MESSAGE}",
            {
                "state": state,
                "fault": delivery.fault,
                "error": delivery.error,
                "sent_at": iso(now) if state == "sent" else None,
                "again": iso(again),
            }
            | _key(due),
        )
    return state


def give_up(store: Store, due: Due) -> bool:
    """End a message that was put off; False if it is no longer waiting under this name."""
    with store.transaction():
        ended = store.execute(
            f"UPDATE outbox SET state = 'dead', next_try_at = NULL WHERE {_MESSAGE}",  # noqa: S608
            _key(due),
        )
    return ended.rowcount > 0


def postpone_channel(store: Store, due: Due, error: str, now: datetime) -> None:
    """Put off all that is due by the server of ``due``, which is down: one try stands for all."""
    chosen = f"state = 'pending' AND next_try_at <= :now AND {_SAME_SERVER}"
    values = _key(due) | {"now": iso(now)}
    groups = store.rows(
        f"SELECT DISTINCT attempts, first_tried_at FROM outbox WHERE {chosen}",  # noqa: S608
        values,
    )
    with store.transaction():
        for group in groups:
            first_try = moment_of(group["first_tried_at"]) or now
            again = next_try(group["attempts"] + 1, first_try, now)
            store.execute(
                "UPDATE outbox SET state = :state, next_try_at = :again, attempts = attempts + 1, "  # noqa: S608
                "first_tried_at = :first_try, last_error = :error "
                f"WHERE {chosen} AND attempts = :tried AND first_tried_at IS :since",
                values
                | {
                    "state": "pending" if again else "dead",
                    "again": iso(again),
                    "first_try": iso(first_try),
                    "error": error,
                    "tried": group["attempts"],
                    "since": group["first_tried_at"],
                },
            )


def wake_waiting(store: Store, due: Due, now: datetime) -> None:
    """Make due at once what only waited because the server of ``due`` was down: it works again."""
    woken = store.execute(
        "UPDATE outbox SET next_try_at = :now WHERE state = 'pending' AND next_try_at > :now "  # noqa: S608 - ours
        f"AND handed = 0 AND attempts > 0 AND {_SAME_SERVER}",
        _key(due) | {"now": iso(now)},
    )
    if woken.rowcount:
        gather_waiting(store, now)


def held_alerts(store: Store) -> int:
    """Return how many alerts wait for nothing but a change of their rule."""
    rows = store.rows(
        "SELECT count(*) FROM outbox WHERE state = 'pending' AND next_try_at IS NULL "
        "AND kind = 'alert'"
    )
    return int(rows[0][0])


def outbox_rows(
    store: Store,
    state: str = "",
    limit: int = 100,
    rule: str = "",
    recipient: str = "",
    about: str = "",
) -> list[dict[str, object]]:
    """Return rows of the outbox with the rule's name, newest first, for a person to read.

    ``about`` is a story's number, a URL or words of a headline; see ``rows_about``.
    """
    rows = store.stream(
        "SELECT o.id, o.kind, o.state, coalesce(r.name, '') AS rule, o.channel, o.recipient, "
        "o.subject, o.attempts, o.due_at, o.next_try_at, o.sent_at, o.last_error, o.created_at, "
        "o.message_id, o.story_id, o.article_id, o.base_line, "
        "o.revision_id, o.note, a.url, coalesce(a.language, '') AS language, "
        "a.title AS asked_title, a.url_key AS asked_key "
        "FROM outbox o "
        "LEFT JOIN rules r ON r.id = o.rule_id LEFT JOIN articles a ON a.id = o.article_id "
        "WHERE ? IN ('', o.state) AND ? IN ('', r.name) AND ? IN ('', o.recipient) "
        "ORDER BY o.id DESC",
        (state, rule, recipient),
    )
    return rows_about(rows, about, limit)
