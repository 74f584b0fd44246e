"""The daemon: starts passes when something is due, one at a time, and ends with them."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.crawl import passes, sources
from db.store import open_store
from pipelines.sources import Source
from pipelines.visits import Visit
from scheduler import Clockwork
from tests.commandline import run, settings
from tests.newsroom import AFGHAN_BODY, Answer, Newsroom

NOW = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)


def clockwork(
    folder: Path,
    program: str,
    budget_s: float = 600.0,
    notify: Callable[[str], None] = lambda _: None,
) -> Clockwork:
    """Return a daemon whose passes run ``program`` in Python."""
    command = [sys.executable, "-c", program]
    return Clockwork(folder / "khabardar.db", command, lambda: NOW, budget_s, notify)


def database(folder: Path, visited_at: datetime) -> None:
    """Make a database with one outlet that was visited at ``visited_at``."""
    with open_store(folder / "khabardar.db", write=True) as store:
        sources.sync_sources(store, [Source("a", "A", "http://a.example/")], visited_at)
        seen = Visit("a", visited_at, "http://a.example/feed", "ok", 200)
        sources.record_visits(store, "a", [seen], visited_at)


def test_one_pass_runs_at_a_time_and_the_next_follows_it(tmp_path: Path) -> None:
    """Nothing is there yet, so a pass is due; while it runs no other is started."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    program = f"open({str(tmp_path / 'started')!r}, 'a').write('x'); open({str(gate)!r}).read()"
    clock = clockwork(tmp_path, program)
    for expected in ("x", "xx"):
        clock.tick()
        clock.tick()
        assert not clock.idle
        gate.open("w").close()  # waits for the pass to open its side
        clock.wait()
        assert (tmp_path / "started").read_text() == expected


def test_nothing_is_started_while_nothing_is_due(tmp_path: Path) -> None:
    database(tmp_path, NOW - timedelta(minutes=1))
    clock = clockwork(tmp_path, "")
    clock.tick()
    assert clock.idle


def test_a_pass_is_started_once_an_outlet_is_due(tmp_path: Path) -> None:
    database(tmp_path, NOW - timedelta(hours=1))
    clock = clockwork(tmp_path, "")
    clock.tick()
    assert not clock.idle
    clock.wait()


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("", "the pass ended well"),
        ("raise SystemExit(1)", "the pass ended with trouble: Dawn: HTTP 403 (and 1 more)"),
        ("raise SystemExit(2)", "the pass could not be made; the line before this says why"),
        ("raise SystemExit(75)", "the pass did not begin: another khabardar is at work"),
        ("raise SystemExit(143)", "the pass was stopped; the rest is still pending"),
        ("raise SystemExit(7)", "the pass ended with exit code 7"),
        ("import os; os.kill(os.getpid(), 9)", "the pass was ended by SIGKILL; the rest is"),
    ],
)
def test_how_a_pass_ended_is_said_in_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, program: str, said: str
) -> None:
    database(tmp_path, NOW - timedelta(hours=1))
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        number = passes.begin_pass(store, NOW, "crawl", 1)
        passes.end_pass(store, number, NOW, {}, ["Dawn: HTTP 403", "Tolo: no answer"])
    told: list[str] = []
    clock = clockwork(tmp_path, program, notify=told.append)
    with caplog.at_level("INFO", "khabardar"):
        clock.tick()
        clock.wait()
    assert caplog.messages[0] == "a pass begins"
    assert caplog.messages[1].startswith(said)
    assert told == [f"STATUS={message}" for message in caplog.messages]


