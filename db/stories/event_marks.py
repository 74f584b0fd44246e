"""The places that articles tell of: kept, to count and to look them up."""

from collections.abc import Sequence

from db.store import Store

# An article's time is its own word, but never after it was seen.
_AT = "SELECT min(coalesce(published_at, first_seen_at), first_seen_at) FROM articles WHERE id = ?"


def note_marks(store: Store, article_id: int, marks: Sequence[str]) -> None:
    """Note the marks of an article's text in place of those of an earlier one.

    Within the caller's transaction, after its row is written.
    """
    at = store.rows(_AT, (article_id,))[0][0]
    rows = store.rows("SELECT mark, at FROM event_marks WHERE article_id = ?", (article_id,))
    if {tuple(row) for row in rows} == {(mark, at) for mark in marks}:
        return
    if rows:
        store.execute("DELETE FROM event_marks WHERE article_id = ?", (article_id,))
    store.execute_many(
        "INSERT OR IGNORE INTO event_marks (mark, at, article_id) VALUES (?, ?, ?)",
        [(mark, at, article_id) for mark in marks],
    )
