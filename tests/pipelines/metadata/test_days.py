"""The days of an article in the calendars that its outlet may use."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates.calendars import lunar_date, lunar_day, solar_date, solar_day
from pipelines.metadata.days import days_around

DAYS = st.dates(date(1900, 1, 1), date(2150, 1, 1))


@given(DAYS)
def test_a_day_of_another_calendar_is_the_day_again(day: date) -> None:
    assert solar_day(*solar_date(day)) == day
    assert lunar_day(*lunar_date(day)) == day


def test_a_moment_gives_its_day_and_those_beside_it_in_three_calendars() -> None:
    found = days_around((datetime(2026, 3, 21, 12, tzinfo=UTC), None))
    assert found >= {(2026, 20), (2026, 21), (2026, 22), (1405, 1), (1405, 2), (1404, 29)}
    assert {year for year, _ in found} == {2026, 1404, 1405, 1447}
    assert len(found) == 9
    assert days_around((None,)) == frozenset()
    assert days_around((datetime.max.replace(tzinfo=UTC),)) == frozenset()
