"""Matches that led to no alert, and why: what is not mailed is not lost in silence."""

from db.outbox.asked import rows_about
from db.store import Store


def unmailed_matches(
    store: Store, limit: int = 100, rule: str = "", about: str = ""
) -> list[dict[str, object]]:
    """Return matches that led to no alert, newest first, for a person to read.

    ``about`` is a story's number, a URL or words of a headline; see ``rows_about``.
    """
    rows = store.stream(
        "SELECT 'unmailed' AS state, m.unmailed AS why, r.name AS rule, a.title AS subject, a.url, "
        "m.article_id, a.story_id, a.language, a.published_at, m.matched_at, "
        "'' AS asked_title, a.url_key AS asked_key FROM matches m "
        "JOIN rules r ON r.id = m.rule_id JOIN articles a ON a.id = m.article_id "
        "WHERE m.unmailed <> '' AND :rule IN ('', r.name) ORDER BY m.id DESC",
        {"rule": rule},
    )
    return rows_about(rows, about, limit)
