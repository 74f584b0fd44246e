"""Finds what is nearest in meaning among a million articles, and compares it with the truth.

    python -m benchmarks.meaning.like [ARTICLES]

The vectors are mixtures of those of the judged examples, with noise, in a temporary folder: about
a gigabyte and two minutes for 1,000,000. Printed are the times of a search by a vector, the memory
of a process that searches beyond one that has only opened the database, and how many of the ten
that an exact search over all finds are found. The text's own vector, which is not in the times,
takes half a millisecond a letter. Other programs make the times longer, so beside them stands how
long a processor worked.

Then a page of articles by like() in a query and nothing else, at three thresholds. Where fewer than
a page are so near, all were compared.
"""

import multiprocessing
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from db.crawl.sources import add_source
from db.meaning.bits import BLOCK, loose_blocks, pack_block, vectors_of_block, vectors_of_rows
from db.meaning.nearest import nearest
from db.search.find import find_near
from db.store import Store, open_store
from pipelines.meaning.asked import asked_texts
from pipelines.meaning.engine import DIMENSIONS, NoModel, Vectors, find_model
from pipelines.meaning.language_means import mean_of
from pipelines.meaning.vectors import stored, unit
from pipelines.query.parser import parse_query
from pipelines.sources import Source
from pipelines.text.text_sum import text_sum
from press_catalogue.concepts import load_concepts
from press_catalogue.examples import judged_texts, judged_vectors

SEARCHES = 40
TOP = 10
NOISE = 0.6
"""How long the noise is beside what a mixture means."""
PAGE, ASKED, THRESHOLDS = 20, 6, (0.5, 0.7, 0.9)
LIMIT_MS, LIMIT_MB, LEAST_RECALL = 150, 500, 0.95


def main() -> None:
    """Print times, memory and recall; end with an error if a limit is not kept."""
    articles = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    model = find_model()
    if isinstance(model, NoModel):
        sys.exit(f"benchmarks.meaning.like: {model}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "k.db"
        fill(path, model.digest, articles)
        wanted = unit(np.concatenate(list(_meanings(model.digest, SEARCHES, seed=2)), axis=0)[:, 1])
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            times, worked, memory_mb, found = pool.apply(search, (path, model.digest, wanted))
        true = exact(path, model.digest, wanted, articles)
        put_articles(path, articles)
        ask(path)
    recall = float(np.mean([len(set(a) & set(b)) / TOP for a, b in zip(found, true, strict=True)]))
    (median, p95), (cpu, cpu_p95) = np.percentile([times, worked], [50, 95], axis=1).T
    print(
        f"{articles} articles, {SEARCHES} searches: median {median:.0f} ms, p95 {p95:.0f} ms "
        f"(limit {LIMIT_MS}; a processor worked {cpu:.0f} and {cpu_p95:.0f} ms), "
        f"memory {memory_mb:.0f} MB (limit {LIMIT_MB}), "
        f"{recall:.1%} of the true {TOP} found (at least {LEAST_RECALL:.0%})"
    )
    if p95 > LIMIT_MS or memory_mb > LIMIT_MB or recall < LEAST_RECALL:
        sys.exit("benchmarks.meaning.like: a limit is not kept")


def _meanings(digest: str, count: int, seed: int) -> Iterator[Vectors]:
    """Yield vectors as float32[n, 2, 384]: its language's mean, and what an article means."""
    random = np.random.default_rng(seed)
    examples = judged_vectors(digest)
    if not examples:
        sys.exit("benchmarks.meaning.like: the examples' vectors are of another model")
    means = np.array([mean_of(text.language) for text in judged_texts()], dtype=np.float32)
    own = np.array(examples, dtype=np.float32) - means
    for at in range(0, count, BLOCK):
        size = min(BLOCK, count - at)
        first, other = random.integers(len(own), size=(2, size))
        share = random.uniform(0.5, 1, size=(size, 1)).astype(np.float32)
        meant = unit(share * unit(own[first]) + (1 - share) * unit(own[other]))
        noise = random.normal(size=(size, DIMENSIONS)).astype(np.float32)
        yield np.stack((means[first], unit(meant + NOISE * unit(noise))), axis=1)


def fill(path: Path, digest: str, articles: int) -> None:
    """Store vectors of articles that are not there themselves, and their signs."""
    began = time.monotonic()
    with open_store(path, write=True) as store:
        store.execute("PRAGMA foreign_keys = OFF")
        store.execute("PRAGMA synchronous = OFF")
        store.execute("INSERT INTO sentence_models VALUES (1, ?)", (digest,))
        number = 0
        for vectors in _meanings(digest, articles, seed=1):
            heads = stored(vectors[:, 0] + vectors[:, 1] * np.float32(0.5))
            with store.transaction():
                store.execute_many(
                    "INSERT INTO article_vectors VALUES (?, 1, '', ?, ?)",
                    [(number + at, head, head) for at, head in enumerate(heads, 1)],
                )
            number += len(heads)
        made = time.monotonic()
        for block in loose_blocks(store, digest):
            pack_block(store, digest, block)
    print(f"filled in {made - began:.0f} s, signs in {time.monotonic() - made:.0f} s", flush=True)


def search(
    path: Path, digest: str, wanted: Vectors
) -> tuple[list[float], list[float], float, list[list[int]]]:
    """Return times (ms), CPU times, memory beyond that of opening (MB) and what each one found."""
    times, worked, found = [], [], []
    with open_store(path, write=False) as store:
        before = peak_mb()
        for vector in wanted:
            began, idle = time.perf_counter(), time.process_time()
            best = nearest(store, digest, vector, TOP)
            times.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - idle) * 1000)
            found.append([article_id for article_id, _ in best])
    return times, worked, peak_mb() - before, found


