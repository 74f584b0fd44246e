"""Reads dates written for programs, as feeds, sitemaps and the heads of pages have them."""

import re
from datetime import UTC, datetime, timedelta

from pipelines.dates.moments import Moment, believable
from pipelines.dates.timezones import country_zone
from pipelines.text.fold import fold

LONGEST_MACHINE_DATE = 80
"""So many characters may such a date have."""

_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:\d{2})?)?")
_BASIC_ISO = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})([t ]\d|$)")
_BASIC_CLOCK = re.compile(r"(?<=[t ])(\d{2})(\d{2})(\d{2})?(?=\D|$)")
_EPOCH = re.compile(r"(?:/?date\()?(\d{10}|\d{13}|\d{16})(?:\.\d+)?(?:[+-]\d{4}\)|\))?/?")
# A plus that became a blank on its way through a URL: "2026-11-26T13:10:00 05:00".
_LOST_PLUS = re.compile(r"(\d{4}.*\d{2}:\d{2}:\d{2}(?:\.\d+)?) ((?:0\d|1[0-4]):?(?:00|15|30|45))$")
# The comma before parts of a second (ISO 8601) is none between thousands.
_COMMA = re.compile(r"(?<=:\d\d),(?=\d)")
# The year comes first, so that what follows is a time: "26 Nov 2026 13.10.00".
_DOTTED_CLOCK = re.compile(r"(\d{4}.*[t ]\d{2})\.(\d{2})\.(\d{2})(?![\d.])")


def read_machine_date(
    text: str, country: str, now: datetime, *, relative: bool = True
) -> Moment | None:
    """Return the moment of a date that is written for programs, or None.

    ISO 8601, RFC 5322 and what outlets write in their place: digits, other orders and calendars,
    AM and PM, names of zones. A time without a zone is of the clock of the outlet's ``country``
    (ISO 3166, "" if unknown); what is not believable by ``now`` is None, and so is how long ago it
    was without ``relative``.
    """
    # The words of all languages are loaded with the first date: who only asks outlets reads none.
    from pipelines.dates.parse import read_dates

    text = text.strip()
    if not text or len(text) > LONGEST_MACHINE_DATE:
        return None
    folded = re.sub(r"\s+", " ", fold(_COMMA.sub(".", text)))
    epoch = _EPOCH.fullmatch(folded)
    if epoch:
        found = _since_1970(epoch[1], country)
        return found if found and believable(found.at, now) else None
    dates = read_dates(_spelled_out(folded), country, now)
    return dates[0].moment if dates and (relative or not dates[0].relative) else None


def parse_machine_date(text: str, country: str, now: datetime) -> datetime | None:
    """Return what ``read_machine_date`` reads as UTC alone, a day without a time as its noon."""
    found = read_machine_date(text, country, now)
    return found.at if found else None


def _since_1970(digits: str, country: str) -> Moment | None:
    seconds = int(digits) / 10 ** (len(digits) - 10)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    return Moment(at, at.astimezone(country_zone(country)).replace(tzinfo=None), True, "told")


def _spelled_out(folded: str) -> str:
    """Return a machine date with its signs between digits that were left out."""
    digits = _DIGITS.fullmatch(folded)
    if digits:
        year, month, day, hour, minute = digits.groups()
        return f"{year}-{month}-{day}" + (f" {hour}:{minute}" if hour else "")
    if _BASIC_ISO.match(folded):
        folded = _BASIC_ISO.sub(r"\1-\2-\3\4", folded, count=1)
        folded = _BASIC_CLOCK.sub(_with_colons, folded, count=1)
    folded = _DOTTED_CLOCK.sub(r"\1:\2:\3", folded)
    return _LOST_PLUS.sub(r"\1+\2", folded)


def _with_colons(match: re.Match[str]) -> str:
    return ":".join(part for part in match.groups() if part)
