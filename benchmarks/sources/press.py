"""A press on loopback for days: what is stored, how late, how politely, what deaths are mended.

    python -m benchmarks.sources.press [OUTLETS] [DAYS] [DEATHS] [MINUTES] [loopback|FOLDER|hour]
    python -m benchmarks.sources.press OUTLETS DAYS DEATHS MINUTES in-process [1/2]

Outlets of all kinds (feeds of every form, news sitemaps, indexes of sitemaps, section pages, posts
in JSON, search feeds, channels, PDF files, a front page alone) publish in six languages by Poisson
clocks with nights and week-ends; their lists die in sixteen ways. One server answers for all of
them by name. The passes are those that a person's cron makes, every so many MINUTES. Time stands
still between them and runs ten times as fast in them, with delays that are ten times shorter: an
outlet is asked every 0.2 seconds at the most in place of 2, and the server's log is judged for it.
What is stored is told every six hours of the press, the whole table every day.
With `in-process` the answers are handed over without a network, and no page is read: so a larger
press can be played for longer, but delays are not measured. `1/2` and `2/2` are its halves, for two
processes: outlets share nothing, so that the counts of both add up. `hour` is one real hour of a
morning, whatever DAYS says: the clock is the machine's, and delays are what they are.
Without arguments: 40 outlets, 2 days, 16 deaths, every 30 minutes.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.simulated_time import run_at, warm_up
from db.store import open_store
from pipelines.sources import LISTING_FIELDS
from tests.press import Press
from tests.press_answers import Answers, Clock
from tests.press_figures import DELAY_S, Outcome, Watch, stored_articles
from tests.press_server import PressServer
from tests.press_sites import DAY, HOUR, Site, press

BEGIN = datetime(2025, 11, 24, 0, tzinfo=UTC)
SIMULATED = BEGIN, 10.0, DAY
QUARTER = 6 * HOUR
GIVEN = (40, 2, 16, 30)


def main() -> None:
    """Let the days go by and print the table."""
    given = [int(word) for word in sys.argv[1:5]]
    outlets, days, deaths, minutes = [*given, *GIVEN[len(given) :]]
    place, every = sys.argv[5] if len(sys.argv) > 5 else "", timedelta(minutes=minutes)
    with tempfile.TemporaryDirectory() as temporary:
        if place == "in-process":
            number, parts = (int(word) for word in (*sys.argv[6:], "1/1")[0].split("/"))
            with open_store(Path(temporary) / "k.db", write=True) as store:
                store.execute("PRAGMA synchronous = OFF")
                play(Press(store, outlets, deaths, BEGIN, days, (number, parts)), days, every)
            return
        begin, factor, span = (BEGIN + 9 * HOUR, 1.0, HOUR) if place == "hour" else SIMULATED
        days = 1 if place == "hour" else days
        folder = Path(temporary if place in ("", "loopback", "hour") else place)
        over_loopback = open_press(folder, outlets, days * (span / DAY), deaths, begin, factor)
        with over_loopback.server.open():
            play(over_loopback, days, every, span)
        print(f"passes by exit code: {dict(over_loopback.codes)}")


def play(played: "Played | Press", days: int, every: timedelta, span: timedelta = DAY) -> None:
    """Let the days go by, each of a ``span``, and print the table after each."""
    began = time.perf_counter()
    parts = max(int(span / QUARTER), 1)
    for part in range(1, days * parts + 1):
        played.live(span / parts, every)
        spent = f"{time.perf_counter() - began:.0f} s, {time.process_time():.0f} s of CPU"
        if part % parts:
            stored = len(played.outcome().stored)
            print(f"{part / parts:.2f} days after {spent}: {stored} articles", flush=True)
            continue
        print(f"day {part // parts} after {spent}")
        print("\n".join(f"  {line}" for line in played.outcome().summary()), flush=True)


@dataclass(slots=True)
class Played:
    """A press, the folder of a person who watches it, and the time."""

    folder: Path
    sites: Sequence[Site]
    server: PressServer
    now: datetime
    factor: float
    watch: Watch = field(default_factory=Watch)
    codes: Counter[int] = field(default_factory=Counter)
    begin: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.begin = self.now

    def live(self, span: timedelta, every: timedelta) -> None:
        """Let time go on, with a pass after each step; one that takes longer is waited for."""
        end = self.now + span
        while self.now < end:
            names = self.server.answers.begin_pass(self.now)
            (self.folder / "gone.txt").write_text("\n".join(names), encoding="utf8")
            words = ["-c", str(self.folder / "khabardar.toml"), "crawl", "--quiet"]
            code, said = run_at(self.now, words, self.folder / "said.txt", self.factor)
            self.codes[code] += 1
            if code not in (0, 1):
                print(f"{self.now:%d %H:%M} exit {code}: {said[-300:]}", flush=True)
            with open_store(self.folder / "khabardar.db", write=False) as store:
                self.watch.look(store, self.sites, self.now)
            while self.now < (present := self.server.answers.clock.now()):
                self.now += every
            if self.factor == 1.0:
                time.sleep((self.now - present).total_seconds())

    def outcome(self) -> Outcome:
        """Return what there is to be seen by now."""
        with open_store(self.folder / "khabardar.db", write=False) as store:
            stored = stored_articles(store, self.sites)
        return Outcome(self.sites, self.server.answers, self.watch, stored, self.begin, self.now)


def open_press(
    folder: Path, outlets: int, days: float, deaths: int, begin: datetime, factor: float
) -> Played:
    """Return a press that begins then, ``factor`` times as fast as the machine's clock.

    ``folder`` gets the settings that watch it.
    """
    gone = folder / "gone.txt"
    os.environ["PRESS_GONE"] = str(gone)
    warm_up("tests.loopback_names")
    server = PressServer()
    sites = press(outlets, deaths, begin, days, server.port)
    server.answers = Answers(Clock(begin, factor), sites)
    (folder / "khabardar.toml").write_text(
        settings(sites, server.port, DELAY_S / factor), encoding="utf8"
    )
    return Played(folder, sites, server, begin, factor)


def settings(sites: Sequence[Site], port: int, delay_s: float) -> str:
    """Return settings that watch all of a press, and keep whatever it writes.

    Nothing is read by meaning, which is no part of what is measured and takes most of a pass.
    """
    outlets = ""
    for one in (site.source() for site in sites):
        outlets += (
            f'[[source]]\nid = "{one.id}"\nname = "{one.name}"\nhomepage = "{one.homepage}"\n'
            f'country = "{one.country}"\nlanguages = ["{one.languages[0]}"]\n'
        )
        for name, urls in ((each.name, getattr(one, each.name)) for each in LISTING_FIELDS):
            outlets += f"{name} = {json.dumps(urls)}\n" if urls else ""
    return (
        f'[network]\ncontact = "desk@example.org"\ndelay_s = {delay_s}\n'
        f'allow_private = ["127.0.0.1:{port}"]\n[topic]\nkeep = "*"\n[database]\narchive = ""\n'
        f"[meaning]\nbudget_s = 0\n[catalogue]\nuse = false\n{outlets}"
    )


if __name__ == "__main__":
    main()
