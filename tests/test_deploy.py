"""The files of deploy/ fit the program: its commands, its times, and all of its packages."""

import json
import re
import tomllib
from pathlib import Path

import click
import pytest

from khabardar.__main__ import cli
from passes.config import PASS_BUDGET_S
from scheduler import STOP_GRACE_S, TICK_S

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def entries(unit: Path) -> dict[str, str]:
    """Return the settings of a unit by their names."""
    lines = unit.read_text(encoding="utf8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]\w*=", line))


def assert_understood(*words: str) -> None:
    """Assert that khabardar takes the words as a command line, without running it."""
    name, *rest = words
    command = cli.get_command(click.Context(cli), name)
    assert command is not None, name
    command.make_context(name, rest)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_is_there_with_one_settings_file(unit: Path) -> None:
    program, option, config, *words = entries(unit)["ExecStart"].split()
    assert (Path(program).name, option) == ("khabardar", "-c")
    assert Path(config).parent == Path(entries(unit)["WorkingDirectory"])
    assert_understood(*words)


def test_the_watchdog_and_the_stop_leave_the_daemon_its_time() -> None:
    daemon = entries(DEPLOY / "khabardar.service")
    assert daemon["Type"] == "notify"
    assert int(daemon["WatchdogSec"]) > 5 * TICK_S
    assert int(daemon["TimeoutStopSec"]) > 2 * STOP_GRACE_S
    assert int(entries(DEPLOY / "khabardar-pass.service")["TimeoutStartSec"]) > PASS_BUDGET_S


def test_each_timer_has_its_service() -> None:
    timers = [*DEPLOY.glob("*.timer")]
    assert timers
    assert all(timer.with_suffix(".service") in UNITS for timer in timers)


def test_the_image_holds_all_that_is_built_from() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf8").splitlines()
    copied = {word for line in lines if line.startswith("COPY ") for word in line.split()[1:-1]}
    assert all((ROOT / word).exists() for word in copied)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    named = {*packages, "pyproject.toml", project["project"]["readme"], "LICENSE"}
    assert named | {"requirements.lock"} == copied


def test_what_containers_run_is_understood() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf8")
    commands = [json.loads(words) for words in re.findall(r"command: (\[.*\])", text)]
    assert len(commands) == 2
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf8")
    commands += [json.loads(words) for words in re.findall(r"^CMD (\[.*\])$", image, re.MULTILINE)]
    assert len(commands) == 3
    for words in commands:
        assert_understood(*words)
    assert '"127.0.0.1:8001:8001"' in text
