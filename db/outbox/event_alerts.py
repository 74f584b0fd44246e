"""Alerts of rules that tell once an event: one goes out, the others are noted and not lost."""

from datetime import datetime

from db.outbox.new_alerts import note_unmailed, write_alerts
from db.outbox.rules import active_rules
from db.store import Store, iso

SAME_EVENT = "same_event"
# Another alert of the event for the same target, that went out or is to go out first.
_TOLD = """
EXISTS (SELECT 1 FROM event_stories e JOIN event_stories f ON f.event_id = e.event_id
    JOIN outbox p ON p.story_id = f.story_id WHERE e.story_id = {story} AND f.story_id <> {story}
    AND p.rule_id = {rule} AND p.kind = 'alert' AND p.superseded = 0 AND p.revision_id IS NULL
    {more})
"""
_REPEATS = f"""
SELECT o.id, o.rule_id, o.article_id FROM outbox o JOIN rules r ON r.id = o.rule_id
WHERE r.once = 'event' AND o.kind = 'alert' AND o.state = 'pending' AND o.handed = 0
    AND o.revision_id IS NULL AND o.superseded = 0 AND {
    _TOLD.format(
        story="o.story_id",
        rule="o.rule_id",
        more="AND p.channel = o.channel AND p.recipient = o.recipient "
        "AND (p.state = 'sent' OR p.handed > 0 OR (p.state = 'pending' AND p.id < o.id))",
    )
} ORDER BY o.id
"""  # noqa: S608 - ours
_UNTOLD = f"""
SELECT m.rule_id, m.article_id FROM matches m JOIN articles a ON a.id = m.article_id
WHERE m.unmailed = '{SAME_EVENT}' AND NOT {
    _TOLD.format(story="a.story_id", rule="m.rule_id", more="AND p.state <> 'dead'")
} ORDER BY m.id
"""  # noqa: S608 - ours


def settle_event_alerts(store: Store, sender_domain: str, now: datetime) -> int:
    """Let one alert of each event stand for rules that ask for that; return how many are due now.

    One whose event was told already, or waits to be, is noted at its match as ``same_event``; what
    was noted so and turns out to be another event is told after all. Those whose stories were
    compared are due at once, if their rule tells at once.
    """
    with store.transaction():
        told = 0
        for row in store.rows(_UNTOLD):
            note_unmailed(store, row["article_id"], [row["rule_id"]], "")
            rules = active_rules(store, [row["rule_id"]])
            told += write_alerts(store, row["article_id"], rules, sender_domain, now)
        for row in store.rows(_REPEATS):
            store.execute("DELETE FROM outbox WHERE id = ?", (row["id"],))
            note_unmailed(store, row["article_id"], [row["rule_id"]], SAME_EVENT)
        due = _release(store, now)
    return told + due


def release_event_alerts(store: Store, now: datetime) -> int:
    """Make alerts that wait to be compared due, though nothing compares them; return how many."""
    return _release(store, now, compared="")


def _release(
    store: Store,
    now: datetime,
    compared: str = "AND story_id NOT IN (SELECT story_id FROM events_wanted) AND article_id "
    "NOT IN (SELECT article_id FROM vectors_wanted)",
) -> int:
    return store.execute(
        "UPDATE outbox SET due_at = :now, next_try_at = :now WHERE state = 'pending' "  # noqa: S608
        "AND attempts = 0 AND base_line = 0 AND next_try_at > :now AND rule_id IN "
        "(SELECT id FROM rules WHERE once = 'event' AND schedule = 'now' AND active = 1) "
        f"{compared}",
        {"now": iso(now)},
    ).rowcount
