"""Reads files of pages by workers of Dask: processes of this machine, or a cluster that exists.

Workers and the one who merges see the same files under the same paths. What they say to each other
is small: which file is to be read, and why one could not be.
"""

import logging
import multiprocessing
import os
import pickle
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from db.backfill.result_files import read_summary
from passes.backfill.prefilters import prefilter_of
from passes.backfill.reading import Brief, FileReader
from pipelines.errors import OperatorError, StoreError
from worker_processes import MEMORY_BYTES

CONNECT_S = 60
"""So long a scheduler is looked for, also one that went away and may come again."""
_BRIEF = "brief.pickle"
_SCHEMES = ("tcp", "tls", "ws", "wss", "ucx", "ucxx")
"""By what Dask's schedulers are spoken to."""
_OF_THIS_MACHINE = {
    "distributed.worker.daemon": False,
    # A file waits at the scheduler, not behind another one that takes a worker half an hour.
    "distributed.scheduler.worker-saturation": 1.0,
    # Workers die of much that is no fault of the file that they read.
    "distributed.scheduler.allowed-failures": 10,
    # Dask cannot be kept from opening its web servers: they have no pages.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # Nobody looks at what it measures of itself, which takes a sixth of a core.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "1s",
}
_INSTALL = "workers are kept by Dask: pip install 'khabardar[backfill]'"

log = logging.getLogger("khabardar")

_ready: list[tuple[bytes, FileReader]] = []
"""What earlier files left ready in this worker, with the brief by which it reads."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads: ``count`` processes of this machine, or the cluster at an address, if it is named.

    Neither: the files are read in this process, one after the other.
    """

    count: int = 0
    cluster: str = ""

    def __bool__(self) -> bool:
        return bool(self.count or self.cluster)


def require_address(address: str) -> None:
    """Raise an OperatorError that says what to write, if this is no address of a scheduler."""
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        right = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:  # a port that is no number
        right = False
    if not right:
        raise OperatorError(
            f"{address!r} is no address of a scheduler; write it as tcp://10.0.0.5:8786"
        )


def require_dask() -> None:
    """Raise an OperatorError that says how to install Dask, if it is missing."""
    try:
        import dask.distributed  # noqa: F401 - only whether it is there
    except ModuleNotFoundError as error:
        raise OperatorError(_INSTALL) from error


def read_by_workers(
    brief: Brief, waiting: Mapping[str, Path], workers: Readers
) -> Iterator[tuple[str, str]]:
    """Yield each file as it ends: its address, and why it could not be read, "" if it was.

    ``waiting`` tells where the results of each file go. When the scheduler goes away, it is looked
    for again, and what has no results by then is read by the workers of the next one.

    Raises:
        OperatorError: no scheduler answers, or its workers cannot read.
        StoreError: the results cannot be written.
    """
    left = dict(waiting)
    note = _write_brief(brief, next(iter(waiting.values())).parent)
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        if not workers.cluster:
            stack.enter_context(_compiling(brief, note.parent))
        while left:
            with _client(workers) as client:
                for address, fault in _ended(client, note, left):
                    del left[address]
                    yield address, fault
            if left:
                log.warning("the scheduler went away; it is looked for again")
                for address in [name for name, path in left.items() if read_summary(path)]:
                    del left[address]
                    yield address, ""


@contextmanager
def _compiling(brief: Brief, folder: Path) -> Iterator[None]:
    """Begin, in a process, to compile what workers need, who take seconds to start themselves.

    They wait for it; what it does not end they do.
    """
    args = (brief.decider, brief.rules, folder)
    process = multiprocessing.get_context("spawn").Process(target=prefilter_of, args=args)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def _ended(client: Any, note: Path, left: Mapping[str, Path]) -> Iterator[tuple[str, str]]:
    """Yield the files that end; return early when the scheduler is gone."""
    from dask.distributed import as_completed

    tasks = {
        client.submit(
            read_file, str(note), name, str(path), key=f"khabardar-{uuid.uuid4()}", pure=False
        ): name
        for name, path in left.items()
    }
    ended = as_completed([*tasks])
    for task in ended:
        match task.status:
            case "finished":
                fault = _result(task)
            case "error":
                fault = why_given_up(task.exception())
            case "cancelled":  # by the client, which lost the scheduler
                fault = None
            case _:  # its worker died before anyone asked for the result, and it is begun again
                ended.add(task)
                continue
        if fault is None:
            return
        # What is still wanted is begun again when the worker that did it dies.
        address = tasks.pop(task)
        task.release()
        yield address, fault


