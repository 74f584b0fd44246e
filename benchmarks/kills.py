"""Kills the main job outright at random moments and checks that nothing was lost or told twice.

    python -m benchmarks.kills [KILLS] [SEED]

First one crawl is left alone, as the measure; then another database is crawled with a SIGKILL
(to the whole process group) at KILLS random moments, and at last left to finish. Mail goes out
while a crawl goes on, so kills hit that, too.
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
from pathlib import Path

from aiosmtpd.controller import Controller

from benchmarks.main_job import RULE, Letterbox, free_port
from benchmarks.shared_data import PAGES, Replay, replayed, settings_toml

EARLIEST_S, LATEST_S = 0.5, 20.0
"""The last ones fall behind the 15 seconds that mail waits while a crawl goes on."""


def command(folder: Path) -> list[str]:
    """Return the command line of one crawl over everything."""
    config = str(folder / "khabardar.toml")
    return [sys.executable, "-m", "khabardar", "-c", config, "crawl", "--all"]


def write_settings(folder: Path, replay: Replay, port: int) -> None:
    """Write a khabardar.toml over all replayed outlets with one rule."""
    folder.mkdir(parents=True)
    text = settings_toml(replay, mail_port=port, rules=RULE)
    (folder / "khabardar.toml").write_text(text, encoding="utf8")


def kill_once(folder: Path, after_s: float) -> bool:
    """Start a crawl, kill it and its workers after ``after_s`` seconds; True if it still ran."""
    child = subprocess.Popen(
        command(folder),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(after_s)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return True
    return False


def finish(folder: Path) -> int:
    """Crawl until nothing is pending, at most five times; return the last exit code."""
    code = 0
    for _ in range(5):
        code = subprocess.run(command(folder), stderr=subprocess.DEVNULL).returncode
        if (
            not sqlite3.connect(folder / "khabardar.db")
            .execute("select count(*) from links where state = 'pending'")
            .fetchone()[0]
        ):
            break
    return code


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
    moments = random.Random(seed)
    print(f"seed {seed}, {kills} kills")
    letterbox, port = Letterbox(), free_port()
    post = Controller(letterbox, hostname="127.0.0.1", port=port)
    post.start()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with replayed(PAGES, folder / "replay.tsv") as replay:
            write_settings(folder / "calm", replay, port)
            finish(folder / "calm")
            calm, calm_told = stored(folder / "calm"), told(folder / "calm")
            letterbox.ids.clear()
            write_settings(folder / "killed", replay, port)
            hit = 0
            while hit < kills:
                hit += kill_once(folder / "killed", moments.uniform(EARLIEST_S, LATEST_S))
            early = len(letterbox.ids)
            finish(folder / "killed")
            killed, killed_told = stored(folder / "killed"), told(folder / "killed")
    post.stop()
    got = collections.Counter(letterbox.ids)
    again = sum(count - 1 for count in got.values())
    print(
        f"articles: {len(calm[0])} calm, {len(killed[0])} killed, differ {len(calm[0] ^ killed[0])}"
    )
    print(
        f"alerts: {calm_told.total()} calm, {killed_told.total()} killed, "
        f"differ {(calm_told - killed_told).total() + (killed_told - calm_told).total()}"
    )
    print(f"mails accepted while crawls went on that were killed: {early}")
    print(
        f"mails: {sum(got.values())}, never sent {len(killed[1] - set(got))}, unknown "
        f"{len(set(got) - killed[1])}, sent again under the same Message-ID {again}"
    )
    print(f"integrity: {killed[2]}, not in the index {killed[3]}")
    well = (
        calm[0] == killed[0]
        and calm_told == killed_told
        and set(got) == killed[1]
        and killed[2] == "ok"
        and killed[3] == 0
    )
    print("nothing lost" if well else "SOMETHING DIFFERS")
    sys.exit(not well)


if __name__ == "__main__":
    main()
