"""Plays a backfill by a thousand workers, of which some die, with Dask's own scheduler.

    python -m benchmarks.sources.thousand_workers [WORKERS] [FILES] [LIFE_H]

FILES (5,400, about a year of Common Crawl's news) of RECORDS records each are read by WORKERS
(1,000), of one core each. Scheduler and client are real, and so is what is said to them
(`passes.backfill.cluster.read_by_workers`); a worker only waits as long as its file would take, by
a clock that runs SWIFT times as fast. How long that is comes from recorded times: small files of
varied records are read first, each time alone, and a file takes RECORDS times what a record of one
of them took, on a worker that is up to a quarter slower or faster than this machine. A worker dies
after LIFE_H (8) hours in the mean, in the middle of a file, and one in its place begins five
minutes later. Fetching is not played.

Printed: how long it took beside what the cores could do at best, how many files were begun again,
given up or lost, and the computing time of scheduler and client together. Ends with 1 if a file was
lost, or ended twice.
"""

import asyncio
import contextlib
import logging
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dask
from distributed.batched import BatchedSend
from distributed.comm.core import CommClosedError, connect, listen
from distributed.protocol.pickle import dumps
from distributed.protocol.serialize import to_serialize
from distributed.scheduler import Scheduler
from distributed.versions import get_versions

from benchmarks.varied_records import load_samples, write_records
from khabardar.settings import TopicSection
from passes.backfill.cluster import Readers, read_by_workers
from passes.backfill.reading import Brief, FileReader
from pipelines.web.network_policy import Network
from press_catalogue.decider import DeciderSpec

RECORDS = 26_000
"""In a file of Common Crawl's news, of about one gigabyte packed."""
SWIFT = 30
SMALL_FILES, SMALL = 8, 40
RESTART_S = 300.0
SLOWEST, SWIFTEST = 1.25, 0.75
TERMS: dict[str, Any] = {
    "distributed.scheduler.worker-saturation": 1.0,  # this and the next as deploy/ has it
    "distributed.scheduler.allowed-failures": 10,
    "distributed.scheduler.worker-ttl": None,  # workers that are played send no signs of life
    "distributed.scheduler.http.routes": [],
    "distributed.admin.tick.interval": "10s",
}

VERSIONS = get_versions()
METRICS: dict[str, Any] = {
    "task_counts": {},
    "bandwidth": {"total": 1e8, "workers": {}, "types": {}},
    "digests_total_since_heartbeat": {},
    "managed_bytes": 0,
    "spilled_bytes": {"memory": 0, "disk": 0},
    "transfer": {},
    "event_loop_interval": 0.0,
    "cpu": 0.0,
    "memory": 0,
    "time": 0.0,
}


@dataclass(slots=True)
class Play:
    """What is played: how swift the clock is, how long files take, when workers die; and what came.

    Times are in seconds, of the clock that is played.
    """

    workers: int
    file_s: Sequence[float]
    life_s: float
    swift: float
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    seconds: dict[Any, float] = field(default_factory=dict)
    begun: Counter[Any] = field(default_factory=Counter)
    deaths: int = 0

    def length_s(self, key: Any) -> float:
        """Return how long a file takes on this machine: the same whenever it is begun again."""
        return self.seconds.setdefault(key, self.chance.choice(self.file_s))

    async def pass_by(self, seconds: float) -> None:
        """Wait for so long."""
        await asyncio.sleep(seconds / self.swift)


class PlayedWorker:
    """What a scheduler sees of a worker: it takes tasks, one at a time, and says when one ended."""

    def __init__(self, name: int, play: Play) -> None:
        self._name, self._play = name, play
        self._pace = play.chance.uniform(SWIFTEST, SLOWEST)
        self._waiting: dict[Any, dict[str, Any]] = {}
        self._done: set[Any] = set()
        self._told = asyncio.Event()
        self._stream = BatchedSend(interval="5ms")

    async def live(self, scheduler: str) -> None:
        """Register, and work until the time to die has come or the scheduler is gone."""
        async with listen("inproc://", self._answer) as door:
            comm = await connect(scheduler)
            try:
                await comm.write(self._registration(door.contact_address))
                said = await comm.read()
                if said["status"] != "OK":
                    sys.exit(f"a worker was not taken: {said}")
                self._stream.start(comm)
                life_s = self._play.chance.expovariate(1 / self._play.life_s)
                with contextlib.suppress(TimeoutError):
                    async with (
                        asyncio.timeout(life_s / self._play.swift),
                        asyncio.TaskGroup() as group,
                    ):
                        group.create_task(self._work())
                        group.create_task(self._listen(comm))
            finally:
                self._stream.abort()
                comm.abort()

    def _registration(self, address: str) -> dict[str, Any]:
        return {
            "op": "register-worker",
            "reply": False,
            "address": address,
            "status": "running",
            "nthreads": 1,
            "name": self._name,
            "now": time.time(),
            "resources": {},
            "memory_limit": 2**30,
            "local_directory": "",
            "services": {},
            "nanny": None,
            "pid": 0,
            "versions": VERSIONS,
            "metrics": METRICS,
            "extra": {},
            "stimulus_id": f"worker-connect-{time.time()}",
            "server_id": address,
        }

    async def _listen(self, comm: Any) -> None:
        while True:
            for told in await comm.read():
                match told["op"]:
                    case "compute-task":
                        self._waiting[told["key"]] = told
                        self._told.set()
                    case "steal-request":
                        self._give_back(told)
                    case "free-keys":
                        self._done.difference_update(told["keys"])
                        for key in told["keys"]:
                            self._waiting.pop(key, None)

    def _give_back(self, told: dict[str, Any]) -> None:
        """Let another worker have a task that was not begun."""
        key = told["key"]
        state = "ready" if self._waiting.pop(key, None) else "executing"
        self._stream.send(
            {"op": "steal-response", "key": key, "state": state, "stimulus_id": told["stimulus_id"]}
        )

    async def _work(self) -> None:
        while True:
            while not self._waiting:
                self._told.clear()
                await self._told.wait()
            key = next(iter(self._waiting))
            told = self._waiting.pop(key)
            self._play.begun[key] += 1
            began = time.time()
            await self._play.pass_by(self._play.length_s(key) * self._pace)
            self._done.add(key)
            compute = {"action": "compute", "start": began, "stop": time.time()}
            self._stream.send(
                {
                    "op": "task-finished",
                    "status": "OK",
                    "key": key,
                    "run_id": told["run_id"],
                    "nbytes": 50,
                    "type": dumps(str),
                    "typename": "str",
                    "metadata": {},
                    "thread": 0,
                    "startstops": [compute],
                    "stimulus_id": f"task-finished-{time.time()}",
                }
            )

    async def _answer(self, comm: Any) -> None:
        """Hand results over, which are the fault of a file: none."""
        with contextlib.suppress(CommClosedError):
            while True:
                asked = await comm.read()
                data = {key: to_serialize("") for key in asked["keys"] if key in self._done}
                await comm.write({"status": "OK", "data": data})
                await comm.read()


