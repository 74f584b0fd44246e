"""Queued alerts: written with the article that it is about, kept until it went out or died."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from db.outbox.targets import AlertTarget, declared_targets
from db.store import Store, iso, moment_of
from pipelines.alerts.channels import BY_ONE_SERVER
from pipelines.alerts.messages import Delivery, Due
from pipelines.alerts.schedule import next_due, next_try
from pipelines.items import Rule


def message_id(domain: str, *parts: str) -> str:
    """Return the Message-ID that ``parts`` alone decide, so that a repeat can be recognised."""
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()
    return f"<{digest[:40]}@{domain}>"


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to be queued: a story for a target of a rule, told by one of its articles."""

    rule_id: int
    story_id: int
    article_id: int
    subject: str
    target: AlertTarget
    message_id: str


def write_alerts(
    store: Store,
    article_id: int,
    rules: Sequence[tuple[int, Rule]],
    sender_domain: str,
    now: datetime,
) -> int:
    """Queue alerts of an article to the targets of ``rules``, within the caller's transaction.

    A story that a recipient was told of by the same rule is not told again, and a rule says
    nothing of articles stored before it. Returns how many rows were written.
    """
    row = store.row(
        "SELECT a.title, a.story_id, a.first_seen_at, f.url AS first_url FROM articles a "
        "JOIN stories s ON s.id = a.story_id JOIN articles f ON f.id = s.first_article_id "
        "WHERE a.id = ?",
        (article_id,),
    )
    if row is None:
        return 0
    written = 0
    for rule_id, rule in rules:
        known = store.row("SELECT identity, since_at FROM rules WHERE id = ?", (rule_id,))
        if known is None or row["first_seen_at"] < known["since_at"]:
            continue
        due = iso(next_due(rule.when, rule.timezone, now)) or ""
        for target in declared_targets(rule):
            # Not the rule's name: it may change between a digest's first story and its last.
            about = (known["identity"], *target)
            identity = alert_id(store, sender_domain, rule.when, row["first_url"], due, about)
            alert = NewAlert(rule_id, row["story_id"], article_id, row["title"], target, identity)
            written += queue_alert(store, alert, due, iso(now) or "")
    return written


def queue_alert(store: Store, alert: NewAlert, due: str, created: str, attempts: int = 0) -> int:
    """Write an alert down, within the caller's transaction; return 0 if it is there already.

    ``due`` and ``created`` are ISO 8601 UTC; ``attempts`` counts those it waited for its server.
    """
    return store.execute(
        "INSERT OR IGNORE INTO outbox (rule_id, story_id, article_id, subject, channel, recipient, "
        "message_id, state, attempts, due_at, next_try_at, created_at) "
        "VALUES (:rule, :story, :article, :subject, :channel, :recipient, :message, 'pending', "
        ":attempts, :due, :due, :created)",
        {
            "rule": alert.rule_id,
            "story": alert.story_id,
            "article": alert.article_id,
            "subject": alert.subject,
            "channel": alert.target.channel,
            "recipient": alert.target.recipient,
            "message": alert.message_id,
            "attempts": attempts,
            "due": due,
            "created": created,
        },
    ).rowcount


def alert_id(
    store: Store, domain: str, when: str, first_url: str, due: str, about: tuple[str, str, str]
) -> str:
    """Return the Message-ID of an alert: of a story at once, or of the digest that is due.

    ``about`` is the rule's identity, the channel and the recipient.
    """
    if when == "now":
        return message_id(domain, "story", first_url, *about)
    return _open_digest(store, domain, due, about)


def _open_digest(store: Store, domain: str, due: str, about: tuple[str, str, str]) -> str:
    """Return the id of the digest due at ``due``; one that was tried already takes nothing more."""
    part = 0
    while True:
        identity = message_id(domain, "digest", due, str(part), *about)
        if not store.row(
            "SELECT 1 FROM outbox WHERE message_id = ? AND recipient = ? "
            "AND (handed > 0 OR state <> 'pending')",
            (identity, about[2]),
        ):
            return identity
        part += 1


def gather_waiting(store: Store, now: datetime) -> None:
    """Put alerts that waited while their channel was down into digests of at most the rule's cap.

    Only alerts that were never handed to a channel are touched: nobody can know their Message-ID.
    """
    rows = store.rows(
        "SELECT o.id, o.rule_id, o.channel, o.recipient, o.message_id, r.identity, r.cap, a.url "
        "FROM outbox o JOIN rules r ON r.id = o.rule_id JOIN articles a ON a.id = o.article_id "
        "WHERE o.state = 'pending' AND o.next_try_at <= ? AND o.handed = 0 AND o.attempts > 0 "
        "AND r.schedule = 'now' ORDER BY o.rule_id, o.channel, o.recipient, o.id",
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
            "sent_at = :sent_at, next_try_at = :again, outlets_told = coalesce("
            "(SELECT source_count FROM stories WHERE id = outbox.story_id), 0) "
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
    store: Store, state: str = "", limit: int = 100, rule: str = "", recipient: str = ""
) -> list[dict[str, object]]:
    """Return rows of the outbox with the rule's name, newest first, for a person to read."""
    rows = store.rows(
        "SELECT o.id, o.kind, o.state, coalesce(r.name, '') AS rule, o.channel, o.recipient, "
        "o.subject, o.attempts, o.due_at, o.next_try_at, o.sent_at, o.last_error, o.created_at, "
        "o.message_id, o.story_id, o.article_id, a.url FROM outbox o "
        "LEFT JOIN rules r ON r.id = o.rule_id LEFT JOIN articles a ON a.id = o.article_id "
        "WHERE ? IN ('', o.state) AND ? IN ('', r.name) AND ? IN ('', o.recipient) "
        "ORDER BY o.id DESC LIMIT ?",
        (state, rule, recipient, limit),
    )
    return [dict(row) for row in rows]
