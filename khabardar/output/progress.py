"""Shows how far long work is: one rewritten line on a terminal, plain lines elsewhere."""

import sys
import time
from types import TracebackType
from typing import Self, TextIO

from passes.report import in_singular

PLAIN_EVERY_S = 10.0
TERMINAL_EVERY_S = 0.2
LEAST_TO_JUDGE_S = 5.0
"""So long work must run before the time it still takes is foretold."""


class Progress:
    """A listener for counts; it writes to stderr, since stdout is for results.

    A ``silent`` one says nothing, and neither does one whose reader went away.
    """

    def __init__(self, stream: TextIO | None = None, *, silent: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._silent = silent
        self._began_at = self._said_at = time.monotonic()
        self._open_line = False
        self._done = 0
        self._total = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._open_line:
            self._write("\n")

    def begin(self, what: str) -> None:
        """Say at once what is begun now; how long it takes is foretold anew."""
        self._began_at = self._said_at = time.monotonic()
        self._done = self._total = 0
        if not self._silent:
            self._write(f"\n{what}\n" if self._open_line else f"{what}\n")
            self._open_line = False

    def reach(self, done: int, total: int) -> None:
        """Take in how much of the whole is done, in any unit; it is shown with the counts."""
        self._done, self._total = done, total

    def tell(self, **counts: int) -> None:
        """Show ``counts`` (what=how many) if the last time is long enough ago."""
        now = time.monotonic()
        if self._silent or now - self._said_at < (
            TERMINAL_EVERY_S if self._terminal else PLAIN_EVERY_S
        ):
            return
        self._said_at = now
        line = ", ".join(_counted(count, what.replace("_", " ")) for what, count in counts.items())
        line = share_line(self._done, self._total, now - self._began_at) + line
        self._write(f"\r\x1b[K{line}" if self._terminal else f"{line}\n")
        self._open_line = self._terminal

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # nobody reads any more; the work goes on
            self._silent = True


def _counted(count: int, what: str) -> str:
    return f"{count} {in_singular(what) if count == 1 else what}"


def share_line(done: int, total: int, passed_s: float) -> str:
    """Return how much is done and how long the rest takes, as "41 %, 3 min left: "; "" if unknown.

    ``passed_s`` are the seconds since the work began.
    """
    if total <= 0:
        return ""
    share = f"{100 * min(done, total) // total} %"
    if done <= 0 or passed_s < LEAST_TO_JUDGE_S:
        return f"{share}: "
    return f"{share}, {_duration(passed_s * max(0, total - done) / done)} left: "


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.0f} h"
