"""Visits fit to an outlet's rhythm: bounded, spread, sooner by day and before a list runs over."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.web.visit_rhythm import (
    LONGEST,
    LONGEST_HALF_KNOWN,
    LONGEST_WHOLE,
    SHORTEST,
    Rhythm,
    fitted_wait,
    rhythm_of,
    spread_out,
)
from tests.samples import NOW

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("per_hour", "days", "whole", "wait"),
    [
        (4, 4, False, 90 * MINUTE),  # 24 a day: 1.5 articles in 90 minutes
        (24, 24, False, 90 * MINUTE),
        (300, 3, False, SHORTEST),
        (1, 100, False, LONGEST),
        (0, 8, False, LONGEST),
        (4, 4, True, 120 * MINUTE),  # nothing new costs a whole list: 2 articles
        (1, 100, True, LONGEST_WHOLE),
        (4, 2, False, LONGEST_HALF_KNOWN),
        (4, 2, True, LONGEST_HALF_KNOWN),
        (0, 1, False, LONGEST_HALF_KNOWN),
        (300, 2, True, SHORTEST),
    ],
)
def test_one_or_two_articles_are_awaited(
    per_hour: int, days: float, whole: bool, wait: timedelta
) -> None:
    found = fitted_wait(Rhythm((per_hour,) * 24, days, whole=whole), NOW)
    assert found is not None
    assert abs(found - wait) < MINUTE


def test_of_an_outlet_hardly_known_there_is_no_rhythm() -> None:
    assert fitted_wait(Rhythm(), NOW) is None
    assert fitted_wait(rhythm_of([NOW] * 99, 0.9, ()), NOW) is None  # hours of a part of a day
    later = NOW + HOUR
    assert fitted_wait(rhythm_of([NOW] * 9, 6.9, ()), later) == LONGEST_HALF_KNOWN
    assert fitted_wait(rhythm_of([NOW] * 9, 7.1, ()), later) == LONGEST
    assert fitted_wait(rhythm_of([NOW] * 10, 2.9, ()), later) == LONGEST_HALF_KNOWN
    assert fitted_wait(rhythm_of([NOW] * 10, 3.1, ()), later) == LONGEST


def test_it_is_visited_sooner_by_day_than_by_night() -> None:
    day = rhythm_of([NOW.replace(hour=8 + n % 10) for n in range(200)], 10.0, ())
    by_day = fitted_wait(day, NOW.replace(hour=9))
    by_night = fitted_wait(day, NOW.replace(hour=19))
    assert by_day is not None
    assert by_night is not None
    assert by_day < HOUR
    assert by_night == LONGEST


@pytest.mark.parametrize(
    ("since", "share", "wait"),
    [(HOUR, 1.0, 30 * MINUTE), (HOUR, 0.5, 90 * MINUTE), (4 * MINUTE, 1.0, SHORTEST)],
)
def test_a_list_is_not_left_to_run_over(since: timedelta, share: float, wait: timedelta) -> None:
    found = fitted_wait(Rhythm((4,) * 24, 4.0, ((10 * HOUR, 0.1), (since, share))), NOW)
    assert found is not None
    assert abs(found - wait) < MINUTE


@given(
    st.lists(st.integers(0, 500), min_size=24, max_size=24),
    st.floats(0.01, 28),
    st.lists(st.tuples(st.timedeltas(timedelta(), DAY), st.floats(0, 1)), max_size=3),
    st.timedeltas(timedelta(), DAY),
    st.text(max_size=5),
    st.booleans(),
)
def test_no_visit_is_within_five_minutes_or_after_seven_hours(
    by_hour: list[int],
    days: float,
    fills: list[tuple[timedelta, float]],
    later: timedelta,
    name: str,
    whole: bool,
) -> None:
    now = NOW + later
    wait = fitted_wait(Rhythm(tuple(by_hour), days, tuple(fills), whole), now)
    if wait is not None:
        at = spread_out(name, now, wait)
        assert SHORTEST <= at - now <= (7 if whole else 3) * HOUR
        assert at.timestamp() % 300 == 0


def test_outlets_of_one_rhythm_do_not_come_due_together() -> None:
    moments = {spread_out(f"outlet{n}", NOW, 5 * HOUR) for n in range(100)}
    assert len(moments) > 8
