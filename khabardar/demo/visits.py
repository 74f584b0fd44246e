"""The passes of the demonstration, made by a process of their own with the clock set back."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from pathlib import Path

from db.lock import writer_lock
from db.store import open_store
from khabardar.demo.ready_vectors import find_demo_events
from khabardar.kept_settings import checked_config
from khabardar.wiring import clock
from passes.config import LOCK_WAIT_S, tell_of_wait
from pipelines.errors import KhabardarError
from scheduler import one_pass

VISITS_HOURS_AGO = (164.0, 46.0, 22.0, 0.0)
"""When the outlets are visited: three times in the week before, and now."""
_ENDED = "the process that makes the demonstration's passes has ended"

Visit = Callable[[float], str]


@contextmanager
def open_visits(config: Path) -> Iterator[Visit]:
    """Yield what makes a pass as of so many hours ago, and returns in words what that did.

    The passes follow the settings at ``config``. One that cannot be made raises KhabardarError.
    """
    here, there = Pipe()
    child = get_context("spawn").Process(target=_make_passes, args=(there, config))
    child.start()
    there.close()

    def visit(hours_ago: float) -> str:
        try:
            here.send(hours_ago)
            said: str | KhabardarError = here.recv()
        except (EOFError, OSError):
            raise KhabardarError(_ENDED) from None
        if isinstance(said, KhabardarError):
            raise said
        return said

    try:
        yield visit
    finally:
        child.terminate()
        child.join()
        _end_group(child.pid)


def _end_group(leader: int | None) -> None:
    """End the pass, if one is at work, that is left of a group of processes."""
    if leader is not None:
        with suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGTERM)


def _make_passes(asked: Connection, config: Path) -> None:
    """Make a pass for each number that comes, which says how many hours ago.

    The network loop runs once in a process: each pass is made by a copy of this one, which has
    imported all that a pass needs.
    """
    os.setsid()  # Ctrl-C is for the demonstration, which then ends this
    import spiders.crawl  # noqa: F401

    while True:
        one = get_context("fork").Process(target=_visit_as_of, args=(asked, config, asked.recv()))
        one.start()
        one.join()
        if one.exitcode:
            asked.send(KhabardarError(f"a pass ended with exit code {one.exitcode}"))


def _visit_as_of(asked: Connection, config: Path, hours_ago: float) -> None:
    """Make one pass with a clock that is so many hours behind, and send what it did.

    Vectors are ready, so that the pages show the events that their articles tell of.
    """
    back = timedelta(hours=hours_ago)
    try:
        settings = checked_config(config)
        report = one_pass(settings, lambda: clock() - back, lambda **_: None)
        with (
            writer_lock(settings.database, LOCK_WAIT_S, tell_of_wait),
            open_store(settings.database, write=True) as store,
        ):
            find_demo_events(store, clock() - back)
    except KhabardarError as error:
        asked.send(error)
    else:
        asked.send(", ".join(report.counted()))
