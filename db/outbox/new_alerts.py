"""Queues alerts, each with the article that it is about, or notes why a match leads to none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from db.outbox.outbox import message_id
from db.outbox.targets import AlertTarget, declared_targets
from db.store import Store, iso, moment_of
from pipelines.alerts.age import age_when_found, placement
from pipelines.alerts.schedule import next_due
from pipelines.items import Rule

BASE_LINE_WAIT = timedelta(days=1)
"""So long a letter about base lines waits at most for what the outlets offered to be read."""
_ARTICLE = """
SELECT a.id, a.title, a.story_id, a.first_seen_at, a.published_at, f.url AS first_url,
    coalesce(l.found_at, a.first_seen_at) AS found_at, coalesce(l.base_line, 0) AS offered_first,
    coalesce(l.via, '') AS via
FROM articles a JOIN stories s ON s.id = a.story_id JOIN articles f ON f.id = s.first_article_id
LEFT JOIN links l ON l.rowid = (
    SELECT rowid FROM links WHERE article_id = a.id ORDER BY found_at, rowid LIMIT 1
) WHERE a.id = ?
"""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to be queued: a story for a target of a rule, told by one of its articles.

    ``base_line`` says that the story is told in the letter about what was there already.
    """

    rule_id: int
    story_id: int
    article_id: int
    subject: str
    target: AlertTarget
    message_id: str
    base_line: bool = False


def write_alerts(
    store: Store,
    article_id: int,
    rules: Sequence[tuple[int, Rule]],
    sender_domain: str,
    now: datetime,
) -> int:
    """Queue alerts of an article to the targets of ``rules``, within the caller's transaction.

    A story that a recipient was told of by the same rule is not told again, and a rule says
    nothing of articles stored before it, nor of those that were older than it wants when they were
    found, which is noted at the match. What was no news when its outlet was first visited is told
    in one letter for each rule. Returns how many rows were written.
    """
    row = store.row(_ARTICLE, (article_id,))
    if row is None:
        return 0
    found_at, published_at = moment_of(row["found_at"]), moment_of(row["published_at"])
    age = age_when_found(published_at, found_at or now)
    written = 0
    for rule_id, rule in rules:
        known = store.row("SELECT identity, since_at FROM rules WHERE id = ?", (rule_id,))
        if known is None:
            continue
        # Who imports pages and asks for alerts knows that they are old.
        bound = 0 if row["via"] == "import" else rule.max_age_days
        placed = placement(age, offered_first=row["offered_first"] == 1, max_age_days=bound)
        if row["first_seen_at"] < known["since_at"]:
            note_unmailed(store, article_id, [rule_id], "before_rule")
        elif placed == "old":
            note_unmailed(store, article_id, [rule_id], "old")
        else:
            about = (rule_id, rule, known["identity"], sender_domain)
            written += _queue(store, row, about, now, base_line=placed == "base_line")
    return written


def note_unmailed(store: Store, article_id: int, rules: Sequence[int], why: str) -> None:
    """Note at matches why they lead to no alert, within the caller's transaction."""
    store.execute_many(
        "UPDATE matches SET unmailed = :why WHERE rule_id = :rule AND article_id = :article",
        [{"why": why, "rule": rule_id, "article": article_id} for rule_id in rules],
    )


def _queue(
    store: Store, row: Row, about: tuple[int, Rule, str, str], now: datetime, *, base_line: bool
) -> int:
    """Queue an article to each target of a rule, and return how many rows were written."""
    rule_id, rule, identity, domain = about
    due = now + BASE_LINE_WAIT if base_line else next_due(rule.when, rule.timezone, now)
    due_at, written = iso(due) or "", 0
    for target in declared_targets(rule):
        # Not the rule's name: it may change between a digest's first story and its last.
        named = (identity, *target)
        name = (
            base_line_id(store, domain, named)
            if base_line
            else alert_id(store, domain, rule.when, row["first_url"], due_at, named)
        )
        told = (rule_id, row["story_id"], row["id"], row["title"])
        alert = NewAlert(*told, target, name, base_line)
        written += queue_alert(store, alert, due_at, iso(now) or "")
    return written


def queue_alert(store: Store, alert: NewAlert, due: str, created: str, attempts: int = 0) -> int:
    """Write an alert down, within the caller's transaction; return 0 if it is there already.

    One that only waits in a letter about a base line gives way to news of its story. ``due`` and
    ``created`` are ISO 8601 UTC; ``attempts`` counts those it waited for its server.
    """
    return store.execute(
        "INSERT INTO outbox (rule_id, story_id, article_id, subject, channel, recipient, "
        "message_id, state, attempts, due_at, next_try_at, created_at, base_line) "
        "VALUES (:rule, :story, :article, :subject, :channel, :recipient, :message, 'pending', "
        ":attempts, :due, :due, :created, :base_line) "
        "ON CONFLICT (rule_id, story_id, channel, recipient) WHERE superseded = 0 "
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


def release_base_lines(store: Store, now: datetime) -> int:
    """Make the letters about base lines due if all that outlets offered first was tried.

    Return how many rows. Else they wait for it, until they are due by themselves.
    """
    if store.row("SELECT 1 FROM links WHERE base_line = 1 AND state = 'pending' AND attempts = 0"):
        return 0
    released = store.execute(
        "UPDATE outbox SET due_at = :now, next_try_at = :now WHERE base_line = 1 "
        "AND state = 'pending' AND attempts = 0 AND next_try_at > :now",
        {"now": iso(now)},
    )
    return released.rowcount
