"""The times that a feed or sitemap tells of an article: its publication, and a later change."""

from dataclasses import replace

from pipelines.dates.parse import read_machine_date
from pipelines.items import Entry, Page


def with_times(entry: Entry, published: str, modified: str, page: Page, country: str) -> Entry:
    """Return ``entry`` with the two written times of its listing, "" where it tells none.

    Times without a zone are of ``country``, the outlet's; one that cannot be read, or that lies
    far ahead of the moment when ``page`` was fetched, is left out.
    """
    birth = read_machine_date(published, country, page.fetched_at)
    change = read_machine_date(modified, country, page.fetched_at)
    return replace(
        entry,
        published_at=birth.at if birth else None,
        published_zone=birth.zone if birth else "told",
        modified_at=change.at if change else None,
    )
