"""Shows how far long work is: one rewritten line on a terminal, plain lines elsewhere."""

import sys
import time
from types import TracebackType
from typing import Self, TextIO

PLAIN_EVERY_S = 10.0
TERMINAL_EVERY_S = 0.2


class Progress:
    """A listener for counts; it writes to stderr, since stdout is for results."""

    def __init__(self, stream: TextIO | None = None, *, silent: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._silent = silent
        self._said_at = time.monotonic()
        self._open_line = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._open_line:
            self._stream.write("\n")

    def tell(self, **counts: int) -> None:
        """Show ``counts`` (what=how many) if the last time is long enough ago."""
        now = time.monotonic()
        if self._silent or now - self._said_at < (
            TERMINAL_EVERY_S if self._terminal else PLAIN_EVERY_S
        ):
            return
        self._said_at = now
        line = ", ".join(f"{count} {what.replace('_', ' ')}" for what, count in counts.items())
        self._stream.write(f"\r\x1b[K{line}" if self._terminal else f"{line}\n")
        self._stream.flush()
        self._open_line = self._terminal
