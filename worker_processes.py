"""Runs pure functions in child processes under a time and a memory limit, and kills them."""

import asyncio
import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, NoReturn, Self, TypeVar, TypeVarTuple

from pebble import ProcessPool

from pipelines.errors import OperatorError

JOB_TIMEOUT_S = 20.0
"""Wall-clock seconds that one job may take; a page that needs more is pathological."""

MEMORY_BYTES = 700_000_000
"""Address space that one worker may use (RLIMIT_AS), interpreter and libraries included."""

ASKING_BYTES = 3_000_000_000
"""The same of a worker that asks the network: each of its sixteen threads takes up to 136 MB of
address space for what it allocates and its stack, and uses hardly any of it."""

JOBS_PER_PROCESS = 2_000
"""A worker is replaced after so many jobs, so that a slow leak in a C library stays small; whoever
reads but some of its pages in full may give it more."""

GC_THRESHOLDS = 50_000, 20, 20
"""A page is many thousand small objects that go by count alone; Python's own thresholds would look
for cycles among them so often that it costs a tenth of the work."""

_PR_SET_PDEATHSIG = 1  # prctl(2)
_OUT_OF_MEMORY_EXIT = 12
_tool: object = None

Tool = TypeVar("Tool")
Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Killed:
    """Every try of a job broke its limits, its worker or itself; ``why`` has a line for each."""

    why: tuple[str, ...]


class Workers(Generic[Tool]):
    """A few processes that each do one job at a time, with a tool that each builds once.

    ``build`` runs in the child and makes the first argument of every job; ``preload`` names
    modules that all children share from the start. Jobs, arguments and results are pickled.
    """

    def __init__(
        self,
        build: Callable[[], Tool],
        *,
        count: int = 0,
        preload: Sequence[str] = (),
        timeout_s: float = JOB_TIMEOUT_S,
        memory_bytes: int = MEMORY_BYTES,
        jobs: int = JOBS_PER_PROCESS,
    ) -> None:
        self.count = count or len(os.sched_getaffinity(0))
        self._setup = (build, memory_bytes)
        self._timeout_s, self._jobs = timeout_s, jobs
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._opening = threading.Lock()
        self._pool = self._open_pool()

    def __enter__(self) -> Self:
        """Return itself, once it is sure that processes can be kept apart by locks.

        Raises:
            OperatorError: this machine gives none; each job would end in a fault of ours.
        """
        try:
            self._context.Lock()
        except OSError as error:
            raise OperatorError(
                "pages cannot be read in processes of their own: /dev/shm must be there, have room "
                "and be writable for this user (mount -t tmpfs -o mode=1777 tmpfs /dev/shm)"
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        self._stop_pool()
        self._pool.join()

    def submit(
        self, job: Callable[[Tool, *Arguments], Result], ladder: Sequence[tuple[*Arguments]]
    ) -> "Future[Result | Killed]":
        """Return the future result of ``job(tool, *ladder[0])``, or of the next rung if that fails.

        A rung that raises, runs out of time or memory, or takes its worker down is followed by the
        next; after the last rung the result is ``Killed``. The future itself never raises.
        """
        outcome: Future[Result | Killed] = Future()
        self._climb(job, deque(ladder), (), outcome)
        return outcome

    async def run(
        self, job: Callable[[Tool, *Arguments], Result], ladder: Sequence[tuple[*Arguments]]
    ) -> Result | Killed:
        """Await what ``submit`` promises, on an asyncio loop."""
        return await asyncio.wrap_future(self.submit(job, ladder))

    def in_order(
        self,
        job: Callable[[Tool, *Arguments], Result],
        work: Iterable[tuple[Key, Sequence[tuple[*Arguments]]]],
    ) -> Iterator[tuple[Key, Result | Killed]]:
        """Yield ``(key, result)`` for each ``(key, ladder)`` of ``work``, in its order.

        ``work`` is drawn only a few items ahead of the workers, so memory stays bounded.
        """
        window: deque[tuple[Key, Future[Result | Killed]]] = deque()
        for key, ladder in work:
            window.append((key, self.submit(job, ladder)))
            if len(window) >= 8 * self.count:
                first, future = window.popleft()
                yield first, future.result()
        for first, future in window:
            yield first, future.result()

    def _open_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.count,
            max_tasks=self._jobs,
            initializer=_start_child,
            initargs=self._setup,
            context=self._context,
        )

    def _climb(
        self,
        job: Callable[[Tool, *Arguments], Result],
        rungs: deque[tuple[*Arguments]],
        why: tuple[str, ...],
        outcome: "Future[Result | Killed]",
    ) -> None:
        if not rungs:
            outcome.set_result(Killed(why))
            return

        def settle(done: "Future[Result]") -> None:
            error = done.exception()
            if error is None:
                outcome.set_result(done.result())
            else:
                self._climb(job, rungs, (*why, f"{type(error).__name__}: {error}"), outcome)

        self._schedule(job, rungs.popleft()).add_done_callback(settle)

    def _schedule(
        self, job: Callable[[Tool, *Arguments], Result], args: tuple[*Arguments]
    ) -> "Future[Result]":
        with self._opening:
            if not self._pool.active:  # its processes could not be kept up: begin afresh
                self._stop_pool()
                self._pool = self._open_pool()
            future: Future[Result] = self._pool.schedule(_do, (job, args), timeout=self._timeout_s)
        return future

    def _stop_pool(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]


def run_alone(
    job: Callable[[None, *Arguments], Result], arguments: tuple[*Arguments], timeout_s: float
) -> Result | Killed:
    """Return what a job that asks the network gives, in a process that ends with it.

    The network's loop runs once in a process, and has threads of its own.
    """
    with Workers(_no_tool, count=1, timeout_s=timeout_s, memory_bytes=ASKING_BYTES) as workers:
        return workers.submit(job, [arguments]).result()


def _no_tool() -> None:
    return None


def _start_child(build: Callable[[], object], memory_bytes: int) -> None:
    """Tie a new worker's life to its parent's, bound its memory, and build its tool."""
    global _tool
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _tool = build()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _do(job: Callable[..., Result], args: tuple[object, ...]) -> Result:
    try:
        return job(_tool, *args)
    except MemoryError:
        _leave()


def _leave() -> NoReturn:
    """End a worker whose memory is spent: only a fresh process gives it back."""
    os._exit(_OUT_OF_MEMORY_EXIT)
