"""The one form of lines in a log: when, which outlet or what part, what happened."""

import io
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TextIO

from pipelines.text.moments import utc_text


class TimedLines(io.TextIOBase):
    """A stream that begins each line with the time in UTC, and hands it on whole."""

    def __init__(self, stream: TextIO, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._stream = stream
        self._clock = clock
        self._begun = ""

    def write(self, text: str) -> int:
        """Take in text; each line goes on when it is whole."""
        *whole, self._begun = (self._begun + text).split("\n")
        now = utc_text(self._clock())
        self._stream.write("".join(f"{now} {line}\n" for line in whole if line))
        self._stream.flush()
        return len(text)

    def fileno(self) -> int:
        """Return the number of the file beneath."""
        return self._stream.fileno()


def start_log(clock: Callable[[], datetime]) -> None:
    """Let all that is said on stderr from now on, and what outlets do, be lines with the time."""
    sys.stderr = TimedLines(sys.stderr, clock)
    ours = logging.getLogger("khabardar")  # of others, only warnings are shown, as without a log
    ours.handlers = [logging.StreamHandler(sys.stderr)]
    ours.propagate = False
    ours.setLevel(logging.INFO)
