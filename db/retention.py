"""Lets go of what is kept for a time only: old archived pages, and notes on what was taken out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from json import dumps
from pathlib import Path

from db.crawl.site_boilerplate import PAGES_KEPT
from db.history import forget_history
from db.store import Store, iso
from db.upkeep import note_care
from pipelines.errors import StoreError

ARTICLES_EXPLAINED = 200
"""Of so many newest articles of an outlet it is kept what was taken out of them, and why."""
_OWN_FILE = re.compile(r"(\d{8}T\d{6}Z)-\d+-\d{3}\.warc\.gz")
_REMOVED_BEYOND = (
    "SELECT b.id FROM (SELECT id, row_number() OVER (PARTITION BY source_id ORDER BY id DESC) "
    "AS place FROM articles) a JOIN removed_blocks b ON b.article_id = a.id WHERE a.place > ?"
)
_PAGES_BEYOND = (
    "SELECT url FROM (SELECT url, row_number() OVER (PARTITION BY host "
    "ORDER BY seen_at DESC, url) AS place FROM page_blocks) WHERE place > ?"
)
"""The keys of the rows beyond so many articles of an outlet, and beyond so many pages of a host."""


@dataclass(frozen=True, slots=True)
class Retention:
    """What is let go: archive files by name and bytes, articles whose page is in them, and rows.

    ``held`` counts files that are old, but hold pages of an alert or a story that is still open.
    ``shrunk_bytes`` is by how much the database became smaller, or how much of it is empty.
    """

    files: tuple[tuple[str, int], ...]
    held: int
    articles: int
    removed_blocks: int
    page_blocks: int
    shrunk_bytes: int

    @property
    def file_bytes(self) -> int:
        """The size of the files together."""
        return sum(size for _, size in self.files)


def plan_retention(store: Store, archive: Path | None, keep_days: int, now: datetime) -> Retention:
    """Return what would be let go; nothing is changed.

    Pages are kept for ``keep_days`` days, 0: for ever. A file goes as a whole: when all its pages
    are older, no alert of theirs waits, none is to be read again, and no story of theirs grew in
    that time. Files that khabardar did not write are never touched.

    Raises:
        StoreError: the archive cannot be read.
    """
    cutoff = now - timedelta(days=keep_days)
    old = _old_files(archive, cutoff) if archive and keep_days else []
    needed = _needed_files(store, cutoff) if old else frozenset[str]()
    files = tuple((path.name, path.stat().st_size) for path in old if path.name not in needed)
    names = dumps([name for name, _ in files])
    return Retention(
        files,
        len(old) - len(files),
        _number(
            store,
            "SELECT count(*) FROM articles WHERE archive_file IN (SELECT value FROM json_each(?))",
            names,
        ),
        len(store.rows(_REMOVED_BEYOND, (ARTICLES_EXPLAINED,))),
        len(store.rows(_PAGES_BEYOND, (PAGES_KEPT,))),
        _number(store, "PRAGMA freelist_count") * _number(store, "PRAGMA page_size"),
    )


def let_go(store: Store, archive: Path | None, keep_days: int, now: datetime) -> Retention:
    """Let go what ``plan_retention`` names, give the room back, and return what it was.

    The caller holds the writer's lock. The database forgets a file before the file goes, so that a
    kill leaves nothing but files that the next call takes.

    Raises:
        StoreError: a file cannot be removed, or there is no room to write the database anew.
    """
    before = _number(store, "PRAGMA page_count")
    forget_history(store, now)
    with store.transaction():
        plan = plan_retention(store, archive, keep_days, now)
        _forget(store, [name for name, _ in plan.files])
    if archive:
        _remove(archive, [name for name, _ in plan.files])
    store.execute("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
    store.execute("VACUUM")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    fewer = max(0, before - _number(store, "PRAGMA page_count"))
    shrunk = fewer * _number(store, "PRAGMA page_size")
    files = f"{len(plan.files)} archive files" if plan.files else "no archive file"
    note_care(store, "vacuum", now, f"{files}, {shrunk} bytes of the database")
    return Retention(
        plan.files, plan.held, plan.articles, plan.removed_blocks, plan.page_blocks, shrunk
    )


def _old_files(archive: Path, cutoff: datetime) -> list[Path]:
    """Return the files whose pass began before ``cutoff``, by their names, oldest first."""
    limit = f"{cutoff:%Y%m%dT%H%M%SZ}"
    found = (path for path in sorted(archive.glob("*.warc.gz")) if path.is_file())
    return [path for path in found if (name := _OWN_FILE.fullmatch(path.name)) and name[1] < limit]


def _needed_files(store: Store, cutoff: datetime) -> frozenset[str]:
    """Return the files that hold a page of an open alert, of an open story, or to be read again."""
    rows = store.rows(
        "SELECT a.archive_file AS file FROM articles a JOIN stories s ON s.id = a.story_id "
        "WHERE a.archive_file IS NOT NULL AND (s.last_seen_at >= ? OR EXISTS (SELECT 1 FROM "
        "outbox o WHERE o.state = 'pending' AND (o.article_id = a.id OR o.story_id = a.story_id)))"
        " UNION SELECT archive_file FROM links WHERE archive_file IS NOT NULL "
        "AND state = 'pending'",
        (iso(cutoff),),
    )
    return frozenset(row["file"] for row in rows)


def _forget(store: Store, names: Sequence[str]) -> None:
    """Take what is let go out of the tables: places in files, and rows beyond what is kept."""
    for table in ("articles", "links"):
        store.execute(
            f"UPDATE {table} SET archive_file = NULL, archive_offset = NULL "  # noqa: S608
            "WHERE archive_file IN (SELECT value FROM json_each(?))",
            (dumps([*names]),),
        )
    removed = store.rows(_REMOVED_BEYOND, (ARTICLES_EXPLAINED,))
    store.execute_many("DELETE FROM removed_blocks WHERE id = ?", map(tuple, removed))
    pages = store.rows(_PAGES_BEYOND, (PAGES_KEPT,))
    store.execute_many("DELETE FROM page_blocks WHERE url = ?", map(tuple, pages))


def _remove(archive: Path, names: Sequence[str]) -> None:
    for name in names:
        try:
            (archive / name).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{archive / name}: cannot be removed") from error


def _number(store: Store, sql: str, *values: object) -> int:
    row = store.row(sql, values)
    return int(row[0]) if row else 0
