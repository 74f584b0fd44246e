"""When mail is due, in any time zone, across changes of the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.alerts.schedule import GIVE_UP_AFTER, next_due, next_try
from pipelines.errors import OperatorError
from tests.samples import NOW


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "zone", "now", "due"),
    [
        ("now", "UTC", "2025-11-24T09:00", "2025-11-24T09:00"),
        ("hourly", "UTC", "2025-11-24T09:10", "2025-11-24T10:00"),
        ("daily 07:00", "UTC", "2025-11-24T06:59", "2025-11-24T07:00"),
        ("daily 07:00", "UTC", "2025-11-24T07:00", "2025-11-25T07:00"),
        ("daily 07:00", "Asia/Karachi", "2025-11-24T09:00", "2025-11-25T02:00"),
        ("daily 07:00", "Asia/Kabul", "2025-11-24T00:00", "2025-11-24T02:30"),
        ("Weekly Mon 07:00", "UTC", "2025-11-24T08:00", "2025-12-01T07:00"),
        ("weekly sun 07:00", "UTC", "2025-11-24T08:00", "2025-11-30T07:00"),
        ("daily 02:30", "Europe/Berlin", "2026-03-28T20:00", "2026-03-29T01:00"),
        ("daily 02:00", "Europe/Berlin", "2026-03-28T20:00", "2026-03-29T01:00"),
        ("daily 03:00", "Europe/Berlin", "2026-03-28T20:00", "2026-03-29T01:00"),
        ("weekly sun 02:45", "America/New_York", "2026-03-07T20:00", "2026-03-08T07:00"),
        ("daily 02:10", "Australia/Lord_Howe", "2026-10-03T00:00", "2026-10-03T15:30"),
        ("daily 00:30", "Asia/Beirut", "2026-03-28T00:00", "2026-03-28T22:00"),
        ("daily 02:30", "Europe/Berlin", "2025-10-25T20:00", "2025-10-26T00:30"),
    ],
)
def test_next_due(when: str, zone: str, now: str, due: str) -> None:
    assert next_due(when, zone, at(now)) == at(due)


@pytest.mark.parametrize("when", ["", "daily", "daily 25:00", "weekly xxx 07:00", "daily 07:60"])
def test_what_is_no_schedule_is_told_what_to_write(when: str) -> None:
    with pytest.raises(OperatorError, match="write now, hourly, daily"):
        next_due(when, "UTC", NOW)


@pytest.mark.parametrize("zone", ["Karachi", "", "../etc/passwd"])
def test_what_is_no_time_zone_is_told_what_to_write(zone: str) -> None:
    with pytest.raises(OperatorError, match="Asia/Karachi"):
        next_due("now", zone, NOW)


@given(
    st.datetimes(at("2020-01-01").replace(tzinfo=None), at("2035-01-01").replace(tzinfo=None)),
    st.integers(0, 23),
)
def test_a_daily_mail_is_due_within_25_hours(moment: datetime, hour: int) -> None:
    now = moment.replace(tzinfo=UTC)
    due = next_due(f"daily {hour:02}:30", "America/New_York", now)
    assert timedelta(0) < due - now <= timedelta(hours=25)


def test_tries_spread_out_and_end_after_five_days() -> None:
    waits = [next_try(n, NOW, NOW) for n in range(1, 8)]
    minutes = [(wait - NOW).total_seconds() / 60 for wait in waits if wait]
    assert minutes == [1, 5, 15, 30, 60, 60, 60]
    assert next_try(200, NOW, NOW + GIVE_UP_AFTER + timedelta(seconds=1)) is None
