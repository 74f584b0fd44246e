"""What can be read again from the archive: articles, and pages that gave no text."""

import json
from dataclasses import dataclass
from datetime import datetime

from db.crawl.links import link_from
from db.store import Store, iso
from pipelines.items import ArchivePlace, Link
from pipelines.web.urls import host_of, names_alike

READ_AGAIN = (
    *("empty", "extraction_killed", "listing", "media_only", "not_found", "consent", "login"),
    *("off_topic", "error"),
)
"""Reasons that a change of the rules may undo, of pages that lie in the archive."""


@dataclass(frozen=True, slots=True)
class Archived:
    """A page in the archive and the link that it came by; ``article_id`` None if it gave none."""

    link: Link
    place: ArchivePlace
    article_id: int | None = None


def archived_articles(store: Store, host: str = "") -> list[int]:
    """Return the articles whose page lies in the archive, of one ``host`` or of all."""
    rows = store.rows(
        "SELECT id, url FROM articles WHERE archive_file IS NOT NULL AND text_from = 'page' "
        "ORDER BY id"
    )
    return [row["id"] for row in rows if _is_at(row["url"], host)]


def archived_article(store: Store, article_id: int) -> Archived | None:
    """Return where an article's page lies and how it was found; None if it is not kept.

    A text that came from a feed is not kept: the page cannot give it again.
    """
    row = store.row(
        "SELECT a.archive_file, a.archive_offset, l.url FROM articles a "
        "JOIN links l ON l.article_id = a.id "
        "WHERE a.id = ? AND a.archive_file IS NOT NULL AND a.text_from = 'page' "
        "ORDER BY l.found_at, l.rowid",
        (article_id,),
    )
    link = store.row("SELECT * FROM links WHERE url = ?", (row["url"],)) if row else None
    if row is None or link is None:
        return None
    place = ArchivePlace(row["archive_file"], row["archive_offset"])
    return Archived(link_from(link), place, article_id)


def note_capture(store: Store, article_id: int, at: datetime) -> None:
    """Write down when an article's page was fetched, if that is not known; its text stays."""
    store.execute(
        "UPDATE articles SET captured_at = ? WHERE id = ? AND captured_at IS NULL",
        (iso(at), article_id),
    )


def archived_refusals(store: Store, host: str = "") -> list[Archived]:
    """Return the pages in the archive that gave no article of their own, of a ``host`` or of all.

    They were turned away, or were taken for an article whose URL has nothing in common with theirs.
    """
    rows = store.rows(
        "SELECT l.*, a.url AS led_to FROM links l LEFT JOIN articles a ON a.id = l.article_id "
        "WHERE l.archive_file IS NOT NULL AND (a.id IS NULL "
        "AND l.reason IN (SELECT value FROM json_each(:reasons)) OR l.url_key <> a.url_key "
        "AND (l.archive_file, l.archive_offset) IS NOT (a.archive_file, a.archive_offset)) "
        "ORDER BY l.found_at, l.url",
        {"reasons": json.dumps(READ_AGAIN)},
    )
    return [
        Archived(link_from(row), ArchivePlace(row["archive_file"], row["archive_offset"]))
        for row in rows
        if _is_at(row["url"], host)
        and not (row["led_to"] and names_alike(row["url"], row["led_to"]))
    ]


def _is_at(url: str, host: str) -> bool:
    return not host or f".{host_of(url)}".endswith(f".{host.removeprefix('www.')}")
