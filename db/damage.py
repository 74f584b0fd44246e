"""Looks for damage in the database before anything is written to it."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from db.store import PUT_BACK, Store, connect, iso, open_store
from db.upkeep import Care, note_care
from pipelines.errors import StoreError

EVERY: dict[Care, timedelta] = {
    "quick_check": timedelta(days=1),
    "full_check": timedelta(days=7),
}
LETTERS_SHOWN = 160


def open_sound_store(database: Path, now: datetime) -> Store:
    """Open the database for writing; first, if that is due, it is checked for damage.

    A quick check of its pages once a day; once a week, also its indexes and the full-text index.
    The caller holds the writer's lock.

    Raises:
        StoreError: it is damaged, and nothing was written; or as ``open_store`` raises.
    """
    due = _due_checks(database, now) if database.exists() else []
    if due:
        refuse_damaged(database, thorough="full_check" in due)
    store = open_store(database, write=True)
    for what in due:
        note_care(store, what, now, "ok")
    return store


def refuse_damaged(database: Path, *, thorough: bool) -> None:
    """Check a database without changing it.

    Raises:
        StoreError: it is damaged or cannot be read; says what was found and what to do.
    """
    with connect(database, "ro") as store:
        found = damage_in(store, thorough=thorough)
    if not found and thorough:
        with connect(database, "rw") as store:
            found = _index_damage(store)
    if found:
        raise StoreError(
            f"{database}: it is damaged ({found}); nothing is written to it; {PUT_BACK}"
        )


def damage_in(store: Store, *, thorough: bool) -> str:
    """Return what SQLite finds wrong with a database, "" if nothing.

    ``thorough`` compares each index with its table, too, which takes some times as long.

    Raises:
        StoreError: it cannot be read at all.
    """
    said = store.rows(f"PRAGMA {'integrity' if thorough else 'quick'}_check(1)")
    words = " ".join(str(said[0][0]).split()) if said else "no answer"
    return "" if words == "ok" else words[:LETTERS_SHOWN]


def _index_damage(store: Store) -> str:
    """Return what is wrong with the full-text index; SQLite takes the question for a write."""
    if not store.row("SELECT 1 FROM sqlite_master WHERE name = 'articles_fts'"):
        return ""
    store.execute("BEGIN IMMEDIATE")
    try:
        store.connection.execute(
            "INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')"
        )
    except sqlite3.DatabaseError as error:
        return f"full-text index: {error}"
    finally:
        store.connection.rollback()
    return ""


def _due_checks(database: Path, now: datetime) -> list[Care]:
    """Return the checks whose last time is too long ago, or cannot be: in the future."""
    with connect(database, "ro") as store:
        if not store.row("SELECT 1 FROM sqlite_master WHERE name = 'upkeep'"):
            return [*EVERY] if store.row("SELECT 1 FROM sqlite_master") else []
        done = {row["what"]: row["at"] for row in store.rows("SELECT what, at FROM upkeep")}
    return [
        what
        for what, wait in EVERY.items()
        if not (iso(now - wait) or "") < done.get(what, "") <= (iso(now) or "")
    ]
