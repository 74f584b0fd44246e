"""The rhythm in which an outlet brings articles, from its links and visits."""

from datetime import datetime, timedelta

from db.store import Store, iso, moment_of
from pipelines.web.own_pace import PACE_WINDOW
from pipelines.web.visit_rhythm import Rhythm, rhythm_of

FILLS_OF = timedelta(days=1)
LEAST_LISTED = 5
"""A list of fewer articles may well be all new by chance."""
FEW_UNCHANGED = 5
"""Of fewer visits at which nothing was new it is not known how the outlet answers such."""
_TIMES = """
SELECT min(coalesce(published_at, found_at), found_at) AS at FROM links
WHERE source_id = :source AND found_at BETWEEN :since AND :now AND via <> 'import'
AND coalesce(published_at, found_at) >= :since
"""
_FILLS = """
SELECT at, before, new, found FROM (SELECT at, outcome, new, found,
    lag(at) OVER (PARTITION BY address ORDER BY id) AS before FROM visits
    WHERE source_id = :source AND at BETWEEN :since AND :now
    AND outcome IN ('ok', 'not_modified'))
WHERE outcome = 'ok' AND before IS NOT NULL AND found >= :least AND at >= :lately
"""
_UNCHANGED = """
SELECT count(*) > :few AND count(*) > 2 * sum(outcome = 'not_modified') AS whole FROM visits
WHERE source_id = :source AND at BETWEEN :since AND :now
AND (outcome = 'not_modified' OR (outcome = 'ok' AND new = 0))
"""


def known_rhythm(store: Store, source_id: str, now: datetime) -> Rhythm:
    """Return how an outlet brought articles in the last four weeks, and its lists of a day."""
    window = {"source": source_id, "since": iso(now - PACE_WINDOW), "now": iso(now)}
    times = [at for row in store.rows(_TIMES, window) if (at := moment_of(row["at"]))]
    days = (now - min(times)) / timedelta(days=1) if times else 0.0
    if not times:
        first = store.row("SELECT min(at) AS at FROM visits WHERE source_id = ?", (source_id,))
        began = moment_of(first["at"]) if first else None
        days = min(now - began, PACE_WINDOW) / timedelta(days=1) if began else 0.0
    lately = {
        **window,
        **{"since": iso(now - 2 * FILLS_OF), "lately": iso(now - FILLS_OF), "least": LEAST_LISTED},
    }
    fills = []
    for row in store.rows(_FILLS, lately):
        at, before = moment_of(row["at"]), moment_of(row["before"])
        if at and before:
            fills.append((at - before, row["new"] / row["found"]))
    unchanged = store.row(_UNCHANGED, {**window, "few": FEW_UNCHANGED})
    return rhythm_of(times, days, fills, whole=bool(unchanged and unchanged["whole"]))
