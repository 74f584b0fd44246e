"""Looks for damage in the database before anything is written to it."""

import math
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from sqlite3 import Row

from db.store import PUT_BACK, Store, connect, is_as_stored, iso, moment_of, open_store
from db.upkeep import Care, note_care
from pipelines.errors import StoreError
from pipelines.text.text_sum import text_sum

EVERY: dict[Care, timedelta] = {
    "quick_check": timedelta(days=1),
    "full_check": timedelta(days=7),
}
LETTERS_SHOWN = 160
NAMED = 3
ALL_TEXTS_IN = timedelta(days=6)
"""Within this time each article is compared with its sum, a share in each pass."""
LEAST_SHARE, LARGEST_SHARE = 100, 200_000
"""So many articles a pass compares: a hundred take some milliseconds, the most a few seconds."""
_TEXTS = """
SELECT a.id, a.url, a.source_id, a.text_sum, CAST(a.title AS BLOB) AS title,
CAST(a.byline AS BLOB) AS byline, CAST(a.text AS BLOB) AS text
FROM articles a WHERE a.id BETWEEN :first AND :last ORDER BY a.id
"""
ALL_TEXTS = (0, 2**62)


def open_sound_store(database: Path, now: datetime) -> Store:
    """Open the database for writing; first, if that is due, it is checked for damage.

    A quick check of its pages once a day; once a week, also its indexes and the full-text index;
    each time, a share of the articles' texts. The caller holds the writer's lock.

    Raises:
        StoreError: it is damaged, and nothing was written; or as ``open_store`` raises.
    """
    due = _due_checks(database, now) if database.exists() else []
    if due:
        _refuse_damaged(database, thorough="full_check" in due)
    share = _share_of_texts(database, now) if database.exists() else None
    if share:
        _refuse_changed(database, *share)
    store = open_store(database, write=True)
    for what in due:
        note_care(store, what, now, "ok")
    if share:
        note_care(store, "texts", now, str(share[1]))
    return store


def refuse_damaged(database: Path, *, thorough: bool) -> None:
    """Check a database without changing it; ``thorough`` also compares each text with its sum.

    Raises:
        StoreError: it is damaged or cannot be read; says what was found and what to do.
    """
    _refuse_damaged(database, thorough=thorough)
    if thorough:
        _refuse_changed(database, *ALL_TEXTS)


def accept_changed_texts(database: Path) -> list[str]:
    """Take changed texts as they are now, where no backup has them; return their articles.

    The caller holds the writer's lock.

    Raises:
        StoreError: the database is damaged otherwise, too, or cannot be written.
    """
    _refuse_damaged(database, thorough=True)
    with open_store(database, write=True) as store, store.transaction():
        changed = [*_changed_texts(store, *ALL_TEXTS)]
        for row in changed:
            values = (text_sum(row["title"], row["byline"], row["text"]), row["id"])
            store.execute("UPDATE articles SET text_sum = ? WHERE id = ?", values)
    return [_named(row) for row in changed]


def _refuse_damaged(database: Path, *, thorough: bool) -> None:
    with connect(database, "ro") as store:
        found = damage_in(store, thorough=thorough)
    if not found and thorough:
        with connect(database, "rw") as store:
            found = _index_damage(store)
    if found:
        raise StoreError(
            f"{database}: it is damaged ({found}); nothing is written to it; {PUT_BACK}"
        )


def _refuse_changed(database: Path, first: int, last: int) -> None:
    """Raise StoreError if the text of an article, of those from one id to another, has changed."""
    with connect(database, "ro") as store:
        if not _has_sums(store):
            return
        found = [_named(row) for row in islice(_changed_texts(store, first, last), NAMED + 1)]
    if found:
        more = " and others" if len(found) > NAMED else ""
        raise StoreError(
            f"{database}: it is damaged (not as stored: {', '.join(found[:NAMED])}{more}); nothing "
            f"is written to it or mailed from it; {PUT_BACK}; without a backup, look at them and "
            "take them as they are with `khabardar doctor --accept-texts`"
        )


def _changed_texts(store: Store, first: int, last: int) -> Iterator[Row]:
    rows = store.stream(_TEXTS, {"first": first, "last": last})
    return (row for row in rows if not is_as_stored(row))


def _named(row: Row) -> str:
    return f"article {row['id']} of {row['source_id']}, {row['url']}"


def _has_sums(store: Store) -> bool:
    """Tell whether the schema is new enough."""
    return any(row["name"] == "text_sum" for row in store.rows("PRAGMA table_info(articles)"))


def _share_of_texts(database: Path, now: datetime) -> tuple[int, int] | None:
    """Return which articles, by their ids, are to be compared by now; None if there are none."""
    with connect(database, "ro") as store:
        if not (
            _has_sums(store) and store.row("SELECT 1 FROM sqlite_master WHERE name = 'upkeep'")
        ):
            return None
        last = store.rows("SELECT max(id) FROM articles")[0][0]
        done = store.row("SELECT at, said FROM upkeep WHERE what = 'texts'")
    if last is None:
        return None
    through = int(done["said"]) if done and done["said"].isdigit() else 0
    since = moment_of(done["at"]) if done else None
    passed = (now - since) / ALL_TEXTS_IN if since and since <= now else 0.0
    count = min(max(math.ceil(last * passed), LEAST_SHARE), LARGEST_SHARE)
    first = through + 1 if through < last else 0
    return first, min(first + count, last)


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
