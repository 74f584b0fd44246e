"""Kills a pass outright at random moments: nothing is lost, and nothing is told twice as new."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.commandline import RULE, run, settings
from tests.newsroom import AFGHAN_BODY, OTHER_BODY, Newsroom
from tests.postoffice import PostOffice
from tests.warm_start import unmeasured

KILLS = 6
SEED = int(os.environ.get("KHABARDAR_TEST_SEED", "11"))


@dataclass(frozen=True, slots=True)
class Kept:
    """What a database holds at the end: articles with their text, and the mails that are owed."""

    articles: frozenset[tuple[str, str]]
    owed: frozenset[str]


def kept(folder: Path) -> Kept:
    """Return what the database in ``folder`` holds, after checking that it is sound."""
    database = sqlite3.connect(folder / "khabardar.db")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    counts = database.execute(
        "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM articles_fts_docsize), "
        "(SELECT count(*) FROM links WHERE state = 'pending')"
    ).fetchone()
    assert counts[0] == counts[1]
    assert counts[2] == 0
    return Kept(
        frozenset(database.execute("SELECT url, text FROM articles")),
        frozenset(row[0] for row in database.execute("SELECT message_id FROM outbox")),
    )


def furnish(rooms: dict[str, Newsroom]) -> None:
    """Publish eight articles in each newsroom, half of them about the topic, none a copy."""
    for place, (name, room) in enumerate(rooms.items()):
        for number in range(8):
            body = AFGHAN_BODY if number % 2 else OTHER_BODY
            lorries = 20 + 8 * place + number
            first = f"Report {number} of the {name} newsroom counted {lorries} lorries. "
            room.publish(f"/{number}", f"{name} report {number}", first + body[0], body[1])
        room.feed(*(f"/{number}" for number in range(8)))


def start(folder: Path) -> subprocess.Popen[bytes]:
    """Start a pass over everything, with a process group of its own."""
    command = [sys.executable, "-m", "khabardar", "-c", str(folder / "khabardar.toml")]
    return subprocess.Popen(
        [*command, "crawl", "--all"],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=unmeasured(),
    )


def kill_within(folder: Path, seconds: float) -> None:
    """Start a pass and kill it with its workers after so many seconds, unless it ended before."""
    child = start(folder)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def test_killing_passes_changes_nothing_in_the_end(tmp_path: Path) -> None:
    rooms = {name: Newsroom(f"127.0.0.{51 + n}") for n, name in enumerate(("north", "east"))}
    furnish(rooms)
    office = PostOffice()
    moments = random.Random(SEED)
    with ExitStack() as stack:
        for room in rooms.values():
            stack.enter_context(room.open())
        port = stack.enter_context(office.open())
        mail = f'[mail]\nhost = "127.0.0.1"\nport = {port}\n[topic]\nkeep = "*"\n'
        for name in ("calm", "killed"):
            folder = tmp_path / name
            folder.mkdir()
            text = settings(rooms, mail + RULE)
            (folder / "khabardar.toml").write_text(text, encoding="utf8")
        assert run(tmp_path / "calm", "crawl").returncode == 0
        calm = kept(tmp_path / "calm")
        assert len(calm.articles) == 16
        assert len(calm.owed) == 8
        sent_calmly = len(office.taken)
        for _ in range(KILLS):
            kill_within(tmp_path / "killed", moments.uniform(0.3, 2.5))
        assert run(tmp_path / "killed", "crawl", "--all").returncode == 0
        assert kept(tmp_path / "killed") == calm, f"seed {SEED}"
    mails = Counter(str(letter["Message-ID"]).strip() for letter in office.letters()[sent_calmly:])
    assert set(mails) == calm.owed, f"seed {SEED}"
