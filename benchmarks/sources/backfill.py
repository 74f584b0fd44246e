"""What a backfill of recorded pages takes with one worker and with two: time, computing, memory.

    python -m benchmarks.sources.backfill [RECORDS]

RECORDS (4,000) varied pages, two in a hundred on topic, in four encodings, one in a hundred
damaged, are written into eight WARC files. They are taken in four times, by one worker, two, one,
two, each time into a new database with the settings that `khabardar init` writes. Of all processes
of a backfill the computing time and the largest resident memory are read from /proc five times a
second. The clock tells the gain of a second worker only on a machine that does nothing else: the
load before each run is printed. Ends with an error if a backfill fails.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.varied_records import load_samples, write_records

FILES = 8
LOOKS_EVERY_S = 0.2
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(slots=True)
class Taken:
    """What a backfill took: seconds of the clock and of computing, and most memory in bytes."""

    clock_s: float
    computing_s: float
    writer_bytes: int
    worker_bytes: int


def processes(session: int) -> Iterator[tuple[int, float, int]]:
    """Yield the number, computing time and resident bytes of each process of a session."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(") ")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == session:
            computed = (int(fields[11]) + int(fields[12])) / _TICKS
            yield int(entry.name), computed, int(fields[21]) * _PAGE_BYTES


def take_in(folder: Path, files: list[str], workers: int) -> Taken:
    """Run a backfill by so many workers, and return what it took."""
    khabardar = [sys.executable, "-m", "khabardar"]
    subprocess.run([*khabardar, "init", str(folder)], check=True, capture_output=True)
    settings = ["-c", str(folder / "khabardar.toml")]
    words = [*khabardar, *settings, "backfill", "--workers", str(workers), *files]
    computed: dict[int, float] = {}
    taken = Taken(0.0, 0.0, 0, 0)
    began = time.monotonic()
    done = subprocess.Popen(words, start_new_session=True, stderr=subprocess.PIPE, text=True)
    while done.poll() is None:
        for number, seconds, held in processes(done.pid):
            computed[number] = seconds
            if number == done.pid:
                taken.writer_bytes = max(taken.writer_bytes, held)
            else:
                taken.worker_bytes = max(taken.worker_bytes, held)
        time.sleep(LOOKS_EVERY_S)
    said = done.stderr.read() if done.stderr else ""
    if done.returncode:
        sys.exit(f"a backfill ended with {done.returncode}:\n{said}")
    print("\n".join(f"    {line[:150]}" for line in said.splitlines()[-3:]))
    taken.clock_s, taken.computing_s = time.monotonic() - began, sum(computed.values())
    return taken


def main() -> None:
    """Do what the text above says."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    with tempfile.TemporaryDirectory(prefix="khabardar-") as name:
        a_file = -(-records // FILES)
        files = [str(one) for one in write_records(Path(name), load_samples(), records, a_file)]
        size = sum(Path(file).stat().st_size for file in files)
        print(f"{records} records in {len(files)} files, {size / 1e6:.0f} MB packed")
        for turn, workers in enumerate((1, 2, 1, 2)):
            load = os.getloadavg()[0]
            one = take_in(Path(name) / str(turn), files, workers)
            print(
                f"{workers} workers (load before {load:.1f}): {one.clock_s:.0f} s of the clock, "
                f"{one.computing_s:.0f} s of computing, {1000 * one.computing_s / records:.1f} ms "
                f"a record; at most {one.writer_bytes / 1e6:.0f} MB in the writer and "
                f"{one.worker_bytes / 1e6:.0f} MB in any other process",
                flush=True,
            )


if __name__ == "__main__":
    main()
