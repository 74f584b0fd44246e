"""Queues alerts, each with the article that it is about, or notes why a match leads to none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from db.outbox.queue import NewAlert, alert_id, base_line_id, queue_alert
from db.outbox.rules import active_rules
from db.outbox.targets import AlertTarget, declared_targets
from db.store import Store, iso, moment_of
from pipelines.alerts.age import Placement, age_when_found, placement
from pipelines.alerts.schedule import next_due
from pipelines.items import Rule

EVENT_WAIT = timedelta(hours=1)
"""So long an alert that goes out once an event waits at most to be compared with others."""
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
class ToldRevision:
    """A change of an article: its number, when it was seen (ISO 8601 UTC), and what changed."""

    id: int
    seen_at: str
    note: str


def placement_when_stored(store: Store, article_id: int, max_age_days: int) -> Placement:
    """Return how a rule of now would have told of an article when it was stored."""
    row = store.row(_ARTICLE, (article_id,))
    return _placed(row, max_age_days) if row else "old"


def _placed(row: Row, max_age_days: int) -> Placement:
    found_at = moment_of(row["found_at"])
    published_at = moment_of(row["published_at"])
    if published_at is None and row["via"] == "backfill":
        return "old"  # it was looked for in the past
    age = age_when_found(published_at, found_at) if found_at else timedelta()
    return placement(age, offered_first=row["offered_first"] == 1, max_age_days=max_age_days)


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
    written = 0
    for rule_id, rule in rules:
        known = store.row("SELECT identity, since_at FROM rules WHERE id = ?", (rule_id,))
        if known is None:
            continue
        # Who imports pages and asks for alerts knows that they are old.
        placed = _placed(row, 0 if row["via"] == "import" else rule.max_age_days)
        if row["first_seen_at"] < known["since_at"]:
            note_unmailed(store, article_id, [rule_id], "before_rule")
        elif "new" not in rule.on:
            note_unmailed(store, article_id, [rule_id], "changes_only")
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
    if rule.once == "event":
        due = max(due, now + EVENT_WAIT)
    due_at, written = iso(due) or "", 0
    for target in declared_targets(rule):
        # Not the rule's name: it may change between a digest's first story and its last.
        named = (identity, *target)
        name = (
            base_line_id(store, domain, named)
            if base_line
            else alert_id(store, domain, rule.when, ("story", row["first_url"]), due_at, named)
        )
        told = (rule_id, row["story_id"], row["id"], row["title"])
        alert = NewAlert(*told, target, name, base_line)
        written += queue_alert(store, alert, due_at, iso(now) or "")
    return written


def write_changes(
    store: Store, article_id: int, revision: ToldRevision, sender_domain: str, now: datetime
) -> int:
    """Queue a change of an article for the rules that matched it and ask for changes.

    Whoever is still to get the first mail about this article reads there how it stands now; what
    was too old to be mailed is so with its changes. Within the caller's transaction. Returns how
    many rows were written.
    """
    row = store.row("SELECT title, story_id, url FROM articles WHERE id = ?", (article_id,))
    matched = store.rows(
        "SELECT m.rule_id, r.identity FROM matches m JOIN rules r ON r.id = m.rule_id "
        "WHERE m.article_id = ? AND m.unmailed <> 'old'",
        (article_id,),
    )
    identities = {match["rule_id"]: match["identity"] for match in matched}
    written = 0
    for rule_id, rule in active_rules(store, identities):
        if row is None or "changed" not in rule.on:
            continue
        due = iso(next_due(rule.when, rule.timezone, now)) or ""
        waiting = _waiting_for(store, rule_id, article_id)
        for target in declared_targets(rule):
            if target in waiting:
                continue
            named = (identities[rule_id], *target)
            what = ("change", row["url"], revision.seen_at)
            name = alert_id(store, sender_domain, rule.when, what, due, named)
            told = (rule_id, row["story_id"], article_id, row["title"], target, name, False)
            alert = NewAlert(*told, revision.id, revision.note)
            written += queue_alert(store, alert, due, revision.seen_at)
    return written


def _waiting_for(store: Store, rule_id: int, article_id: int) -> set[AlertTarget]:
    """Return who waits for the first mail about an article, and surely did not get it yet."""
    rows = store.rows(
        "SELECT channel, recipient FROM outbox WHERE rule_id = ? AND article_id = ? "
        "AND revision_id IS NULL AND state = 'pending' AND handed = 0",
        (rule_id, article_id),
    )
    return {AlertTarget(row["channel"], row["recipient"]) for row in rows}


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
