"""Asks the pages in the browser of a very large database while something writes to it.

    python -m benchmarks.database.desk_million FOLDER [ARTICLES]

FOLDER keeps the database of ARTICLES (1,000,000), ARTICLES.db, for the next time. The pages show
the last days: delete a database that is older than a day, and it is made anew.

Beside how long an answer takes, which other programs on the machine make longer, it is told how
long a processor worked for it in the server (Linux only).
"""

import http.client
import multiprocessing
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from urllib.parse import quote

from benchmarks.database.big_database import OUTLETS, build
from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.store import open_store
from pipelines.items import Entry, Link
from press_catalogue.concepts import load_concepts
from tests.samples import BODY, kept_article

ASKED = 60
"""How often each page is asked for."""
LIMIT_MS, SEARCH_LIMIT_MS = 150, 300
SEARCHES = (
    *("torkham", "طورخم", "@deport NEAR/8 @afghan", "chaman lang:ur", "country:AF @torkham"),
    *("refugees", "afghan refugees", '"afghan refugees were deported"', "افغان مہاجرین"),
    *("lang:ps", "relevance:review", "after:2025-01-01 torkham OR chaman", "NOT torkham"),
    *("zaranj -chaman country:PK", "lang:fa @deport", "nowhereatall"),
)
"""Words of the topic, lists of words, phrases, facts of articles, what hardly or never stands."""
DEEP = ("torkham", "refugees", "lang:ps")
"""Asked for from the middle of all articles, and from far back."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers: its port, and the id of its process."""

    port: int
    process: int


@dataclass(frozen=True, slots=True)
class Answer:
    """How long an answer took, and how long a processor worked for it; milliseconds."""

    whole: float
    worked: float


def main() -> None:
    """Print for each page the median and the 95th percentile of its times, and the limit."""
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder, articles = Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 1_000_000
    path = folder / f"{articles}.db"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        began = time.monotonic()
        build(path, articles, datetime.now(UTC).replace(microsecond=0))
        print(f"made in {time.monotonic() - began:.0f} s")
    stories, widest = _say_size(path)
    with written_to(path) as count, served(path) as server:
        print(f"{'page':44}{'median':>8}{'p95':>6}{'limit':>7}{'CPU median':>12}{'p95':>6}   ms")
        for name, limit, paths in pages(articles, stories, widest):
            answers = [_asked(server, one) for one in paths]
            whole = _middle_and_p95([one.whole for one in answers])
            worked = _middle_and_p95([one.worked for one in answers])
            times = f"{whole[0]:>8.0f}{whole[1]:>6.0f}{limit:>7}{worked[0]:>12.0f}{worked[1]:>6.0f}"
            print(f"{name:44}{times}", flush=True)
    print(f"{count()} articles were written meanwhile")


def _middle_and_p95(times: list[float]) -> tuple[float, float]:
    ordered = sorted(times)
    return statistics.median(ordered), ordered[round(len(ordered) * 0.95) - 1]


def _say_size(path: Path) -> tuple[int, int]:
    """Print how large a database is; return the number of its stories, and the widest one."""
    with open_store(path, write=True) as store:
        row = store.rows(
            "SELECT (SELECT count(*) FROM articles) AS articles, count(*) AS stories, "
            "(SELECT count(*) FROM revisions WHERE change <> 'first') AS revisions, "
            "(SELECT max(ended_at) FROM passes) AS made_at, "
            "max(source_count) AS outlets, id FROM stories"
        )[0]
    size = path.stat().st_size / 1e9
    print(
        f"{row['articles']:,} articles, {row['stories']:,} stories, {row['revisions']:,} "
        f"revisions, {OUTLETS} outlets, {size:.1f} GB, made {row['made_at']}"
    )
    return row["stories"], row["id"]


