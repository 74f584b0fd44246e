"""Runs commands of khabardar at moments that a benchmark sets, each in a fork of a warm process."""

import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import Any

from tests.warm_start import LOADED

LEAST_PATIENCE_S = 4.0
"""However fast its clock goes, a command waits so long for an answer: the machine may be busy."""
_SERVER = get_context("forkserver")
_CLIENT: Any = forkserver._forkserver
_KNOWN = ("_forkserver_address", "_forkserver_authkey")


def warm_up(*first: str) -> None:
    """Start the process that commands are forked from; it imports the modules ``first`` first."""
    _SERVER.set_forkserver_preload([*first, *LOADED])
    forkserver.ensure_running()


def run_at(at: datetime, words: Sequence[str], out: Path, factor: float = 1.0) -> tuple[int, str]:
    """Run a command as if it were ``at``; return its exit code and what it printed, by ``out``.

    Its clock goes ``factor`` times as fast as the machine's, and it waits as many times shorter for
    an answer.
    """
    known = {name: value for name, value in vars(_CLIENT).items() if name in _KNOWN}
    given = (at, time.monotonic(), factor)
    child = _SERVER.Process(target=_become, args=(given, list(words), out, known))
    child.start()
    child.join()
    return child.exitcode or 0, out.read_text(encoding="utf8")


def _become(
    given: tuple[datetime, float, float], words: list[str], out: Path, known: dict[str, object]
) -> None:
    """Become a khabardar with another clock; its workers are forked by the server that forked it.

    Moments of the monotonic clock are the same in all processes of a machine.
    """
    vars(_CLIENT).update(known, ensure_running=lambda: None)
    stream = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(stream, 1)
    os.dup2(stream, 2)
    sys.argv = ["khabardar", *words]
    _set_clock(*given)
    from khabardar.__main__ import main

    main()


def _set_clock(at: datetime, begun: float, factor: float) -> None:
    from dataclasses import replace

    import khabardar.wiring
    import passes.lists.mending
    from khabardar.settings import Settings
    from pipelines.web.network_policy import Network

    def now() -> datetime:
        return (at + timedelta(seconds=(time.monotonic() - begun) * factor)).astimezone(UTC)

    real_clock, real_network = khabardar.wiring.clock, khabardar.wiring.network_from

    def network(settings: Settings) -> Network:
        told = real_network(settings)
        return replace(told, timeout_s=max(told.timeout_s / factor, LEAST_PATIENCE_S))

    for module in [*sys.modules.values()]:
        if getattr(module, "clock", None) is real_clock:
            module.clock = now  # type: ignore[attr-defined]
    khabardar.wiring.network_from = network
    patience_s = passes.lists.mending.PATIENCE_S / factor
    passes.lists.mending.PATIENCE_S = max(patience_s, LEAST_PATIENCE_S)
