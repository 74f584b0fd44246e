"""Reads dates as outlets write them: ISO, mail, words of many languages, three calendars."""

import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from pipelines.dates.calendars import (
    FIRST_GREGORIAN_YEAR,
    day_of,
    gregorian_day,
    lunar_day,
    solar_day,
)
from pipelines.dates.relative import read_relative
from pipelines.dates.timezones import MONTH_FIRST, ZONE_MINUTES, country_zone, zone_of
from pipelines.lexicon.joined import (
    GREGORIAN_MONTHS,
    LUNAR_MONTHS,
    MONTHS,
    SOLAR_MONTHS,
    any_of,
    words,
)
from pipelines.text.fold import fold

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(hours=26)
"""A date so far ahead is still believed: clocks and time zones differ. Later ones are not."""
LONGEST_TEXT = 400
"""So many characters of a text are looked at."""

# A word between a day and a year is looked up; names of several words are known to the pattern.
_LONG = any_of(month for month in MONTHS if " " in month)
_MONTH = rf"{_LONG}|[^\s\d.,،:;/()|-]{{2,}}"
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[t ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?)?"
)
_BASIC_ISO = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t(\d{2})(\d{2})(?:\d{2})?(z|[+-]\d{4})?)?")
# What stands between day, month and year, as in "5 de abril de 2025" and "05-Apr-2025".
_OF = any_of(words(lambda language: language.dates.of))
_JOIN = rf"\s*[-/.,،]?\s*(?:(?:{_OF}) |d')?\s*"
_ORDINAL = rf"(?:{any_of(words(lambda language: language.dates.ordinals))})?"
_YEAR = any_of(words(lambda language: language.dates.year))
_DAY_MONTH = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_ORDINAL}{_JOIN}({_MONTH})(?!\w)"
    rf"(?:\s*[/(]\s*(?:{_MONTH})\)?)?{_JOIN}(?:(?:{_YEAR}) )?(\d{{4}})(?!\d)"
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)({_MONTH})(?!\w){_JOIN}(\d{{1,2}}){_ORDINAL}(?!\d)\s*[,،./-]?\s*(?:د )?"
    r"(\d{4})(?!\d)"
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(\d{{4}})(?:\s*[-/.,،]\s*|\s+)(?:م |کال )?(?:د )?({_MONTH})(?!\w)"
    rf"\s*[-/.,،]?\s*(\d{{1,2}})(?!\d)"
)
_NUMBERS = re.compile(
    r"(?<![\d/.-])(\d{4}|\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?![\d/]|\.\d)"
)
_EAST_ASIAN = re.compile(r"(?<!\d)(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_MORNING = frozenset(words(lambda language: language.dates.morning))
_EVENING = frozenset(words(lambda language: language.dates.evening))
_CLOCK = re.compile(
    r"(?<![\d:.])(\d{1,2})[:.](\d{2})(?::\d{2})?(?![\d.])"
    rf"\s*({any_of(_MORNING | _EVENING)})?(?!\w)"
    r"\s*\(?((?:gmt|utc)?\s?[+-]\d{1,2}(?::?\d{2})?|[a-z]{2,4})?(?![\w:])"
)
_MODIFIED = re.compile(any_of(words(lambda language: language.dates.modified)))
_PUBLISHED = re.compile(any_of(words(lambda language: language.dates.published)))


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as a line of a page names it: its moment in UTC, and whether of a later change.

    ``relative`` ones ("3 hours ago") were true when the page was made, not when it is read.
    """

    moment: datetime
    modified: bool
    relative: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A date in a text: its moment, and where in the text it starts."""

    moment: datetime
    start: int


def parse_machine_date(text: str, country: str, now: datetime) -> datetime | None:
    """Return the moment of a machine-readable date (ISO 8601, RFC 5322, digits), or None.

    A time without a zone is taken as the outlet's own; one that is not believable is None.
    """
    text = text.strip()
    if not text or len(text) > 80:
        return None
    folded = fold(text)
    found = _digits(folded, country) if folded[:8].isdecimal() else _iso(folded, country, now)
    if found is None and re.search(r"\d{1,2}\s+[a-z]{3}\w*\s+\d{4}\s+\d{1,2}:", folded):
        found = _mail(text, country)
    if found is None:
        return read_date(text, country, now)
    return believable(found, now)


def read_date(text: str, country: str, now: datetime) -> datetime | None:
    """Return the first date that a line of a page names, as UTC, or None.

    Understands words and digits of the languages at hand, the solar and lunar Hijri calendars, and
    how long ago; ``country`` (ISO 3166, "" if unknown) settles the order of day and month.
    """
    dates = read_dates(text, country, now)
    return dates[0].moment if dates else None


def read_dates(text: str, country: str, now: datetime) -> tuple[WrittenDate, ...]:
    """Return the believable dates that a line of a page names, in the order of the line.

    Numbers that may be day and month either way are no date where the country is unknown.
    """
    folded = re.sub(r"\s+", " ", fold(text[:LONGEST_TEXT]))
    dates: list[WrittenDate] = []
    last = 0
    for found in sorted(_candidates(folded, country, now), key=lambda one: one.start):
        moment = believable(found.moment, now)
        if moment and all(abs(moment - date.moment) > timedelta(minutes=1) for date in dates):
            dates.append(WrittenDate(moment, says_modified(folded[last : found.start])))
            last = found.start
    if not dates:
        moment = believable(read_relative(folded, now), now)
        if moment:
            dates.append(WrittenDate(moment, says_modified(folded), relative=True))
    return tuple(dates)


def says_modified(folded: str) -> bool:
    """Tell whether a folded text speaks of a change and not of publication, the last word first."""
    changes = [found.start() for found in _MODIFIED.finditer(folded)]
    births = [found.start() for found in _PUBLISHED.finditer(folded)]
    return bool(changes) and (not births or births[-1] < changes[-1])


def says_when(folded: str) -> bool:
    """Tell whether a folded text speaks of publication or of a change."""
    return bool(_PUBLISHED.search(folded) or _MODIFIED.search(folded))


def believable(moment: datetime | None, now: datetime) -> datetime | None:
    """Return ``moment`` as UTC if an article may have appeared then, else None."""
    if moment is None:
        return None
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if EARLIEST <= moment <= now + CLOCK_SKEW else None


def _candidates(folded: str, country: str, now: datetime) -> Iterator[_Found]:
    iso = _ISO.search(folded)
    if iso:
        yield from _found(_iso(folded, country, now), iso)
    for pattern, year, month, day in (
        (_DAY_MONTH, 3, 2, 1),
        (_MONTH_DAY, 3, 1, 2),
        (_YEAR_FIRST, 1, 2, 3),
    ):
        for match in pattern.finditer(folded):
            named = _named(int(match[year]), match[month], int(match[day]))
            yield from _found(_timed(named, folded, match, country), match)
    for match in _NUMBERS.finditer(folded):
        numbers = _numbers(match, country, now)
        yield from _found(_timed(numbers, folded, match, country), match)
    for match in _EAST_ASIAN.finditer(folded):
        named = _noon(gregorian_day(int(match[1]), int(match[2]), int(match[3])))
        yield from _found(_timed(named, folded, match, country), match)


def _found(moment: datetime | None, match: re.Match[str]) -> Iterator[_Found]:
    if moment is not None:
        yield _Found(moment, match.start())


def _digits(folded: str, country: str) -> datetime | None:
    """Return the moment of seconds or milliseconds since 1970, or of ISO 8601 without hyphens."""
    if folded.isdecimal() and len(folded) in (10, 13):
        seconds = int(folded) / (1 if len(folded) == 10 else 1000)
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    match = _BASIC_ISO.fullmatch(folded)
    if not match:
        return None
    day = _noon(gregorian_day(int(match[1]), int(match[2]), int(match[3])))
    if day is None or not match[4]:
        return day
    zone = zone_of(match[6] or "", country) or country_zone(country)
    return _at(day, int(match[4]), int(match[5]), zone)


def _iso(folded: str, country: str, now: datetime) -> datetime | None:
    match = _ISO.search(folded)
    if not match:
        return None
    day = _noon(day_of(int(match[1]), int(match[2]), int(match[3]), latest=now.date()))
    if day is None or not match[4]:
        return day
    zone = zone_of(match[7] or "", country) or country_zone(country)
    return _at(day, int(match[4]), int(match[5]), zone)


def _named(year: int, month: str, day: int) -> datetime | None:
    if month in GREGORIAN_MONTHS and year >= FIRST_GREGORIAN_YEAR:
        return _noon(gregorian_day(year, GREGORIAN_MONTHS[month], day))
    if month in SOLAR_MONTHS and year < FIRST_GREGORIAN_YEAR:
        return _noon(solar_day(year, SOLAR_MONTHS[month], day))
    if month in LUNAR_MONTHS and year < FIRST_GREGORIAN_YEAR:
        return _noon(lunar_day(year, LUNAR_MONTHS[month], day))
    return None


def _numbers(match: re.Match[str], country: str, now: datetime) -> datetime | None:
    first, mark, second, third = match.groups()
    one, two, three = int(first), int(second), int(third)
    if len(first) == 4:
        return _noon(day_of(one, two, three, latest=now.date())) if len(third) < 4 else None
    if len(third) == 1:
        return None
    if len(third) == 2:
        three += 2000
    if three < FIRST_GREGORIAN_YEAR:
        return _noon(day_of(three, two, one, latest=now.date()))
    if mark == "/" and not country and one <= 12 and two <= 12 and one != two:
        return None
    month_first = two > 12 or (country in MONTH_FIRST and mark != "." and one <= 12)
    day, month = (two, one) if month_first else (one, two)
    return _noon(gregorian_day(three, month, day))


def _timed(
    day: datetime | None, folded: str, match: re.Match[str], country: str
) -> datetime | None:
    """Return ``day`` at the time of day that stands behind the date, or just before it."""
    if day is None:
        return None
    clock = _CLOCK.search(folded[match.end() : match.end() + 40])
    if clock is None:
        clock = _CLOCK.search(folded[max(0, match.start() - 30) : match.start()])
    if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        return day
    hour = int(clock[1])
    if clock[3] in _EVENING and hour < 12:
        hour += 12
    elif clock[3] in _MORNING and hour == 12:
        hour = 0
    zone = zone_of(clock[4] or "", country) or country_zone(country)
    return _at(day, hour, int(clock[2]), zone)


def is_day_only(moment: datetime) -> bool:
    """Tell whether a moment stands for a day without a time, as ``_noon`` makes them.

    What truly appeared on the stroke of noon, UTC, is taken for one too: its day is still right.
    """
    return moment.astimezone(UTC).time() == time(12)


def _noon(day: date | None) -> datetime | None:
    """Return a day without a time as its noon, UTC: the same day nearly everywhere."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None


def _at(day: datetime, hour: int, minute: int, zone: timezone) -> datetime | None:
    try:
        return day.replace(hour=hour, minute=minute, tzinfo=zone)
    except ValueError:
        return day


def _mail(text: str, country: str) -> datetime | None:
    name = text.rsplit(" ", 1)[-1].strip("()").lower()
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None or (name in ZONE_MINUTES and moment.utcoffset() == timedelta(0)):
        moment = moment.replace(tzinfo=zone_of(name, country) or country_zone(country))
    return moment
