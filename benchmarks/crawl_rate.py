"""Crawl rate: pages a second of a pass over loopback against bare extraction in two processes.

    python -m benchmarks.crawl_rate [ROUNDS] [FOLDER]

A pass asks the recorded outlets of FOLDER (../shared/data/newsroom) for everything, without delays,
and stores it. Beside it trafilatura.bare_extraction reads the same pages from their file in two
processes, each every other page. The pass shares the machine with the server of the pages: its
CPU and that of the processes of a pass are told apart, since they say more than the clock where
others are at work. Rounds are interleaved; each figure is the best of them.
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.main_job import crawl
from benchmarks.shared_data import NEWSROOM, Replay, need, replayed, settings_toml

BARE = """
import sys
import trafilatura
from warcio.archiveiterator import ArchiveIterator
with open(sys.argv[1], "rb") as stream:
    pages = (one for one in ArchiveIterator(stream) if one.rec_type == "response")
    for number, record in enumerate(pages):
        if number % 2 == int(sys.argv[2]):
            body = record.content_stream().read()
            if b"<html" in body[:4096].lower():
                trafilatura.bare_extraction(body, with_metadata=True)
                print(number)
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many pages were read, and what it cost in seconds by the clock and of the CPU."""

    pages: int
    wall_s: float
    cpu_s: float

    def per_second(self) -> float:
        """Return pages a second by the clock."""
        return self.pages / self.wall_s

    def cost_ms(self) -> float:
        """Return the CPU that a page took, in milliseconds."""
        return 1000 * self.cpu_s / self.pages


def children_cpu_s() -> float:
    """Return the CPU seconds of all child processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def bare(warc: Path) -> Rate:
    """Extract every page of ``warc`` in two processes, and nothing else."""
    before, began = children_cpu_s(), time.perf_counter()
    command = [sys.executable, "-c", BARE, str(warc)]
    halves = [
        subprocess.Popen([*command, half], stdout=subprocess.PIPE, text=True) for half in "01"
    ]
    pages = sum(len(one.communicate()[0].splitlines()) for one in halves)
    return Rate(pages, time.perf_counter() - began, children_cpu_s() - before)


def crawled(replay: Replay, folder: Path) -> Rate:
    """Make one pass over every outlet of ``replay`` into a new database in ``folder``."""
    (folder / "khabardar.toml").write_text(settings_toml(replay), encoding="utf8")
    before, asked = children_cpu_s(), len(replay.requests())
    _, seconds, talk = crawl(folder)
    listed = {row[name] for row in replay.hosts for name in ("feed", "sitemap")}
    pages = sum(
        status == 200 and url not in listed and not url.endswith("/robots.txt")
        for status, url in replay.requests()[asked:]
    )
    print(talk.strip().splitlines()[-1] if talk else "", flush=True)
    return Rate(pages, seconds, children_cpu_s() - before)


def main() -> None:
    """Measure both in turn and print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    pages = need(Path(sys.argv[2]) if len(sys.argv) > 2 else NEWSROOM)
    passes: list[Rate] = []
    bares: list[Rate] = []
    with (
        tempfile.TemporaryDirectory() as temporary,
        replayed(pages, Path(temporary) / "replay.tsv") as replay,
    ):
        for number in range(rounds):
            bares.append(bare(pages / "pages.warc.gz"))
            folder = Path(temporary) / str(number)
            folder.mkdir()
            passes.append(crawled(replay, folder))
            print(f"bare {bares[-1]}; pass {passes[-1]}", flush=True)
    speed = max(one.per_second() for one in passes), max(one.per_second() for one in bares)
    cost = min(one.cost_ms() for one in passes), min(one.cost_ms() for one in bares)
    print(f"pages a second: pass {speed[0]:.1f}, bare {speed[1]:.1f}: {speed[0] / speed[1]:.2f}")
    print(f"CPU a page, ms: pass {cost[0]:.0f}, bare {cost[1]:.0f}: {cost[0] / cost[1]:.2f}")


if __name__ == "__main__":
    main()
