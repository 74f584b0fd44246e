"""Kills the main job, backups and restores at random moments: nothing is lost or told twice.

    python -m benchmarks.kills [KILLS] [SEED]

First one crawl is left alone, as the measure; then another database is crawled with a SIGKILL
(to the whole process group) at KILLS random moments. At last both are left to finish, until nothing
is pending, and compared. Mail goes out while a crawl goes on, so kills hit that, too. A third as
many kills hit backups that are made while a crawl goes on, and as many restores: what is there
afterwards is whole, and either the old or the new.
"""

import collections
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from aiosmtpd.controller import Controller

from benchmarks.main_job import RULE, Letterbox, free_port
from benchmarks.shared_data import PAGES, Replay, replayed, settings_toml
from db.backup import read_backup
from db.damage import refuse_damaged

EARLIEST_S, LATEST_S = 0.5, 20.0
"""The last ones fall behind the 15 seconds that mail waits while a crawl goes on."""
ROUNDS = 8
"""So many crawls, before each of which all that is pending is made due, end all pages."""
SHARE = 3
"""Of so many kills of crawls, one more hits a backup, and one a restore."""
PATIENT = """
from pipelines.web.network_policy import Network
from worker_processes import Workers
Workers.__init__.__kwdefaults__["timeout_s"] = 600.0
usual = Network.__init__.__defaults__
Network.__init__.__defaults__ = tuple(300.0 if value == 30.0 else value for value in usual)
from khabardar.__main__ import main
main()
"""
"""A khabardar that waits long: what a loaded machine is too slow for is no loss by a kill."""


def command(folder: Path, *words: str) -> list[str]:
    """Return a command line of khabardar with the settings in ``folder``."""
    return [sys.executable, "-c", PATIENT, "-c", str(folder / "khabardar.toml"), *words]


def write_settings(folder: Path, replay: Replay, port: int) -> None:
    """Write a khabardar.toml over all replayed outlets with one rule."""
    folder.mkdir(parents=True)
    text = settings_toml(replay, mail_port=port, rules=RULE)
    (folder / "khabardar.toml").write_text(text, encoding="utf8")


