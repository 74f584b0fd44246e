"""What reading articles by meaning costs a pass, that it keeps to its time, and what a kill loses.

    python -m benchmarks.meaning.cost [KILLS]

A pass over the generated newsroom keeps every page, without the sentence model's time and with as
much as it needs: the CPU of both, all processes counted. Then the reading alone, in one process:
of all its articles as a pass meets them, a job after the other, copies among them; and of single
articles, each the least of three rounds, since noise only ever adds. Then a pass with little time;
and one that is killed (SIGKILL to the whole process group) KILLS (5) times, beside one that was
left alone: a rule that asks by like() must have found the same, and told of each once. Ends with 1
if it has not. With 0 KILLS only the costs are measured, which takes two minutes.
"""

import ctypes
import os
import resource
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from benchmarks.database.speed import PR_SET_CHILD_SUBREAPER
from benchmarks.shared_data import NEWSROOM, Replay, replayed, settings_toml
from db.meaning.vectors import next_unread
from db.store import open_store
from passes.meaning.read_texts import ReadTexts
from passes.meaning.vectors import ARTICLES_A_JOB
from pipelines.judging.parts import excerpt_of
from pipelines.meaning.engine import NoModel, SentenceModel, sentence_model
from pipelines.meaning.passages import embed_excerpts
from pipelines.meaning.vectors import stored
from pipelines.query.article_view import ArticleView
from pipelines.query.token_index import TokenIndex
from press_catalogue.decider import built_in_topic

ROUNDS = 3
WAITS = 50
SAMPLE = 60
MANY = 1_000_000
SHORT_S = 10.0
LONG_S = 1_800.0
MOST_RATIO, MOST_CPU_MS = 3.0, 160.0
RULE = """
[[rule]]
name = "Near"
query = 'like("families are sent back across the border", .35)'
to = ["desk@example.org", "reader@example.net"]
max_age_days = 0
"""


def main() -> None:
    """Print what the reading costs, and whether a kill lost or doubled anything."""
    engine = sentence_model()
    if isinstance(engine, NoModel):
        sys.exit(f"benchmarks: {engine}")
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with replayed(NEWSROOM, folder / "replay.tsv") as replay:
            without_s = first_pass(folder / "without", replay, 0.0)
            whole_s = first_pass(folder / "whole", replay, LONG_S)
            read = counted(folder / "whole", "article_vectors")
            ratio = whole_s / without_s
            print(
                f"a pass that keeps {counted(folder / 'whole', 'articles')} pages: CPU "
                f"{without_s:.1f} s without, {whole_s:.1f} s with all {read} read by "
                f"meaning: {ratio:.2f} times (at most {MOST_RATIO:.0f}); "
                f"{1000 * (whole_s - without_s) / read:.0f} ms an article",
                flush=True,
            )
            as_a_pass_reads(folder / "without", engine)
            single_articles(folder / "whole", engine)
        if not kills:
            return
        alone = replace(replay, hosts=[])  # what follows reads by meaning and does nothing else
        write_settings(folder / "without", alone, SHORT_S)
        short_pass(folder / "without")
        write_settings(folder / "without", alone, LONG_S)
        shutil.copytree(folder / "without", folder / "killed")
        lost = killed(folder / "without", folder / "killed", kills)
    sys.exit(lost)


def write_settings(folder: Path, replay: Replay, budget_s: float) -> None:
    """Write a khabardar.toml whose passes may read by meaning for so long."""
    folder.mkdir(parents=True, exist_ok=True)
    rules = f"{RULE}\n[meaning]\nbudget_s = {budget_s}\n"
    text = settings_toml(replay, rules=rules)
    (folder / "khabardar.toml").write_text(text, encoding="utf8")