def test_settings_that_allow_no_pass_are_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The wait grows, what is wrong is said once, and the change of the settings ends it."""
    settings_file, tries = tmp_path / "khabardar.toml", tmp_path / "tries"
    settings_file.write_text("wrong")
    program = (
        f"open({str(tries)!r}, 'a').write('x'); "
        f"raise SystemExit(2 * (open({str(settings_file)!r}).read() == 'wrong'))"
    )
    command = [sys.executable, "-c", program]
    clock = Clockwork(tmp_path / "k.db", command, lambda: NOW, settings=settings_file)
    with caplog.at_level("INFO", "khabardar"):
        for changed_at in (1, 1, 2, 2, 2):  # written anew once, with the mistake still in it
            os.utime(settings_file, (changed_at, changed_at))
            clock.tick()
            clock.wait()
        assert tries.read_text() == "xx"
        settings_file.write_text("mended")
        clock.tick()
        clock.wait()
        clock.tick()
        clock.wait()
    assert tries.read_text() == "xxxx"
    begun, *rest = caplog.messages
    assert begun == "a pass begins"
    assert rest[0].startswith("the pass could not be made")
    assert rest[1:] == ["the pass ended well", "a pass begins", "the pass ended well"]


def test_the_wait_for_settings_ends_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.FIRST_WAIT_S", 0.0)
    clock = clockwork(tmp_path, "raise SystemExit(2)")
    for _ in range(3):
        clock.tick()
        assert not clock.idle
        clock.wait()


def test_a_pass_that_ended_with_trouble_before_it_could_write_why(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = clockwork(tmp_path, "raise SystemExit(1)")
    with caplog.at_level("INFO", "khabardar"):
        clock.tick()
        clock.wait()
    assert "the pass ended with trouble: " in caplog.messages[1]
    assert "there is no database yet" in caplog.messages[1]


def test_a_pass_past_its_budget_is_ended(tmp_path: Path) -> None:
    clock = clockwork(tmp_path, "import signal; signal.pause()", budget_s=-1.0)
    clock.tick()
    assert not clock.idle
    clock.tick()
    assert clock.idle


def test_a_pass_that_does_not_heed_sigterm_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scheduler.STOP_GRACE_S", 0.2)
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    program = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"open({str(gate)!r}).read(); signal.pause()"
    )
    clock = clockwork(tmp_path, program)
    clock.tick()
    gate.open("w").close()
    clock.stop()
    assert clock.idle


def test_an_unreadable_database_is_left_to_the_pass_to_explain(tmp_path: Path) -> None:
    (tmp_path / "khabardar.db").write_text("a shopping list, no database" * 100)
    clock = clockwork(tmp_path, "")
    clock.tick()
    assert not clock.idle
    clock.wait()


def test_sigterm_ends_daemon_and_pass_and_leaves_the_rest_pending(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.31")
    room.publish("/one", "Families sent back", *AFGHAN_BODY)
    room.answers["/two"] = Answer(stall=True)
    room.feed("/one", "/two")
    (tmp_path / "khabardar.toml").write_text(settings({"calm": room}), encoding="utf8")
    command = [sys.executable, "-m", "khabardar", "-c", str(tmp_path / "khabardar.toml"), "run"]
    with room.open():
        daemon = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            assert room.wait_for("/two", 60)
            daemon.send_signal(signal.SIGTERM)
            _, said = daemon.communicate(timeout=25)  # less than the page is waited for
        finally:
            daemon.kill()
        assert daemon.returncode == 0
        assert "Traceback" not in said
        room.publish("/two", "More families sent back", *reversed(AFGHAN_BODY))
        assert dict(_states(tmp_path))[f"{room.url}/two"] == "pending"
        again = run(tmp_path, "crawl")
    assert again.returncode == 0, again.stderr
    assert _states(tmp_path) == [(f"{room.url}/one", "kept"), (f"{room.url}/two", "kept")]


STOPPED_ELSEWHERE = """
import os, signal, sys, threading
from datetime import UTC, datetime
from pathlib import Path
from scheduler import Clockwork

def notify(what):
    if what == "READY=1":  # the main thread is about to wait; this one gets the signal
        threading.Thread(target=stop, args=(os.getpid(),)).start()

def stop(process):
    asleep = 0
    while asleep < 200:  # in a row, so that it does not only wait for the interpreter's lock
        stat = Path(f"/proc/{process}/task/{process}/stat").read_text()
        asleep = asleep + 1 if stat.rsplit(")", 1)[1].split()[0] == "S" else 0
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

clockwork = Clockwork(Path(sys.argv[1]), ["true"], lambda: datetime.now(UTC), 600.0, notify)
sys.exit(clockwork.run())
"""


def test_a_signal_that_another_thread_receives_stops_the_daemon_too(tmp_path: Path) -> None:
    """A system may hand a signal to any thread, so that the main one is not woken by it."""
    database(tmp_path, NOW)
    command = [sys.executable, "-c", STOPPED_ELSEWHERE, str(tmp_path / "khabardar.db")]
    done = subprocess.run(command, timeout=60, check=False)
    assert done.returncode == 0


def _states(folder: Path) -> list[tuple[str, str]]:
    database = sqlite3.connect(folder / "khabardar.db")
    return database.execute("SELECT url, state FROM links ORDER BY url").fetchall()
