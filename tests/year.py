"""Months of alerts in simulated time: clocks that jump, disks that fill, settings that break."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from db.ahead import take_back
from db.outbox import outbox
from khabardar.kept_settings import config_or_kept
from passes.begin import settings_told
from passes.config import PassConfig
from pipelines.errors import StoreError
from pipelines.items import Rule
from tests.dispatch import Dispatch

TO = ("one@example.org",)
RULES = (
    Rule("Now", "families", TO),
    Rule("Berlin", "families", TO, "daily 02:30", "Europe/Berlin"),
    Rule("New York", "families", TO, "daily 02:30", "America/New_York"),
    Rule("Beirut", "families", TO, "daily 00:30", "Asia/Beirut"),
    Rule("Karachi", "families", TO, "weekly mon 07:00", "Asia/Karachi"),
)
HOUR = timedelta(hours=1)
LATEST = {"now": HOUR, "daily": 26 * HOUR, "weekly": 170 * HOUR}
"""How long an alert of each schedule may wait where nothing is wrong, passes an hour apart."""
Kind = Literal["clock", "disk", "settings"]
HEAD = """
[network]
contact = "desk@example.org"
[mail]
to = ["desk@example.org"]
[catalogue]
use = false
[[source]]
id = "a"
name = "A"
homepage = "https://a.example"
feeds = ["https://a.example/feed"]
"""
BROKEN = '[[rule]]\nname = "half a rule\n'
"""What somebody saved in the middle of writing: no TOML."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong for some hours from an hour of the simulation on; ``skew`` is the clock's."""

    kind: Kind
    at: int
    hours: int
    skew: timedelta = timedelta()

    def holds(self, hour: int) -> bool:
        """Tell whether it is so at an hour."""
        return self.at <= hour < self.at + self.hours


@dataclass(slots=True)
class Year:
    """A desk that publishes and sends for many hours, and what became of each alert.

    Its rules are read from a khabardar.toml before each pass, as the daemon does; a fault of the
    settings is a file that cannot be parsed.
    ``begun`` and ``sent`` are the true hours at which a row of the outbox came and went out;
    ``left`` counts what was due in the past after a pass with nothing wrong, ``refused`` the passes
    that a full disk ended.
    """

    desk: Dispatch
    start: datetime
    faults: Sequence[Fault]
    every: int = 5
    stories: int = 0
    waiting: int = 0
    left: int = 0
    refused: int = 0
    read: tuple[str, PassConfig] | None = None
    begun: dict[int, int] = field(default_factory=dict)
    sent: dict[int, int] = field(default_factory=dict)

    def run(self, hours: int, quiet: int = 0) -> None:
        """Let so many hours go by, the last ``quiet`` ones without news."""
        for hour in range(hours):
            wrong = [fault for fault in self.faults if fault.holds(hour)]
            skew = sum((fault.skew for fault in wrong), timedelta())
            self.desk.now = self.start + hour * HOUR + skew
            if hour % self.every == 0 and hour < hours - quiet:
                self.waiting += 1
            self._pass(hour, {fault.kind for fault in wrong})

    def _pass(self, hour: int, wrong: set[Kind]) -> None:
        store, desk = self.desk.store, self.desk
        pages = store.rows("PRAGMA page_count")[0][0] if "disk" in wrong else 2**30
        store.execute(f"PRAGMA max_page_count = {pages}")
        try:
            take_back(store, desk.now)
            self._take_up_settings(broken="settings" in wrong)
            while self.waiting:
                text = invented(self.stories)
                desk.publish(1, 2, 3, 4, 5, text=text, title=f"Story {self.stories}")
                self.stories, self.waiting = self.stories + 1, self.waiting - 1
            desk.pass_()
        except StoreError:
            if "disk" not in wrong:
                raise
            self.refused += 1
        self._look(hour)
        if not wrong:
            self.left += len(outbox.due_messages(store, desk.now, 1_000))

    def _take_up_settings(self, *, broken: bool) -> None:
        path, desk = self.desk.config.database.with_name("khabardar.toml"), self.desk
        text = HEAD + "".join(map(_rule_toml, RULES)) + BROKEN * broken
        if self.read is None or self.read[0] != text:
            path.write_text(text, encoding="utf8")
            self.read = text, config_or_kept(path)
        config = self.read[1]
        settings_told(desk.store, config, desk.now)
        desk.declare(*config.rules)

    def settings_notices(self) -> int:
        """Return how many notices of broken or mended settings went out."""
        count = "SELECT count(*) AS n FROM outbox WHERE kind = 'settings' AND state = 'sent'"
        return int(self.desk.store.rows(count)[0]["n"])

    def _look(self, hour: int) -> None:
        open_ones = json.dumps([*(self.begun.keys() - self.sent.keys())])
        for row in self.desk.store.rows(
            "SELECT id, state FROM outbox WHERE kind = 'alert' AND id > :known "
            "OR id IN (SELECT value FROM json_each(:open))",
            {"known": max(self.begun, default=0), "open": open_ones},
        ):
            self.begun.setdefault(row["id"], hour)
            if row["state"] == "sent":
                self.sent.setdefault(row["id"], hour)

    def told(self) -> Counter[tuple[str, str]]:
        """Return how often each story was told for each rule."""
        rows = self.desk.store.rows(
            "SELECT r.name, o.subject FROM outbox o JOIN rules r ON r.id = o.rule_id "
            "WHERE o.state = 'sent'"
        )
        return Counter((row["name"], row["subject"]) for row in rows)

    def late(self) -> list[tuple[str, int, int]]:
        """Return rule, hour and hours waited of alerts that came late though nothing was wrong."""
        found = []
        for row in self.desk.store.rows(
            "SELECT o.id, r.name, r.schedule FROM outbox o JOIN rules r ON r.id = o.rule_id"
        ):
            begun, sent = self.begun[row["id"]], self.sent.get(row["id"], 10**6)
            most = LATEST[row["schedule"].split()[0]] // HOUR
            most += sum(fault.hours for fault in self.faults if begun <= fault.at + fault.hours)
            if sent - begun > most:
                found.append((row["name"], begun, sent - begun))
        return found


def _rule_toml(rule: Rule) -> str:
    lines = (
        *(f"name = {json.dumps(rule.name)}", f"query = {json.dumps(rule.query)}"),
        *(f"to = {json.dumps(rule.to)}", f"when = {json.dumps(rule.when)}"),
        f"timezone = {json.dumps(rule.timezone)}",
    )
    return "\n".join(("[[rule]]", *lines, ""))


def invented(seed: int) -> str:
    """Return forty made-up words, others for each seed."""
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("abcdefghijklmnop", k=6)) for _ in range(40))
