"""The robots.txt rules of the sites, kept for a day so that each is asked for once a day."""

from datetime import datetime, timedelta

from db.store import Store, iso

KEPT_FOR = timedelta(hours=24)
"""RFC 9309, 2.4, asks that a copy be used no longer than that."""


def known_robots(store: Store, now: datetime) -> dict[str, str]:
    """Return the rules that are fresh enough to be kept to, by site (scheme and host)."""
    rows = store.rows(
        "SELECT site, rules FROM robots WHERE fetched_at > ? AND fetched_at <= ?",
        (iso(now - KEPT_FOR), iso(now)),
    )
    return {row["site"]: row["rules"] for row in rows}


def keep_robots(store: Store, site: str, rules: str, now: datetime) -> None:
    """Remember the rules that ``site`` gave; NUL, which SQLite would stop at, is left out."""
    with store.transaction():
        store.execute(
            "INSERT OR REPLACE INTO robots (site, fetched_at, rules) VALUES (?, ?, ?)",
            (site, iso(now), rules.replace("\0", "")),
        )
