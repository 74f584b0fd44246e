"""The line for a crontab that makes passes on this machine, with its own paths."""

import shlex
import sys
from pathlib import Path

from pipelines.errors import OperatorError

EVERY_MINUTES = 15
"""The shortest pause between two visits of an outlet that the catalogue asks for."""


def cron_line(config: Path) -> str:
    """Return a line that makes a silent pass every 15 minutes, for ``crontab -e``.

    cron knows no PATH of ours, so both paths are whole; it ends a command at a percent sign, unless
    a backslash stands before it.

    Raises:
        OperatorError: a path has a line break, which no crontab can hold.
    """
    words = [*_program(), "-c", str(config.absolute()), "crawl", "--quiet"]
    command = shlex.join(words)
    if "\n" in command:
        raise OperatorError(f"{config}: cron can run nothing in a folder with a line break")
    return f"*/{EVERY_MINUTES} * * * * {command.replace('%', chr(92) + '%')}"


def _program() -> list[str]:
    """Return how this khabardar is called, from any folder."""
    called = Path(sys.argv[0])
    beside = Path(sys.executable).with_name("khabardar")
    for script in (called, beside):
        if script.name == "khabardar" and script.is_file():
            return [str(script.absolute())]
    return [sys.executable, "-m", "khabardar"]
