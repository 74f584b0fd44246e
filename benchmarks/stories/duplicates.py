"""Measures copy detection: pairs of invented and real texts by script, false merges, and cost.

python -m benchmarks.stories.duplicates [--million]
"""

import itertools
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.database.big_indexes import fill_copy_index
from benchmarks.shared_data import NEWSROOM, PAGES, need, truth
from db.store import open_store
from db.stories.minhash_index import MOST_WAITING, index, sharers
from pipelines.stories.copies import CopyVerdict, DuplicateText, compare
from pipelines.stories.minhash import MinHash, candidates, minhash
from pipelines.text.fold import fold
from pipelines.web.urls import url_key

_NUMBER = re.compile(r"(?<![\d.,])\d+(?![\d.,]*\d)")
_LEAST_REPORT_WORDS = 60
Edit = Callable[[list[str], random.Random], list[str]]


def stories() -> None:
    """Print pair F1 over the invented stories, with the wrong pairs of each language."""
    path = need(NEWSROOM / "stories_dev.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    rows = [row for row in rows if row["variant"] != "update"]  # a later text of one address
    texts = {row["id"]: fold("\n\n".join(row["paragraphs"])) for row in rows}
    ready = {name: DuplicateText(text) for name, text in texts.items()}
    keys = {name: set(minhash(text).keys) for name, text in texts.items()}
    count: Counter[str] = Counter()
    for a, b in itertools.combinations(rows, 2):
        cluster = a["cluster"] and a["cluster"] == b["cluster"]
        copies = bool(cluster) and "same_event" not in (a["variant"], b["variant"])
        met = not keys[a["id"]].isdisjoint(keys[b["id"]])
        said = met and _are_copies(ready[a["id"]], ready[b["id"]])
        count[f"{copies:d}{said:d}"] += 1
        if copies != said:
            count[f"wrong {a['lang']}"] += 1
            print("  wrong:", a["id"], b["id"])
    print(f"invented stories: F1 {_f1(count):.3f}", dict(count))


def _are_copies(a: DuplicateText, b: DuplicateText) -> bool:
    return isinstance(compare(a, b), CopyVerdict)


def generated(rng: random.Random) -> None:
    """Print pair F1 by script over edits of real texts, each against as many non-copies."""
    texts = list(_real_texts())
    pools: dict[str, list[list[str]]] = {}
    for text in texts:
        pools.setdefault(_script(" ".join(text)), []).append(text)
    for script, pool in sorted(pools.items()):
        count: Counter[str] = Counter()
        missed: Counter[str] = Counter()
        for number, text in enumerate(pool):
            for name, edit in EDITS.items():
                said = _found(text, edit(text, rng))
                count[f"1{said:d}"] += 1
                missed[name] += not said
            for step in range(1, min(len(EDITS) + 1, len(pool) - number)):
                other = pool[number + step]
                count[f"0{_found(text, other):d}"] += 1
        print(f"{script}: {len(pool)} texts, F1 {_f1(count):.3f}", dict(count), dict(+missed))


def newsroom() -> None:
    """Print pair F1 over the newsroom's pages, imported as a user does and read as stories."""
    rows = {url_key(row["url"]): row for row in truth(NEWSROOM)}
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "khabardar.toml"
        settings.write_text(
            '[network]\ncontact = "benchmark@example.org"\n[topic]\nkeep = "*"\n'
            "[catalogue]\nuse = false\n",
            encoding="utf8",
        )
        call = [sys.executable, "-m", "khabardar", "-c", str(settings)]
        subprocess.run([*call, "import", str(NEWSROOM / "pages.warc.gz")], check=True)
        listed = subprocess.run(
            [*call, "stories", "list", "--json"], check=True, capture_output=True, text=True
        ).stdout
    story_of: dict[str, int] = {}
    for story in map(json.loads, listed.splitlines()):
        for article in (story["first_article"], *story["copies"]):
            story_of[url_key(article["url"])] = story["story_id"]
    count: Counter[str] = Counter()
    known = [(key, row) for key, row in rows.items() if key in story_of]
    for (one, a), (other, b) in itertools.combinations(known, 2):
        copies = bool(a["cluster"]) and a["cluster"] == b["cluster"]
        copies = copies and not {a["variant"], b["variant"]} & {"same_event", "update"}
        copies = copies or a["text"] == b["text"]  # the same brief in two outlets, of no cluster
        said = story_of[one] == story_of[other]
        count[f"{copies:d}{said:d}"] += 1
        if copies != said:
            count[f"wrong {a['lang']}"] += 1
            print("  wrong:", a["story_id"], a["variant"], b["story_id"], b["variant"], one, other)
    print(f"newsroom: {len(known)} of {len(rows)} pages, F1 {_f1(count):.3f}", dict(count))


def false_merges(count: int = 10_000) -> None:
    """Print how many of ``count`` pairs of different texts that share a paragraph are merged.

    The shared paragraph stands first, in the midst or last, and is at most a third of either.
    """
    texts = [text for text in _real_texts() if len(text) > 4]
    rng = random.Random(5)
    wrong: Counter[str] = Counter()
    tried = 0
    while tried < count:
        one, other = rng.sample(texts, 2)
        shared, place = rng.choice(one), rng.choice(("first", "midst", "last"))
        pair = []
        for text in (one, other):
            own = [paragraph for paragraph in text if paragraph != shared][:6]
            own.insert({"first": 0, "midst": len(own) // 2, "last": len(own)}[place], shared)
            pair.append(own)
        if 3 * len(shared.split()) > min(len(" ".join(text).split()) for text in pair):
            continue  # more than a third is no background but an excerpt
        tried += 1
        if _are_copies(*map(_ready, pair)):
            wrong[place] += 1
            print("  merged:", one[0][:60], "|", other[0][:60], "|", shared[:60])
    print(f"shared paragraph of up to a third: {sum(wrong.values())} of {count} pairs merged")


def same_events(count: int = 10_000) -> None:
    """Print how many of ``count`` pairs of own reports of one event are merged.

    Half are the invented reports that are labelled so, with other figures in both, one paragraph
    left out, and a paragraph of one, a statement that both were sent, in the other too. Half are
    the paragraphs of one real text dealt out to two, with one in both: the same people, places and
    numbers in other sentences. Texts that say something twice would be copies of themselves.
    """
    rng = random.Random(8)
    real = [text for text in _real_texts() if len(text) >= 6 and not _says_twice(text)]
    reports = _own_reports()
    wrong = 0
    for number in range(count):
        made = None
        while made is None:
            made = _reported(*rng.choice(reports), rng) if number % 2 else _dealt(real, rng)
        if _are_copies(*map(_ready, made)):
            wrong += 1
            print("  merged:", made[0][0][:60], "|", made[1][0][:60])
    print(f"own reports of one event: {wrong} of {count} pairs merged")


def _says_twice(text: list[str]) -> bool:
    words = fold(" ".join(text)).split()
    runs = [tuple(words[start : start + 6]) for start in range(len(words) - 5)]
    return len(set(runs)) < len(runs)


def _own_reports() -> list[tuple[list[str], list[str]]]:
    """Return the invented reports of one event in the same language that no outlet copied."""
    lines = need(NEWSROOM / "stories_dev.jsonl").read_text(encoding="utf8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        (one["paragraphs"], other["paragraphs"])
        for one in rows
        for other in rows
        if one["variant"] == "same_event" and other["variant"] not in ("same_event", "update")
        if one["cluster"] == other["cluster"] and one["lang"] == other["lang"]
    ]


def _reported(one: list[str], other: list[str], rng: random.Random) -> list[list[str]] | None:
    gone = [rng.sample(text, max(2, len(text) - 1)) for text in (one, other)]
    return _with_shared([sorted(gone[0], key=one.index), sorted(gone[1], key=other.index)], rng)


def _dealt(texts: list[list[str]], rng: random.Random) -> list[list[str]] | None:
    text = rng.choice(texts)
    first = {n for n in range(len(text)) if rng.random() < 0.5}
    sides = [[p for n, p in enumerate(text) if (n in first) == side] for side in (True, False)]
    return _with_shared(sides, rng) if all(sides) else None


def _with_shared(pair: list[list[str]], rng: random.Random) -> list[list[str]] | None:
    """Put a paragraph of one text into the other; None if it is more than a third of either."""
    giver, taker = rng.sample([0, 1], 2)
    shared = rng.choice(pair[giver])
    pair[taker].insert(rng.randint(0, len(pair[taker])), shared)
    lengths = [len(" ".join(text).split()) for text in pair]
    if min(lengths) < _LEAST_REPORT_WORDS or 3 * len(shared.split()) > min(lengths):
        return None
    digits = dict(zip("0123456789", rng.sample("0123456789", 10), strict=True))
    return [["".join(digits.get(c, c) for c in paragraph) for paragraph in text] for text in pair]


def templates(count: int = 10_000) -> None:
    """Print how many of ``count`` pairs of a real text and itself with one other number merge."""
    texts = [text for text in _real_texts() if _NUMBER.search("\n".join(text))]
    rng = random.Random(6)
    merged = 0
    for _ in range(count):
        text = rng.choice(texts)
        merged += _are_copies(_ready(text), _ready(_with_other_number(text, rng)))
    print(f"same template, one number other: {merged} of {count} pairs merged")


def _with_other_number(text: list[str], rng: random.Random) -> list[str]:
    """Return a text with one of its numbers changed."""
    whole = "\n".join(text)
    found = rng.choice([*_NUMBER.finditer(whole)])
    number = str(int(found[0]) + rng.randint(1, 90))
    return (whole[: found.start()] + number + whole[found.end() :]).split("\n")


def tallies() -> None:
    """Print how many of 100 tallies in the same words with other numbers stay apart."""
    words = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(120))
    day = [_ready([f"Today {1000 + n} people came home, {words}."]) for n in range(100)]
    merged = sum(_are_copies(a, b) for a, b in itertools.combinations(day, 2))
    print(f"100 tallies: {merged} pairs merged")


def cost(sizes: tuple[int, ...], measured: int = MOST_WAITING) -> None:
    """Print CPU an article for signature, look-up and insert as the index grows on disk.

    Each article is looked up and inserted in a transaction that stores something else too, as it
    is when it is kept; in turns with as many that store that alone, whose cost is taken off. So
    what the index adds to commits is counted, and writing down what waits in memory, once. The
    index is first filled with made-up keys, as random as real ones. One article in ten is a copy.
    """
    real = folded_texts()
    for size in sizes:
        spent = cost_at(size, real, measured)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{size:>9} articles: {spent:.3f} ms, peak {peak} MB")
    started = time.process_time()
    for text in real[:200]:
        minhash(text)
    print(f"signature alone: {(time.process_time() - started) / 200 * 1000:.3f} ms")


def cost_at(size: int, texts: Sequence[str], measured: int) -> float:
    """Return the CPU, in ms an article, of the last ``measured`` of so many, as ``cost`` says."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "k.db", write=True) as store,
    ):
        known = size - measured
        store.execute("PRAGMA foreign_keys = OFF")  # there are no articles beside the index
        fill_copy_index(store, known)
        store.execute("CREATE TABLE stored (text TEXT)")
        spent = 0.0
        for number in range(1, measured + 1):
            text = _as_new(texts[number % len(texts)], number)
            started = time.process_time()
            with store.transaction():
                store.execute("INSERT INTO stored VALUES (?)", (text,))
            spent -= time.process_time() - started
            started = time.process_time()
            with store.transaction():
                store.execute("INSERT INTO stored VALUES (?)", (text,))
                hashed = minhash(text)
                shared = sharers(store, hashed)
                candidates(shared)
                index(store, known + number, hashed, shared)
            spent += time.process_time() - started
    return spent / measured * 1000


def _as_new(text: str, number: int) -> str:
    """Return a text with every third word made another, for nine numbers of ten."""
    if number % 10 == 0:
        return text
    mark = "".join(chr(97 + int(digit)) for digit in str(number))
    places = itertools.count()
    return re.sub(r"[^\W\d]+", lambda w: w[0] + mark if next(places) % 3 == 0 else w[0], text)


def folded_texts() -> list[str]:
    """Return the folded texts of recorded and invented pages that are no longer than usual."""
    folded = [fold("\n\n".join(text)) for text in _real_texts()]
    return [text for text in folded if len(text) < 6000]


def _real_texts() -> Iterator[list[str]]:
    seen: set[str] = set()
    for row in truth(PAGES):
        paragraphs = [line.strip() for line in (row.get("text") or "").split("\n") if line.strip()]
        key = " ".join(paragraphs)
        if len(key.split()) >= 80 and len(paragraphs) >= 3 and key not in seen:
            seen.add(key)
            yield paragraphs
    for line in need(NEWSROOM / "stories_dev.jsonl").read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        if row["variant"] in ("original", "single"):
            yield row["paragraphs"]


def _script(text: str) -> str:
    arabic = sum("\u0600" <= letter <= "\u06ff" for letter in text)
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    return "Arabic" if arabic > len(text) / 3 else "Latin" if latin > len(text) / 2 else "other"


def _ready(paragraphs: list[str]) -> DuplicateText:
    return DuplicateText(fold("\n\n".join(paragraphs)))


def _found(one: list[str], other: list[str]) -> bool:
    a, b = (fold("\n\n".join(paragraphs)) for paragraphs in (one, other))
    stored = MinHash.from_bytes(minhash(a).to_bytes())
    if set(stored.keys).isdisjoint(minhash(b).keys):
        return False
    return _are_copies(DuplicateText(a), DuplicateText(b))


def _site_boilerplate(text: list[str], rng: random.Random) -> list[str]:
    extra = ["Read more: our other reports", "Share this story with friends", "All rights kept"]
    return [rng.choice(extra), *text, *rng.sample(extra, 2)]


def _cut(share: float) -> Edit:
    def cut(text: list[str], rng: random.Random) -> list[str]:
        words = "\n".join(text).split(" ")
        return [" ".join(words[: int(len(words) * share)])]

    return cut


def _changed(share: float) -> Edit:
    def change(text: list[str], rng: random.Random) -> list[str]:
        pool = [word for line in text for word in line.split() if fold(word).isalpha()]
        return [
            " ".join(
                rng.choice(pool) if rng.random() < share and fold(word).isalpha() else word
                for word in line.split()
            )
            for line in text
        ]

    return change


def _moved(text: list[str], rng: random.Random) -> list[str]:
    return rng.sample(text, len(text))


def _respelled(text: list[str], rng: random.Random) -> list[str]:
    table = str.maketrans({"ی": "ي", "ک": "ك", "ه": "ہ", "\u200c": None, "'": "’"})
    return [line.translate(table).upper() for line in text]


EDITS: dict[str, Edit] = {
    "site boilerplate": _site_boilerplate,
    "half": _cut(0.5),
    "third": _cut(0.34),
    "10 %": _changed(0.1),
    "20 %": _changed(0.2),
    "30 %": _changed(0.3),
    "moved": _moved,
    "respelled": _respelled,
}


def _f1(count: Counter[str]) -> float:
    return 2 * count["11"] / max(2 * count["11"] + count["10"] + count["01"], 1)


if __name__ == "__main__":
    stories()
    generated(random.Random(3))
    newsroom()
    false_merges()
    same_events()
    templates()
    tallies()
    cost((20_000, 100_000, 1_000_000) if "--million" in sys.argv else (20_000, 100_000))
