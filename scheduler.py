"""The clock, and the one order of a pass: ask what is due, read, keep, match, send."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from db import status
from db.crawl import sources
from db.history import forget_history_daily
from db.lock import is_backfilled
from db.outbox.new_alerts import release_base_lines
from db.store import open_store
from passes.begin import PassContext, open_pass
from passes.config import LOCK_WAIT_S, PASS_BUDGET_S, Clock, PassConfig, Tell
from passes.delivery import deliver_due
from passes.intake import Intake
from passes.lists.back_lists import begin_walks
from passes.lists.outlet_names import check_names
from passes.outgoing import open_outgoing
from passes.reextraction import clean_again
from passes.report import PassReport
from passes.visits import fetch_by_hand, visit
from pipelines.errors import DiskFull, StoreError
from pipelines.sources import Window

TICK_S = 10
STOP_GRACE_S = 4.0
LAST_MAIL_S = 120.0
"""So long a pass waits for a slow mail server when its crawl has ended; the outlets wait, too."""
FIRST_WAIT_S, LONGEST_WAIT_S = 20.0, 3600.0
"""So long no pass is tried after one that could not be made, twice as long after each further."""
TROUBLE = 1
NOT_MADE = 2
ENDINGS = {
    0: "the pass ended well",
    NOT_MADE: "the pass could not be made; the line before this says why. It is tried again when "
    "settings or database change, and now and then, at least once an hour",
    75: "the pass did not begin: another khabardar is at work on the database",
    **dict.fromkeys((130, 143), "the pass was stopped; the rest is still pending"),
}
"""How a pass ended, by its exit code."""

log = logging.getLogger("khabardar")


def one_pass(
    config: PassConfig,
    clock: Clock,
    tell: Tell,
    only: Sequence[str] = (),
    everything: bool = False,
    urls: Sequence[str] = (),
    due_only: bool = False,
) -> PassReport:
    """Make one pass: visit what is due, store what comes, and meanwhile send the mail that is due.

    With ``urls`` these are fetched instead, by hand, and another pass is waited for. The outlets
    of ``only`` are visited due or not, unless it is ``due_only``.

    Raises:
        LockBusy: another process writes to this database.
        OperatorError: a query or schedule cannot be understood.
        StoreError: the database cannot be used.
    """
    began = clock()
    # A backfill lets others write as soon as they wait.
    wait_s = LOCK_WAIT_S if urls or is_backfilled(config.database) else 0.0
    with (
        open_pass(config, "fetch" if urls else "crawl", clock, tell, wait_s) as context,
        open_outgoing(context.store, config, clock, context.report) as outgoing,
    ):
        try:
            with Intake(context) as intake:
                if urls:
                    fetch_by_hand(intake, outgoing, urls)
                else:
                    visit(intake, outgoing, only, everything, due_only=due_only)
                clean_again(intake)
        except DiskFull as error:  # what is due can go out all the same
            context.report.say_once(str(error))
        try:
            release_base_lines(context.store, clock())
            deliver_due(outgoing, config, LAST_MAIL_S)
            forget_history_daily(context.store, clock())
            if not urls and not context.report.offline:
                _look_for_lists(context, only)
            if _read_by_meaning(context, began):
                deliver_due(outgoing, config, LAST_MAIL_S)
        except DiskFull as error:
            context.report.say_once(str(error))
        context.report.next_due_at = status.next_due_at(context.store) or ""
    return context.report


# What follows the visits is loaded when they are over, so that the first request leaves earlier.


def _look_for_lists(context: PassContext, only: Sequence[str]) -> None:
    """Look for the lists of outlets that have none that works, and for what sites refuse."""
    from passes.lists.mending import search_outlets
    from passes.lists.mining_files import ask_mining_files

    search_outlets(context, tuple(only))
    ask_mining_files(context)


def _read_by_meaning(context: PassContext, began: datetime) -> int:
    """Read, judge and compare articles by meaning while the pass has time; return what was told."""
    from passes.meaning.events import make_events
    from passes.meaning.learned import judge_learned
    from passes.meaning.reading_time import reading_time
    from passes.meaning.vectors import make_vectors

    time = reading_time(context.config, began, context.clock())
    told = make_vectors(context, time.vectors_until)
    return told + judge_learned(context, time.until) + make_events(context, time.until)


def begin_walk_back(
    config: PassConfig, clock: Clock, tell: Tell, window: Window, only: Sequence[str]
) -> int:
    """Write down which lists are to be asked for articles of the past; return how many are left.

    The passes that follow ask for them. A walk that begins at the same day and has not ended goes
    on as it is.

    Raises:
        LockBusy: another process writes to this database, and did so for a while.
        OperatorError: ``only`` names an outlet that is not watched.
        StoreError: the database cannot be used.
    """
    with open_pass(config, "walk_back", clock, tell, LOCK_WAIT_S) as context:
        check_names(only, sources.known_sources(context.store))
        return begin_walks(context, window, only)


@dataclass(frozen=True, slots=True)
class _Stuck:
    """That no pass could be made, so many times in a row: the next one waits, twice as long.

    ``until`` is of the monotonic clock; a change of settings or database ends the wait at once.
    """

    times: int = 0
    until: float = 0.0
    changed_at: tuple[float, ...] = ()

    def after(self, code: int, now: float, changed_at: tuple[float, ...]) -> "_Stuck":
        if code != NOT_MADE:
            return _Stuck()
        wait = min(FIRST_WAIT_S * 2**self.times, LONGEST_WAIT_S)
        return _Stuck(self.times + 1, now + wait, changed_at)

    def holds(self, now: float, changed_at: tuple[float, ...]) -> bool:
        return now < self.until and changed_at == self.changed_at


class Clockwork:
    """The daemon: starts passes as child processes when something is due, and watches them."""

    def __init__(
        self,
        database: Path,
        command: Sequence[str],
        clock: Clock,
        budget_s: float = PASS_BUDGET_S + 300,
        notify: Callable[[str], None] = lambda _: None,
        settings: Path | None = None,
    ) -> None:
        self._database = database
        self._command = list(command)
        self._clock = clock
        self._budget_s = budget_s
        self._notify = notify
        self._settings = settings
        self._stuck = _Stuck()
        self._child: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._stopping = False

    @property
    def idle(self) -> bool:
        """No pass is running."""
        return self._child is None

    def wait(self) -> None:
        """Wait for the pass that runs to end by itself."""
        if self._child is not None:
            code = self._child.wait()
            was_stuck = self._stuck.times > 0
            self._stuck = self._stuck.after(code, time.monotonic(), self._changed_at())
            if not (was_stuck and self._stuck.times):
                self._say(self._ending(code))
            self._child = None

    def _ending(self, code: int) -> str:
        """Return in words how a pass ended."""
        if code == TROUBLE:
            lines = self._troubles()
            why = f": {lines[0]}" if lines else ""
            more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
            return f"the pass ended with trouble{why}{more}"
        if code < 0:
            return f"the pass was ended by {signal.Signals(-code).name}; the rest is still pending"
        return ENDINGS.get(code, f"the pass ended with exit code {code}")

    def _troubles(self) -> list[str]:
        try:
            with open_store(self._database, write=False) as store:
                return status.last_troubles(store)
        except StoreError as error:
            return [str(error)]

    def _say(self, what: str) -> None:
        """Log what happened, and show it to the service manager."""
        log.info("%s", what)
        self._notify(f"STATUS={what}")

    def tick(self) -> None:
        """Look after the pass that runs, or start one if something is due."""
        if self._child is not None:
            code = self._child.poll()
            if code is None:
                if time.monotonic() - self._started > self._budget_s:
                    log.error("the pass took too long and is ended; what it left is still pending")
                    self.stop()
                return
            self.wait()
        held = self._stuck.holds(time.monotonic(), self._changed_at())
        if not (self._stopping or held) and self._is_due():
            self._child = subprocess.Popen(self._command, start_new_session=True)  # noqa: S603
            self._started = time.monotonic()
            if not self._stuck.times:
                self._say("a pass begins")

    def _changed_at(self) -> tuple[float, ...]:
        """Return when settings and database were last written, as far as that can be told."""
        found = (path for path in (self._settings, self._database) if path and path.exists())
        return tuple(path.stat().st_mtime for path in found)

    def _is_due(self) -> bool:
        try:
            with open_store(self._database, write=False) as store:
                return status.anything_due(store, self._clock())
        except StoreError as error:
            if self._database.exists():
                log.warning("%s", error)
            return True  # the pass itself makes the database, or says what is wrong with it

    def run(self) -> int:
        """Tick until SIGTERM or SIGINT, then end the pass too; returns 0."""
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        asked = self._stop_signals()
        timer = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
        timer.add_job(
            self._beat,
            "interval",
            seconds=TICK_S,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        timer.start()
        log.info("watching; stop me with Ctrl-C or SIGTERM")
        self._notify("READY=1")
        os.read(asked, 1)
        self._stopping = True
        self._notify("STOPPING=1")
        timer.shutdown(wait=False)
        self.stop()
        return 0

    def _stop_signals(self) -> int:
        """Return a pipe that holds a byte once SIGTERM or SIGINT came.

        The byte is written where the signal arrives, in any thread. A handler in Python would run
        only once the main thread comes back from waiting, which no signal need interrupt.
        """
        asked, ask = os.pipe()
        os.set_blocking(ask, False)
        signal.set_wakeup_fd(ask)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        return asked

    def _beat(self) -> None:
        """Tick, and then tell the service manager's watchdog that this did not hang."""
        self.tick()
        self._notify("WATCHDOG=1")

    def stop(self) -> None:
        """End the pass that runs: it is asked to, and killed with its workers if it does not."""
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(STOP_GRACE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._child.pid, signal.SIGKILL)
        self.wait()
