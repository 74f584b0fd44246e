"""Which outlets have their lists looked for: those that have none, or whose own have died."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from sqlite3 import Row

from db.store import Store, iso, moment_of
from pipelines.discovery.mending import LEAST_SILENCE, SHORTEST_SILENCE, is_overdue
from pipelines.sources import LISTING_FIELDS
from pipelines.web.own_pace import PACE_WINDOW
from pipelines.web.urls import url_key

AGAIN_AFTER = timedelta(days=1)
LEAST_FAILURES = 3
"""So many visits in a row must fail until other lists are looked for."""
LASTED = timedelta(hours=1)
"""So long a list must have been empty: some are so for a moment."""
JUST_NOW = timedelta(minutes=30)
"""So long ago a visit of the same pass may have been."""
_TO_SEARCH = """
SELECT id, learned, last_new_at, last_visit_at, searched_at, failures >= :failures OR NOT coalesce((
    SELECT sum(found) FROM visits v WHERE v.source_id = s.id AND v.outcome = 'ok' AND v.at >= (
        SELECT max(at) FROM visits w WHERE w.source_id = s.id AND w.outcome = 'ok')), 1) AS dead,
failures, health, trouble_since_at, EXISTS (SELECT 1 FROM json_each(:fields) f,
    json_each(declaration, '$.' || f.value)) AS declared
FROM sources s WHERE health <> 'off' AND last_visit_at IS NOT NULL AND unproven = 0
AND homepage <> '' AND (searched_at IS NULL OR searched_at <= :before
    OR (searched_at < :today AND searched_at < last_new_at)) ORDER BY searched_at, id
"""
_HOURS = """
SELECT DISTINCT substr(coalesce(min(published_at, found_at), found_at), 1, 13) AS hour FROM links
WHERE source_id = :source AND via NOT IN ('import', 'backfill') AND found_at <= :now
AND coalesce(min(published_at, found_at), found_at) >= :since
"""


@dataclass(frozen=True, slots=True)
class ToSearch:
    """An outlet whose lists are to be looked for; ``dead``: those that it has answer no more.

    ``last_at`` is the hour of the newest article that it brought, None if it brought none.
    """

    source_id: str
    dead: bool
    last_at: datetime | None


def outlets_to_search(store: Store, now: datetime) -> list[ToSearch]:
    """Return the outlets whose lists are to be looked for, each at most once a day.

    That is once in 24 hours, or once a day of the calendar (UTC) if it brought something since.

    Those declared by their front page alone once it has answered, and any outlet when its lists
    have failed three times, or brought nothing for six times its usual gap, or a quarter longer
    than ever in its last weeks.
    """
    fields = json.dumps([field.name for field in LISTING_FIELDS])
    before, today = iso(now - AGAIN_AFTER), f"{now.astimezone(UTC):%Y-%m-%d}"
    values = {"before": before, "today": today, "failures": LEAST_FAILURES, "fields": fields}
    return [*_to_search(store, store.rows(_TO_SEARCH, values), now)]


def _to_search(store: Store, rows: Sequence[Row], now: datetime) -> Iterator[ToSearch]:
    for row in rows:
        bare = not row["declared"]
        if bare and row["searched_at"] is None:
            if row["failures"] == 0:
                yield ToSearch(row["id"], True, None)
            continue
        if bare and not row["learned"]:
            continue
        dead, ill = bool(row["dead"]), row["failures"] >= LEAST_FAILURES or _is_ill(row, now)
        last_new = moment_of(row["last_new_at"])
        silent = bool(last_new and _is_silent(last_new, moment_of(row["last_visit_at"]), now))
        hours = _active_hours(store, row["id"], now) if ill or silent else []
        last_at = max(hours, default=None)
        if ill or (silent and is_overdue(hours, moment_of(row["last_visit_at"]) or now)):
            yield ToSearch(row["id"], dead, last_at)


def _is_ill(row: Row, now: datetime) -> bool:
    """Tell whether an outlet's lists bring nothing: not for a moment, and not for its pages."""
    since = moment_of(row["trouble_since_at"])
    lasted = since is not None and now - since >= LASTED
    return row["health"] == "stale" or (row["health"] == "thin" and bool(row["dead"]) and lasted)


def _is_silent(last_new: datetime, last_visit: datetime | None, now: datetime) -> bool:
    """Tell whether an outlet is worth a closer look: at each of its visits, or after a day."""
    visited = last_visit is not None and now - last_visit <= JUST_NOW
    return now - last_new > (SHORTEST_SILENCE if visited else LEAST_SILENCE)


def _active_hours(store: Store, source_id: str, now: datetime) -> list[datetime]:
    window = {"source": source_id, "since": iso(now - PACE_WINDOW), "now": iso(now)}
    hours = (moment_of(f"{row['hour']}:00:00Z") for row in store.rows(_HOURS, window))
    return [hour for hour in hours if hour is not None]


def owners_of(store: Store, urls: Collection[str]) -> dict[str, str]:
    """Return of each of these URLs that is known the outlet, by id, that listed it first."""
    keys = {url_key(url): url for url in urls}
    rows = store.rows(
        "SELECT url_key, source_id FROM links "
        "WHERE url_key IN (SELECT value FROM json_each(?)) ORDER BY rowid DESC",
        (json.dumps([*keys]),),
    )
    return {keys[row["url_key"]]: row["source_id"] for row in rows}
