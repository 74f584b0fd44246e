"""Gives the pages of addresses as the archive has them of a day."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.archive import read_at
from db.captures.index import capture_at
from pipelines.errors import OperatorError
from pipelines.items import Dropped, Page
from pipelines.text.moments import utc_text
from pipelines.web.logins import without_logins

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Recorded:
    """Gives the page of an address as it was last recorded until the end of a day.

    ``shown`` has a line for each page that was given: when it was recorded, and in which file.
    """

    def __init__(self, archive: Path | None, at: str) -> None:
        """Raise OperatorError if ``at`` is no day, or there is no archive."""
        if archive is None or not archive.is_dir():
            raise OperatorError("there is no archive: [database] archive names its folder")
        self._archive, self._until = archive, end_of(at)
        self.shown: list[str] = []

    def __call__(self, url: str) -> Page | Dropped:
        """Return the page of an address, or that there is none."""
        found = capture_at(self._archive, url, self._until)
        shown = without_logins(url)
        if found is None:
            return Dropped("empty", f"not in the archive up to {utc_text(self._until)}")
        place = found.place
        self.shown.append(f"{shown}: as recorded {utc_text(found.at)}, {place.file}")
        return read_at(self._archive, place)


def end_of(at: str) -> datetime:
    """Return the last second of a day, or the moment that was written.

    Raises:
        OperatorError: it is neither.
    """
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise OperatorError(f"--at {at}: write a day as 2025-04-05, or 2025-04-05T03:10Z") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment + timedelta(days=1, seconds=-1) if _DAY.fullmatch(at) else moment
