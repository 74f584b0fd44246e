"""Kills the main job, backups and restores at random moments: nothing is lost or told twice.

    python -m benchmarks.database.kills [KILLS] [SEED]

One crawl is left alone, as the measure. Others are hit by SIGKILL (to the whole process group) at
KILLS (100) random moments: at any moment of the time that the first one took on this machine. Mail
goes out meanwhile, so kills hit that, too. Once a crawl came to its end, the next one is into a new
database, since otherwise most would find all done. Each database is then left to finish as the
first one was: passes until nothing is pending, however slow the machine, since all that waits is
told to be patient, and what a machine under load failed at is tried again. Only then is it compared
with the first one, address by address.
A third as many kills hit backups that are made while a crawl goes on, and as many restores: what is
there afterwards is whole, and either the old or the new. Ends with 1 if anything differs.
"""

import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from aiosmtpd.controller import Controller

from benchmarks.database.same_outcome import are_delivered, differences, is_whole
from benchmarks.shared_data import PAGES, Replay, replayed, settings_toml
from benchmarks.sources.main_job import Letterbox, free_port
from db.backup import read_backup
from db.damage import refuse_damaged
from khabardar.__main__ import main as main_of_khabardar
from pipelines.alerts import age
from pipelines.web.network_policy import Network
from tests.warm_start import LOADED
from worker_processes import Workers

EARLIEST_S = 0.5
OUTLETS = 40
ROUNDS = 16
"""A page that is always refused is given up at its eighth try; so many passes are enough."""
_SERVER = get_context("forkserver")
SHARE = 3
"""Of so many kills of crawls, one more hits a backup, and one a restore."""
RULE = """
[[rule]]
name = "Many"
query = "police OR government OR people OR der OR que OR les OR در OR من"
to = ["desk@example.org", "reader@example.net"]
max_age_days = 0
"""
OF_THE_MACHINE = ("not_tried", "timeout", "connection", "dns", "tls", "cut", "extraction_killed")
"""Reasons that load alone may bring about: they use up no try, and are tried once more if given up.
"""


def _patient(words: list[str]) -> None:
    """Become a khabardar that waits long: what a loaded machine is too slow for is no kill's loss.

    The recorded pages are news to it, so that each story is a mail of its own.
    """
    os.setsid()
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)
    Workers.__init__.__kwdefaults__["timeout_s"] = 600.0  # type: ignore[index]
    longer = {30.0: 300.0, 120.0: 3600.0}  # a response, and all answers of a host
    usual = Network.__init__.__defaults__ or ()
    Network.__init__.__defaults__ = tuple(longer.get(value, value) for value in usual)
    age.NEWS = timedelta(days=36_500)
    sys.argv = ["khabardar", *words]
    main_of_khabardar()


def write_settings(folder: Path, replay: Replay, port: int) -> None:
    """Write a khabardar.toml over the first replayed outlets with one rule."""
    folder.mkdir(parents=True)
    some = replace(replay, hosts=replay.hosts[:OUTLETS])
    text = settings_toml(some, mail_port=port, rules=RULE)
    (folder / "khabardar.toml").write_text(text, encoding="utf8")


def start(folder: Path, *words: str) -> ForkServerProcess:
    """Start a command in a process group of its own, without importing everything anew."""
    settings = ["-c", str(folder / "khabardar.toml")]
    child = _SERVER.Process(target=_patient, args=([*settings, *words],))
    child.start()
    return child


def run(folder: Path, *words: str) -> int:
    """Run a command to its end and return its exit code."""
    child = start(folder, *words)
    child.join()
    return child.exitcode or 0


def kill(child: ForkServerProcess) -> None:
    """End a process and its workers outright."""
    with suppress(ProcessLookupError):  # it has no group of its own yet, or ended just now
        os.killpg(child.pid or 0, signal.SIGKILL)
    child.kill()
    child.join()


def kill_once(child: ForkServerProcess, after_s: float) -> bool:
    """Kill a process after ``after_s`` seconds; True if it still ran."""
    child.join(after_s)
    if child.exitcode is not None:
        return False
    kill(child)
    return True


def finish(folder: Path) -> bool:
    """Crawl until nothing is pending and each list was read; print each pass, tell if it is so.

    What waits for a later try gets it at once.
    """
    lists_read = False
    for number in range(1, ROUNDS + 1):
        words = () if lists_read else ("--all",)
        code = run(folder, "crawl", *words)
        with closing(sqlite3.connect(folder / "khabardar.db")) as db, db:
            unread = db.execute(
                "SELECT count(*) FROM sources WHERE health <> 'off' AND id NOT IN "
                "(SELECT source_id FROM visits WHERE outcome IN ('ok', 'not_modified'))"
            ).fetchone()[0]
            lists_read = not unread
            marks = ", ".join(f"'{reason}'" for reason in OF_THE_MACHINE)
            db.execute(
                "UPDATE links SET state = 'pending', attempts = 0, settled_at = NULL "
                f"WHERE state IN ('pending', 'failed') AND reason IN ({marks})"
            )
            due = "UPDATE {} SET next_try_at = '2000-01-01T00:00:00Z' WHERE state = 'pending'"
            mails = db.execute(due.format("outbox")).rowcount
            db.execute("DELETE FROM hosts")
            pending = db.execute(due.format("links")).rowcount
            why = db.execute(
                "SELECT reason, count(*) FROM links WHERE state = 'pending' GROUP BY 1"
            ).fetchall()
        print(
            f"  pass {number} of {folder.name}: exit {code}, {unread} lists not read, "
            f"{pending} addresses pending {dict(why) or ''}, {mails} mails",
            flush=True,
        )
        if not (unread or pending or mails):
            return True
    return False


