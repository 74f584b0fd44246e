"""Rows of new alerts, and the names of the letters that they are part of."""

from dataclasses import dataclass

from db.outbox.outbox import message_id
from db.outbox.targets import AlertTarget
from db.store import Store


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to be queued: a story for a target of a rule, told by one of its articles.

    ``base_line`` says that the story is told in the letter about what was there already. A change
    of the article has its ``revision_id``, and what changed as ``note``; 0 and "" for a new story.
    """

    rule_id: int
    story_id: int
    article_id: int
    subject: str
    target: AlertTarget
    message_id: str
    base_line: bool = False
    revision_id: int = 0
    note: str = ""


def queue_alert(store: Store, alert: NewAlert, due: str, created: str, attempts: int = 0) -> int:
    """Write an alert down, within the caller's transaction; return 0 if it is there already.

    One that only waits in a letter about a base line gives way to news of its story. ``due`` and
    ``created`` are ISO 8601 UTC; ``attempts`` counts those it waited for its server.
    """
    return store.execute(
        "INSERT INTO outbox (rule_id, story_id, article_id, subject, channel, recipient, "
        "message_id, state, attempts, due_at, next_try_at, created_at, base_line, "
        "revision_id, note) "
        "VALUES (:rule, :story, :article, :subject, :channel, :recipient, :message, 'pending', "
        ":attempts, :due, :due, :created, :base_line, nullif(:revision, 0), :note) ON CONFLICT "
        "(rule_id, story_id, channel, recipient, coalesce(revision_id, 0)) WHERE superseded = 0 "
        "DO UPDATE SET article_id = excluded.article_id, subject = excluded.subject, "
        "message_id = excluded.message_id, due_at = excluded.due_at, "
        "next_try_at = excluded.next_try_at, created_at = excluded.created_at, base_line = 0 "
        "WHERE base_line = 1 AND excluded.base_line = 0 AND state = 'pending' AND handed = 0",
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
            "base_line": int(alert.base_line),
            "revision": alert.revision_id,
            "note": alert.note,
        },
    ).rowcount


def alert_id(
    store: Store,
    domain: str,
    when: str,
    what: tuple[str, ...],
    due: str,
    about: tuple[str, str, str],
) -> str:
    """Return the Message-ID of an alert: of what it tells at once, or of the digest that is due.

    ``what`` is ("story", the URL of its first article) or ("change", URL, when it was seen);
    ``about`` is the rule's identity, the channel and the recipient.
    """
    if when == "now":
        return message_id(domain, *what, *about)
    return _open_letter(store, domain, ("digest", due), about)


def base_line_id(store: Store, domain: str, about: tuple[str, str, str]) -> str:
    """Return the Message-ID of the letter about base lines that takes more; ``about`` as above."""
    return _open_letter(store, domain, ("base line",), about)


def _open_letter(
    store: Store, domain: str, kind: tuple[str, ...], about: tuple[str, str, str]
) -> str:
    """Return the id of a letter of a kind; one that was tried already takes nothing more."""
    part = 0
    while True:
        identity = message_id(domain, *kind, str(part), *about)
        if not store.row(
            "SELECT 1 FROM outbox WHERE message_id = ? AND recipient = ? "
            "AND (handed > 0 OR state <> 'pending')",
            (identity, about[2]),
        ):
            return identity
        part += 1
