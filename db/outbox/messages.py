"""Reads a message that is due, with all that its letter says."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from sqlite3 import Row

from db.events.read import EventStory, events_of_stories
from db.outbox.coverage import coverage
from db.outbox.told_outlets import outlets_of
from db.store import Store, changed_text, is_as_stored, iso, moment_of
from pipelines.alerts.highlight import safe
from pipelines.alerts.messages import (
    AlertItem,
    Copy,
    Due,
    Growth,
    Headline,
    Message,
    Reject,
    ToldChange,
)
from pipelines.items import Span
from pipelines.stories.revisions import Version, word_diff
from pipelines.stories.states import state_changes

SAMPLE_EVERY = timedelta(days=7)
SAMPLE_SIZE = 10
GROWTH_SINCE = timedelta(days=7)
GROWTH_SHOWN = 10
PASSAGES_SHOWN = 8
NAMED = 400
"""So many stories beyond those told at length are named; with their links they fit in a mail."""
_TOLD_BY_STATES = ("figure ", "headline ", "quote ")
_THIS = (
    "o.message_id = :message AND o.channel = :channel AND o.recipient = :recipient "
    "AND o.state = 'pending'"
)
_HEAD = f"""
SELECT o.kind, o.subject, o.note, o.rule_id, coalesce(r.name, '') AS rule,
    coalesce(r.query, '') AS query, coalesce(r.schedule, 'now') AS schedule,
    coalesce(r.timezone, 'UTC') AS timezone, coalesce(r.cap, 1) AS cap, r.since_at,
    min(o.created_at) AS created_at, count(*) AS total, max(o.base_line) AS base_line,
    count(o.revision_id) AS changes
FROM outbox o LEFT JOIN rules r ON r.id = o.rule_id WHERE {_THIS}
"""  # noqa: S608 - the condition is ours, above
_ITEMS = f"""
SELECT o.article_id, o.story_id, a.title, a.url, a.language, a.published_at, a.first_seen_at,
    a.text, a.byline, a.text_sum, a.relevance, a.agency, a.text_confidence, a.source_id,
    s.name AS outlet, s.country, m.spans, o.revision_id
FROM outbox o JOIN articles a ON a.id = o.article_id JOIN sources s ON s.id = a.source_id
LEFT JOIN matches m ON m.rule_id = o.rule_id AND m.article_id = o.article_id
WHERE {_THIS}
ORDER BY a.relevance <> 'relevant',
    iif(o.base_line, coalesce(a.published_at, a.first_seen_at), a.first_seen_at) DESC,
    a.id DESC LIMIT :limit OFFSET :offset
"""  # noqa: S608 - the condition is ours, above


def read_message(
    store: Store, due: Due, now: datetime, *, to_operator: bool = False
) -> Message | None:
    """Return the message of ``due``, None if nothing of it is pending any more.

    The newest stories are read, up to the rule's cap, those of the topic first, and the headlines
    of ``NAMED`` more; digests also get
    how much of the press was watched, and those to an operator once a week a sample of what was
    turned away.
    """
    key = {"message": due.message_id, "channel": due.channel, "recipient": due.recipient}
    head = store.row(_HEAD, key)
    if head is None or not head["total"]:
        return None
    alert = head["kind"] == "alert"
    base_line = head["base_line"] == 1
    digest = alert and (base_line or head["schedule"] != "now" or head["total"] > 1)
    return Message(
        message_id=due.message_id,
        channel=due.channel,
        recipient=due.recipient,
        rule=head["rule"],
        query=head["query"],
        schedule=head["schedule"],
        timezone=head["timezone"],
        attempts=due.attempts,
        created_at=moment_of(head["created_at"]) or now,
        items=_items(store, key, head["cap"], now) if alert else (),
        cap=head["cap"],
        total=head["total"],
        kind=head["kind"],
        subject=head["subject"],
        note=head["note"],
        rule_changed=bool(head["since_at"] and head["since_at"] > head["created_at"]),
        growth=_growth(store, due, head["rule_id"], now) if alert and not base_line else (),
        coverage=coverage(store, now) if digest else None,
        rejects=_rejects(store, due, now) if digest and to_operator and not base_line else (),
        rule_number=head["rule_id"] or 0,
        to_operator=to_operator,
        answers=_earlier_mail(store, key) if alert and head["total"] == 1 else "",
        base_line=base_line,
        changes=head["changes"],
        named=_named(store, key, head["cap"]) if alert and head["total"] > head["cap"] else (),
    )


def _earlier_mail(store: Store, key: dict[str, str]) -> str:
    """Return the Message-ID of the first mail of a message's story to its recipient, "" if none."""
    row = store.row(
        "SELECT e.message_id FROM outbox o JOIN outbox e ON e.story_id = o.story_id "  # noqa: S608
        "AND e.channel = o.channel AND e.recipient = o.recipient AND e.state = 'sent' "
        f"AND e.message_id <> o.message_id WHERE {_THIS} ORDER BY e.sent_at, e.id LIMIT 1",
        key,
    )
    return row["message_id"] if row else ""


