"""The one form of a moment."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.moments import utc_text


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2025, 4, 5, 3, 10, tzinfo=UTC), "2025-04-05T03:10:00Z"),
        (datetime(2025, 4, 5, 3, 10, 7, 999_999, tzinfo=UTC), "2025-04-05T03:10:07Z"),
        (datetime(2025, 4, 5, 3, tzinfo=timezone(timedelta(hours=5))), "2025-04-04T22:00:00Z"),
        (datetime(987, 1, 1, tzinfo=UTC), "0987-01-01T00:00:00Z"),
    ],
)
def test_a_moment_is_written_in_utc_to_the_second(moment: datetime, text: str) -> None:
    assert utc_text(moment) == text


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_is_written_is_read_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert datetime.fromisoformat(utc_text(whole)) == whole