def pages(articles: int, stories: int, widest: int) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the name of each page, the limit of its p95 (ms), and the paths that are asked for."""
    chance = random.Random(1)

    def some(of: int) -> list[int]:
        return [chance.randint(1, of) for _ in range(ASKED)]

    told = [f"/-/stories/{number}" for number in some(stories)]
    told[:5] = [f"/-/stories/{widest}"] * 5
    for name, paths in (
        ("Today", ["/"]),
        ("Today, chosen", ["/?days=30&country=PK", "/?language=ur&days=7"]),
        (
            "Today, of a rule, of a crossing",
            ["/?days=30&rule=Chaman", "/?days=30&crossing=torkham"],
        ),
        ("Today, all of 30 days", ["/?days=30", "/?days=30&relevance=all"]),
        ("Story", told),
        ("Article", [f"/-/articles/{number}" for number in some(articles)]),
        ("Stories", ["/-/stories", "/-/stories?days=30&relevance=all"]),
        ("Changes", ["/-/changes", "/-/changes?days=30&all=1"]),
        ("Outlets", ["/-/outlets"]),
        ("Alerts", ["/-/alerts"]),
        ("About these data", ["/-/about"]),
        ("health", ["/-/health"]),
    ):
        yield name, LIMIT_MS, (paths * ASKED)[:ASKED]
    for asked in SEARCHES:
        yield f"Search {asked}", SEARCH_LIMIT_MS, [f"/-/search?q={quote(asked)}"] * (ASKED // 3)
    for asked in DEEP:
        behind = [f"/-/search?q={quote(asked)}&before={articles // part}" for part in (2, 50)]
        yield f"Search {asked}, further back", SEARCH_LIMIT_MS, behind * (ASKED // 6)


def _asked(server: Server, path: str) -> Answer:
    """Return how long the answer to a path takes, read whole."""
    began, before = time.perf_counter(), _worked_ms(server.process)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status not in (200, 503):
        sys.exit(f"{path}: status {answer.status}")
    whole = (time.perf_counter() - began) * 1000
    return Answer(whole, _worked_ms(server.process) - before)


def _worked_ms(process: int) -> float:
    """Return how long processors have worked for the threads of a process; 0 if that is unknown."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in threads) / 1e6


@contextmanager
def served(path: Path) -> Iterator[Server]:
    """Let `khabardar serve` show a database for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "khabardar.toml"
        settings.write_text(f'[database]\npath = "{path.resolve()}"\n', encoding="utf8")
        command = [
            sys.executable,
            "-m",
            "khabardar",
            "--config",
            str(settings),
            "serve",
            "--port",
            "0",
        ]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            yield Server(_port_of(process), process.pid)
        finally:
            process.terminate()
            process.wait()


def _port_of(process: "subprocess.Popen[bytes]") -> int:
    for line in process.stderr or ():
        found = re.search(rb"http://127\.0\.0\.1:(\d+)/", line)
        if found:
            return int(found[1])
    sys.exit("khabardar serve did not begin")


@contextmanager
def written_to(path: Path) -> Iterator[Callable[[], int]]:
    """Let another process store articles for as long as the block runs; gives how many it did."""
    count = multiprocessing.Value("i", 0)
    writer = multiprocessing.Process(target=_write, args=(path, count), daemon=True)
    writer.start()
    try:
        yield lambda: int(count.value)
    finally:
        writer.terminate()
        writer.join()


def _write(path: Path, count: "Synchronized[int]") -> None:
    """Store a new article five times a second, as a pass does that has pages to read between."""
    version = load_concepts().version
    with open_store(path, write=True) as store:
        while True:
            now = datetime.now(UTC)
            url = f"https://o0.example/late/{now.timestamp()}"
            kept = kept_article(url, text=f"{BODY} {now.isoformat()}", rule_ids=(1,))
            kept = replace(kept, lexicon_version=version)  # another would begin the index anew
            context = SaveContext(now, None, "", "example.org")
            save_kept(store, Link("o0", "feed", Entry(url)), kept, context)
            count.value += 1
            time.sleep(0.2)


if __name__ == "__main__":
    main()
