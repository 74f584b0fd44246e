"""How much of a test coverage looks at: its beginning, for all of it would cost more than the test.

Tracing makes our own code three to five times as slow. What a test does not reach in its first
moments it hardly reaches later, when it does the same with other examples. So coverage may miss
a line that was run, and never counts one that was not.
"""

import signal
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from coverage import Coverage

TRACED_S = 1.0
"""Seconds of computing time that a test is traced for, all its parameters together."""
_LEAST_S = 0.02
"""Each parameter is traced so long at least: it may be the one that reaches a line of its own."""

_left: dict[str, float] = defaultdict(lambda: TRACED_S)


@contextmanager
def traced_at_first(test: str) -> Iterator[None]:
    """Let coverage, if it runs, trace what is done inside until ``test`` has had its seconds."""
    measured = Coverage.current()
    if measured is None:
        yield
        return
    stopped = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True
        measured.stop()

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, max(_left[test], _LEAST_S))
    try:
        yield
    finally:
        _left[test] = signal.setitimer(signal.ITIMER_VIRTUAL, 0)[0]
        signal.signal(signal.SIGVTALRM, before)
        if stopped:
            measured.start()
