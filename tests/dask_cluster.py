"""A cluster of Dask on loopback: its scheduler and workers are processes that a test may kill."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.warm_start import unmeasured

ROOT = Path(__file__).parents[1]
Process = subprocess.Popen[bytes]


class DaskCluster:
    """A scheduler and its workers, as `dask scheduler` and `dask worker` start them."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self._scheduler: Process | None = None
        self._workers: list[Process] = []

    def begin(self, workers: int) -> None:
        """Start a scheduler at the address, and workers."""
        self._scheduler = _started("scheduler", "--port", str(self.port))
        for _ in range(workers):
            self.add_worker()

    def add_worker(self) -> None:
        """Start a worker, which waits for the scheduler."""
        words = ("--no-nanny", "--nthreads", "1", "--death-timeout", "60")
        self._workers.append(_started("worker", self.address, *words))

    def kill_worker(self) -> None:
        """Kill the worker that was started first."""
        _kill(self._workers.pop(0))

    def kill_all(self) -> None:
        """Kill the scheduler, and the workers that would wait for it."""
        if self._scheduler:
            _kill(self._scheduler)
        while self._workers:
            self.kill_worker()


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dask_cluster(workers: int) -> Iterator[DaskCluster]:
    """Yield a cluster that lives as long as the block."""
    cluster = DaskCluster()
    try:
        cluster.begin(workers)
        yield cluster
    finally:
        cluster.kill_all()


def _started(what: str, *words: str) -> Process:
    here = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")
    program = [sys.executable, "-m", f"distributed.cli.dask_{what}", *words, *here]
    env = unmeasured() | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(program, env=env, stderr=subprocess.DEVNULL)


def _kill(process: Process) -> None:
    process.kill()
    process.wait()
