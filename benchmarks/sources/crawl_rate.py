"""Crawl rate: pages a second of a pass over loopback against bare extraction in two processes.

    python -m benchmarks.sources.crawl_rate [ROUNDS] [FOLDER]

A pass asks the recorded outlets of FOLDER (../shared/data/pages) for everything, without delays,
and stores it. Outlets whose robots.txt asks for a delay are left out; nothing is read by meaning.
Beside it trafilatura.bare_extraction reads the same pages from their file in two processes, each
every other page. Both are timed from their first page to their last, without their start. The pass
shares the machine with the server of the pages: its CPU and that of the processes of a pass are
told apart, since they say more than the clock where others are at work. Rounds are interleaved;
each figure is the best of them. The last line is what the pass would reach on the same two cores if
the pages came from elsewhere: the server's CPU is taken off them.
"""

import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.shared_data import PAGES, Replay, need, replayed, settings_toml
from benchmarks.sources.main_job import crawl
from db.store import moment_of, open_store

CORES = 2
BARE = """
import sys
import time
import trafilatura
from warcio.archiveiterator import ArchiveIterator
with open(sys.argv[1], "rb") as stream:
    pages = (one for one in ArchiveIterator(stream) if one.rec_type == "response")
    for number, record in enumerate(pages):
        if number % 2 == int(sys.argv[2]):
            body = record.content_stream().read()
            if b"<html" in body[:4096].lower():
                trafilatura.bare_extraction(body, with_metadata=True)
                print(time.time(), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many pages were read, and what it cost in seconds by the clock and of the CPU.

    ``server_s`` is the CPU of the server that the pages came from.
    """

    pages: int
    wall_s: float
    cpu_s: float
    server_s: float = 0.0

    def per_second(self) -> float:
        """Return pages a second by the clock."""
        return self.pages / self.wall_s

    def alone(self) -> float:
        """Return pages a second if the server had taken nothing of the two cores."""
        return self.pages / (self.wall_s - self.server_s / CORES)

    def cost_ms(self) -> float:
        """Return the CPU that a page took, in milliseconds."""
        return 1000 * self.cpu_s / self.pages


def children_cpu_s() -> float:
    """Return the CPU seconds of all child processes that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def cpu_s_of(pid: int) -> float:
    """Return the CPU seconds of a process that runs."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf8").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bare(warc: Path) -> Rate:
    """Extract every page of ``warc`` in two processes, and nothing else."""
    before = children_cpu_s()
    command = [sys.executable, "-c", BARE, str(warc)]
    halves = [
        subprocess.Popen([*command, half], stdout=subprocess.PIPE, text=True) for half in "01"
    ]
    ends = [float(line) for one in halves for line in one.communicate()[0].splitlines()]
    return Rate(len(ends), max(ends) - min(ends), children_cpu_s() - before)


def crawled(replay: Replay, folder: Path) -> Rate:
    """Make one pass over every outlet of ``replay`` into a new database in ``folder``."""
    (folder / "khabardar.toml").write_text(settings_toml(replay), encoding="utf8")
    before, served = children_cpu_s(), cpu_s_of(replay.pid)
    _, _, talk = crawl(folder)
    served = cpu_s_of(replay.pid) - served
    print(talk.strip().splitlines()[-1] if talk else "", flush=True)
    with open_store(folder / "khabardar.db", write=False) as store:
        rows = store.rows("SELECT settled_at FROM links WHERE settled_at > '' ORDER BY settled_at")
    read = [moment for row in rows if (moment := moment_of(row["settled_at"]))]
    seconds = (read[-1] - read[0]).total_seconds()
    return Rate(len(read), seconds, children_cpu_s() - before, served)


def without_delays(replay: Replay) -> Replay:
    """Return the outlets that ask for no delay between two requests."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": replay.proxy}))
    hosts = []
    for row in replay.hosts:
        try:
            with opener.open(f"http://{row['host']}/robots.txt", timeout=10) as answer:
                robots = answer.read().lower()
        except urllib.error.HTTPError:
            robots = b""
        if b"crawl-delay" not in robots:
            hosts.append(row)
    return replace(replay, hosts=hosts)


def main() -> None:
    """Measure both in turn and print the ratios."""
    os.environ["KHABARDAR_MEANING__BUDGET_S"] = "0"
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    pages = need(Path(sys.argv[2]) if len(sys.argv) > 2 else PAGES)
    passes: list[Rate] = []
    bares: list[Rate] = []
    with (
        tempfile.TemporaryDirectory() as temporary,
        replayed(pages, Path(temporary) / "replay.tsv") as replay,
    ):
        swift = without_delays(replay)
        print(f"{len(swift.hosts)} of {len(replay.hosts)} outlets ask for no delay", flush=True)
        for number in range(rounds):
            bares.append(bare(pages / "pages.warc.gz"))
            folder = Path(temporary) / str(number)
            folder.mkdir()
            passes.append(crawled(swift, folder))
            print(f"bare {bares[-1]}; pass {passes[-1]}", flush=True)
    speed = max(one.per_second() for one in passes), max(one.per_second() for one in bares)
    cost = min(one.cost_ms() for one in passes), min(one.cost_ms() for one in bares)
    print(f"pages a second: pass {speed[0]:.1f}, bare {speed[1]:.1f}: {speed[0] / speed[1]:.2f}")
    print(f"CPU a page, ms: pass {cost[0]:.0f}, bare {cost[1]:.0f}: {cost[0] / cost[1]:.2f}")
    alone = max(one.alone() for one in passes)
    served = min(one.server_s / one.pages for one in passes)
    print(
        f"without the server ({1000 * served:.0f} ms a page): {alone:.1f}, {alone / speed[1]:.2f}"
    )


if __name__ == "__main__":
    main()
