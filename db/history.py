"""Bounds the records that every visit and pass add to; nothing here is asked for after its time.

Articles, links, stories, matches, alerts and notices are kept for ever.
"""

from datetime import datetime, timedelta

from db.store import Store, iso
from db.upkeep import last_care, note_care

VISITS_KEPT = timedelta(days=30)
PASSES_KEPT = timedelta(days=90)
LEAST_KEPT = 1_000
"""So many of an outlet's visits, and so many passes, stay though they are older.

A clock that is a year ahead for an hour lets go of nothing that is newer.
"""
DAYS_KEPT = 1_100
"""Of each outlet, the newest days on which it was visited: three years."""
_ONCE_IN = timedelta(days=1)
# The last answer of each list is what health compares a "not modified" with.
_OLD_VISITS = """
DELETE FROM visits WHERE id IN (SELECT id FROM (SELECT id, at,
row_number() OVER (PARTITION BY source_id ORDER BY id DESC) AS place,
row_number() OVER (PARTITION BY source_id, address, outcome = 'ok' ORDER BY id DESC) AS answer
FROM visits) WHERE at < :before AND place > :least AND answer > 1)
"""
# What was interrupted since a pass that ended is still to be made up for.
_OLD_PASSES = """
DELETE FROM passes WHERE started_at < :before
AND id <= (SELECT max(id) FROM passes) - :least
AND id < (SELECT max(id) FROM passes WHERE ended_at IS NOT NULL)
"""
_OLD_DAYS = """
DELETE FROM outlet_days WHERE (day, source_id) IN (SELECT day, source_id FROM (SELECT day,
source_id, row_number() OVER (PARTITION BY source_id ORDER BY day DESC) AS place
FROM outlet_days) WHERE place > :most)
"""


def forget_history(store: Store, now: datetime) -> int:
    """Let go of old visits, passes and days of outlets; return how many rows went.

    How often an outlet answered on a day outlives its visits.

    Raises:
        StoreError: the database cannot be written.
    """
    with store.transaction():
        visits = {"before": iso(now - VISITS_KEPT), "least": LEAST_KEPT}
        passes = {"before": iso(now - PASSES_KEPT), "least": LEAST_KEPT}
        gone = store.execute(_OLD_VISITS, visits).rowcount
        gone += store.execute(_OLD_PASSES, passes).rowcount
        gone += store.execute(_OLD_DAYS, {"most": DAYS_KEPT}).rowcount
    note_care(store, "history", now, f"{gone} old visits, passes and days forgotten")
    return gone


def forget_history_daily(store: Store, now: datetime) -> None:
    """Do so if it was not done for a day: it looks at every row.

    Raises:
        StoreError: the database cannot be written.
    """
    done = last_care(store, "history")
    if done is None or done[0] <= (iso(now - _ONCE_IN) or ""):
        forget_history(store, now)
