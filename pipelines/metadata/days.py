"""Gives the days of an article in every calendar that its outlet may write them in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pipelines.dates.calendars import lunar_date, solar_date

_BESIDE = tuple(timedelta(days=days) for days in (-1, 0, 1))
"""A day in Kabul may be the day before or after in UTC."""


def days_around(moments: Iterable[datetime | None]) -> frozenset[tuple[int, int]]:
    """Return (year, day of the month) of some moments and of the days beside them.

    In the Gregorian, the solar and the lunar Hijri calendar; None is passed over.
    """
    return frozenset(
        pair for moment in moments if moment for step in _BESIDE for pair in _days(moment, step)
    )


def _days(moment: datetime, step: timedelta) -> list[tuple[int, int]]:
    """Return the days of one moment, none if it is out of all calendars."""
    try:
        day = moment.date() + step
        found = [solar_date(day), lunar_date(day)]
    except (OverflowError, ValueError):
        return []
    return [(day.year, day.day), *((year, number) for year, _, number in found)]
