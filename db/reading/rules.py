"""Rules as the desk lists them: what each asks for, and what it found week by week."""

from dataclasses import dataclass
from datetime import date, timedelta

from db.store import Store


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with whom it tells, and how many articles it matched in each of the last weeks.

    ``paused``: a person switched it off in the browser. ``weeks`` holds the oldest week first, the
    last is the seven days that end today.
    """

    id: int
    name: str
    query: str
    schedule: str
    timezone: str
    max_age_days: int
    active: bool
    paused: bool
    recipients: tuple[str, ...]
    weeks: tuple[int, ...]


def rule_rows(store: Store, today: date, weeks: int = 12) -> list[RuleRow]:
    """Return every rule, those that are switched on first."""
    end = today + timedelta(days=1)
    first = end - timedelta(days=7 * weeks)
    counts: dict[tuple[int, int], int] = {}
    # Left to itself, SQLite would rather read every match in the order of the rules.
    for row in store.rows(
        "SELECT rule_id, substr(matched_at, 1, 10) AS day, count(*) AS n "
        "FROM matches INDEXED BY matches_by_time WHERE matched_at >= ? GROUP BY rule_id, day",
        (first.isoformat(),),
    ):
        week = (row["rule_id"], (date.fromisoformat(row["day"]) - first).days // 7)
        counts[week] = counts.get(week, 0) + row["n"]
    recipients: dict[int, list[str]] = {}
    for row in store.rows("SELECT rule_id, recipient FROM targets ORDER BY rule_id, place"):
        recipients.setdefault(row["rule_id"], []).append(row["recipient"])
    return [
        RuleRow(
            *(row["id"], row["name"], row["query"], row["schedule"], row["timezone"]),
            row["max_age_days"],
            bool(row["active"]),
            bool(row["paused"]),
            tuple(recipients.get(row["id"], ())),
            tuple(counts.get((row["id"], week), 0) for week in range(weeks)),
        )
        for row in store.rows("SELECT * FROM rules ORDER BY active DESC, name")
    ]
