"""Goes back in time: begins a walk, and makes passes until nothing of it is left."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.crawl.back_lists import WalkState, walk_state
from db.store import open_store
from khabardar.exit_codes import EXIT_LOCKED
from khabardar.kept_settings import checked_config
from khabardar.output.progress import Progress
from khabardar.wiring import clock, end_on_sigterm, pass_command, say
from passes.config import PassConfig
from pipelines.errors import OperatorError
from pipelines.sources import Window
from scheduler import begin_walk_back

LOOK_EVERY_S = 2.0
BUSY_WAIT_S = 5.0
STOP_GRACE_S = 4.0
IDLE_PASSES = 2
"""So many passes in a row that bring nothing end the walk: what is left waits for its next try."""
SHOWN = 5


def asked_window(since: str | None, until: str | None, now: datetime) -> Window:
    """Return the time from the beginning of one day to the end of another one.

    Raises:
        OperatorError: one is no day, or lies in the future, or they are the wrong way round.
    """
    if not since:
        raise OperatorError(
            "--until goes with --since: crawl --since 2025-04-01 --until 2025-04-30"
        )
    first = _day("--since", since)
    if first > now:
        raise OperatorError(f"--since {since} lies in the future")
    last = min(_day("--until", until) + timedelta(days=1), now) if until else now
    if last <= first:
        raise OperatorError(f"--until {until} lies before --since {since}")
    return Window(first, last)


def _day(option: str, written: str) -> datetime:
    try:
        return datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise OperatorError(f"{option} {written!r} is no day; write it as 2025-04-01") from None


def walk_back(config: Path, window: Window, only: Sequence[str], *, silent: bool) -> int:
    """Walk back through ``window``, all outlets or ``only`` some; return the exit code.

    Each pass is a process of its own that leaves the database free behind it, so that a daemon's
    passes and a person's commands come in between. A stop loses nothing.
    """
    end_on_sigterm()
    settings = checked_config(config)
    left = begin_walk_back(settings, clock, lambda **_: None, window, only)
    if not left:
        say("there is nothing to go back through: no outlet is watched, or none is proven yet")
        return 1
    say(f"going back to {window.since:%Y-%m-%d}; it may be stopped, and goes on with any crawl")
    named = [word for name in only for word in ("--source", name)]
    command = [*pass_command(config), "--due", *named]
    command[command.index("--log")] = "--quiet"
    with Progress(silent=silent) as progress:
        walk = _Walk(settings, only, progress)
        code = walk.go(command)
    state = walk.state()
    for line in _end_lines(state):
        say(line)
    return code or int(bool(state.failed))


class _Walk:
    """Passes one after the other, and how far they have come."""

    def __init__(self, settings: PassConfig, only: Sequence[str], progress: Progress) -> None:
        self._settings = settings
        self._only = only
        self._progress = progress
        self._before = self.state()

    def state(self) -> WalkState:
        """Return how far the walk is, as the store says."""
        with open_store(self._settings.database, write=False) as store:
            return walk_state(store, clock(), self._only)

    def go(self, command: Sequence[str]) -> int:
        """Make passes by ``command`` until nothing is left that is due; return the exit code."""
        idle = 0
        state = self._before
        while state.lists_left + state.pages_left > state.later and idle < IDLE_PASSES:
            with _child(command) as child:
                code = self._watch(child)
            if code == EXIT_LOCKED:  # another pass does the work meanwhile
                time.sleep(BUSY_WAIT_S)
            elif code not in (0, 1):
                return code
            before, state = state, self.state()
            idle = idle + 1 if code != EXIT_LOCKED and _done(state) == _done(before) else 0
        return 0

    def _watch(self, child: "subprocess.Popen[bytes]") -> int:
        while True:
            try:
                return child.wait(LOOK_EVERY_S)
            except subprocess.TimeoutExpired:
                self._show(self.state())

    def _show(self, state: WalkState) -> None:
        done = _done(state) - _done(self._before)
        self._progress.reach(done, done + state.lists_left + state.pages_left)
        self._progress.tell(
            lists_read=state.lists_read,
            lists_left=state.lists_left,
            pages_read=state.pages_read,
            pages_left=state.pages_left,
        )


def _done(state: WalkState) -> int:
    return state.lists_read + state.pages_read


@contextmanager
def _child(command: Sequence[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Run one pass, which ends when this process does."""
    child = subprocess.Popen(command)  # noqa: S603
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(STOP_GRACE_S)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _end_lines(state: WalkState) -> Iterator[str]:
    """Yield what was read and what was not, in words."""
    for url, why in state.failed[:SHOWN]:
        yield f"not read: {url}: {why}"
    if len(state.failed) > SHOWN:
        yield f"and {len(state.failed) - SHOWN} more lists were not read"
    yield f"{state.lists_read} lists and {state.pages_read} pages of the past are read"
    left = state.lists_left + state.pages_left
    if left:
        yield f"{left} are left, which did not answer; the next crawls ask them again"