def start(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own."""
    return subprocess.Popen(
        command(folder, *words),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(child: subprocess.Popen[bytes]) -> None:
    """End a process and its workers outright."""
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def kill_once(child: subprocess.Popen[bytes], after_s: float) -> bool:
    """Kill a process after ``after_s`` seconds; True if it still ran."""
    try:
        child.wait(after_s)
    except subprocess.TimeoutExpired:
        kill(child)
        return True
    return False


def finish(folder: Path) -> None:
    """Crawl until nothing is pending; what waits for a later try gets it at once."""
    for _ in range(ROUNDS):
        subprocess.run(command(folder, "crawl", "--all"), stderr=subprocess.DEVNULL)
        with closing(sqlite3.connect(folder / "khabardar.db")) as db, db:
            due = db.execute(
                "update links set next_try_at = '2000-01-01T00:00:00Z' where state = 'pending'"
            )
            if not due.rowcount:
                return


def kill_backups(folder: Path, kills: int, moments: random.Random) -> str:
    """Kill backups made while a crawl goes on; return what is wrong with what is left, or ""."""
    copy = folder / "copy.db"
    before, hit = None, 0
    crawl = start(folder, "crawl", "--all")
    while hit < kills:
        if crawl.poll() is not None:
            crawl = start(folder, "crawl", "--all")
        hit += kill_once(start(folder, "backup", str(copy)), moments.uniform(0.5, 3.0))
        if copy.exists():
            before = read_backup(copy)
        elif before:
            return "a backup that was there is gone"
    if crawl.poll() is not None:
        crawl = start(folder, "crawl", "--all")
    made = subprocess.run(command(folder, "backup", str(copy)), stderr=subprocess.DEVNULL)
    kill(crawl)
    if made.returncode:
        return f"a backup under load ended with {made.returncode}"
    counted = count(copy)
    return "" if counted == (read_backup(copy).articles,) * 2 else f"the copy holds {counted}"


def kill_restores(folder: Path, kills: int, moments: random.Random) -> str:
    """Kill restores of an emptier backup; return what is wrong with what is left, or ""."""
    database, kept, copy = (folder / name for name in ("khabardar.db", "kept.db", "copy.db"))
    subprocess.run(command(folder, "backup", str(kept)), stderr=subprocess.DEVNULL)
    right = {count(copy), count(kept)}
    hit = 0
    while hit < kills:
        file = moments.choice((copy, kept))
        hit += kill_once(start(folder, "restore", str(file)), moments.uniform(0.5, 3.0))
        if not database.exists():
            return "the database is gone"
        refuse_damaged(database, thorough=True)
        if count(database) not in right:
            return f"the database holds {count(database)}, which is neither of {right}"
        for aside in folder.glob("khabardar.db.before-*"):
            aside.unlink()
    done = subprocess.run(command(folder, "restore", str(kept)), stderr=subprocess.DEVNULL)
    return "" if done.returncode == 0 and count(database) == count(kept) else "not restored"


def count(database: Path) -> tuple[int, int]:
    """Return how many articles there are, and how many of them are in the full-text index."""
    with closing(sqlite3.connect(database)) as db:
        found = db.execute(
            "select (select count(*) from articles), (select count(*) from articles_fts_docsize)"
        ).fetchone()
    return int(found[0]), int(found[1])


def stored(folder: Path) -> tuple[set[str], set[str], str, int]:
    """Return articles, Message-IDs queued, what integrity_check says, and index entries missing."""
    db = sqlite3.connect(folder / "khabardar.db")
    articles = {row[0] for row in db.execute("select url_key || text_digest from articles")}
    queued = {row[0] for row in db.execute("select distinct message_id from outbox")}
    sound = db.execute("pragma integrity_check").fetchone()[0]
    missing = db.execute(
        "select count(*) from articles where id not in (select id from articles_fts_docsize)"
    ).fetchone()[0]
    return articles, queued, str(sound), int(missing)


def told(folder: Path) -> collections.Counter[tuple[str, str]]:
    """Return how often each recipient has an alert of each story, named by its least URL.

    Message-IDs do not tell: what was there at a first visit is told in as many letters as passes.
    """
    db = sqlite3.connect(folder / "khabardar.db")
    return collections.Counter(
        db.execute(
            "select recipient, (select min(url_key) from articles a where a.story_id = o.story_id) "
            "from outbox o where kind = 'alert' and superseded = 0"
        ).fetchall()
    )


def main() -> None:
    """Run the comparison and print it; exit 1 if anything differs."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 1_000_000
    moments, began = random.Random(seed), time.perf_counter()
    print(f"seed {seed}, {kills} kills", flush=True)
    letterbox, port = Letterbox(), free_port()
    post = Controller(letterbox, hostname="127.0.0.1", port=port)
    post.start()
    with tempfile.TemporaryDirectory() as temporary:
        calm, killed = Path(temporary) / "calm", Path(temporary) / "killed"
        with replayed(PAGES, Path(temporary) / "replay.tsv") as replay:
            for folder in (calm, killed):
                write_settings(folder, replay, port)
            finish(calm)
            print(f"one crawl left alone: {time.perf_counter() - began:.0f} s", flush=True)
            letterbox.ids.clear()
            hit = 0
            while hit < kills:
                after_s = moments.uniform(EARLIEST_S, LATEST_S)
                hit += kill_once(start(killed, "crawl", "--all"), after_s)
            print(f"mails accepted while crawls went on that were killed: {len(letterbox.ids)}")
            others = max(kills // SHARE, 1)
            wrong = kill_backups(killed, others, moments)
            print(f"{others} backups killed: {wrong or 'each copy whole'}", flush=True)
            finish(killed)
            well = compare(calm, killed, letterbox) and not wrong
            wrong = kill_restores(killed, others, moments)
            print(f"{others} restores killed: {wrong or 'each time one or the other'}")
    post.stop()
    well = well and not wrong
    print(f"{'nothing lost' if well else 'SOMETHING DIFFERS'}; {time.perf_counter() - began:.0f} s")
    sys.exit(not well)


def compare(calm: Path, killed: Path, letterbox: Letterbox) -> bool:
    """Print in what the two databases and their mails differ; tell whether they do not."""
    left, right = stored(calm), stored(killed)
    left_told, right_told = told(calm), told(killed)
    got = collections.Counter(letterbox.ids)
    again = sum(times - 1 for times in got.values())
    print(
        f"articles: {len(left[0])} calm, {len(right[0])} killed, differ {len(left[0] ^ right[0])}"
    )
    print(
        f"alerts: {left_told.total()} calm, {right_told.total()} killed, "
        f"differ {(left_told - right_told).total() + (right_told - left_told).total()}"
    )
    print(
        f"mails: {sum(got.values())}, never sent {len(right[1] - set(got))}, unknown "
        f"{len(set(got) - right[1])}, sent again under the same Message-ID {again}"
    )
    print(f"integrity: {right[2]}, not in the index {right[3]}", flush=True)
    return (
        left[0] == right[0]
        and left_told == right_told
        and set(got) == right[1]
        and right[2:] == ("ok", 0)
    )


if __name__ == "__main__":
    main()
