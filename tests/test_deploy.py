"""The files of deploy/ fit the program: its commands, its times, and all of its packages."""

import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from khabardar.__main__ import cli
from passes.config import PASS_BUDGET_S
from scheduler import STOP_GRACE_S, TICK_S
from tests.backfills import KEPT
from tests.commandline import ARTICLES, PLAIN, configure, warc
from tests.dask_cluster import free_port
from tests.warm_start import unmeasured

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


def dask_command(what: str) -> click.Command:
    """Return the command `dask WHAT`."""
    command: click.Command = importlib.import_module(f"distributed.cli.dask_{what}").main
    return command


def test_what_a_cluster_runs_is_understood_and_its_workers_may_start_processes() -> None:
    text = (DEPLOY / "backfill.yaml").read_text(encoding="utf8")
    found = [json.loads(words) for words in re.findall(r"command: (\[.+\])", text)]
    assert [words[0] for words in found] == ["scheduler", "worker"]
    for what, *words in found:
        dask_command(what).make_context(what, words)
    (writer,) = re.findall(r'entrypoint: (\["khabardar".*\])', text)
    assert_understood(*json.loads(writer)[1:], "--list", __file__)
    assert 'DASK_DISTRIBUTED__WORKER__DAEMON: "False"' in text
    assert 'DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION: "1.0"' in text
    assert "ports:" not in text


def test_the_image_of_a_cluster_has_the_versions_that_are_tested() -> None:
    image = (DEPLOY / "Dockerfile.backfill").read_text(encoding="utf8")
    pinned = re.findall(r'"([\w-]+)(?:\[\w+\])?==([\d.]+)"', image)
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    needed = extras["optional-dependencies"]["backfill"]
    assert {name for name, _ in pinned} == {re.split(r"[^\w-]", one)[0] for one in needed}
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf8")
    assert all(f"\n{name}=={version} " in lock for name, version in pinned)


def test_a_job_of_a_cluster_takes_files_in_by_two_workers(tmp_path: Path) -> None:
    """What starts workers on other machines is played by a script that starts two on this one."""
    configure(tmp_path, PLAIN + KEPT)
    listed = [str(warc(tmp_path / str(number), page)) for number, page in enumerate(ARTICLES)]
    (tmp_path / "files.txt").write_text("\n".join(listed), encoding="utf8")
    starter = tmp_path / "srun"
    starter.write_text('#!/bin/bash\ntrap "kill \\$(jobs -p)" TERM\n"$@" &\n"$@" &\nwait\n')
    starter.chmod(0o755)
    for name, module in (("dask", "dask"), ("khabardar", "khabardar")):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/bash\nexec {sys.executable} -m {module} "$@"\n')
        program.chmod(0o755)
    env = unmeasured() | {
        **{"SRUN": str(starter), "SCHEDULER_HOST": "127.0.0.1", "PYTHONPATH": str(ROOT)},
        **{"SCHEDULER_PORT": str(free_port()), "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"},
    }
    job = ["bash", str(DEPLOY / "backfill.slurm"), "khabardar.toml", "files.txt"]
    done = subprocess.run(
        job, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert "read: 3 files: 3 records" in done.stderr
    assert "stored: 2 kept" in done.stderr
