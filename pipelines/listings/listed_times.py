"""The times that a feed or sitemap tells of an article: its publication, and a later change."""

from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.dates.parse import read_machine_date
from pipelines.items import Entry


@dataclass(frozen=True, slots=True)
class Asked:
    """A listing as it was asked for: at which URL, when, and of which country (ISO 3166) it is.

    ``country`` is the outlet's, "" if unknown.
    """

    url: str
    at: datetime
    country: str


def with_times(entry: Entry, published: str, modified: str, asked: Asked) -> Entry:
    """Return ``entry`` with the two written times of its listing, "" where it tells none.

    Times without a zone are of the outlet's country; one that cannot be read, or that lies far
    ahead of the moment when the listing was ``asked`` for, is left out.
    """
    birth = read_machine_date(published, asked.country, asked.at)
    change = read_machine_date(modified, asked.country, asked.at)
    return replace(
        entry,
        published_at=birth.at if birth else None,
        published_zone=birth.zone if birth else "told",
        modified_at=change.at if change else None,
    )
