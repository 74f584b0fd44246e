"""One writer at a time: a lock file beside the database, held by whoever writes to it."""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pipelines.errors import StoreError

RETRY_S = 0.1
PROBED_S = 1.0
"""So long a backfill's lock may be held by who only looks whether it is."""


class LockBusy(StoreError):
    """Another process holds a lock; ``holder`` says which, as it named itself, ``held_s`` since.

    ``what`` says in words what that process is.
    """

    def __init__(self, what: str, holder: str, held_s: float) -> None:
        super().__init__(what, holder)
        self.holder = holder
        self.held_s = held_s


@contextmanager
def writer_lock(
    database: Path, wait_s: float = 0.0, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the writer's lock of ``database`` for the block, waiting up to ``wait_s`` for it.

    The operating system frees it when its holder ends, however that ends. ``on_wait`` is told once
    who holds it.

    Raises:
        LockBusy: it was not to be had in time.
        StoreError: the lock file cannot be written.
    """
    path = database.with_name(database.name + ".lock")
    with _file_lock(path, "another khabardar is at work", wait_s, on_wait, _waiting(database)):
        yield


def is_awaited(database: Path) -> bool:
    """Tell whether another process waits for the writer's lock."""
    return _is_held(_waiting(database))


def let_others_write(database: Path, at_most_s: float = 5.0) -> None:
    """Return when nobody waits for the writer's lock any more, which the caller has let go of."""
    deadline = time.monotonic() + at_most_s
    while is_awaited(database) and time.monotonic() < deadline:
        time.sleep(RETRY_S)


def is_backfilled(database: Path) -> bool:
    """Tell whether a backfill into ``database`` is at work."""
    return _is_held(database.with_name(database.name + ".backfill.lock"))


@contextmanager
def daemon_lock(database: Path) -> Iterator[None]:
    """Be the one daemon over ``database`` for the block.

    Raises:
        LockBusy: another daemon watches it.
        StoreError: the lock file cannot be written.
    """
    path = database.with_name(database.name + ".daemon.lock")
    with _file_lock(path, "a khabardar run watches this database already"):
        yield


@contextmanager
def backfill_lock(database: Path) -> Iterator[None]:
    """Be the one backfill into ``database`` for the block.

    Raises:
        LockBusy: another one is at work.
        StoreError: the lock file cannot be written.
    """
    path = database.with_name(database.name + ".backfill.lock")
    with _file_lock(path, "another backfill into this database is at work", PROBED_S):
        yield


@contextmanager
def turn(path: Path, wait_s: float) -> Iterator[bool]:
    """Wait for one's turn, marked by the file at ``path``, up to ``wait_s``; tell whether it came.

    Where there are no locks nobody waits.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(_file_lock(path, "another process is at the same", wait_s))
        except (StoreError, OSError):
            yield False
        else:
            yield True


@contextmanager
def _file_lock(
    path: Path,
    what: str,
    wait_s: float = 0.0,
    on_wait: Callable[[str], None] | None = None,
    waiting: Path | None = None,
) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: the lock file cannot be written") from error
    try:
        with _said_to_wait(waiting if wait_s else None, descriptor):
            _take(descriptor, what, wait_s, on_wait)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}: {' '.join(sys.argv)[:200]}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _said_to_wait(path: Path | None, descriptor: int) -> Iterator[None]:
    """Show by a lock on another file, for the block, that one waits, if the lock is not free."""
    mark = -1
    try:
        if path and not _taken(descriptor):
            mark = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            fcntl.flock(mark, fcntl.LOCK_SH)
        yield
    finally:
        if mark >= 0:
            os.close(mark)


def _waiting(database: Path) -> Path:
    return database.with_name(database.name + ".lock.waiting")


def _is_held(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _taken(descriptor)
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take(descriptor: int, what: str, wait_s: float, on_wait: Callable[[str], None] | None) -> None:
    deadline = time.monotonic() + wait_s
    told = False
    while True:
        if _taken(descriptor):
            return
        holder = os.pread(descriptor, 400, 0).decode("utf8", "replace") or "unknown process"
        if time.monotonic() >= deadline:
            taken_at = os.fstat(descriptor).st_mtime
            raise LockBusy(what, holder, max(0.0, time.time() - taken_at))
        if on_wait and not told:
            on_wait(holder)
            told = True
        time.sleep(RETRY_S)
