"""Carries out what a person asks for in the browser: an alert, and work that takes minutes."""

import os
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path

from khabardar.settings import Settings, environment_settings
from khabardar.settings_file import rule_appended
from khabardar.wiring import clock, pass_config
from newsdesk.writing.forms import Write
from passes.desk_writes import write_from_desk
from pipelines.alerts.rule_toml import rule_toml
from pipelines.errors import OperatorError
from press_catalogue.check_rules import check_queries

LONGEST_S = 900
_COMMANDS = {"check": ("sources", "check"), "fetch": ("fetch",)}


def writer(config: Path) -> Write:
    """Return what carries out a person's forms: an alert by the settings file, all else at once."""
    return partial(_write, config, partial(write_from_desk, pass_config(config), clock))


def _write(config: Path, write: Write, what: str, about: str, value: str, address: str) -> str:
    """Carry out a form. An alert's ``value`` is its [[rule]], as the page shows it."""
    if what != "alert":
        return write(what, about, value, address)
    rule = _asked_rule(value, environment_settings(config))
    with rule_appended(config, rule) as settings:
        begun = pass_config(settings)
        check_queries(begun.decider, begun.rules)
        return write_from_desk(begun, clock, what, about, rule, address)


def _asked_rule(written: str, settings: Settings) -> str:
    """Return the one rule that is ``written``; whom it tells must stand in the settings already.

    Raises:
        OperatorError: it is no rule as the page writes them, or tells somebody else.
    """
    try:
        [rule] = tomllib.loads(written)["rule"]
        asked = rule["name"], rule["query"], rule["when"], rule.get("to", [])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        raise OperatorError("this is no rule; open the page again") from None
    if {*rule} - {"name", "query", "when", "to"} or not isinstance(asked[3], list):
        raise OperatorError("this is no rule; open the page again")
    known = {*settings.mail.to, *(to for one in settings.rule for to in one.to)}
    strange = [to for to in asked[3] if to not in known]
    if strange:
        raise OperatorError(
            f"{strange[0]} is told of nothing yet: an alert to a new address is written into "
            f"khabardar.toml by hand; known here are {', '.join(sorted(known))}"
        )
    return rule_toml(*asked)


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
