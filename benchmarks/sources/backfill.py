"""What a backfill of recorded pages takes with one worker and with two: time, computing, memory.

    python -m benchmarks.sources.backfill [RECORDS [FOLDER [WORKERS]]]

RECORDS (4,000) varied pages, two in a hundred on topic, in four encodings, one in a hundred
damaged, are written into WARC files of up to 1,000; in FOLDER, if one is named, where a later run
finds them. They are taken in by as many workers as WORKERS says, one run after the other
(1,2,1,2), each time into a new database with the settings that `khabardar init` writes.

Of all processes of a backfill the computing time is read from /proc five times a second, and the
memory once a second: what is resident of the writer's process, which is the scheduler's, too; of
each worker with the processes that it starts, their share of what they have in common (PSS).
The largest of each are printed by the minute of long runs. Ends with an error if a backfill fails,
if the writer takes more than 300 MB or a worker more than 700, or if in a run of five minutes or
more workers take a fifth more in the last third than in the first one. The clock tells the gain of
a second worker only on a machine that does nothing else: the load before each run is printed.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.varied_records import load_samples, write_records

A_FILE, LEAST_FILES = 1_000, 8
LOOKS_EVERY_S, MEMORY_EVERY_S = 0.2, 1.0
WRITER_BYTES, WORKER_BYTES = 300_000_000, 700_000_000
STARTS_S, LONG_S = 60.0, 300.0
"""After so long workers have what they need; runs that take so long tell whether they grow."""
MOST_GROWTH = 1.2
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Process:
    """A process: who started it, its seconds of computing, its resident bytes."""

    number: int
    parent: int
    computed_s: float
    resident: int


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of the writer, and of the worker that has most, so many seconds after the start."""

    at_s: float
    writer: int
    worker: int


@dataclass(slots=True)
class Taken:
    """What a backfill took: seconds of the clock and of computing, and memory over time."""

    clock_s: float = 0.0
    computing_s: float = 0.0
    writer_computing_s: float = 0.0
    memory: list[Memory] = field(default_factory=list)

    def most(self, begin_s: float = 0.0, end_s: float = float("inf")) -> tuple[int, int]:
        """Return most bytes of the writer and of a worker between two moments."""
        some = [one for one in self.memory if begin_s <= one.at_s < end_s]
        writer, worker = (max((getattr(m, n) for m in some), default=0) for n in ROLES)
        return writer, worker

    def troubles(self) -> list[str]:
        """Return in words which bounds were broken."""
        found = []
        for role, took, bound in zip(ROLES, self.most(), (WRITER_BYTES, WORKER_BYTES), strict=True):
            if took > bound:
                found.append(f"{role}: {took / 1e6:.0f} MB, more than {bound / 1e6:.0f}")
        third = (self.clock_s - STARTS_S) / 3
        early = self.most(STARTS_S, STARTS_S + third)[1]
        late = self.most(self.clock_s - third)[1]
        if self.clock_s > LONG_S and late > MOST_GROWTH * early:
            found.append(f"workers grew from {early / 1e6:.0f} to {late / 1e6:.0f} MB")
        return found


ROLES = "writer", "worker"


def processes(session: int) -> Iterator[Process]:
    """Yield the processes of a session."""
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(") ")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == session:
            computed = (int(fields[11]) + int(fields[12])) / _TICKS
            resident = int(fields[21]) * _PAGE_BYTES
            yield Process(int(entry.name), int(fields[1]), computed, resident)


def share_of_memory(number: int) -> int:
    """Return the bytes of a process, those that it shares divided by who has them; 0 at its end."""
    try:
        told = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in told.splitlines() if "Pss:" in line), 0)


def memory_of(found: list[Process], writer: int, at_s: float) -> Memory:
    """Return what the writer takes, and the largest of those that it started, with theirs."""
    parents = {one.number: one.parent for one in found}
    groups: Counter[int] = Counter()
    resident = 0
    for one in found:
        if one.number == writer:
            resident = one.resident
            continue
        head = one.number
        while parents.get(head, writer) != writer and parents[head] in parents:
            head = parents[head]
        groups[head] += share_of_memory(one.number)
    return Memory(at_s, resident, max(groups.values(), default=0))


