"""The addresses that were discovered: each is durable, and each ends in a state with a reason."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from sqlite3 import Row

from db.crawl.revisits import hurry_revisit
from db.crawl.site_boilerplate import remember_page
from db.store import Store, iso, moment_of
from pipelines.items import ArchivePlace, Dropped, Entry, Failed, Link, Via

RETRY_AFTER = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
)
"""Waits between the tries of one link; after the last it is failed, for a person to see."""

_PENDING = "SELECT * FROM links WHERE state = 'pending' AND next_try_at <= ? "


def add_links(
    store: Store, source_id: str, via: Via, entries: Sequence[Entry], now: datetime
) -> tuple[Link, ...]:
    """Write down the links never seen before, in one transaction, and return them.

    A known article that is listed with a newer date is visited again soon.
    """
    new = []
    with store.transaction():
        for entry in entries:
            added = store.execute(
                "INSERT OR IGNORE INTO links (url, source_id, found_at, via, state, reason, "
                "next_try_at, title, published_at, summary, content, author, language, "
                "modified_at, published_zone) "
                "VALUES (?, ?, ?, ?, 'pending', 'not_tried', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    entry.url,
                    source_id,
                    iso(now),
                    via,
                    iso(now),
                    entry.title,
                    iso(entry.published_at),
                    entry.summary,
                    entry.content,
                    entry.author,
                    entry.language,
                    iso(entry.modified_at),
                    entry.published_zone,
                ),
            )
            if added.rowcount:
                new.append(Link(source_id, via, entry))
            elif newest := max(filter(None, (entry.published_at, entry.modified_at)), default=None):
                hurry_revisit(store, entry.url, newest, now)
    return tuple(new)


def pending_links(store: Store, now: datetime, limit: int) -> list[Link]:
    """Return the links whose next try is due, at most ``limit``, longest waiting first."""
    rows = store.rows(_PENDING + "ORDER BY next_try_at, rowid LIMIT ?", (iso(now), limit))
    return [link_from(row) for row in rows]


def pending_link(store: Store, url: str) -> Link | None:
    """Return the link found at ``url`` if it is not settled yet, due or not."""
    row = store.row("SELECT * FROM links WHERE url = ? AND state = 'pending'", (url,))
    return link_from(row) if row else None


def link_from(row: Row) -> Link:
    """Return the link that a row of the table holds."""
    return Link(
        row["source_id"],
        row["via"],
        Entry(
            row["url"],
            row["title"],
            moment_of(row["published_at"]),
            row["summary"],
            row["content"],
            row["author"],
            row["language"],
            moment_of(row["modified_at"]),
            row["published_zone"],
        ),
        row["attempts"],
    )


def settle_dropped(
    store: Store, url: str, dropped: Dropped, now: datetime, place: ArchivePlace | None = None
) -> None:
    """End a link with the reason why it is no article of ours; its page stays in the archive."""
    with store.transaction():
        store.execute(
            "UPDATE links SET state = 'dropped', reason = ?, detail = ?, settled_at = ?, "
            "attempts = attempts + 1, next_try_at = NULL, archive_file = ?, archive_offset = ? "
            "WHERE url = ?",
            (
                dropped.reason,
                dropped.detail,
                iso(now),
                place.file if place else None,
                place.offset if place else None,
                url,
            ),
        )
        if dropped.blocks:
            remember_page(store, url, dropped.blocks, now)


def settle_failed(
    store: Store,
    url: str,
    failed: Failed,
    now: datetime,
    retry_at: datetime | None = None,
    place: ArchivePlace | None = None,
) -> None:
    """Put a link off to its next try, or end it as failed after the last.

    ``retry_at`` is a time that the site asked for; it does not count as a try that was used up.
    ``place`` is where the page lies that could not be read.
    """
    row = store.row("SELECT attempts FROM links WHERE url = ?", (url,))
    attempts = (row["attempts"] if row else 0) + (0 if retry_at else 1)
    spent = attempts > len(RETRY_AFTER)
    next_try = retry_at or (None if spent else now + RETRY_AFTER[attempts - 1])
    with store.transaction():
        store.execute(
            "UPDATE links SET state = ?, reason = ?, detail = ?, attempts = ?, next_try_at = ?, "
            "settled_at = ?, archive_file = coalesce(?, archive_file), "
            "archive_offset = coalesce(?, archive_offset) WHERE url = ?",
            (
                "failed" if spent else "pending",
                failed.reason,
                failed.detail,
                attempts,
                iso(next_try),
                iso(now) if spent else None,
                place.file if place else None,
                place.offset if place else None,
                url,
            ),
        )
