"""How much of the press was really watched, so that silence is not taken for calm."""

import json
from datetime import datetime, timedelta
from typing import Any

from db.store import Store, iso, moment_of
from pipelines.alerts.messages import Coverage, Silence
from pipelines.newsrooms import Cell, WatchedOutlet, coverage_matrix, gap_lines
from pipelines.web.source_health import gives_nothing

ANSWERED_WITHIN = timedelta(hours=24)
_ANSWERED_AT = (
    "(SELECT v.at FROM visits v WHERE v.source_id = s.id AND v.outcome IN ('ok', 'not_modified') "
    "AND v.at <= :now ORDER BY v.at DESC LIMIT 1) AS answered_at"
)
_SILENT = ("quiet", "stale")
"""States of outlets that answer, in which nothing is wrong but that nothing comes."""


def coverage(store: Store, now: datetime) -> Coverage:
    """Return how many outlets gave their articles in the last day, and which did not."""
    rows = store.rows(
        "SELECT s.name, s.health, s.health_reason, s.health_since_at, s.last_visit_at, "  # noqa: S608 - ours
        f"s.last_new_at, s.trouble_since_at, {_ANSWERED_AT} FROM sources s "
        "WHERE s.health <> 'off' AND s.unproven = 0",
        {"now": iso(now)},
    )
    asked = [row for row in rows if row["last_visit_at"]]
    since = iso(now - ANSWERED_WITHIN) or ""
    silent = []
    answered = 0
    for row in asked:
        answers = (row["answered_at"] or "") >= since
        answered += answers and not gives_nothing(row["health"])
        if answers and row["health"] == "ok":
            continue
        state = row["health"] if answers and row["health"] not in _SILENT else ""
        last = row["last_new_at"] if answers else row["answered_at"]
        last = row["trouble_since_at"] if state else last
        began = moment_of(last or row["health_since_at"] or row["last_visit_at"]) or now
        why = "" if row["health"] == "ok" else row["health_reason"]
        hours = int((now - began).total_seconds() // 3600)
        silent.append(Silence(row["name"], hours, why, answers, state))
    silent.sort(key=lambda silence: (silence.answers, -silence.hours, silence.outlet))
    return Coverage(
        *(answered, len(rows), len(rows) - len(asked), tuple(silent)),
        gaps=tuple(gap_lines(coverage_of_corridors(store, now))),
    )


def coverage_of_corridors(store: Store, now: datetime) -> tuple[Cell, ...]:
    """Return for each corridor and language how many newsrooms answered in the last day."""
    return coverage_matrix(watched_outlets(store, now))


def watched_outlets(store: Store, now: datetime) -> list[WatchedOutlet]:
    """Return the outlets that are watched or on trial, and which answered in the last day."""
    since = iso(now - ANSWERED_WITHIN) or ""
    rows = store.rows(
        f"SELECT s.id, s.health, s.languages, s.unproven, s.declaration, {_ANSWERED_AT} "  # noqa: S608 - ours
        "FROM sources s WHERE s.health <> 'off' ORDER BY s.id",
        {"now": iso(now)},
    )
    return [_watched(row, since) for row in rows]


def _watched(row: Any, since: str) -> WatchedOutlet:
    declared = json.loads(row["declaration"])
    return WatchedOutlet(
        row["id"],
        tuple(declared.get("corridors", ())),
        tuple(row["languages"].split()),
        declared.get("independence", "own"),
        declared.get("newsroom", ""),
        (row["answered_at"] or "") >= since and not gives_nothing(row["health"]),
        bool(row["unproven"]),
    )
