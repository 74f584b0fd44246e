"""The promises of worker_processes.py, with real child processes."""

import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from passes.intake import PRELOADED
from worker_processes import Killed, Workers, run_alone


class Tool:
    """What a worker builds once: it counts its jobs."""

    def __init__(self) -> None:
        self.jobs = 0


def double(tool: Tool, number: int) -> int:
    tool.jobs += 1
    return number * 2


def misbehave(tool: Tool, how: str) -> str:
    match how:
        case "hang":
            while True:
                signal.pause()
        case "eat":
            hoard = bytearray(2_000_000_000)
            return str(len(hoard))
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise ValueError("not today")
    return how


def start_threads(_tool: None, count: int) -> int:
    """Start so many threads that allocate and wait, as the network's loop does; return how many."""
    done = threading.Event()
    threads = [
        threading.Thread(target=lambda: (bytearray(1000), done.wait())) for _ in range(count)
    ]
    for one in threads:
        one.start()
    done.set()
    return len(threads)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers[Tool]]:
    with Workers(Tool, count=2, timeout_s=3) as open_workers:
        yield open_workers


def test_results_come_in_the_order_of_the_work(workers: Workers[Tool]) -> None:
    work = ((number, [(number,)]) for number in range(100))
    assert list(workers.in_order(double, work)) == [(n, 2 * n) for n in range(100)]


@pytest.mark.parametrize(
    ("fault", "said"),
    [("hang", "Timeout"), ("eat", "Expired"), ("die", "Expired"), ("raise", "not today")],
)
def test_a_bad_job_costs_only_itself_and_says_why(
    workers: Workers[Tool], fault: str, said: str
) -> None:
    bad = workers.submit(misbehave, [(fault,)])
    good = [workers.submit(double, [(n,)]) for n in range(20)]
    assert [future.result(timeout=30) for future in good] == [2 * n for n in range(20)]
    outcome = bad.result(timeout=30)
    assert isinstance(outcome, Killed)
    assert said in outcome.why[0]


def test_the_next_rung_is_tried_after_a_bad_one(workers: Workers[Tool]) -> None:
    ladder = [("raise",), ("die",), ("well",)]
    assert workers.submit(misbehave, ladder).result(timeout=30) == "well"


def test_a_job_that_asks_the_network_may_have_as_many_threads_as_it_needs() -> None:
    most = 18  # the 16 that may look up names, and two to spare
    assert run_alone(start_threads, (most,), 30.0) == most


def test_workers_die_with_their_parent(tmp_path: Path) -> None:
    """A parent killed outright leaves no worker behind."""
    program = tmp_path / "parent.py"
    program.write_text(
        "import os, signal, worker_processes\n"
        "def build(): return None\n"
        "def pid(tool): return os.getpid()\n"
        "if __name__ == '__main__':\n"
        "    mine = worker_processes.Workers(build, count=1)\n"
        "    print(mine.submit(pid, [()]).result(), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = str(Path(__file__).parents[1])
    ended = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, env={"PYTHONPATH": root}
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    worker = int(ended.stdout)
    deadline = time.monotonic() + 20
    while _alive(worker):
        assert time.monotonic() < deadline, "the worker outlived its parent"
        time.sleep(0.02)


def _alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("name", PRELOADED)
def test_every_preloaded_module_can_be_imported(name: str) -> None:
    """The fork server passes over a wrong name in silence, and pages are read more slowly."""
    assert importlib.import_module(name)


NO_LOCKS = """
import resource
from pipelines.errors import OperatorError
from worker_processes import Workers
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nor can a lock's file be written
try:
    with Workers(object):
        print("begun")
except OperatorError as error:
    print(error)
"""


def test_a_machine_without_shared_memory_is_told_what_is_missing() -> None:
    command = [sys.executable, "-c", NO_LOCKS]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("pages cannot be read")
    assert "/dev/shm" in said
    assert "File too large" in said
