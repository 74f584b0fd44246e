"""Giving a stored article another label, with all that follows from it for rules and alerts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.articles.write import add_matches
from db.outbox.new_alerts import note_unmailed, write_alerts
from db.outbox.rules import active_rules
from db.store import Store, moment_of
from pipelines.items import Relevance, RuleHit


def relabel(
    store: Store,
    article_id: int,
    relevance: Relevance,
    hits: Sequence[RuleHit],
    sender_domain: str,
    now: datetime,
) -> int:
    """Give an article another label, and tell the rules that match it only since; return alerts.

    ``hits`` are all rules that match it with that label. Within the caller's transaction.
    """
    store.execute("UPDATE articles SET relevance = ? WHERE id = ?", (relevance, article_id))
    return tell_new_hits(store, article_id, hits, sender_domain, now)


def tell_new_hits(
    store: Store, article_id: int, hits: Sequence[RuleHit], sender_domain: str, now: datetime
) -> int:
    """Tell the rules that match a stored article for the first time; return how many alerts.

    ``hits`` are rules that match it now. What matched before stays: somebody may have been told. A
    rule is not told of what was stored longer ago than it wants articles to be old, and none of
    what was imported, for which nobody may have asked for alerts. Within the caller's transaction.
    """
    known = store.rows("SELECT rule_id FROM matches WHERE article_id = ?", (article_id,))
    before = {row["rule_id"] for row in known}
    add_matches(store, article_id, hits, now)
    new = [hit.rule_id for hit in hits if hit.rule_id not in before]
    if not new:
        return 0
    row = store.rows(
        "SELECT first_seen_at, (SELECT via FROM links WHERE article_id = a.id "
        "ORDER BY found_at, rowid LIMIT 1) AS via FROM articles a WHERE id = ?",
        (article_id,),
    )[0]
    if row["via"] == "import":
        note_unmailed(store, article_id, new, "not_asked")
        return 0
    stored_for = now - (moment_of(row["first_seen_at"]) or now)
    told = []
    for rule_id, rule in active_rules(store, new):
        if rule.max_age_days and stored_for > timedelta(days=rule.max_age_days):
            note_unmailed(store, article_id, [rule_id], "old")
        else:
            told.append((rule_id, rule))
    return write_alerts(store, article_id, told, sender_domain, now)