def _stories(store: Store, key: dict[str, str], limit: int, offset: int) -> Iterator[Row]:
    """Yield the stories of a message in the order in which it tells them.

    Raises:
        StoreError: the words of one are not as they were stored.
    """
    for row in store.rows(_ITEMS, {**key, "limit": limit, "offset": offset}):
        if not is_as_stored(row):
            raise changed_text(store.path, row["article_id"], row["url"])
        yield row


def _named(store: Store, key: dict[str, str], told: int) -> tuple[Headline, ...]:
    return tuple(
        Headline(row["story_id"], row["title"], row["url"], row["outlet"], row["language"])
        for row in _stories(store, key, NAMED, told)
    )


def _items(store: Store, key: dict[str, str], limit: int, now: datetime) -> tuple[AlertItem, ...]:
    items = []
    rows = [*_stories(store, key, limit, 0)]
    events = events_of_stories(store, [row["story_id"] for row in rows])
    for row in rows:
        event = events.get(row["story_id"])
        others = store.rows(
            "SELECT s.name, a.url FROM articles a JOIN sources s ON s.id = a.source_id "
            "WHERE a.story_id = ? AND a.source_id <> ? ORDER BY a.id",
            (row["story_id"], row["source_id"]),
        )
        gist = event.headline("en") if event and row["language"] != "en" else None
        seen = moment_of(row["first_seen_at"]) or now
        items.append(
            AlertItem(
                *(row["article_id"], row["story_id"], row["title"], row["url"], row["outlet"]),
                *(row["country"], row["language"], moment_of(row["published_at"]), seen),
                row["text"],
                tuple(Span(**span) for span in json.loads(row["spans"] or "[]")),
                tuple(Copy(other["name"], other["url"]) for other in others),
                row["relevance"],
                row["agency"],
                row["text_confidence"],
                _change(store, row["revision_id"]) if row["revision_id"] else None,
                _told_elsewhere(event.stories if event else (), row["story_id"], gist),
                _headline(gist) if gist else None,
            )
        )
    return tuple(items)


def _told_elsewhere(
    stories: Sequence[EventStory], story_id: int, gist: EventStory | None
) -> tuple[Headline, ...]:
    """Return the other stories of an event, but for its ``gist``: those in English first."""
    others = [one for one in stories if one.story_id != story_id and one is not gist]
    return tuple(map(_headline, sorted(others, key=lambda one: one.language != "en")))


def _headline(story: EventStory) -> Headline:
    return Headline(story.story_id, story.title, story.url, story.outlet, story.language)


