"""Reports that others name and that are not fetched: their title and outlet, to know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.store import Store, iso
from pipelines.items import Lead

KEPT_DAYS = 90
_RECENT = """
SELECT l.url, l.title, l.outlet, coalesce(l.published_at, l.found_at) AS at, s.name AS named_by
FROM leads l JOIN sources s ON s.id = l.source_id WHERE l.found_at >= :since
AND l.title NOT IN (SELECT title FROM articles WHERE first_seen_at >= :before)
AND NOT EXISTS (SELECT 1 FROM links WHERE links.url = l.url)
ORDER BY l.found_at DESC, l.rowid DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class KnownLead:
    """A report elsewhere: ``at`` is when it appeared, else was found (ISO 8601 UTC)."""

    url: str
    title: str
    outlet: str
    at: str
    named_by: str


def add_leads(store: Store, source_id: str, leads: Sequence[Lead], now: datetime) -> int:
    """Write down leads that an outlet names; return how many were not known."""
    with store.transaction():
        store.execute(
            "DELETE FROM leads WHERE found_at < ?", (iso(now - timedelta(days=KEPT_DAYS)),)
        )
        return sum(
            store.execute(
                "INSERT OR IGNORE INTO leads (source_id, url, title, outlet, homepage, "
                "published_at, found_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(source_id, lead.url, lead.title, lead.outlet, lead.homepage),
                    *(iso(lead.published_at), iso(now)),
                ),
            ).rowcount
            for lead in leads
        )


def recent_leads(store: Store, now: datetime, limit: int, days: int = 7) -> list[KnownLead]:
    """Return what was found elsewhere of late, newest first, but for headlines that are stored."""
    values = {
        "since": iso(now - timedelta(days=days)),
        "before": iso(now - timedelta(days=2 * days)),
        "limit": limit,
    }
    return [KnownLead(**dict(row)) for row in store.rows(_RECENT, values)]