def first_pass(folder: Path, replay: Replay, budget_s: float) -> float:
    """Return the seconds of CPU that a first pass over all outlets takes, its workers counted."""
    write_settings(folder, replay, budget_s)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    crawl(folder, "--all")
    for _ in range(WAITS):  # workers that outlive the pass; the server of the sites goes on
        if os.waitpid(-1, os.WNOHANG)[0] == 0:
            time.sleep(0.1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def crawl(folder: Path, *words: str) -> None:
    """Make a pass."""
    command = [sys.executable, "-m", "khabardar", "crawl", "--quiet", *words]
    subprocess.run(command, cwd=folder, check=False)


@contextmanager
def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the database of a folder for reading."""
    with closing(sqlite3.connect(f"file:{folder}/khabardar.db?mode=ro", uri=True)) as db:
        yield db


def counted(folder: Path, table: str) -> int:
    """Return how many rows a table has."""
    with opened(folder) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def as_a_pass_reads(folder: Path, engine: SentenceModel) -> None:
    """Print the CPU of reading all articles that wait, job by job, and of reading copies too."""
    passing = every = 0.0
    tokens = Counter[str]()
    with open_store(folder / "khabardar.db", write=False) as store:
        waiting = next_unread(store, MANY)
        texts = ReadTexts(store, engine.digest, built_in_topic())
        for at in range(0, len(waiting), ARTICLES_A_JOB):
            began = time.thread_time()
            asked = texts.ask(waiting[at : at + ARTICLES_A_JOB])
            texts.answer(asked, stored(engine.embed(asked.texts)))
            between = time.thread_time()
            embed_excerpts(engine, asked.excerpts)
            passing += between - began
            every += time.thread_time() - between
            tokens["read"] += sum(map(engine.count_tokens, asked.texts))
            tokens["all"] += sum(
                engine.count_tokens(t) for one in asked.excerpts for t in one.texts
            )
    print(
        f"reading alone, {len(waiting)} articles as a pass meets them: CPU mean "
        f"{1000 * passing / len(waiting):.0f} ms an article (at most {MOST_CPU_MS:.0f}), tokens "
        f"{tokens['read'] / len(waiting):.0f}; with copies read again "
        f"{1000 * every / len(waiting):.0f} ms, tokens {tokens['all'] / len(waiting):.0f}; "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def single_articles(folder: Path, engine: SentenceModel) -> None:
    """Print the CPU of embedding single articles, and how many letters of them are read."""
    with opened(folder) as db:
        rows = db.execute("SELECT title, text FROM articles ORDER BY url LIMIT ?", (SAMPLE,))
        topic = built_in_topic()
        parts = [excerpt_of(TokenIndex(ArticleView(*row)), topic) for row in rows]
    costs = []
    for part in parts:
        tried = []
        for _ in range(ROUNDS):
            began = time.thread_time()
            embed_excerpts(engine, [part])
            tried.append(1000 * (time.thread_time() - began))
        costs.append(min(tried))
    letters = [len(part.head) + len(part.passages) for part in parts]
    tokens = [sum(map(engine.count_tokens, filter(None, part))) for part in parts]
    a_hundred = 100 * sum(costs) / sum(tokens)
    costs.sort()
    print(
        f"{len(parts)} single articles: CPU mean {statistics.mean(costs):.0f} ms (at most "
        f"{MOST_CPU_MS:.0f}), median {statistics.median(costs):.0f}, "
        f"95 of 100 within {costs[int(0.95 * len(costs))]:.0f}; letters read: mean "
        f"{statistics.mean(letters):.0f}, most {max(letters)}; tokens: mean "
        f"{statistics.mean(tokens):.0f}, most {max(tokens)}, {a_hundred:.0f} ms for 100; "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def short_pass(folder: Path) -> None:
    """Print how long a pass took that has little time for all that waits."""
    before = counted(folder, "article_vectors")
    crawl(folder)
    took = last_pass_s(folder)
    print(
        f"a pass that may read for {SHORT_S:.0f} s: {took:.1f} s in all "
        f"(one that reads nothing takes {pause(folder):.1f} s), "
        f"{counted(folder, 'article_vectors') - before} articles read, "
        f"{counted(folder, 'vectors_wanted')} wait",
        flush=True,
    )


def pause(folder: Path) -> float:
    """Return how long a pass takes in which nothing is due and nothing may be read."""
    settings = folder / "khabardar.toml"
    told = settings.read_text(encoding="utf8")
    none = told.replace(f"budget_s = {SHORT_S}", "budget_s = 0.0")
    settings.write_text(none, encoding="utf8")
    crawl(folder)
    return last_pass_s(folder)


def last_pass_s(folder: Path) -> float:
    """Return how long the last pass took."""
    with opened(folder) as db:
        ends = db.execute("SELECT started_at, ended_at FROM passes ORDER BY id DESC").fetchone()
    began, ended = map(datetime.fromisoformat, ends)
    return (ended - began).total_seconds()


def killed(alone: Path, hit: Path, kills: int) -> int:
    """Read all by meaning in two databases, one of them under kills; return 1 if they differ."""
    command = [sys.executable, "-m", "khabardar", "crawl", "--quiet"]
    began = time.perf_counter()
    crawl(alone)
    took = time.perf_counter() - began
    steps = []
    for number in range(1, kills + 1):
        child = subprocess.Popen(command, cwd=hit, start_new_session=True)
        time.sleep(min(1.5 + took * number / (2 * kills), 0.8 * took))
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        steps.append(counted(hit, "vectors_wanted"))
    print(f"articles that wait after each of {kills} kills: {', '.join(map(str, steps))}")
    crawl(hit)
    one, other = told_of(alone), told_of(hit)
    same = "the same" if one == other else "NOT THE SAME"
    print(
        f"left alone: {len(one[0])} matches, {len(one[1])} alerts; killed: {len(other[0])} and "
        f"{len(other[1])}, {same}; articles that wait: {counted(hit, 'vectors_wanted')}"
    )
    return int(one != other or bool(counted(hit, "vectors_wanted")))


def told_of(folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the URLs that rules matched, and which alerts go to whom."""
    with opened(folder) as db:
        matches = db.execute(
            "SELECT url FROM matches m JOIN articles a ON a.id = m.article_id ORDER BY url"
        ).fetchall()
        alerts = db.execute(
            "SELECT recipient, a.url FROM outbox o JOIN articles a ON a.id = o.article_id "
            "WHERE o.kind = 'alert' ORDER BY recipient, a.url"
        ).fetchall()
    return [row[0] for row in matches], [(row[0], row[1]) for row in alerts]


if __name__ == "__main__":
    main()
