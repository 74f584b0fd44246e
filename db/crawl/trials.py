"""Outlets on trial: what their first visits showed, until they are proved."""

import json
from datetime import datetime

from db.store import Store, iso, moment_of
from pipelines.discovery.trial import Judged, Trial


def trials(store: Store) -> dict[str, Trial]:
    """Return the outlets that are not proved yet, each with what its visits showed so far."""
    rows = store.rows("SELECT id, trial FROM sources WHERE unproven = 1 AND health <> 'off'")
    return {row["id"]: _trial(row["trial"]) for row in rows}


def _trial(written: str) -> Trial:
    if not written:
        return Trial()
    said = json.loads(written)
    return Trial(moment_of(said["at"]), tuple(said["urls"]), said["failures"])


def keep_judged(store: Store, source_id: str, judged: Judged, now: datetime) -> None:
    """Write down what a round of visits proved: the outlet is watched from now on, or on trial."""
    trial = judged.trial
    written = {"at": iso(trial.at), "urls": trial.urls, "failures": trial.failures}
    with store.transaction():
        if judged.proven:
            store.execute("UPDATE sources SET unproven = 0, trial = '' WHERE id = ?", (source_id,))
            return
        store.execute(
            "UPDATE sources SET health_reason = :why, next_visit_at = :again, trial = :trial, "
            "health_since_at = coalesce(health_since_at, :now) WHERE id = :id",
            {
                "why": judged.why,
                "again": iso(judged.again_at),
                "trial": json.dumps(written, ensure_ascii=False),
                "now": iso(now),
                "id": source_id,
            },
        )
