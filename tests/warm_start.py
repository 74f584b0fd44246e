"""Commands in processes of their own that need not import everything anew.

A pass imports for longer than most tests of it last. So one server for each test process imports
the program once, and forks for each command. What a command does is the same from `main` on.
"""

import os
import sys
from functools import cache
from multiprocessing import forkserver, get_context
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory
from typing import Any

from passes.intake import PRELOADED

LOADED = [
    *("khabardar.__main__", "khabardar.commands.crawl", "spiders.crawl", "spiders.handlers"),
    *("khabardar.commands.look", "sqlite_utils", "tests.warmed"),
    *PRELOADED,
]
"""What a pass and its workers need, but not the reactor, of which each process has its own."""

_SERVER = get_context("forkserver")
_CLIENT: Any = forkserver._forkserver
"""Where a process keeps which server it asks for its children."""
_KNOWN = ("_forkserver_address", "_forkserver_authkey")


def unmeasured() -> dict[str, str]:
    """Return the environment without the wish to measure coverage, whose file needs room, too."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


def run_forked(words: list[str], timeout_s: float) -> CompletedProcess[str]:
    """Run khabardar with the arguments ``words`` in a fork of the server.

    Returns:
        How it ended, and what it wrote to stdout and stderr.

    Raises:
        TimeoutExpired: it took longer than ``timeout_s`` seconds, and was killed.
    """
    start_server()
    with TemporaryDirectory() as folder:
        streams = (Path(folder) / "out", Path(folder) / "err")
        known = {name: value for name, value in vars(_CLIENT).items() if name in _KNOWN}
        process = _SERVER.Process(target=_command, args=(words, dict(os.environ), streams, known))
        process.start()
        process.join(timeout_s)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutExpired(words, timeout_s)
        out, err = (stream.read_text(encoding="utf8") for stream in streams)
        return CompletedProcess(words, process.exitcode, out, err)


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


def _command(
    words: list[str],
    environment: dict[str, str],
    streams: tuple[Path, Path],
    known: dict[str, object],
) -> None:
    """Become the command: its arguments, environment and streams, then its entry point.

    Its workers are forked by the server that forked it, which has loaded what they need: a server
    of its own would import that anew.
    """
    from khabardar.__main__ import main

    _become(environment)
    vars(_CLIENT).update(known, ensure_running=lambda: None)
    for number, stream in enumerate(streams, start=1):
        opened = os.open(stream, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["khabardar", *words]
    main()
