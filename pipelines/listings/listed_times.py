"""The times that a feed or sitemap tells of an article: its publication, and a later change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.dates.machine_dates import read_machine_date
from pipelines.dates.moments import Moment
from pipelines.items import Entry
from pipelines.sources import Window


@dataclass(frozen=True, slots=True)
class Asked:
    """A listing as it was asked for: at which URL, when, and of which country (ISO 3166) it is.

    ``country`` is the outlet's, "" if unknown; ``window`` is the time that a walk back wants
    articles of, None if all are wanted.
    """

    url: str
    at: datetime
    country: str
    window: Window | None = None


def with_times(
    entry: Entry, published: Sequence[str], modified: Sequence[str], asked: Asked
) -> Entry:
    """Return ``entry`` with the two times of its listing, each perhaps written several times.

    The first that can be read counts, and another's time of day if it tells the day alone. Times
    without a zone are of the outlet's country; one that cannot be read, or that lies far ahead of
    the moment when the listing was ``asked`` for, is left out.
    """
    birth, change = _best(published, asked), _best(modified, asked)
    return replace(
        entry,
        published_at=birth.at if birth else None,
        published_zone=birth.zone if birth else "told",
        modified_at=change.at if change else None,
    )


def _best(written: Sequence[str], asked: Asked) -> Moment | None:
    read = (read_machine_date(text, asked.country, asked.at) for text in written)
    moments = [moment for moment in read if moment]
    first = next(iter(moments), None)
    if first is None or first.timed:
        return first
    return next((one for one in moments if one.timed and one.day == first.day), first)
