"""The silence of an outlet, beside its own week, wherever it is and however much it brings."""

import math
import random
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.web.own_pace import LEAST_SILENCE, PACE_WINDOW, is_silent, longest_gap

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2025, 9, 1, tzinfo=UTC)
WEEK_ENDS = {
    "Saturday and Sunday": ((5, 6), 0),
    "Friday and Saturday": ((4, 5), 4),
    "Thursday and Friday": ((3, 4), 3),
    "Friday": ((4,), 4),
    "Sunday, east": ((6,), 10),
    "Saturday and Sunday, west": ((5, 6), -8),
    "none": ((), 5),
    "all but Thursday": ((0, 1, 2, 4, 5, 6), 5),
    "all but Monday, Wednesday and Friday": ((1, 3, 5, 6), 1),
}


def hours(
    seed: int, a_day: float, off: Collection[int], zone: int, holidays: Collection[date] = ()
) -> list[datetime]:
    """Return the hours of nine weeks in which something came: by day, and seldom at night.

    ``off`` are the days of the week without news, by the clock of a zone so many hours from UTC.
    """
    chance, found = random.Random(seed), []
    for number in range(63 * 24):
        local = MONDAY + (number + zone) * HOUR
        share = (1.0 if 6 <= local.hour < 20 else 0.02) / 14.2
        works = local.weekday() not in off and local.date() not in holidays
        if chance.random() < 1 - math.exp(-a_day * share) and works:
            found.append(MONDAY + number * HOUR)
    return found


def alarms(active: list[datetime], first: int, last: int) -> list[datetime]:
    """Return the moments at which silence was told, of visits each six hours between two days."""
    moments = (MONDAY + number * 6 * HOUR for number in range(first * 4, last * 4))
    return [now for now in moments if told(active, now)]


def told(active: list[datetime], now: datetime, peers: float = 1.0) -> bool:
    known = [hour for hour in active if hour < now]
    if not known:
        return False
    return is_silent(known, known[-1], now, peers) or now - known[-1] > longest_gap(known)


@pytest.mark.parametrize("week_end", WEEK_ENDS)
def test_no_week_raises_an_alarm_at_any_pace(week_end: str) -> None:
    off, zone = WEEK_ENDS[week_end]
    for seed, a_day in enumerate((0.3, 1, 3, 8, 15, 40)):
        active = hours(seed, a_day, off, zone)
        assert alarms(active, 2, 30) == [], a_day
        assert alarms(active, 49, 63) == [], a_day


@pytest.mark.parametrize("week_end", [name for name in WEEK_ENDS if "all but" not in name])
def test_a_busy_outlet_that_stops_is_missed_within_a_day_of_work(week_end: str) -> None:
    off, zone = WEEK_ENDS[week_end]
    for seed in range(3):
        morning = MONDAY + (42 + seed) * DAY + (6 - zone) * HOUR  # of Monday to Wednesday
        active = [hour for hour in hours(seed, 30, off, zone) if hour < morning]
        assert told(active, morning + 24 * HOUR)
        assert not told(active, morning)


def test_one_week_end_with_news_makes_no_habit() -> None:
    week = hours(3, 12, (5, 6), 0)
    once = [MONDAY - number * HOUR for number in range(4, 18, 2)]  # the Sunday before
    assert alarms([*reversed(once), *week], 1, 15) == []


def test_a_holiday_is_told_by_the_silence_of_the_others() -> None:
    holiday = MONDAY + 43 * DAY
    active = hours(1, 15, (5, 6), 0, {holiday.date()})
    evening = holiday + 22 * HOUR
    assert told(active, evening)
    assert not told(active, evening, peers=0.4)
    assert told([hour for hour in active if hour < holiday], holiday + 5 * DAY, peers=0.4)


def test_a_weekly_may_miss_an_issue() -> None:
    issues = [MONDAY + week * 7 * DAY + hour * HOUR for week in range(6) for hour in range(9, 18)]
    assert not told(issues, issues[-1] + 15 * DAY)
    assert told(issues, issues[-1] + 22 * DAY)


def test_what_comes_seldom_is_measured_by_twelve_usual_gaps() -> None:
    active = [MONDAY + number * 3 * DAY for number in range(12)]
    assert not told(active, active[-1] + 36 * DAY)
    assert told(active, active[-1] + 37 * DAY)


MOMENTS = st.lists(st.integers(0, 60 * 24), min_size=1, max_size=80)


@given(MOMENTS, st.integers(0, 30 * 24), st.floats(0, 1))
def test_silence_is_never_told_on_days_that_never_had_news(
    numbers: list[int], later: int, peers: float
) -> None:
    active = sorted(MONDAY + number * HOUR for number in numbers)
    now = active[-1] + later * HOUR
    if is_silent(active, active[-1], now, peers):
        assert now - active[-1] >= LEAST_SILENCE
        assert is_silent(active, active[-1], now)  # others that are silent, too, tell of less
        since = now - PACE_WINDOW
        weekdays = {(hour + turn * HOUR).weekday() for hour in active for turn in (-24, 0)}
        silent = (active[-1] + number * HOUR for number in range(1, later))
        assert any(hour.weekday() in weekdays for hour in silent)
        assert sum(hour >= since for hour in active) >= 8  # two dates each of four days


@given(MOMENTS)
def test_a_gap_that_an_outlet_had_is_none_to_tell(numbers: list[int]) -> None:
    active = [MONDAY + number * HOUR for number in numbers]
    known = sorted(set(active))
    gap = longest_gap(active)
    assert gap >= 7 * DAY
    for number in range(1, len(known)):
        assert gap >= 3 * (known[number] - known[number - 1])
