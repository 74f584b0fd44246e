"""Lets a year of alerts go by in simulated time, with faults, and prints what came when.

python -m benchmarks.alerts.year
"""

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.dispatch import open_dispatch
from tests.year import RULES, Fault, Year

DAY = 24
FAULTS = [
    *(Fault("clock", month * 30 * DAY + 50, 3, timedelta(hours=1)) for month in range(12)),
    *(Fault("clock", month * 30 * DAY + 150, 3, -timedelta(hours=1)) for month in range(12)),
    *(Fault("clock", quarter * 90 * DAY + 250, 9, timedelta(days=365)) for quarter in range(4)),
    *(Fault("clock", quarter * 90 * DAY + 350, 9, -timedelta(days=365)) for quarter in range(4)),
    *(Fault("disk", month * 30 * DAY + 450, 20) for month in range(12)),
    *(Fault("settings", month * 30 * DAY + 550, 30) for month in range(12)),
]


def main() -> None:
    """Print for each rule how many alerts were due, came, came twice or late, or are left."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_dispatch(Path(folder), RULES, None) as desk,
    ):
        year = Year(desk, datetime(2026, 1, 1, tzinfo=UTC), FAULTS, every=13)
        year.run(365 * DAY, quiet=9 * DAY)
        told, late = year.told(), Counter(name for name, _, _ in year.late())
        print(f"365 days, {len(FAULTS)} faults, {year.stories} stories")
        print(f"{'rule':10}{'due':>6}{'came':>6}{'twice':>6}{'late':>6}")
        for rule in RULES:
            mine = [count for (name, _), count in told.items() if name == rule.name]
            twice = sum(count > 1 for count in mine)
            print(f"{rule.name:10}{year.stories:>6}{len(mine):>6}{twice:>6}{late[rule.name]:>6}")
        broken = sum(fault.kind == "settings" for fault in FAULTS)
        print(f"settings broken {broken} times: {year.settings_notices()} notices, with the ends")
        print(
            f"disk full {sum(fault.kind == 'disk' for fault in FAULTS)} times: "
            f"{year.refused} passes refused"
        )
        print(f"left though due: {year.left}; states {desk.states()}")


if __name__ == "__main__":
    main()
