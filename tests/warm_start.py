"""Programs in processes of their own that need not import everything anew.

A pass imports for longer than most tests of it last. So one server for each test process imports
the program once, and forks for each command. What a command does is the same from `main` on.
"""

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from multiprocessing import forkserver, get_context, reduction
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any

from coverage import process_startup

from passes.intake import PRELOADED

LOADED = [
    *("khabardar.__main__", "khabardar.commands.crawl", "spiders.crawl", "spiders.handlers"),
    *("khabardar.commands.look", "sqlite_utils", "tests.warmed", "tests.warm_start"),
    *PRELOADED,
]
"""What a pass and its workers need, but not the reactor, of which each process has its own."""
COMMAND = "from khabardar.__main__ import main\nmain()"

_SERVER = get_context("forkserver")
_CLIENT: Any = forkserver._forkserver
"""Where a process keeps which server it asks for its children."""
_KNOWN = ("_forkserver_address", "_forkserver_authkey")


def unmeasured() -> dict[str, str]:
    """Return the environment without the wish to measure coverage, whose file needs room, too."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


def run_forked(
    words: Sequence[str],
    timeout_s: float = 120.0,
    *,
    program: str = COMMAND,
    measured: bool = True,
) -> CompletedProcess[str]:
    """Run khabardar, or another Python ``program``, in a fork of the server.

    Args:
        words: its arguments.
        timeout_s: how many seconds it may take.
        program: its source, which takes its arguments from ``sys.argv``.
        measured: whether coverage looks at it, if it looks at the tests.

    Returns:
        How it ended, and what it wrote to stdout and stderr.

    Raises:
        TimeoutExpired: it took longer than ``timeout_s`` seconds, and was killed.
    """
    with Forked(words, program, measured=measured) as forked:
        return forked.ended(timeout_s)


class Forked:
    """A program that runs in a fork of the server until it ends, or the block does.

    Its workers are not measured: that costs more than their work, which other tests look at.
    """

    def __init__(
        self, words: Sequence[str], program: str = COMMAND, *, measured: bool = True
    ) -> None:
        start_server()
        known = {name: value for name, value in vars(_CLIENT).items() if name in _KNOWN}
        self.words = [*words]
        self._out: IO[str] = TemporaryFile("w+", encoding="utf8")  # noqa: SIM115
        read_end, write_end = os.pipe()
        self.errors = os.fdopen(read_end, encoding="utf8")
        """What it writes to stderr, as it comes; it is all there when the program has ended."""
        self._process = _SERVER.Process(
            target=_run,
            args=(
                program,
                self.words,
                dict(os.environ) if measured else unmeasured(),
                (_Stream(self._out.fileno()), _Stream(write_end)),
                known,
            ),
        )
        self._process.start()
        os.close(write_end)

    def __enter__(self) -> "Forked":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self.errors.close()
        self._out.close()

    @property
    def exit_code(self) -> int | None:
        """How it ended, the negative number of a signal that killed it; None while it runs."""
        return self._process.exitcode

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        self._process.terminate()

    def ended(self, timeout_s: float = 120.0) -> CompletedProcess[str]:
        """Wait for its end; return how it ended and what it wrote since it was last read.

        Raises:
            TimeoutExpired: it takes longer than ``timeout_s`` seconds.
        """
        killer = Timer(timeout_s, self._process.kill)
        killer.start()
        said = self.errors.read()
        self._process.join()
        in_time = killer.is_alive()
        killer.cancel()
        if not in_time or self.exit_code is None:
            raise TimeoutExpired(self.words, timeout_s)
        self._out.seek(0)
        return CompletedProcess(self.words, self.exit_code, self._out.read(), said)


class _Stream:
    """A file that the child gets as well, whatever its number is there."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __reduce__(self) -> tuple[Callable[..., int], tuple[object]]:
        return _taken_over, (reduction.DupFd(self._number),)


def _taken_over(handed: Any) -> int:
    number: int = handed.detach()
    return number


@cache
def start_server() -> None:
    """Start the server, which measures no coverage: its file would be half written at the end.

    A pool of workers in this process may name other modules to load, or have started the server:
    then commands import more themselves, and are none the worse for it.
    """
    _SERVER.set_forkserver_preload(LOADED)
    everything = dict(os.environ)
    _become(unmeasured())
    forkserver.ensure_running()
    _become(everything)


def _become(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


def _run(
    program: str,
    words: list[str],
    environment: dict[str, str],
    streams: tuple[int, int],
    known: dict[str, object],
) -> None:
    """Become the program: its arguments, environment and streams, then its source.

    Its workers are forked by the server that forked it, which has loaded what they need: a server
    of its own would import that anew.
    """
    _become(environment)
    vars(_CLIENT).update(known, ensure_running=lambda: None)
    for number, opened in enumerate(streams, start=1):
        os.dup2(opened, number)
        os.close(opened)
    process_startup(force=True)  # does nothing unless the environment asks for it
    sys.argv = ["khabardar", *words]
    exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
