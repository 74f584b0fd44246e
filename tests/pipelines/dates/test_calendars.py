"""Days of the three calendars that outlets write, and the month names of their languages."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates.calendars import day_of, gregorian_day, lunar_day, solar_day
from pipelines.lexicon.joined import GREGORIAN_MONTHS, LUNAR_MONTHS, SOLAR_MONTHS

TODAY = date(2025, 11, 24)


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (1404, 1, 1, date(2025, 3, 21)),  # new year of 1404, as Iran and Afghanistan kept it
        (1403, 12, 30, date(2025, 3, 20)),  # the last day of a leap year
        (1404, 6, 15, date(2025, 9, 6)),
        (1399, 12, 30, date(2021, 3, 20)),
        (1404, 12, 30, None),
        (1404, 7, 31, None),
        (1404, 13, 1, None),
        (0, 1, 1, None),
    ],
)
def test_solar_days(year: int, month: int, day: int, expected: date | None) -> None:
    assert solar_day(year, month, day) == expected


# The days that Saudi Arabia or Turkey proclaimed; sightings differ by a day or two.
@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (1447, 1, 1, date(2025, 6, 26)),
        (1446, 9, 1, date(2025, 3, 1)),
        (1446, 12, 10, date(2025, 6, 6)),
        (1445, 10, 1, date(2024, 4, 10)),
        (1442, 1, 1, date(2020, 8, 20)),
    ],
)
def test_lunar_days_are_right_to_a_day(year: int, month: int, day: int, expected: date) -> None:
    found = lunar_day(year, month, day)
    assert found is not None
    assert abs((found - expected).days) <= 1


def test_lunar_days_follow_one_another() -> None:
    days = [lunar_day(1447, month, 1) for month in range(1, 13)]
    lengths = {(b - a).days for a, b in pairwise(days) if a and b}
    assert lengths == {29, 30}
    assert lunar_day(1447, 13, 1) is None
    assert lunar_day(1447, 1, 31) is None


def test_the_year_tells_the_calendar() -> None:
    assert day_of(2025, 4, 5, latest=TODAY) == date(2025, 4, 5)
    assert day_of(1404, 4, 21, latest=TODAY) == date(2025, 7, 12)
    assert day_of(1447, 1, 17, latest=TODAY) == lunar_day(1447, 1, 17)
    assert day_of(2025, 2, 30, latest=TODAY) is None
    assert day_of(1404, 12, 30, latest=TODAY) is None


@pytest.mark.parametrize("table", [GREGORIAN_MONTHS, SOLAR_MONTHS, LUNAR_MONTHS])
def test_every_month_has_names(table: dict[str, int]) -> None:
    assert set(table.values()) == set(range(1, 13))
    assert all(name == name.strip() and name for name in table)


def test_no_name_is_of_two_calendars() -> None:
    assert not set(GREGORIAN_MONTHS) & set(SOLAR_MONTHS)
    assert not set(SOLAR_MONTHS) & set(LUNAR_MONTHS)


@given(st.integers(-9999, 9999), st.integers(-5, 20), st.integers(-5, 40))
def test_no_numbers_give_an_error(year: int, month: int, day: int) -> None:
    for read in (gregorian_day, solar_day, lunar_day):
        read(year, month, day)
    day_of(year, month, day, latest=TODAY)
