"""What matching and searching cost, as ratios in one run.

    python -m benchmarks.alerts.matching [ARTICLES]

Rules: 10,000 (and 100) queries over terms of the lexicon, and over words of the very articles, on
articles of 5 kB, against folding and one ahocorasick_rs pass over the same terms. Search: ARTICLES
(100,000) made-up articles of shuffled recorded sentences in a database, 200 queries of every kind.
"""

import gc
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from benchmarks.alerts.rules import lexicon_terms
from benchmarks.shared_data import NEWSROOM, truth
from db.search.concept_index import index_earlier
from db.search.find import find
from db.store import Store, open_store
from pipelines.query.article_view import ArticleView
from pipelines.query.parser import parse_query
from pipelines.query.ruleset import RuleSet
from pipelines.query.token_index import TokenIndex
from pipelines.text.fold import fold, folded_words, tokens, words_in
from pipelines.text.text_sum import text_sum
from press_catalogue.concepts import built_in_concepts

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
PART = re.compile(r'"[^"]+"|(?!AND\b|OR\b|NOT\b|NEAR\b)[^\s()"]+')
Texts = list[str]
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


def mean_of_least(work: Callable[[str], object], texts: Texts) -> float:
    """Return the mean, over some texts, of the least time of ``work`` on each, in milliseconds."""
    return statistics.mean(least_ms(lambda text=text: work(text)) for text in texts)  # type: ignore[misc]


def filled(shape: str, terms: list[str], words: list[str], chance: random.Random) -> str:
    """Return a query of a shape with terms put in."""
    a, b, c = (f'"{term}"' if " " in term else term for term in chance.sample(terms, 3))
    return shape.format(a=a, b=b, c=c, p=chance.choice(words)[:5])


def first_reading(rules: RuleSet, texts: Texts) -> str:
    """Return in words what texts cost that are read once, after as many others."""
    words_in.clear()
    half = len(texts) // 2
    for text in texts[:half]:
        rules.match(TokenIndex(ArticleView("", text)))
    runs = [
        run for text in texts[half:] for run in TokenIndex(ArticleView("", text)).different_runs
    ]
    new = sum(run not in words_in for run in runs) / len(runs)
    gc.collect()  # what building the rules left is no cost of reading
    began = time.perf_counter()
    for text in texts[half:]:
        rules.match(TokenIndex(ArticleView("", text)))
    took = (time.perf_counter() - began) * 1000 / (len(texts) - half)
    return f"read once, {new:.0%} of its words never met before: {took:.2f} ms an article"


def rules_cost(
    count: int,
    said: str,
    terms: list[str],
    words: list[str],
    articles: Texts,
    stream: Texts,
) -> None:
    """Print what ``count`` rules over some terms cost an article, beside one bare pass.

    The bare pass looks for the same terms in the same folding, and does no more: no bounds of
    words, no places in the original text, no rule. The second adds those places. All read every
    article many times, so that what they remember of its words is there; then all is forgotten and
    each text of ``stream`` is read once.
    """
    chance = random.Random(count)
    queries = [filled(SHAPES[n % len(SHAPES)], terms, words, chance) for n in range(count)]
    concepts = built_in_concepts()
    rules = RuleSet((n, parse_query(query, concepts)) for n, query in enumerate(queries))
    parts = {part for query in queries for part in PART.findall(query)}
    bare_terms = {" ".join(folded_words(fold(part))) for part in parts} - {""}
    bare = AhoCorasick(sorted(bare_terms), store_patterns=False)

    def ours(text: str) -> object:
        return rules.match(TokenIndex(ArticleView("", text)))

    def folded(text: str) -> object:
        return bare.find_matches_as_indexes(fold(text), overlapping=True)

    def placed(text: str) -> object:
        return list(tokens(text)), bare.find_matches_as_indexes(fold(text), overlapping=True)

    mine, folding, placing = (mean_of_least(work, articles) for work in (ours, folded, placed))
    hits = statistics.mean(len(rules.match(TokenIndex(ArticleView("", t))).hits) for t in articles)
    print(
        f"{count} rules over {len(bare_terms)} {said}, {hits:.0f} fit an article: {mine:.2f} ms; "
        f"fold and one pass {folding:.2f} ms, ratio {mine / folding:.2f}; "
        f"words with their places and one pass {placing:.2f} ms, ratio {mine / placing:.2f}"
    )
    print(f"  {first_reading(RuleSet(rules.rules.items()), stream)}")


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
                **{"text_sum": text_sum(title, "", text)},
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
    stream = [text[at : at + KB] for at in range(0, 3 * KB, KB) for text in by_language.values()]
    stream = [text for text in stream if len(text) == KB]
    lexicon = [term for term in lexicon_terms() if "?" not in term]
    long_words = [word for word in words if len(word) > 5]
    beginnings = [term for term in lexicon if len(term) > 5 and term.isalpha()]
    for count in (100, 10_000):
        rules_cost(count, "terms of the lexicon", lexicon, beginnings, articles, stream)
    rules_cost(
        10_000, "terms and words of the articles", lexicon + words, long_words, articles, stream
    )
    search_cost(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, sentences, words)


if __name__ == "__main__":
    main()