def kill_backups(folder: Path, kills: int, moments: random.Random) -> str:
    """Kill backups made while a crawl goes on; return what is wrong with what is left, or ""."""
    copy = folder / "copy.db"
    before, hit = None, 0
    crawl = start(folder, "crawl", "--all")
    while hit < kills:
        if crawl.exitcode is not None:
            crawl = start(folder, "crawl", "--all")
        hit += kill_once(start(folder, "backup", str(copy)), moments.uniform(0.5, 3.0))
        if copy.exists():
            before = read_backup(copy)
        elif before:
            return "a backup that was there is gone"
    if crawl.exitcode is not None:
        crawl = start(folder, "crawl", "--all")
    code = run(folder, "backup", str(copy))
    kill(crawl)
    if code:
        return f"a backup under load ended with {code}"
    counted = count(copy)
    return "" if counted == (read_backup(copy).articles,) * 2 else f"the copy holds {counted}"


def kill_restores(folder: Path, kills: int, moments: random.Random) -> str:
    """Kill restores of an emptier backup; return what is wrong with what is left, or ""."""
    database, kept, copy = (folder / name for name in ("khabardar.db", "kept.db", "copy.db"))
    run(folder, "backup", str(kept))
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
    code = run(folder, "restore", str(kept))
    return "" if code == 0 and count(database) == count(kept) else "not restored"


def count(database: Path) -> tuple[int, int]:
    """Return how many articles there are, and how many of them are in the full-text index."""
    with closing(sqlite3.connect(database)) as db:
        found = db.execute(
            "select (select count(*) from articles), (select count(*) from articles_fts_docsize)"
        ).fetchone()
    return int(found[0]), int(found[1])


def kill_crawls(folder: Path, kills: int, moments: random.Random, latest_s: float) -> int:
    """Kill crawls at random moments until one comes to its end, or ``kills`` are; return how many.

    Which mails went out meanwhile is seen by the mail server alone: what was killed says nothing.
    """
    for hit in range(kills):
        after_s = moments.uniform(EARLIEST_S, latest_s)
        if not kill_once(start(folder, "crawl", "--all"), after_s):
            return hit
    return kills


def is_same(calm: Path, killed: Path, letterbox: Letterbox) -> bool:
    """Let a killed crawl finish and compare it with the one left alone."""
    if not finish(killed):
        print("NOT FINISHED: something is still pending")
        return False
    database = killed / "khabardar.db"
    differ = differences(calm / "khabardar.db", database)
    delivered, whole = are_delivered(database, letterbox.ids), is_whole(database)
    return not differ and delivered and whole


def main() -> None:
    """Run the comparisons and print them; exit 1 if anything differs."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 1_000_000
    moments, began = random.Random(seed), time.perf_counter()
    print(f"seed {seed}, {kills} kills", flush=True)
    _SERVER.set_forkserver_preload(LOADED)
    letterbox, port = Letterbox(), free_port()
    post = Controller(letterbox, hostname="127.0.0.1", port=port)
    post.start()
    with (
        tempfile.TemporaryDirectory() as temporary,
        replayed(PAGES, Path(temporary) / "replay.tsv") as replay,
    ):
        calm = Path(temporary) / "calm"
        write_settings(calm, replay, port)
        well = finish(calm)
        latest_s = first_pass_s(calm)
        print(f"one crawl left alone: {latest_s:.0f} s", flush=True)
        hit = number = 0
        while hit < kills:
            number += 1
            killed = Path(temporary) / f"killed{number}"
            write_settings(killed, replay, port)
            letterbox.ids.clear()
            killed_here = kill_crawls(killed, kills - hit, moments, latest_s)
            hit += killed_here
            print(
                f"database {number}: {killed_here} crawls killed ({hit} so far), with "
                f"{len(letterbox.ids)} mails accepted; {time.perf_counter() - began:.0f} s"
            )
            others = max(killed_here // SHARE, 1)
            well = kill_others((calm, killed), others, moments, letterbox) and well
            shutil.rmtree(killed)
    post.stop()
    print("nothing lost" if well else "SOMETHING DIFFERS")
    sys.exit(not well)


def first_pass_s(folder: Path) -> float:
    """Return how long the first pass over a database took, in seconds."""
    with closing(sqlite3.connect(folder / "khabardar.db")) as db:
        row = db.execute(
            "SELECT 86400 * (julianday(ended_at) - julianday(started_at)) FROM passes "
            "WHERE kind = 'crawl' ORDER BY id LIMIT 1"
        ).fetchone()
    return float(row[0])


def kill_others(
    folders: tuple[Path, Path], kills: int, moments: random.Random, letterbox: Letterbox
) -> bool:
    """Kill backups and restores of a database, and compare it; tell whether all is well."""
    calm, killed = folders
    backups = kill_backups(killed, kills, moments)
    print(f"{kills} backups killed: {backups or 'each copy whole'}", flush=True)
    same = is_same(calm, killed, letterbox)
    restores = kill_restores(killed, kills, moments)
    print(f"{kills} restores killed: {restores or 'each time one or the other'}", flush=True)
    return same and not backups and not restores


if __name__ == "__main__":
    main()
