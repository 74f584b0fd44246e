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
    with _file_lock(path, "another khabardar is at work", wait_s, on_wait):
        yield


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
    with _file_lock(path, "another backfill into this database is at work"):
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
    path: Path, what: str, wait_s: float = 0.0, on_wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{path}: the lock file cannot be written") from error
    try:
        _take(descriptor, what, wait_s, on_wait)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}: {' '.join(sys.argv)[:200]}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, what: str, wait_s: float, on_wait: Callable[[str], None] | None) -> None:
    deadline = time.monotonic() + wait_s
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = os.pread(descriptor, 400, 0).decode("utf8", "replace") or "unknown process"
            if time.monotonic() >= deadline:
                taken_at = os.fstat(descriptor).st_mtime
                raise LockBusy(what, holder, max(0.0, time.time() - taken_at)) from None
            if on_wait and not told:
                on_wait(holder)
                told = True
            time.sleep(RETRY_S)
