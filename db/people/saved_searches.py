"""Searches that people keep, to be found again on the first page."""

from dataclasses import dataclass
from datetime import datetime

from db.store import Store, iso


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query of the rules' language, and what a person called it."""

    id: int
    name: str
    query: str


def save_search(store: Store, name: str, query: str, now: datetime) -> str:
    """Keep a search under a name, and return the query that it had before, "" if none."""
    with store.transaction():
        row = store.row("SELECT query FROM saved_searches WHERE name = ?", (name,))
        store.execute(
            "INSERT INTO saved_searches (name, query, saved_at) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET query = excluded.query, saved_at = excluded.saved_at",
            (name, query, iso(now)),
        )
    return str(row["query"]) if row else ""


def forget_search(store: Store, number: int) -> SavedSearch | None:
    """Forget a search, and return what it was; None if there is none of that number."""
    with store.transaction():
        row = store.row("SELECT id, name, query FROM saved_searches WHERE id = ?", (number,))
        store.execute("DELETE FROM saved_searches WHERE id = ?", (number,))
    return SavedSearch(*row) if row else None


def saved_searches(store: Store) -> list[SavedSearch]:
    """Return the searches that people keep, by their names."""
    rows = store.rows("SELECT id, name, query FROM saved_searches ORDER BY name")
    return [SavedSearch(*row) for row in rows]
