"""Finds the days that a folded line names, in three calendars and the orders of many countries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipelines.dates.calendars import (
    FIRST_GREGORIAN_YEAR,
    day_of,
    gregorian_day,
    lunar_day,
    solar_day,
)
from pipelines.dates.timezones import MONTH_FIRST
from pipelines.lexicon.joined import (
    GREGORIAN_MONTHS,
    LUNAR_MONTHS,
    MONTHS,
    SOLAR_MONTHS,
    any_of,
    words,
)

Calendar = Literal["gregorian", "solar", "lunar"]

# A word between a day and a year is looked up; names of several words are known to the pattern.
_LONG = any_of(month for month in MONTHS if " " in month)
_MONTH = rf"{_LONG}|[^\s\d.,،:;/()|-]{{2,}}"
# What stands between day, month and year, as in "5 de abril de 2025" and "05-Apr-2025".
_OF = any_of(words(lambda language: language.dates.of))
_JOIN = rf"\s*[-/.,،]?\s*(?:(?:{_OF}) |d')?\s*"
_ENDING = any_of(words(lambda language: language.dates.ordinals))
_ORDINAL = rf"(?:{_ENDING})?"
_YEAR = any_of(words(lambda language: language.dates.year))
_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}}){_ORDINAL}{_JOIN}(?P<month>{_MONTH})(?!\w)"
    rf"(?:\s*[/(]\s*(?:{_MONTH})\)?)?{_JOIN}(?:(?:{_YEAR}) ){{0,2}}(?P<year>\d{{4}})(?!\d)"
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)(?P<month>{_MONTH})(?!\w){_JOIN}(?P<day>\d{{1,2}})(?:\s?(?:{_ENDING})(?!\w))?(?!\d)"
    r"\s*[,،./-]?\s*(?:د )?(?P<year>\d{4})(?!\d)"
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<year>\d{{4}})(?:\s*[-/.,،]\s*|\s+)(?:م |کال )?(?:د )?(?P<month>{_MONTH})(?!\w)"
    rf"{_JOIN}(?P<day>\d{{1,2}})(?!\d)"
)
# As C and Unix write it, the year behind the time: "Thu Nov 26 13:10:00 PKT 2026".
_YEAR_LAST = re.compile(
    rf"(?<!\w)(?P<month>{_MONTH})\s(?P<day>\d{{1,2}})"
    r"(?=\s\d{1,2}:\d{2}(?::\d{2})?(?:\s[a-z]{1,5}|\s[+-]\d{4})?\s(?P<year>\d{4})(?!\d))"
)
# Old mail has years of two digits: "Thu, 26-Nov-26 13:10:00 GMT", "26 Nov 26 13:10 PKT".
_SHORT_YEAR = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})([ -])(?P<month>{_MONTH})\2(?P<year>\d{{2}})(?=\s\d{{1,2}}:\d\d)"
)
_NAMED = (_DAY_MONTH, _MONTH_DAY, _YEAR_FIRST, _YEAR_LAST, _SHORT_YEAR)
_NUMBERS = re.compile(
    r"(?<![\d/.-])(?<!\d:)(\d{4}|\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?![\d/]|\.\d)"
)
_EAST_ASIAN = re.compile(r"(?<!\d)(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_MONTH_OF = ("ماه", "مياشت")
_SOLAR_COUNTRIES = frozenset({"IR", "AF"})
_SHORT_YEAR_FIRST = frozenset({"", "CN", "HU", "JP", "KR", "LT", "TW"})
"""Countries where a year of two digits may stand in front, and the unknown one."""
_EITHER_ORDER = frozenset({"", "CA"})
"""Countries that write day and month in either order, and the unknown one."""


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day in a line: where its writing starts and ends, and the calendar that it is of."""

    day: date
    start: int
    end: int
    calendar: Calendar = "gregorian"


