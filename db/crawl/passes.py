"""The passes that were made, so that a person can see whether khabardar is alive."""

import json
from collections.abc import Mapping
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


def end_pass(
    store: Store, pass_id: int, now: datetime, outcome: str, counts: Mapping[str, int]
) -> None:
    """Write down how a pass ended and what it did."""
    with store.transaction():
        store.execute(
            "UPDATE passes SET ended_at = ?, outcome = ?, counts = ? WHERE id = ?",
            (iso(now), outcome, json.dumps(dict(counts)), pass_id),
        )
