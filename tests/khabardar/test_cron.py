"""khabardar under cron: a line for this machine, and silence unless something is wrong."""

import fcntl
import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from khabardar.cron_line import cron_line
from pipelines.errors import OperatorError
from tests.commandline import PLAIN, RULE, Call, configure, run, settings
from tests.newsroom import AFGHAN_BODY, Newsroom

FOLDERS = ["plain", "two words", "100% sure", "it's", 'a "quote"', "$HOME", "خبردار", "a#b;c&d"]


@pytest.mark.parametrize("name", [*FOLDERS, " ".join(FOLDERS)])
def test_the_line_that_init_prints_names_any_folder(tmp_path: Path, call: Call, name: str) -> None:
    """cron ends a command at %, takes the backslash from \\%, and gives the rest to a shell."""
    said = call("init", str(tmp_path / name))
    minute, hour, day, month, weekday, command = said.out.rstrip("\n").split(" ", 5)
    assert (minute, hour, day, month, weekday) == ("*/15", "*", "*", "*", "*")
    assert "%" not in command.replace("\\%", "")
    words = shlex.split(command.replace("\\%", "%"))
    assert words[-4:] == ["-c", str(tmp_path / name / "khabardar.toml"), "crawl", "--quiet"]
    said = call(*words[words.index("-c") :][:2], "rules", "list")
    assert said.code == 0, said.err
    assert "Forced returns" in said.out


def test_the_line_that_init_prints_runs_in_a_shell(tmp_path: Path, call: Call) -> None:
    line = call("init", str(tmp_path / " ".join(FOLDERS))).out.split(" ", 5)[5]
    done = subprocess.run(
        ["/bin/sh", "-c", line.replace("\\%", "%").replace(" crawl --quiet\n", " rules list\n")],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Forced returns" in done.stdout


def test_a_folder_that_no_crontab_can_name_is_refused() -> None:
    with pytest.raises(OperatorError, match="line break"):
        cron_line(Path("/tmp/two\nlines/khabardar.toml"))


def test_the_program_is_named_by_its_script_if_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "khabardar"
    script.write_text("")
    monkeypatch.setattr(sys, "argv", [str(script)])
    assert cron_line(Path("/x/k.toml")) == (f"*/15 * * * * {script} -c /x/k.toml crawl --quiet")
    monkeypatch.setattr(sys, "argv", ["/nowhere/khabardar"])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert f" {script} -c" in cron_line(Path("k.toml"))
    script.unlink()
    assert f" {tmp_path}/python -m khabardar -c" in cron_line(Path("k.toml"))


@contextmanager
def held_lock(folder: Path, since: datetime) -> Iterator[None]:
    """Hold the database's lock as a process that took it at ``since`` does."""
    path = folder / "khabardar.db.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.pwrite(lock, b"process 1: khabardar crawl", 0)
    os.utime(path, (since.timestamp(), since.timestamp()))
    yield
    os.close(lock)


def test_a_pass_that_is_still_running_is_nothing_wrong_until_it_takes_hours(
    tmp_path: Path, call: Call
) -> None:
    configure(tmp_path)
    now = datetime.now(UTC)
    with held_lock(tmp_path, now - timedelta(minutes=20)):
        assert (call("crawl", "--quiet").code, call("crawl", "--quiet").err) == (75, "")
        assert "process 1" in call("crawl").err
    with held_lock(tmp_path, now - timedelta(hours=3)):
        said = call("crawl", "--quiet")
        assert said.code == 75
        assert "another khabardar is at work: process 1: khabardar crawl" in said.err


def test_a_quiet_pass_without_anything_to_do_or_with_doubtful_rules_says_nothing(
    tmp_path: Path, call: Call
) -> None:
    configure(tmp_path, PLAIN + '[[rule]]\nname = "R"\nquery = "torkham and chaman"\n')
    said = call("crawl", "--quiet")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_a_quiet_pass_says_a_mistake_in_the_settings(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, "[network\n")
    said = call("crawl", "--quiet")
    assert said.code == 2
    assert "khabardar.toml:1" in said.err


def test_a_quiet_pass_tells_of_a_dead_outlet_once_a_day(tmp_path: Path) -> None:
    """The living outlet's article is stored and mailed without a word."""
    room = Newsroom("127.0.0.42")
    room.publish("/one", "Families sent back", *AFGHAN_BODY)
    room.feed("/one")
    dead = '[[source]]\nid = "gone"\nname = "Gone"\nfeeds = ["http://gone.invalid/feed"]\n'
    configure(tmp_path, settings({"calm": room}, RULE + dead))
    with room.open():
        first, second = (run(tmp_path, "crawl", "--quiet", "--all") for _ in range(2))
        with sqlite3.connect(tmp_path / "khabardar.db") as yesterday:
            yesterday.execute("UPDATE passes SET started_at = '2001-01-01T00:00:00Z'")
        third = run(tmp_path, "crawl", "--quiet", "--all")
    assert [done.returncode for done in (first, second, third)] == [1, 1, 1]
    assert first.stdout == second.stdout == third.stdout == ""
    assert first.stderr == "Gone: the host name is not known\n"
    assert second.stderr == ""
    assert third.stderr == first.stderr
    assert len([*(tmp_path / "outbox").glob("*.eml")]) == 1
