"""Weeks in which clocks change and jump, the disk fills and settings break lose no alert."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.dispatch import open_dispatch
from tests.year import RULES, Fault, Year

A_YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("start", "faults"),
    [
        (
            datetime(2026, 3, 28, 12, tzinfo=UTC),
            [Fault("clock", 30, 3, timedelta(hours=1)), Fault("clock", 60, 5, A_YEAR)],
        ),
        (
            datetime(2026, 10, 31, 18, tzinfo=UTC),
            [
                Fault("clock", 10, 4, -timedelta(hours=1)),
                Fault("clock", 40, 6, -A_YEAR),
                Fault("disk", 50, 7),
                Fault("settings", 60, 9),
            ],
        ),
    ],
)
def test_every_alert_that_was_due_came_once(
    tmp_path: Path, start: datetime, faults: list[Fault]
) -> None:
    with open_dispatch(tmp_path, RULES, None) as desk:
        year = Year(desk, start, faults)
        year.run(80 + 8 * 24, quiet=8 * 24)
        assert year.stories == 16
        assert len(year.told()) == len(RULES) * year.stories
        assert {*year.told().values()} == {1}
        assert set(desk.states()) == {"sent"}
        assert (year.left, year.late()) == (0, [])
        broken = sum(fault.kind == "settings" for fault in faults)
        assert year.settings_notices() == 2 * broken  # told once, and once when it is mended
        assert (year.refused > 0) == any(fault.kind == "disk" for fault in faults)
    assert len([*(tmp_path / "outbox").glob("*.eml")]) >= year.stories