def _result(task: Any) -> str | None:
    """Return what a task that ended returned, None if the scheduler went away before it said so."""
    from dask.distributed import CancelledError

    try:
        return str(task.result())
    except (CancelledError, OSError):
        return None


def why_given_up(error: BaseException) -> str:
    """Return why the workers gave a file up.

    Raises:
        OperatorError, StoreError: no other file would end better.
    """
    from dask.distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return "its workers died again and again; they may have too little memory"
    raise error


def read_file(note: str, address: str, results: str) -> str:
    """Read a file in a worker of Dask; return why it could not be read, "" if it was.

    One that has its results already, by a worker that died before it said so, is left as it is.

    Raises:
        OperatorError: the worker may not start the process that reads pages.
        StoreError: the results cannot be written.
    """
    if multiprocessing.current_process().daemon:
        raise StoreError(
            "workers must be let start processes: set DASK_DISTRIBUTED__WORKER__DAEMON=False"
        )
    if read_summary(Path(results)) is not None:
        return ""
    try:
        with _reader(Path(note)) as reader:
            reader.read(address, Path(results))
    except OperatorError as error:
        return str(error)
    return ""


@contextmanager
def _reader(note: Path) -> Iterator[FileReader]:
    """Yield what an earlier file of the same backfill left ready, or make it.

    It is left ready for the next file, unless this one could not be read.
    """
    told = note.read_bytes()
    with ExitStack() as stack:
        found = _ready.pop() if _ready else None
        if found and found[0] != told:
            found[1].__exit__()
            found = None
        if found is None:
            brief: Brief = pickle.loads(told)  # noqa: S301 - our own, beside the results
            found = told, FileReader(brief, note.parent, count=1).__enter__()
        stack.push(found[1])
        yield found[1]
        stack.pop_all()
        _ready.append(found)


def close_readers() -> None:
    """End the processes that wait in this one for a next file."""
    while _ready:
        _ready.pop()[1].__exit__()


def _write_brief(brief: Brief, folder: Path) -> Path:
    """Put what files are read by where workers find it."""
    note, new = folder / _BRIEF, folder / f".{_BRIEF}.{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with open(new, "xb", opener=_for_its_owner) as file:  # a proxy may have a password
            file.write(pickle.dumps(brief))
        new.replace(note)
    except OSError as error:
        raise StoreError(f"{note}: cannot be written") from error
    return note


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def _client(workers: Readers) -> Iterator[Any]:
    """Yield a client of the cluster that was named, or of one of this machine.

    Raises:
        OperatorError: no scheduler answers.
    """
    from dask.distributed import Client

    with ExitStack() as stack:
        place = workers.cluster or stack.enter_context(_of_this_machine(workers.count))
        try:
            client = stack.enter_context(Client(place, timeout=CONNECT_S))
        except OSError as error:
            raise OperatorError(
                f"{workers.cluster}: no scheduler answers; the same command goes on when one does"
            ) from error
        yield client


@contextmanager
def _of_this_machine(count: int) -> Iterator[Any]:
    """Yield a cluster of workers on loopback, which may start the processes that read pages.

    Whoever reaches a scheduler can have it run anything: on a machine with other users loopback is
    not enough, so it asks for a certificate that was made for this run.
    """
    import dask
    from dask.distributed import LocalCluster

    with (
        dask.config.set(_OF_THIS_MACHINE),
        LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            memory_limit=MEMORY_BYTES,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            security=True,
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster


@contextmanager
def _quiet() -> Iterator[None]:
    """Say nothing of Dask's own: that a scheduler went away is said by ``read_by_workers``."""
    told = logging.getLogger("distributed")
    before = told.level
    told.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        told.setLevel(before)


def fitting(files: int) -> Readers:
    """Return who reads so many files, if nobody said who.

    Several are read by a worker for each core, if Dask is there. One is read by all cores as it
    is: its pages are given to as many processes.
    """
    try:
        require_dask()
    except OperatorError:
        return Readers()
    cores = len(os.sched_getaffinity(0))
    return Readers(min(cores, files) if files > 1 else 0)
