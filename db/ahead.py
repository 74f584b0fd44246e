"""Stored times that lie further ahead than they ever may: this machine's clock was ahead once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.store import Store, iso, moment_of
from pipelines.discovery.trial import LONGEST_PAUSE

SLACK = timedelta(hours=1)
"""A clock that is set right by less than this is no fault."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A column whose times may lie ``wait`` ahead at most, and what they are called.

    ``wait`` is SQL for seconds. ``kept``: what is ahead becomes the present; else its row goes.
    ``where`` is the condition of the column's index, so that looking costs nothing.
    """

    table: str
    column: str
    wait: str
    what: str
    kept: bool = True
    where: str = "true"


def _seconds(wait: timedelta) -> str:
    return str(int(wait.total_seconds()))


# The waits are those of next_visit_at (of an outlet on trial: the longest pause), RETRY_AFTER,
# next_revisit, next_due and next_try, and the longest pause that a host may ask for. What tells of
# the past may not lie ahead at all.
_WAITS = (
    _Stored(
        *("sources", "next_visit_at"),
        "max(coalesce(nullif(json_extract(declaration, '$.every_s'), 0), 86400), "
        f"iif(unproven, {_seconds(LONGEST_PAUSE)}, 21600))",
        "next visits to outlets",
    ),
    _Stored(
        *("links", "next_try_at", _seconds(_DAY), "next tries of links"), where="state = 'pending'"
    ),
    _Stored(
        *("revisits", "next_at"),
        "(SELECT 3600 * coalesce(max(hour.value), 24) FROM sources, "
        "json_each(sources.declaration, '$.revisit') AS hour)",
        "next visits to known articles",
    ),
    _Stored("outbox", "next_try_at", _seconds(8 * _DAY), "mails", where="state = 'pending'"),
    _Stored("hosts", "held_until_at", _seconds(_DAY), "pauses of hosts", kept=False),
    _Stored("robots", "fetched_at", "0", "copies of robots.txt", kept=False),
    _Stored("validators", "full_at", "0", "marks of lists", kept=False),
    _Stored("rules", "since_at", "0", "beginnings of rules"),
    _Stored("rules", "created_at", "0", "rules"),
    _Stored("upkeep", "at", "0", "checks and copies of the database", kept=False),
    *(
        _Stored("sources", column, "0", "notes on outlets")
        for column in ("last_new_at", "last_visit_at", "health_since_at", "trouble_since_at")
    ),
)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Stored times that lie too far ahead: how many of what, and the furthest."""

    what: str
    count: int
    furthest: datetime


def times_ahead(store: Store, now: datetime) -> list[Ahead]:
    """Return what is stored with a time further ahead than its longest wait."""
    found = []
    for one in _WAITS:
        row = store.rows(
            f"SELECT count(*) AS count, max({one.column}) AS furthest FROM {one.table} "  # noqa: S608 - ours
            f"WHERE {_condition(one)}",
            _values(now),
        )[0]
        if row["count"]:
            found.append(Ahead(one.what, row["count"], moment_of(row["furthest"]) or now))
    return found


def take_back(store: Store, now: datetime) -> list[Ahead]:
    """Make due what lies too far ahead, and return what it was.

    Nothing is written if nothing does. The history (when an article was seen, a visit made) stays.
    """
    found = times_ahead(store, now)
    if found:
        with store.transaction():
            for one in _WAITS:
                change = f"UPDATE {one.table} SET {one.column} = :present"  # noqa: S608 - ours
                if not one.kept:
                    change = f"DELETE FROM {one.table}"  # noqa: S608 - ours
                present = {"present": iso(now)} if one.kept else {}
                store.execute(f"{change} WHERE {_condition(one)}", _values(now) | present)
    return found


def ahead_words(found: list[Ahead]) -> str:
    """Return in one line what lies too far ahead, and that it counts as due."""
    what = ", ".join(dict.fromkeys(one.what for one in found))
    furthest = max(one.furthest for one in found)
    return (
        f"{sum(one.count for one in found)} stored times lie further ahead than they ever should, "
        f"up to {furthest:%Y-%m-%d} ({what}), as if this machine's clock had been ahead once; "
        "they count as due"
    )


def _condition(one: _Stored) -> str:
    limit = f"strftime('%Y-%m-%dT%H:%M:%SZ', :now, '+' || {one.wait} || ' seconds')"
    return f"{one.where} AND {one.column} > {limit}"


def _values(now: datetime) -> dict[str, object]:
    return {"now": iso(now + SLACK)}
