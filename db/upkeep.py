"""The care that a database had: when it was last checked and copied, and its one file.

Under "settings" stands what is wrong with the settings, for as long as it is; under "texts" the
last article whose text was compared with its sum; under "notice" what each page in the browser says
of all that is stored.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from db.lock import writer_lock
from db.store import Store, iso, open_store
from pipelines.errors import StoreError

Care = Literal[
    "quick_check",
    "full_check",
    "texts",
    "backup",
    "vacuum",
    "history",
    "settings",
    "notice",
    "sentence model",
    "learned topic",
]


def note_care(store: Store, what: Care, now: datetime, said: str) -> None:
    """Write down that the database was checked or copied, in place of the last time."""
    with store.transaction():
        store.execute(
            "INSERT OR REPLACE INTO upkeep (what, at, said) VALUES (?, ?, ?)",
            (what, iso(now), said),
        )


def last_care(store: Store, what: Care) -> tuple[str, str] | None:
    """Return when something was last done (ISO 8601 UTC) and what was said; None if never."""
    row = store.row("SELECT at, said FROM upkeep WHERE what = ?", (what,))
    return (row["at"], row["said"]) if row else None


def forget_care(store: Store, what: Care) -> None:
    """Take back what was written down."""
    with store.transaction():
        store.execute("DELETE FROM upkeep WHERE what = ?", (what,))


def gather_into_one_file(database: Path) -> None:
    """Move what stands in the -wal file into the database, unless another process writes to it.

    So a copy of the one file is a copy of all. What cannot be moved stays where it is.
    """
    with suppress(StoreError), writer_lock(database):
        open_store(database, write=True).close()


def waiting_bytes(database: Path) -> int:
    """Return how many bytes stand in the -wal file beside the database."""
    beside = database.with_name(database.name + "-wal")
    return beside.stat().st_size if beside.exists() else 0
