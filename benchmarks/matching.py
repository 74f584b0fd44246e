"""What matching and searching cost, as ratios in one run.

    python -m benchmarks.matching [ARTICLES]

Rules: 10,000 (and 100) queries over terms of the lexicon and words of recorded articles, on
articles of 5 kB, against fold() and one ahocorasick_rs pass over the same terms. Search: ARTICLES
(100,000) made-up articles of shuffled recorded sentences in a database, 200 queries of every kind.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from benchmarks.rules import lexicon_terms
from benchmarks.shared_data import NEWSROOM, truth
from catalogue.concepts import built_in_concepts
from db.concept_index import index_earlier
from db.store import Store, open_store
from khabardar.finding import find
from pipelines.fold import fold, folded_words
from pipelines.query import parse_query
from pipelines.ruleset import RuleSet
from pipelines.view import ArticleView
from pipelines.words import Words

SHAPES = (
    "{a} AND {b}",
    "({a} OR {b}) AND {c}",
    "{a} NEAR/8 {b}",
    "{a} {b} NOT {c}",
    "{a} AND {p}*",
)
QUERIES = (
    *("{a}", "{a} AND {b}", '"{a} {b}"', "{a} NEAR/5 {b}", "{p}*", "{a} OR {b}", "{a} NOT {b}"),
    *("@deport NEAR/8 @afghan", "title:{a}", "lang:ur {a}", "={a}", "@torkham AND @deport"),
    *("({a} OR {b}) AND @afghan", "ATLEAST/2({a})", '"{a} {b}"~3'),
)
KB = 5_000
DAY = "2025-01-01T00:00:00Z"
EMPTY = (
    *("byline", "agency", "section", "image", "text_digest", "relevance_rules"),
    *("lexicon_version", "page_sha256"),
)


def least_ms(work: Callable[[], object], rounds: int = 30) -> float:
    """Return the least time of ``work``, in milliseconds; noise only ever adds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times) * 1000


def filled(shape: str, terms: list[str], words: list[str], chance: random.Random) -> str:
    """Return a query of a shape with terms put in."""
    a, b, c = (f'"{term}"' if " " in term else term for term in chance.sample(terms, 3))
    return shape.format(a=a, b=b, c=c, p=chance.choice(words)[:5])


def rules_cost(count: int, articles: list[str], words: list[str]) -> None:
    """Print what ``count`` rules cost on each article, and the ratio to one bare pass."""
    chance = random.Random(count)
    terms = [term for term in lexicon_terms() if "?" not in term] + words
    long_words = [word for word in words if len(word) > 5]
    queries = [filled(SHAPES[n % len(SHAPES)], terms, long_words, chance) for n in range(count)]
    concepts = built_in_concepts()
    rules = RuleSet((n, parse_query(query, concepts)) for n, query in enumerate(queries))
    used = {" ".join(folded_words(fold(part))) for q in queries for part in q.split(" AND ")}
    chosen = [*used, *(" ".join(folded_words(fold(term))) for term in terms)]
    bare_terms = [term for term in dict.fromkeys(chosen) if term][: max(count, 1)]
    bare = AhoCorasick(bare_terms, store_patterns=False)
    ours, theirs, hits = [], [], []
    for text in articles:
        view = ArticleView("", text)
        ours.append(least_ms(lambda view=view: rules.match(Words(view))))  # type: ignore[misc]
        theirs.append(
            least_ms(lambda text=text: bare.find_matches_as_indexes(fold(text), overlapping=True))  # type: ignore[misc]
        )
        hits.append(len(rules.match(Words(view))))
    folding = statistics.mean(least_ms(lambda text=text: fold(text)) for text in articles)  # type: ignore[misc]
    mine, other = statistics.mean(ours), statistics.mean(theirs)
    print(
        f"{count} rules: {mine:.2f} ms an article of 5 kB ({statistics.mean(hits):.0f} hits); "
        f"of which folding, done once for all parts of the line, {folding:.2f} ms; "
        f"fold and one pass over {len(bare_terms)} terms {other:.2f} ms; ratio {mine / other:.2f}"
    )


