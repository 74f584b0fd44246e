"""What a person said of an article's relevance; no later reading of the article changes it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from db.store import Store, iso

Judged = Literal["relevant", "off"]


@dataclass(frozen=True, slots=True)
class JudgedLately:
    """An article that a person judged, and when (ISO 8601 UTC)."""

    id: int
    title: str
    outlet: str
    language: str
    relevance: str
    judged_at: str


def judged_lately(store: Store, limit: int) -> list[JudgedLately]:
    """Return the articles that people judged, the last one first."""
    rows = store.rows(
        "SELECT a.id, a.title, s.name, a.language, j.relevance, j.judged_at FROM judgements j "
        "JOIN articles a ON a.id = j.article_id JOIN sources s ON s.id = a.source_id "
        "ORDER BY j.judged_at DESC, j.article_id DESC LIMIT ?",
        (limit,),
    )
    return [JudgedLately(*row) for row in rows]


def take_back_judgement(store: Store, article_id: int) -> tuple[str, str] | None:
    """Forget what a person said of an article; return that, and what it is held for now.

    That is what was learned, else what it was held for before the first person judged it in the
    browser, else unsure; the next passes may change it. Returns None if nobody judged it.
    """
    with store.transaction():
        row = store.row("SELECT relevance FROM judgements WHERE article_id = ?", (article_id,))
        if row is None:
            return None
        store.execute("DELETE FROM judgements WHERE article_id = ?", (article_id,))
        before = store.rows(
            "SELECT coalesce((SELECT relevance FROM learned_judgements WHERE article_id = :id), "
            "(SELECT before FROM audit WHERE what = 'judge' AND about = CAST(:id AS TEXT) "
            "ORDER BY id LIMIT 1), 'review')",
            {"id": article_id},
        )[0][0]
        store.execute("UPDATE articles SET relevance = ? WHERE id = ?", (before, article_id))
    return str(row["relevance"]), str(before)


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
