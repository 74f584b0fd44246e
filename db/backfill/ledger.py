"""Which files a backfill takes in, what each gave, and how far the merge has come."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row
from typing import Any, Literal

from db.store import Store, iso, moment_of


@dataclass(frozen=True, slots=True)
class Backfill:
    """A backfill that has not ended; ``merged`` results are stored already.

    ``read_by`` tells by what its files were read, "" while more may be taken up.
    """

    id: int
    began_at: datetime
    state: Literal["reading", "merging"]
    read_by: str
    merged: int


@dataclass(frozen=True, slots=True)
class BackfillFile:
    """A file of a backfill: its place in the order they were named in, and what it gave.

    ``refused`` counts by reason what gave no article; ``detail`` says what is wrong with the file,
    "" for nothing.
    """

    address: str
    place: int
    state: Literal["waiting", "read", "failed"] = "waiting"
    records: int = 0
    passed_over: int = 0
    kept: int = 0
    refused: Mapping[str, int] | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left of a backfill: whether some of what its ``files`` gave is stored already."""

    files: int
    stored_in_part: bool


def waiting(store: Store) -> Waiting | None:
    """Return what is left of the backfill that has not ended, None if all have."""
    found = open_backfill(store)
    return Waiting(len(files_of(store, found.id)), found.merged > 0) if found else None


def open_backfill(store: Store) -> Backfill | None:
    """Return the backfill that has not ended, None if all have."""
    row = store.row("SELECT * FROM backfills WHERE state <> 'ended'")
    began_at = moment_of(row["began_at"]) if row else None
    if row is None or began_at is None:
        return None
    return Backfill(row["id"], began_at, row["state"], row["read_by"], row["merged"])


def take_up(store: Store, addresses: Iterable[str], now: datetime) -> int:
    """Add files to the backfill that is open, or to a new one; return how many were known before.

    A file that was read once is not taken up again; one that could not be read is.
    """
    known = 0
    with store.transaction():
        number = None
        for address in dict.fromkeys(addresses):
            before = store.row("SELECT state FROM backfill_files WHERE address = ?", (address,))
            if before and before["state"] != "failed":
                known += before["state"] == "read"
                continue
            number = number or _open_or_begun(store, now)
            store.execute(
                "INSERT INTO backfill_files (address, backfill_id, place, state) "
                "SELECT :address, :backfill, coalesce(max(place), 0) + 1, 'waiting' "
                "FROM backfill_files WHERE backfill_id = :backfill "
                "ON CONFLICT (address) DO UPDATE SET backfill_id = excluded.backfill_id, "
                "place = excluded.place, state = 'waiting', detail = ''",
                {"address": address, "backfill": number},
            )
    return known


def _open_or_begun(store: Store, now: datetime) -> int:
    found = open_backfill(store)
    if found:
        return found.id
    made = store.execute(
        "INSERT INTO backfills (began_at, state) VALUES (?, 'reading')", (iso(now),)
    )
    return made.lastrowid or 0


def files_of(store: Store, backfill_id: int) -> list[BackfillFile]:
    """Return the files of a backfill in the order they were named in."""
    rows = store.rows(
        "SELECT * FROM backfill_files WHERE backfill_id = ? ORDER BY place", (backfill_id,)
    )
    return [_file(row) for row in rows]


def _file(row: Row) -> BackfillFile:
    values: dict[str, Any] = {name: row[name] for name in BackfillFile.__slots__}
    return BackfillFile(**values | {"refused": json.loads(row["refused"])})


def begin_merge(
    store: Store, backfill_id: int, files: Sequence[BackfillFile], read_by: str
) -> None:
    """Write down what the files of a backfill gave; none is taken up by it from then on."""
    with store.transaction():
        store.execute_many(
            "UPDATE backfill_files SET state = :state, records = :records, "
            "passed_over = :passed_over, kept = :kept, refused = :refused, detail = :detail "
            "WHERE address = :address",
            [
                {name: getattr(one, name) for name in BackfillFile.__slots__}
                | {"refused": json.dumps(dict(one.refused or {}))}
                for one in files
            ],
        )
        store.execute(
            "UPDATE backfills SET state = 'merging', read_by = ? WHERE id = ?",
            (read_by, backfill_id),
        )


def note_merged(store: Store, backfill_id: int, merged: int) -> None:
    """Write down how many results are stored, in the transaction that stores the last of them."""
    store.execute("UPDATE backfills SET merged = ? WHERE id = ?", (merged, backfill_id))


def end_backfill(store: Store, backfill_id: int, now: datetime) -> None:
    """Write down that all of a backfill is stored and compared."""
    with store.transaction():
        store.execute(
            "UPDATE backfills SET state = 'ended', ended_at = ? WHERE id = ?",
            (iso(now), backfill_id),
        )


def kept_by_outlet(store: Store, began_at: datetime) -> dict[str, int]:
    """Return how many articles a backfill stored of each outlet, most first.

    They are first seen at the moment that it began.
    """
    rows = store.rows(
        "SELECT source_id, count(*) AS articles FROM articles AS a WHERE first_seen_at = ? "
        "AND EXISTS (SELECT 1 FROM links WHERE article_id = a.id AND via = 'import') "
        "GROUP BY source_id ORDER BY articles DESC, source_id",
        (iso(began_at),),
    )
    return {row["source_id"]: row["articles"] for row in rows}