def take_in(folder: Path, files: list[str], workers: int) -> Taken:
    """Run a backfill by so many workers, and return what it took."""
    khabardar = [sys.executable, "-m", "khabardar"]
    subprocess.run([*khabardar, "init", str(folder)], check=True, capture_output=True)
    settings = ["-c", str(folder / "khabardar.toml")]
    (folder / "list").write_text("\n".join(files))
    words = [*khabardar, *settings, "backfill", "--workers", str(workers)]
    words += ["--list", str(folder / "list")]
    computed: dict[int, float] = {}
    taken = Taken()
    began = time.monotonic()
    with (folder / "said").open("w") as said:
        done = subprocess.Popen(words, start_new_session=True, stderr=said)
    while done.poll() is None:
        found = [*processes(done.pid)]
        computed.update({one.number: one.computed_s for one in found})
        at_s = time.monotonic() - began
        if not taken.memory or at_s - taken.memory[-1].at_s >= MEMORY_EVERY_S:
            taken.memory.append(memory_of(found, done.pid, at_s))
        time.sleep(LOOKS_EVERY_S)
    lines = (folder / "said").read_text().splitlines()
    if done.returncode:
        sys.exit("\n".join([f"a backfill ended with {done.returncode}:", *lines]))
    print("\n".join(f"    {line[:150]}" for line in lines[-3:]))
    taken.clock_s, taken.computing_s = time.monotonic() - began, sum(computed.values())
    taken.writer_computing_s = computed.get(done.pid, 0.0)
    return taken


def show(taken: Taken, workers: int, records: int, load: float) -> None:
    """Print what a run took."""
    for minute in range(int(taken.clock_s // 60)) if taken.clock_s > 120 else ():
        writer, worker = taken.most(60 * minute, 60 * minute + 60)
        print(f"    minute {minute}: writer {writer / 1e6:.0f} MB, a worker {worker / 1e6:.0f} MB")
    writer, worker = taken.most()
    print(
        f"{workers} workers (load before {load:.1f}): {taken.clock_s:.0f} s of the clock, "
        f"{records / taken.clock_s:.1f} records a second; {taken.computing_s:.0f} s of computing, "
        f"{1000 * taken.computing_s / records:.1f} ms a record, of it "
        f"{taken.writer_computing_s:.0f} s in the writer; at most {writer / 1e6:.0f} MB in the "
        f"writer and {worker / 1e6:.0f} MB in a worker with its processes",
        flush=True,
    )


def main() -> None:
    """Do what the text above says."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    turns = [int(count) for count in (sys.argv[3] if len(sys.argv) > 3 else "1,2,1,2").split(",")]
    troubles: list[str] = []
    best: dict[int, float] = {}
    with tempfile.TemporaryDirectory(prefix="khabardar-") as name:
        a_file = min(A_FILE, -(-records // LEAST_FILES))
        place = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(name)
        warcs = write_records(place / f"{records}-{a_file}", load_samples(), records, a_file)
        size = sum(file.stat().st_size for file in warcs)
        print(f"{records} records in {len(warcs)} files, {size / 1e6:.0f} MB packed", flush=True)
        for turn, workers in enumerate(turns):
            load = os.getloadavg()[0]
            one = take_in(Path(name) / str(turn), [str(file.resolve()) for file in warcs], workers)
            show(one, workers, records, load)
            troubles += one.troubles()
            best[workers] = min(best.get(workers, one.clock_s), one.clock_s)
    if {1, 2} <= best.keys():
        print(f"two workers: {best[1] / best[2]:.2f} x one, by the best run of each")
    if troubles:
        sys.exit("\n".join(troubles))


if __name__ == "__main__":
    main()