async def take_turns(number: int, play: Play, scheduler: str) -> None:
    """Be a place for a worker: when one dies, the next begins."""
    while True:
        try:
            await PlayedWorker(number, play).live(scheduler)
        except* CommClosedError:
            pass  # the scheduler has sent it away
        play.deaths += 1
        number += play.workers
        await play.pass_by(RESTART_S)


@contextlib.contextmanager
def cluster(play: Play) -> Iterator[str]:
    """Yield the address of a scheduler in a thread of its own, with workers that are played."""
    loop, ready, ended = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    address = ""

    async def run() -> None:
        nonlocal address
        async with Scheduler(protocol="inproc", dashboard_address=":0") as scheduler:
            address = scheduler.address
            turns = [
                asyncio.ensure_future(take_turns(number, play, address))
                for number in range(play.workers)
            ]
            while len(scheduler.workers) < play.workers * 0.95:
                await asyncio.sleep(0.1)
            ready.set()
            await ended.wait()
            for one in turns:
                one.cancel()
            await asyncio.gather(*turns, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),))
    thread.start()
    ready.wait()
    try:
        yield address
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()


def play_backfill(play: Play, files: int, brief: Brief, folder: Path) -> tuple[list[str], float]:
    """Have so many files read; return them as they ended, and how long it took in seconds."""
    logging.getLogger("distributed").setLevel(logging.ERROR)
    waiting = {f"file {number}": folder / "results" / str(number) for number in range(files)}
    with dask.config.set(TERMS), cluster(play) as address:
        began = time.monotonic()
        ended = [*read_by_workers(brief, waiting, Readers(cluster=address))]
        took_s = (time.monotonic() - began) * play.swift
    if sorted(address for address, _ in ended) != sorted(waiting):
        sys.exit("files were lost, or ended twice")
    return [fault for _, fault in ended], took_s


def recorded_times(folder: Path, brief: Brief) -> list[float]:
    """Read small files of varied records; return how long a record took in each, in seconds."""
    files = write_records(folder, load_samples(), SMALL_FILES * SMALL, SMALL)
    times = []
    with FileReader(brief, folder, count=1) as reader:
        reader.read(str(files[0]), folder / "first")  # what is got ready once is not timed
        for number, file in enumerate(files):
            began = time.monotonic()
            reader.read(str(file), folder / str(number))
            times.append((time.monotonic() - began) / SMALL)
    return times


def main() -> None:
    """Do what the text above says."""
    words = [*sys.argv[1:], "1000", "5400", "8"][:3] if len(sys.argv) < 4 else sys.argv[1:4]
    workers, files, life_s = int(words[0]), int(words[1]), 3600 * float(words[2])
    spec = DeciderSpec(keep=str(TopicSection().keep))
    brief = Brief(spec, (), (), 1, datetime.now(UTC), "1", Network())
    with tempfile.TemporaryDirectory(prefix="khabardar-") as name:
        took_s = recorded_times(Path(name), brief)
        print("ms a record:", *(f"{1000 * one:.0f}" for one in took_s), flush=True)
        play = Play(workers, [RECORDS * one for one in took_s], life_s, SWIFT)
        computed = time.process_time()
        faults, played_s = play_backfill(play, files, brief, Path(name))
        computed = time.process_time() - computed
    at_best_s = sum(play.seconds.values()) / workers
    print(
        f"{files} files by {workers} workers: {played_s / 3600:.2f} h; at best"
        f" {at_best_s / 3600:.2f} h ({at_best_s / played_s:.0%})\n"
        f"{play.deaths} workers died, {sum(play.begun.values()) - files} files were begun again,"
        f" {sum(map(bool, faults))} given up, none lost\n"
        f"scheduler, client and play: {computed:.0f} s of computing,"
        f" {1000 * computed / files:.0f} ms a file"
    )


if __name__ == "__main__":
    main()
