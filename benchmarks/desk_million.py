"""Asks the pages in the browser of a very large database while something writes to it.

    python -m benchmarks.desk_million FOLDER [ARTICLES]

FOLDER keeps the database of ARTICLES (1,000,000) for the next time; one that is older than a day
is made anew, since the pages show the last days.
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
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from urllib.parse import quote

from benchmarks.big_database import OUTLETS, build
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
    *("refugees", "lang:ps", "relevance:review", "after:2025-01-01 torkham OR chaman"),
)
"""Words of the topic, lists of words, facts of articles."""


def main() -> None:
    """Print for each page the median and the 95th percentile of its times, and the limit."""
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder, articles = Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 1_000_000
    path = folder / f"{articles}.db"
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists() or time.time() - path.stat().st_ctime > 86_400:
        began = time.monotonic()
        build(path, articles, datetime.now(UTC).replace(microsecond=0))
        print(f"made in {time.monotonic() - began:.0f} s")
    stories, widest = _say_size(path)
    with written_to(path) as count, served(path) as port:
        print(f"{'page':28}{'median ms':>10}{'p95 ms':>8}{'limit':>7}")
        for name, limit, paths in pages(stories, widest):
            times = sorted(_ms(port, one) for one in paths)
            p95 = times[round(len(times) * 0.95) - 1]
            print(f"{name:28}{statistics.median(times):>10.0f}{p95:>8.0f}{limit:>7}", flush=True)
    print(f"{count()} articles were written meanwhile")


def _say_size(path: Path) -> tuple[int, int]:
    """Print how large a database is; return the number of its stories, and the widest one."""
    with open_store(path, write=True) as store:
        row = store.rows(
            "SELECT (SELECT count(*) FROM articles) AS articles, count(*) AS stories, "
            "(SELECT count(*) FROM revisions WHERE change <> 'first') AS revisions, "
            "max(source_count) AS outlets, id FROM stories"
        )[0]
    size = path.stat().st_size / 1e9
    print(
        f"{row['articles']:,} articles, {row['stories']:,} stories, {row['revisions']:,} ", end=""
    )
    print(f"revisions, {OUTLETS} outlets, {size:.1f} GB")
    return row["stories"], row["id"]


def pages(stories: int, widest: int) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the name of each page, the limit of its p95 (ms), and the paths that are asked for."""
    chance = random.Random(1)
    yield "Today", LIMIT_MS, ["/"] * ASKED
    yield "Today, chosen", LIMIT_MS, ["/?days=30&country=PK", "/?language=ur&days=7"] * (ASKED // 2)
    some = [f"/-/stories/{chance.randint(1, stories)}" for _ in range(ASKED - 5)]
    yield "Story", LIMIT_MS, [*some, *[f"/-/stories/{widest}"] * 5]
    yield "Stories", LIMIT_MS, ["/-/stories", "/-/stories?days=30&relevance=all"] * (ASKED // 2)
    yield "Changes", LIMIT_MS, ["/-/changes", "/-/changes?days=30&all=1"] * (ASKED // 2)
    yield "Outlets", LIMIT_MS, ["/-/outlets"] * ASKED
    yield "Alerts", LIMIT_MS, ["/-/alerts"] * ASKED
    yield "health", LIMIT_MS, ["/-/health"] * ASKED
    for asked in SEARCHES:
        yield f"Search {asked}", SEARCH_LIMIT_MS, [f"/-/search?q={quote(asked)}"] * (ASKED // 6)


def _ms(port: int, path: str) -> float:
    """Return how long the answer to a path takes, read whole, in milliseconds."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status not in (200, 503):
        sys.exit(f"{path}: status {answer.status}")
    return (time.perf_counter() - began) * 1000


@contextmanager
def served(path: Path) -> Iterator[int]:
    """Let `khabardar serve` show a database for as long as the block runs; gives its port."""
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
            yield _port_of(process)
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
