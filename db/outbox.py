"""Mail that is owed: written with the article that it is about, kept until it went out or died."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from db.store import Store, iso, moment_of
from pipelines.items import AlertItem, Delivery, Message, Rule, Span
from pipelines.schedule import next_due, next_try

_ITEM = """
SELECT o.*, a.title, a.url, a.language, a.published_at, a.first_seen_at, a.text, a.relevance,
    a.source_id, s.name AS outlet, s.country, m.spans
FROM outbox o JOIN articles a ON a.id = o.article_id JOIN sources s ON s.id = a.source_id
LEFT JOIN matches m ON m.rule_id = o.rule_id AND m.article_id = o.article_id
WHERE o.message_id = ? AND o.channel = ? AND o.recipient = ? AND o.state = 'pending'
ORDER BY a.first_seen_at DESC, a.id DESC
"""


def write_alerts(
    store: Store,
    article_id: int,
    rules: Sequence[tuple[int, Rule]],
    sender_domain: str,
    now: datetime,
) -> int:
    """Owe mail for an article to the recipients of ``rules``, within the caller's transaction.

    A story that a recipient was told of by the same rule is not told again. Returns how many rows
    were written.
    """
    row = store.row(
        "SELECT a.title, a.story_id, f.url AS first_url FROM articles a "
        "JOIN stories s ON s.id = a.story_id JOIN articles f ON f.id = s.first_article_id "
        "WHERE a.id = ?",
        (article_id,),
    )
    if row is None:
        return 0
    written = 0
    for rule_id, rule in rules:
        due = next_due(rule.when, rule.timezone, now)
        about = row["first_url"] if rule.when == "now" else iso(due)
        targets = [("mail", to) for to in rule.to]
        targets += [("apprise", channel) for channel in rule.channels]
        for channel, recipient in targets:
            digest = hashlib.sha256(
                "\n".join((rule.name, str(about), channel, recipient)).encode()
            ).hexdigest()
            made = store.execute(
                "INSERT OR IGNORE INTO outbox (rule_id, story_id, article_id, subject, channel, "
                "recipient, message_id, state, due_at, next_try_at, created_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?)",
                (
                    rule_id,
                    row["story_id"],
                    article_id,
                    row["title"],
                    channel,
                    recipient,
                    f"<{digest[:40]}@{sender_domain}>",
                    iso(due),
                    iso(due),
                    iso(now),
                ),
            )
            written += made.rowcount
    return written


def due_messages(store: Store, now: datetime, limit: int) -> list[Message]:
    """Return the messages that are due, longest waiting first; one message a recipient."""
    groups = store.rows(
        "SELECT message_id, channel, recipient, rule_id, min(next_try_at) AS due, "
        "max(attempts) AS attempts, min(created_at) AS created_at FROM outbox "
        "WHERE state = 'pending' AND next_try_at <= ? "
        "GROUP BY message_id, channel, recipient ORDER BY due, min(id) LIMIT ?",
        (iso(now), limit),
    )
    messages = []
    for group in groups:
        rule = store.row("SELECT * FROM rules WHERE id = ?", (group["rule_id"],))
        created = moment_of(group["created_at"])
        if rule is None or created is None:
            continue
        messages.append(
            Message(
                group["message_id"],
                group["channel"],
                group["recipient"],
                rule["name"],
                rule["query"],
                rule["schedule"],
                rule["timezone"],
                group["attempts"],
                created,
                _items(store, group["message_id"], group["channel"], group["recipient"]),
                rule["cap"],
            )
        )
    return messages


def _items(store: Store, message_id: str, channel: str, recipient: str) -> tuple[AlertItem, ...]:
    items = []
    for row in store.rows(_ITEM, (message_id, channel, recipient)):
        others = store.rows(
            "SELECT s.name, min(a.id) AS first FROM articles a JOIN sources s "
            "ON s.id = a.source_id WHERE a.story_id = ? AND a.source_id <> ? "
            "GROUP BY s.id ORDER BY first",
            (row["story_id"], row["source_id"]),
        )
        seen = moment_of(row["first_seen_at"])
        if seen is None:
            continue
        items.append(
            AlertItem(
                row["article_id"],
                row["story_id"],
                row["title"],
                row["url"],
                row["outlet"],
                row["country"],
                row["language"],
                moment_of(row["published_at"]),
                seen,
                row["text"],
                tuple(Span(**span) for span in json.loads(row["spans"] or "[]")),
                tuple(other["name"] for other in others),
                row["relevance"],
            )
        )
    return tuple(items)


def record_delivery(store: Store, message: Message, delivery: Delivery, now: datetime) -> None:
    """Write down what became of a try at ``message``: sent, dead, or when to try again.

    Passing faults are tried again after 1, 5, 15, 30, 60 minutes, then hourly for five days.
    """
    row = store.row(
        "SELECT min(due_at) AS due_at FROM outbox WHERE message_id = ? AND recipient = ?",
        (message.message_id, message.recipient),
    )
    first_due = moment_of(row["due_at"]) if row else None
    again = next_try(message.attempts + 1, first_due or now, now)
    state = {"sent": "sent", "dead": "dead", "retry": "pending"}[delivery.state]
    if state == "pending" and again is None:
        state = "dead"
    with store.transaction():
        store.execute(
            "UPDATE outbox SET state = ?, attempts = attempts + 1, last_error = ?, "
            "sent_at = ?, next_try_at = ? WHERE message_id = ? AND channel = ? AND recipient = ? "
            "AND state = 'pending'",
            (
                state,
                delivery.error,
                iso(now) if state == "sent" else None,
                iso(again) if state == "pending" else None,
                message.message_id,
                message.channel,
                message.recipient,
            ),
        )


def outbox_rows(store: Store, state: str = "", limit: int = 100) -> list[dict[str, object]]:
    """Return rows of the outbox with the rule's name, newest first, for a person to read."""
    rows = store.rows(
        "SELECT o.id, o.state, r.name AS rule, o.channel, o.recipient, o.subject, o.attempts, "
        "o.next_try_at, o.sent_at, o.last_error, o.created_at, o.message_id FROM outbox o "
        "JOIN rules r ON r.id = o.rule_id WHERE ? IN ('', o.state) ORDER BY o.id DESC LIMIT ?",
        (state, limit),
    )
    return [dict(row) for row in rows]
