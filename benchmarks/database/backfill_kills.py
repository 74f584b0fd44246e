"""Kills workers, scheduler and writer of a backfill at random moments: the database is the same.

    python -m benchmarks.database.backfill_kills [KILLS] [SEED]

One process reads invented pages of six files and stores them, as the measure. The same files are
then read by a cluster on loopback, a scheduler with two workers, into other databases. Meanwhile
one of the three is hit by SIGKILL, at KILLS (30) random moments of the time that an undisturbed
backfill takes, and started again. A backfill that came to its end is compared with the measure,
table by table, and the next one begins. Ends with 1 if anything differs.
"""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from passes.backfill.cluster import Readers
from tests.backfills import config_in, take_in
from tests.dask_cluster import DaskCluster, dask_cluster
from tests.recorded_press import contents, press_pages, recorded

FILES, PAGES = 6, 60
VICTIMS = ("worker", "scheduler", "writer")
WRITE = "--write"
Writer = subprocess.Popen[bytes]


def start(folder: Path, files: list[Path], cluster: str) -> Writer:
    """Start a backfill in a process of its own."""
    words = [WRITE, str(folder), cluster, *map(str, files)]
    return subprocess.Popen([sys.executable, "-m", __spec__.name, *words])


def write(folder: Path, cluster: str, files: list[Path]) -> int:
    """Be that process: all of them begin at one moment, so that databases can be compared."""
    return take_in(config_in(folder), files, readers=Readers(cluster=cluster)).exit_code


def stage(folder: Path) -> str:
    """Return how far a backfill is, as its database says."""
    try:
        with closing(sqlite3.connect(f"file:{folder / 'khabardar.db'}?mode=ro", uri=True)) as db:
            return str(db.execute("SELECT state FROM backfills").fetchone()[0])
    except (sqlite3.Error, TypeError):
        return "beginning"


def strike(victim: str, cluster: DaskCluster, writer: Writer) -> None:
    """Kill one of the three; what serves the writer is started again at once."""
    match victim:
        case "worker":
            cluster.kill_worker()
            cluster.add_worker()
        case "scheduler":
            cluster.kill_all()
            cluster.begin(workers=2)
        case _:
            writer.send_signal(signal.SIGKILL)
            writer.wait()


def differing(measure: Path, folder: Path) -> list[str]:
    """Return the tables in which a database differs from the measure."""
    right, found = contents(measure / "khabardar.db"), contents(folder / "khabardar.db")
    return [table for table in right if right[table] != found[table]]


def main() -> None:
    """Do what the text above says."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    moments = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    top = Path(tempfile.mkdtemp(prefix="khabardar-"))
    files = recorded(top / "in", press_pages(PAGES), FILES)
    if start(top / "measure", files, "").wait():
        sys.exit("the measure could not be taken")
    hits: Counter[tuple[str, str]] = Counter()
    wrong, number = 0, 0
    with dask_cluster(workers=2) as cluster:
        began = time.monotonic()
        if start(top / "undisturbed", files, cluster.address).wait():
            sys.exit("the undisturbed backfill failed")
        usual_s = time.monotonic() - began
        while hits.total() < kills:
            number += 1
            folder = top / f"killed-{number}"
            writer = start(folder, files, cluster.address)
            while writer.poll() is None or writer.returncode < 0:
                if writer.returncode is not None:
                    writer = start(folder, files, cluster.address)
                try:
                    writer.wait(moments.uniform(0.5, usual_s) if hits.total() < kills else None)
                except subprocess.TimeoutExpired:
                    victim = moments.choice(VICTIMS)
                    hits[victim, stage(folder)] += 1
                    strike(victim, cluster, writer)
            tables = [f"ended with {writer.returncode}"] if writer.returncode else []
            tables += differing(top / "measure", folder)
            wrong += bool(tables)
            print(f"  {folder.name}: {', '.join(tables) or 'the same'}", flush=True)
    said = ", ".join(f"{count} x {who} while {when}" for (who, when), count in hits.items())
    print(f"{hits.total()} kills of {number} backfills ({usual_s:.0f} s each): {said}")
    print(f"databases that differ: {wrong}")
    shutil.rmtree(top)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    if sys.argv[1:2] == [WRITE]:
        sys.exit(write(Path(sys.argv[2]), sys.argv[3], [*map(Path, sys.argv[4:])]))
    main()
