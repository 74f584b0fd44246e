"""Recorded pages of an invented press over some days, in files whose order is not that of dates."""

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.archive import ArchiveWriter
from pipelines.items import Page
from tests.newsroom import AFGHAN_BODY, OTHER_BODY, article_page, unlike

FIRST_DAY = datetime(2024, 3, 1, 8, 0, tzinfo=UTC)
Contents = dict[str, list[tuple[object, ...]]]
"""The rows of each table."""
HOSTS = ("a.example", "b.example", "c.example.pk")
NO_RESULT = frozenset(
    {
        *("archive_file", "archive_offset", "began_at", "ended_at"),
        # The next pass after it switches off outlets that nobody declared.
        *("health", "health_reason", "health_since_at", "next_visit_at"),
    }
)
"""What tells how often a work was begun, and not what came of it."""
NOT_COMPARED = frozenset({"passes", "upkeep", "_sqlite_migrations", "declarations"})


def dated_page(title: str, published_at: datetime, *paragraphs: str) -> bytes:
    """Return an article's page that says when it was published."""
    meta = f'<meta property="article:published_time" content="{published_at.isoformat()}">'
    return article_page(title, *paragraphs).replace(b"</head>", f"{meta}</head>".encode())


def press_pages(count: int) -> list[Page]:
    """Return recorded pages, most of them on topic; every fourth is a copy that came later."""
    pages: list[Page] = []
    for number in range(count):
        at = FIRST_DAY + timedelta(hours=5 * number)
        host = HOSTS[number % len(HOSTS)]
        body: tuple[str, ...]
        match number % 4:
            case 1:
                title, body = f"Bread of day {number}", OTHER_BODY
            case 3:
                title, body = f"Report {number - 1}", (*unlike(f"{number - 1}"), AFGHAN_BODY[1])
            case _:
                title, body = f"Report {number}", (*unlike(f"{number}"), AFGHAN_BODY[1])
        page = dated_page(title, at, *body)
        seen_at = at + timedelta(hours=1)
        pages.append(Page(f"https://{host}/{number}", 200, "text/html", page, seen_at))
    picture = Page("https://a.example/p.png", 200, "image/png", b"\x89PNG", FIRST_DAY)
    return [*pages, picture]


def recorded(folder: Path, pages: list[Page], files: int) -> list[Path]:
    """Write pages into WARC files, mixed, the same way each time, and return the files."""
    mixed = random.Random(7).sample(pages, len(pages))
    paths = []
    for number in range(files):
        with ArchiveWriter(folder / str(number), FIRST_DAY) as writer:
            for page in mixed[number::files]:
                place = writer.write(page)
            paths.append(folder / str(number) / place.file)
    return paths


def contents(database: Path) -> Contents:
    """Return all that a database holds, but what tells of when and how often work was done."""
    with sqlite3.connect(database) as db:
        tables = [
            name
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name not in NOT_COMPARED and not name.startswith(("sqlite_", "articles_fts"))
        ]
        found = {}
        for table in sorted(tables):
            columns = [row[1] for row in db.execute(f"PRAGMA table_xinfo({table})")]
            shown = ", ".join(f'"{name}"' for name in columns if name not in NO_RESULT)
            found[table] = sorted(db.execute(f"SELECT {shown} FROM {table}"), key=repr)
    db.close()
    return found