def find_days(folded: str, country: str, latest: date) -> list[FoundDay]:
    """Return the days that a folded line names, in its order; no place is read twice.

    ``latest`` is the last day that may have come: a solar year beyond it is a lunar one. Numbers
    that may be day and month either way are no day where ``country`` does not settle it.
    """
    found: list[FoundDay] = []
    every = sorted(_every(folded, country, latest), key=lambda one: (one.start, -one.end))
    for one in every:
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _every(folded: str, country: str, latest: date) -> Iterator[FoundDay]:
    for pattern in _NAMED:
        for match in pattern.finditer(folded):
            yield from _named(match, latest)
    for match in _NUMBERS.finditer(folded):
        yield from _numbers(match, country, latest)
    for match in _EAST_ASIAN.finditer(folded):
        day = gregorian_day(int(match[1]), int(match[2]), int(match[3]))
        yield from _found(day, match, "gregorian")


def _named(match: re.Match[str], latest: date) -> Iterator[FoundDay]:
    year, month, day = int(match["year"]), match["month"], int(match["day"])
    if month not in MONTHS:
        month = next((month.removesuffix(f) for f in _MONTH_OF if month.endswith(f)), month).strip()
    if len(match["year"]) == 2:
        year += 2000 if year <= latest.year % 100 + 1 else 1900
    if year >= FIRST_GREGORIAN_YEAR:
        if month in GREGORIAN_MONTHS:
            yield from _found(gregorian_day(year, GREGORIAN_MONTHS[month], day), match, "gregorian")
    elif month in SOLAR_MONTHS:
        yield from _found(solar_day(year, SOLAR_MONTHS[month], day), match, "solar")
    elif month in LUNAR_MONTHS:
        yield from _found(lunar_day(year, LUNAR_MONTHS[month], day), match, "lunar")


def _found(day: date | None, match: re.Match[str], calendar: Calendar) -> Iterator[FoundDay]:
    if day is not None:
        yield FoundDay(day, match.start(), match.end(), calendar)


def _numbers(match: re.Match[str], country: str, latest: date) -> Iterator[FoundDay]:
    first, mark, second, third = match.groups()
    one, two, three = int(first), int(second), int(third)
    if len(first) == 4:
        if len(third) < 4:
            yield from _by_year(one, two, three, match, latest)
    elif len(third) == 1:
        return
    elif len(third) == 2:
        yield from _found(_of_short_year(one, two, three, mark, country), match, "gregorian")
    elif three < FIRST_GREGORIAN_YEAR:
        yield from _by_year(three, two, one, match, latest)
    else:
        yield from _found(_ordered(three, one, two, mark, country), match, "gregorian")


def _by_year(
    year: int, month: int, day: int, match: re.Match[str], latest: date
) -> Iterator[FoundDay]:
    found = day_of(year, month, day, latest=latest)
    if year >= FIRST_GREGORIAN_YEAR:
        yield from _found(found, match, "gregorian")
    else:
        solar = found is not None and found == solar_day(year, month, day)
        yield from _found(found, match, "solar" if solar else "lunar")


def _ordered(year: int, one: int, two: int, mark: str, country: str) -> date | None:
    """Return the day of two numbers whose order the country or their size tells, else None."""
    if one > 12:
        return gregorian_day(year, two, one)
    if two > 12:
        return gregorian_day(year, one, two)
    if one != two and (country in MONTH_FIRST and mark == "."):
        return None  # "06.01.2025" is a foreign form there: nobody can say which
    if one != two and country in _EITHER_ORDER and mark != ".":
        return None
    return (
        gregorian_day(year, one, two) if country in MONTH_FIRST else gregorian_day(year, two, one)
    )


def _of_short_year(one: int, two: int, three: int, mark: str, country: str) -> date | None:
    """Return the day of three numbers below 100: the year is behind, unless it may be in front."""
    if country in _SOLAR_COUNTRIES:
        return None
    found = _ordered(2000 + three, one, two, mark, country)
    in_front = gregorian_day(2000 + one, two, three)
    if in_front and in_front != found and mark != ".":
        return None if mark == "-" or country in _SHORT_YEAR_FIRST else found
    return found