def fill(store: Store, sentences: list[tuple[str, str]], count: int) -> None:
    """Store ``count`` articles of about 2 kB, each of one language."""
    chance = random.Random(1)
    by_language: dict[str, list[str]] = {}
    for language, sentence in sentences:
        by_language.setdefault(language, []).append(sentence)
    languages = sorted(by_language)
    with store.transaction():
        store.execute(
            "INSERT INTO sources (id, name, homepage, country, languages, afghan, declaration) "
            "VALUES ('x', 'X', 'https://x.example', 'PK', '', 0, '')"
        )
        for number in range(1, count + 1):
            language = chance.choice(languages)
            lines = chance.choices(by_language[language], k=16)
            title, text = lines[0][:120], "\n\n".join(lines[1:])
            store.execute(
                "INSERT INTO stories (id, title, article_count, source_count, first_seen_at, "
                "last_seen_at) VALUES (?, ?, 1, 1, '2025', '2025')",
                (number, title),
            )
            values = {
                **dict.fromkeys(EMPTY, ""),
                **{"id": number, "url": f"u{number}", "url_key": f"u{number}", "source_id": "x"},
                **{"kind": "article", "title": title, "language": language, "text": text},
                **{"published_from": "feed", "published_confidence": 1, "text_from": "page"},
                **{"published_at": DAY, "first_seen_at": DAY, "word_count": 0, "score": 0},
                **{"relevance": "review", "story_id": number, "first_in_story": 1},
            }
            store.execute(
                f"INSERT INTO articles ({', '.join(values)}) "
                f"VALUES ({', '.join('?' * len(values))})",
                list(values.values()),
            )
            store.execute(
                "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)",
                (number, fold(title), fold(text)),
            )


def search_cost(count: int, sentences: list[tuple[str, str]], words: list[str]) -> None:
    """Print the times of searches over ``count`` articles."""
    concepts = built_in_concepts()
    chance = random.Random(2)
    long_words = [word for word in words if len(word) > 5]
    queries = [filled(QUERIES[n % len(QUERIES)], words, long_words, chance) for n in range(300)]
    written = sorted({word for _, line in sentences for word in line.split() if word.isalpha()})
    queries = [f"={chance.choice(written)}" if q.startswith("=") else q for q in queries]
    times: list[tuple[float, str, int]] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "x.db", write=True) as store,
    ):
        fill(store, sentences, count)
        index_earlier(store, concepts, count)
        for query in queries:
            began = time.perf_counter()
            found = len(list(find(store, parse_query(query, concepts), 20)))
            times.append(((time.perf_counter() - began) * 1000, query, found))
    times.sort()
    half, most = times[len(times) // 2][0], times[int(len(times) * 0.95)][0]
    print(f"search over {count} articles: median {half:.1f} ms, p95 {most:.1f} ms; the slowest:")
    for took, query, found in times[-8:]:
        print(f"  {took:.0f} ms, {found} found: {query}")


def main() -> None:
    """Measure and print."""
    rows = truth(NEWSROOM)
    sentences = [
        (str(row["lang"]), line)
        for row in rows
        for line in (row["text"] or "").split("\n\n")
        if len(line) > 60
    ]
    texts = [row["text"] or "" for row in rows]
    words = sorted({w for text in texts for w in folded_words(fold(text)) if len(w) > 2})
    by_language: dict[str, str] = {}
    for row in rows:
        by_language[row["lang"]] = by_language.get(row["lang"], "") + (row["text"] or "") + "\n\n"
    articles = [text[:KB] for text in by_language.values() if len(text) >= KB]
    rules_cost(100, articles, words)
    rules_cost(10_000, articles, words)
    search_cost(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sentences, words)


if __name__ == "__main__":
    main()
