"""What of the outbox waits, until when and why, and how it is made due at once."""

from dataclasses import dataclass
from datetime import datetime

from db.store import Store, iso


@dataclass(frozen=True, slots=True)
class Waiting:
    """Alerts that wait for one reason; ``error`` is "" if they wait for their rule's schedule.

    ``first`` and ``last`` are ISO 8601 UTC: when the first and the last of them is due.
    """

    count: int
    error: str
    first: str
    last: str


def waiting_alerts(store: Store, now: datetime) -> list[Waiting]:
    """Return what is due later than ``now``, by the reason, most first; no alerts that are held."""
    rows = store.rows(
        "SELECT count(*) AS count, iif(attempts > 0, coalesce(last_error, ''), '') AS error, "
        "min(next_try_at) AS first, max(next_try_at) AS last FROM outbox "
        "WHERE state = 'pending' AND next_try_at > :now GROUP BY 2 ORDER BY 1 DESC, 2",
        {"now": iso(now)},
    )
    return [Waiting(**dict(row)) for row in rows]


def retry_waiting(store: Store, now: datetime) -> int:
    """Make due at once what waits after a try that failed; return how many rows.

    What waits for its rule's schedule keeps its time.
    """
    with store.transaction():
        woken = store.execute(
            "UPDATE outbox SET next_try_at = :now "
            "WHERE state = 'pending' AND next_try_at > :now AND attempts > 0",
            {"now": iso(now)},
        )
    return woken.rowcount