def _change(store: Store, revision_id: int) -> ToldChange:
    """Return what a revision changed, from its state and the one before it."""
    row = store.rows(
        "SELECT r.title, r.text, r.summary, b.title AS old_title, b.text AS old_text "
        "FROM revisions r JOIN revisions b ON b.id = (SELECT max(id) FROM revisions "
        "WHERE article_id = r.article_id AND id < r.id) WHERE r.id = ?",
        (revision_id,),
    )[0]
    old = Version(safe(row["old_title"]), safe(row["old_text"]))
    new = Version(safe(row["title"]), safe(row["text"]))
    passages = word_diff(old, new).splitlines()[:PASSAGES_SHOWN]
    states = state_changes(old, new)
    said = (part for part in row["summary"].split("; ") if not part.startswith(_TOLD_BY_STATES))
    return ToldChange("; ".join(said) if states else row["summary"], states, tuple(passages))


def _growth(store: Store, due: Due, rule_id: int, now: datetime) -> tuple[Growth, ...]:
    rows = store.rows(
        "SELECT * FROM (SELECT o.id, o.story_id, a.title, a.url, a.language, "  # noqa: S608 - ours
        f"{outlets_of('o')} - o.outlets_told AS outlets "
        "FROM outbox o JOIN articles a ON a.id = o.article_id "
        "WHERE o.rule_id = :rule AND o.channel = :channel AND o.recipient = :recipient "
        "AND o.state = 'sent' AND o.superseded = 0 AND o.revision_id IS NULL "
        "AND o.created_at >= :since "
        "AND o.outlets_told > 0) WHERE outlets > 0 ORDER BY outlets DESC, id DESC LIMIT :most",
        {
            "rule": rule_id,
            "channel": due.channel,
            "recipient": due.recipient,
            "since": iso(now - GROWTH_SINCE),
            "most": GROWTH_SHOWN,
        },
    )
    return tuple(
        Growth(row["story_id"], row["title"], row["url"], row["language"], row["outlets"])
        for row in rows
    )


def _rejects(store: Store, due: Due, now: datetime) -> tuple[Reject, ...]:
    """Return the turned-away articles of the last week that came nearest to the topic."""
    since = iso(now - SAMPLE_EVERY)
    if store.row(
        "SELECT 1 FROM outbox WHERE recipient = ? AND channel = ? AND sampled = 1 AND sent_at > ?",
        (due.recipient, due.channel, since),
    ):
        return ()
    rows = store.rows(
        "SELECT l.title, l.url, l.detail, s.name FROM links l JOIN sources s ON s.id = l.source_id "
        "WHERE l.state = 'dropped' AND l.reason = 'off_topic' AND l.settled_at >= ? "
        "ORDER BY l.settled_at DESC LIMIT 2000",
        (since,),
    )
    near = sorted(rows, key=lambda row: -_score(row["detail"]))[:SAMPLE_SIZE]
    return tuple(
        Reject(row["title"] or row["url"], row["url"], row["name"], row["detail"]) for row in near
    )


def _score(detail: str) -> float:
    found = re.search(r"score (-?\d+(?:\.\d+)?)", detail)
    return float(found[1]) if found else 0.0


def mark_told(store: Store, message: Message) -> None:
    """Remember what a message that went out told beside its stories: growth, and the sample."""
    if not message.growth and not message.rejects:
        return
    target = {"channel": message.channel, "recipient": message.recipient}
    with store.transaction():
        store.execute(
            "UPDATE outbox SET sampled = :sampled WHERE message_id = :message "
            "AND channel = :channel AND recipient = :recipient",
            target | {"sampled": int(bool(message.rejects)), "message": message.message_id},
        )
        store.execute_many(
            f"UPDATE outbox SET outlets_told = {outlets_of('outbox')} "  # noqa: S608 - ours
            "WHERE story_id = :story AND channel = :channel AND recipient = :recipient "
            "AND state = 'sent' AND rule_id = (SELECT id FROM rules WHERE name = :rule)",
            [
                target | {"story": growth.story_id, "rule": message.rule}
                for growth in message.growth
            ],
        )
