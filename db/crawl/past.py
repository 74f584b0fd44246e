"""What became of the visits to one outlet and of what it listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db.store import Store, iso

PAGES_LOOKED_AT = 300
"""So many of the newest links tell on which hosts an outlet publishes."""


@dataclass(frozen=True, slots=True)
class PastVisit:
    """How one list of an outlet answered last; ``at`` is ISO 8601 UTC."""

    at: str
    address: str
    outcome: str
    found: int
    new: int
    error: str


def last_visits(store: Store, source_id: str) -> tuple[PastVisit, ...]:
    """Return the last visit to each list of an outlet, the newest first."""
    rows = store.rows(
        "SELECT at, address, outcome, found, new, error FROM visits WHERE id IN "
        "(SELECT max(id) FROM visits WHERE source_id = ? GROUP BY address) ORDER BY id DESC",
        (source_id,),
    )
    return tuple(PastVisit(**dict(row)) for row in rows)


def addresses_read(store: Store, source_id: str, since: datetime) -> frozenset[str]:
    """Return what was asked of an outlet since a moment and either read or not there."""
    rows = store.rows(
        "SELECT DISTINCT address FROM visits WHERE source_id = ? AND at >= ? "
        "AND outcome IN ('ok', 'not_modified', 'not_found', 'gone')",
        (source_id, iso(since)),
    )
    return frozenset(row["address"] for row in rows)


def hosts_of(store: Store, source_id: str) -> tuple[str, ...]:
    """Return the hosts that the newest pages of an outlet came from, by name."""
    rows = store.rows(
        "SELECT DISTINCT host FROM page_blocks WHERE url IN (SELECT url FROM links "
        "WHERE source_id = ? ORDER BY found_at DESC LIMIT ?) ORDER BY host",
        (source_id, PAGES_LOOKED_AT),
    )
    return tuple(row["host"] for row in rows)


def fates_since(store: Store, source_id: str, since: datetime) -> Mapping[tuple[str, str], int]:
    """Return how many links of an outlet, found since a moment, are in which state and why."""
    rows = store.rows(
        "SELECT state, reason, count(*) AS n FROM links WHERE source_id = ? AND found_at >= ? "
        "GROUP BY state, reason ORDER BY n DESC, state, reason",
        (source_id, iso(since)),
    )
    return {(row["state"], row["reason"]): row["n"] for row in rows}