def put_articles(path: Path, articles: int) -> None:
    """Store an article for each vector, all of the same words."""
    told = {"title": "Families sent back", "byline": "", "text": "Several hundred came. " * 80}
    told |= {
        "text_sum": text_sum(**told),
        "source_id": "a",
        "first_seen_at": "2025-11-24T09:00:00Z",
    }
    with open_store(path, write=True) as store:
        store.execute("PRAGMA foreign_keys = OFF")
        add_source(store, Source("a", "A", "https://a.example"))
        for row in store.rows(
            "SELECT name FROM sqlite_master WHERE tbl_name = 'articles' AND type = 'trigger'"
        ):
            store.execute(f"DROP TRIGGER {row['name']}")
        columns = store.rows("PRAGMA table_info(articles)")
        needed = [one for one in columns if one["notnull"] and one["name"] not in ("id", "url_key")]
        values = [told.get(one["name"], "" if one["type"] == "TEXT" else 0) for one in needed]
        names = ", ".join(["id", "url_key", *(one["name"] for one in needed)])
        places = ", ".join("?" * (len(needed) + 2))
        for at in range(0, articles, BLOCK):
            with store.transaction():
                store.execute_many(
                    f"INSERT INTO articles({names}) VALUES ({places})",
                    [(n, n, *values) for n in range(at + 1, min(at + BLOCK, articles) + 1)],
                )


def ask(path: Path) -> None:
    """Print how long a processor works for a page of what like() alone finds."""
    texts = [one.title.replace('"', "") for one in judged_texts() if one.language == "en"]
    asked = texts[:: len(texts) // ASKED][:ASKED]
    if isinstance(asked_texts(asked), NoModel):
        sys.exit("benchmarks.meaning.like: the model cannot be loaded")
    with open_store(path, write=False) as store:
        for least in THRESHOLDS:
            times: dict[bool, list[float]] = {True: [], False: []}
            for text in asked:
                query = parse_query(f'like("{text}", {least})', load_concepts())
                began = time.process_time()
                found = len(list(find_near(store, query, PAGE)))
                times[found == PAGE].append(time.process_time() - began)
            print(
                f"like() alone, {least}: a page of {PAGE}: {_seconds(times[True])}; "
                f"fewer, so that all were compared: {_seconds(times[False])}",
                flush=True,
            )


def _seconds(times: list[float]) -> str:
    shown = f"CPU {np.median(times):.2f} s, at most {max(times):.2f}" if times else "none"
    return f"{len(times)} searches, {shown}"


def peak_mb() -> float:
    """Return the most memory that this process has had so far (Linux)."""
    told = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(told[0]) / 1024


def exact(path: Path, digest: str, wanted: Vectors, articles: int) -> list[list[int]]:
    """Return the ids of the true nearest of each vector, by comparing every article.

    Ends the program if not every article was compared.
    """
    with open_store(path, write=False) as store:
        scores = np.concatenate(list(_scores(store, digest, wanted, articles)))
    if len(scores) != articles:
        sys.exit(f"benchmarks: the exact search saw {len(scores)} of {articles} articles")
    best = np.argpartition(-scores, TOP, axis=0)[:TOP].T
    return [[int(row) + 1 for row in rows] for rows in best]


def _scores(store: Store, digest: str, wanted: Vectors, articles: int) -> Iterator[Vectors]:
    for block in range(articles // BLOCK + 1):
        if rows := list(vectors_of_block(store, digest, block)):
            yield vectors_of_rows(rows) @ wanted.T


if __name__ == "__main__":
    main()
