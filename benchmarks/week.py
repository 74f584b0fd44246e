"""A week as a new user lives it: 40 outlets, 6 rules, and all that a person is told.

    python -m benchmarks.week [FOLDER]

Outlets publish by their own clocks, some fall into trouble, one rule never fits; the clock is
simulated, all else is real. Printed is each mail (when, to whom, its subject and the first lines)
and each evening what `khabardar status` says. With a FOLDER, the mails stay there as files.
"""

import email
import email.policy
import random
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.crawl.passes import begin_pass, end_pass
from db.status import status
from khabardar.output.status import status_lines
from pipelines.items import Rule
from tests.dispatch import Dispatch, open_dispatch
from tests.outlet_world import TROUBLES, World, outlets
from tests.year import invented

DESK, OUTSIDE = ("desk@example.org",), ("reader@example.net",)
RULES = (
    Rule("Torkham", "torkham", DESK),
    Rule("Deportations", "deported OR returned", DESK, "daily 07:00", "Asia/Kabul"),
    Rule("Children", "children", OUTSIDE, "hourly"),
    Rule("Court cases", "court", OUTSIDE, "daily 18:00", "Asia/Karachi"),
    Rule("Weekly review", "afghan", (*DESK, *OUTSIDE), "weekly mon 07:00", "Asia/Kabul"),
    Rule("Never", "zzyzx", OUTSIDE),
)
HEADLINES = (
    "Families sent back at Torkham, officials say",
    "Court in Islamabad hears case of two students",
    "Children among those returned through Spin Boldak",
    "Deported teachers tell of a night at the border",
    "Camp in Jalozai to be closed within a month",
)
BEGIN = datetime(2026, 3, 2, 4, tzinfo=UTC)
STEP, STEPS = timedelta(hours=2), 7 * 12
TROUBLED = (0, 8, 10, 13)
LINES_SHOWN = 14


def main() -> None:
    """Let the week go by and print it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        ill = [TROUBLES[number] for number in TROUBLED]
        with open_dispatch(folder, RULES, None, DESK) as desk:
            desk.store.execute("PRAGMA synchronous = OFF")
            world = World(desk.store, desk.config, outlets(36, ill), BEGIN)
            names = [outlet.id for outlet in world.outlets]
            chance, shown = random.Random(1), set[Path]()
            for step in range(STEPS):
                world.live(STEP, STEP, trouble=36 <= step < 60)
                desk.now = world.now
                number = begin_pass(desk.store, desk.now, "crawl", 1)
                _publish(desk, names, chance)
                report = desk.pass_()
                end_pass(desk.store, number, desk.now, report.counts, report.troubles())
                _show_mails(folder / "outbox", desk.now, shown)
                if desk.now.hour == 18:
                    _show_status(desk)
        counted = Counter(_head(path)["to"] for path in shown)
        print(f"mails in the week: {dict(counted)}")


def _publish(desk: Dispatch, names: list[str], chance: random.Random) -> None:
    """Let now and then an outlet have a story that rules fit, and another copy it."""
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        headline = chance.choice(HEADLINES)
        text = f"{headline}. {invented(chance.randrange(10**9))}"
        fits = [
            number
            for number, rule in enumerate(RULES, 1)
            if any(word.lower() in headline.lower() for word in rule.query.split(" OR "))
        ]
        for _ in range(chance.choice((1, 1, 2, 3))):
            desk.publish(*fits, 5, source=chance.choice(names), text=text, title=headline)


def _show_mails(folder: Path, now: datetime, shown: set[Path]) -> None:
    for path in sorted({*folder.glob("*.eml")} - shown):
        shown.add(path)
        head = _head(path)
        body = head.get_body(("plain",))
        lines = str(body.get_content()).splitlines() if body else []
        print(f"\n{now:%a %H:%M} to {head['to']}: {head['subject']}")
        print("\n".join(f"    {line}" for line in lines[:LINES_SHOWN]))
        if len(lines) > LINES_SHOWN:
            print(f"    ... {len(lines) - LINES_SHOWN} lines more")


def _head(path: Path) -> email.message.EmailMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def _show_status(desk: Dispatch) -> None:
    print(f"\n{desk.now:%a %H:%M} khabardar status")
    print("\n".join(f"  | {line}" for line in status_lines(status(desk.store))))


if __name__ == "__main__":
    main()
