"""Carries out in a process of its own what a person starts in the browser and takes minutes."""

import os
import subprocess
import sys
from pathlib import Path

LONGEST_S = 900
_COMMANDS = {"check": ("sources", "check"), "fetch": ("fetch",)}


def run_errand(config: Path, what: str, about: str) -> tuple[bool, str]:
    """Run the command behind ``what`` (check, fetch) about an outlet's id or a URL.

    Returns whether it exited with 0, and what it said: first its results, then its messages.
    """
    words = [sys.executable, "-m", "khabardar", "-c", str(config), *_COMMANDS[what], "--", about]
    try:
        done = subprocess.run(  # noqa: S603 - our own command; what a person typed is one argument
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST_S,
            encoding="utf8",
            errors="replace",
            env={**os.environ, "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False, f"It was ended after {LONGEST_S // 60} minutes without an answer."
    except OSError as error:
        return False, f"It could not be started: {error.strerror}."
    return done.returncode == 0, f"{done.stdout}\n{done.stderr}".strip()
