"""Days of the three calendars that outlets write dates in."""

from datetime import date

FIRST_GREGORIAN_YEAR = 1600
"""A year below this is one of another calendar: the solar or the lunar Hijri one."""
_BEFORE_LUNAR = 227_014
"""The ordinal of the day before the first of the lunar calendar."""


def gregorian_day(year: int, month: int, day: int) -> date | None:
    """Return a day of the Gregorian calendar, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def solar_day(year: int, month: int, day: int) -> date | None:
    """Return the day that a solar Hijri (Jalali) date of Iran or Afghanistan names, or None."""
    from persiantools.jdatetime import JalaliDate

    try:
        found: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return found


def lunar_day(year: int, month: int, day: int) -> date | None:
    """Return the day that a lunar Hijri date names, or None; right to a day or so.

    The arithmetical calendar (civil epoch, leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29
    of 30): the moon is sighted up to two days apart in the countries that use it.
    """
    if not (1 <= year <= 1600 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    days = day + (59 * (month - 1) + 1) // 2 + _days_before(year)
    return date.fromordinal(days + _BEFORE_LUNAR)


def _days_before(lunar_year: int) -> int:
    """Return how many days of the lunar calendar are before a year's first."""
    return (lunar_year - 1) * 354 + (3 + 11 * lunar_year) // 30


def solar_date(day: date) -> tuple[int, int, int]:
    """Return the year, month and day of the solar Hijri calendar that ``day`` is."""
    from persiantools.jdatetime import JalaliDate

    found = JalaliDate(day)  # type: ignore[no-untyped-call]
    return found.year, found.month, found.day


def lunar_date(day: date) -> tuple[int, int, int]:
    """Return the year, month and day of the lunar Hijri calendar that ``day`` is, about.

    The inverse of ``lunar_day``.
    """
    since = day.toordinal() - _BEFORE_LUNAR
    year = (30 * since + 10_646) // 10_631
    if since <= _days_before(year):
        year -= 1
    of_year = since - _days_before(year)
    month = min(12, (2 * of_year + 57) // 59)
    return year, month, of_year - (59 * (month - 1) + 1) // 2


def day_of(year: int, month: int, day: int, *, latest: date) -> date | None:
    """Return the day that three numbers name in the calendar that the year speaks of, or None.

    1404 is a year of the solar calendar; 1447 would be one to come, so it is of the lunar one.
    """
    if year >= FIRST_GREGORIAN_YEAR:
        return gregorian_day(year, month, day)
    solar = solar_day(year, month, day)
    return solar if solar is None or solar <= latest else lunar_day(year, month, day)
