"""A table of written times: nearly all are read right, and none is read wrong."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.dates.machine_dates import read_machine_date

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
TABLE = Path(__file__).with_name("written_times.tsv")
ROWS = [
    line.split("\t") for line in TABLE.read_text("utf8").splitlines() if not line.startswith("#")
]
MOST_UNREAD = 20


def read(text: str, country: str) -> str:
    found = read_machine_date(text, country, NOW)
    if found is None:
        return "-"
    return found.at.strftime("%Y-%m-%d %H:%M" if found.timed else "%Y-%m-%d")


@pytest.mark.parametrize(("kind", "text", "country", "right"), ROWS)
def test_no_written_time_is_read_wrong(kind: str, text: str, country: str, right: str) -> None:
    assert read(text, country) in (right, "-"), kind


def test_nearly_all_written_times_are_read() -> None:
    unread = [row[1:] for row in ROWS if read(row[1], row[2]) != row[3]]
    assert len(ROWS) >= 400
    assert len(unread) <= MOST_UNREAD, unread
