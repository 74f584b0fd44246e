"""What a person said of an article's relevance; no later reading of the article changes it."""

from datetime import datetime
from typing import Literal

from db.store import Store, iso

Judged = Literal["relevant", "off"]


def judge_article(store: Store, article_id: int, judged: Judged, now: datetime) -> str | None:
    """Keep a person's judgement; return what the article was held for before.

    Returns None if there is no such article. A trigger puts the judgement back whenever the
    article's relevance is written anew.
    """
    with store.transaction():
        row = store.row("SELECT relevance FROM articles WHERE id = ?", (article_id,))
        if row is None:
            return None
        store.execute(
            "INSERT INTO judgements (article_id, relevance, judged_at) VALUES (?, ?, ?) "
            "ON CONFLICT (article_id) DO UPDATE SET relevance = excluded.relevance, "
            "judged_at = excluded.judged_at",
            (article_id, judged, iso(now)),
        )
        store.execute("UPDATE articles SET relevance = ? WHERE id = ?", (judged, article_id))
    return str(row["relevance"])
