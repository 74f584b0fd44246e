"""The steps of the schema from the 28th on."""

from typing import TYPE_CHECKING

from db.migrations.steps import Steps

if TYPE_CHECKING:
    from sqlite_utils import Database

steps = Steps()


@steps.add
def m028_control_pages(db: "Database") -> None:
    # Pages that gave their text before, asked for again because a newer one (about_url) did not:
    # so an outlet that seldom publishes is not silent for weeks. reason: '' until it answered;
    # the last answer counts while the next one is due.
    db.execute(
        "CREATE TABLE control_pages (url TEXT PRIMARY KEY, "
        "source_id TEXT NOT NULL REFERENCES sources(id), about_url TEXT NOT NULL, "
        "due INTEGER NOT NULL DEFAULT 1, attempts INTEGER NOT NULL DEFAULT 0, "
        "reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '', asked_at TEXT) STRICT"
    )
    db.execute("CREATE INDEX control_pages_by_source ON control_pages(source_id)")
