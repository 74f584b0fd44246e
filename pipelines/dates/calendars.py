"""Days of the three calendars that outlets write dates in."""

from datetime import date

FIRST_GREGORIAN_YEAR = 1600
"""A year below this is one of another calendar: the solar or the lunar Hijri one."""


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
    days = day + (59 * (month - 1) + 1) // 2 + (year - 1) * 354 + (3 + 11 * year) // 30
    return date.fromordinal(days + 227_014)


def day_of(year: int, month: int, day: int, *, latest: date) -> date | None:
    """Return the day that three numbers name in the calendar that the year speaks of, or None.

    1404 is a year of the solar calendar; 1447 would be one to come, so it is of the lunar one.
    """
    if year >= FIRST_GREGORIAN_YEAR:
        return gregorian_day(year, month, day)
    solar = solar_day(year, month, day)
    return solar if solar is None or solar <= latest else lunar_day(year, month, day)
