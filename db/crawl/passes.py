"""The passes that were made, so that a person can see whether khabardar is alive."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from db.store import Store, iso


def begin_pass(store: Store, now: datetime, kind: str, pid: int) -> int:
    """Write down that a pass began and return its id; passes that never ended were interrupted."""
    with store.transaction():
        store.execute("UPDATE passes SET outcome = 'interrupted' WHERE outcome = 'running'")
        made = store.execute(
            "INSERT INTO passes (kind, pid, started_at, outcome, counts) "
            "VALUES (?, ?, ?, 'running', '{}')",
            (kind, pid, iso(now)),
        )
    return made.lastrowid or 0


def interrupt_pass(store: Store, pass_id: int) -> None:
    """Write down that a pass goes on no more, and did not come to its end."""
    with store.transaction():
        store.execute("UPDATE passes SET outcome = 'interrupted' WHERE id = ?", (pass_id,))


def end_pass(
    store: Store,
    pass_id: int,
    now: datetime,
    counts: Mapping[str, int],
    troubles: Sequence[str] = (),
) -> None:
    """Write down how a pass ended, what it did, and what failed: a line for each trouble."""
    with store.transaction():
        store.execute(
            "UPDATE passes SET ended_at = :now, outcome = :outcome, counts = :counts, "
            "troubles = :troubles WHERE id = :id",
            {
                "id": pass_id,
                "now": iso(now),
                "outcome": "trouble" if troubles else "ok",
                "counts": json.dumps(dict(counts)),
                "troubles": json.dumps([*troubles], ensure_ascii=False),
            },
        )


def troubles_since(store: Store, since: datetime, now: datetime) -> frozenset[str]:
    """Return the troubles of the crawls that began at ``since`` or later.

    One that seems to have begun after ``now`` was made by a clock that was ahead: it does not tell.
    """
    rows = store.rows(
        "SELECT DISTINCT t.value AS trouble FROM passes p, json_each(p.troubles) t "
        "WHERE p.kind = 'crawl' AND p.started_at BETWEEN ? AND ?",
        (iso(since), iso(now)),
    )
    return frozenset(row["trouble"] for row in rows)
