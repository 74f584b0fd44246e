"""Writes a database of very many invented articles, fast, for measurements of what reads it."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from db.crawl.sources import sync_sources
from db.outbox.rules import sync_rules
from db.search.concept_index import note_concepts
from db.store import Store, iso, open_store
from pipelines.decide import Decider, judge_article
from pipelines.items import Article, Kept, Rule
from pipelines.query.parser import parse_query
from pipelines.sources import Source
from pipelines.text.text_sum import text_sum
from press_catalogue.concepts import load_concepts
from press_catalogue.decider import DeciderSpec, build_decider

OUTLETS = 300
DAYS = 400
BODIES = 1_500
ON_TOPIC = 0.06
NEW_STORY = 0.72
CHANGED = 0.04
WIDE = 0.5
"""Such a share of copies is of one story in two hundred."""
UNSURE = 0.03
WORDS = 260
SILENT = 0.02
_BATCH = 5_000
_LANGUAGES = ("en", "en", "ur", "fa", "prs", "ps", "ar")
_COUNTRIES = ("PK", "AF", "IR", "DE", "GB", "AE", "TR", "US", "IN")
_TOPIC = {
    "en": "Officials at {place} said that {count} Afghan refugees were deported on that day.",
    "ur": "{place} پر حکام نے بتایا کہ {count} افغان مہاجرین ملک بدر کیے گئے۔",
    "fa": "مقام‌ها در {place} گفتند که {count} مهاجر افغان اخراج شدند.",
    "prs": "مقام‌ها در {place} گفتند که {count} مهاجر افغان رد مرز شدند.",
    "ps": "په {place} کې چارواکو وویل چې {count} افغان کډوال په زور وشړل شول.",
    "ar": "قال مسؤولون في {place} إن {count} لاجئ أفغاني جرى ترحيلهم.",
}
_PLACES = {True: ("Torkham", "Chaman", "Islam Qala", "Zaranj"), False: ("طورخم", "چمن", "زرنج")}
_LETTERS = {True: "aeioubcdfghklmnprstvyz", False: "ابتجدرسشعفقکلمنوهی"}
RULES = (
    Rule("Torkham", "torkham AND @deport", ("desk@example.org",)),
    Rule("Chaman", "chaman AND @deport", ("desk@example.org",)),
    Rule("Deported", "@deport NEAR/8 @afghan", ("desk@example.org",), "daily 07:00"),
)


@dataclass(frozen=True, slots=True)
class Body:
    """A judged text that many articles share, and where each rule matched it (JSON)."""

    kept: Kept
    spans: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Told:
    """A story while it grows; ``outlets`` are the numbers of those that have it."""

    first: int
    seen: str
    last: str
    body: Body
    articles: int = 1
    outlets: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Rows:
    """Rows that wait to be written together, by the statement that writes them."""

    store: Store
    waiting: dict[str, list[Sequence[object]]] = field(default_factory=dict)

    def add(self, statement: str, *row: object) -> None:
        """Let a row wait."""
        self.waiting.setdefault(statement, []).append(row)

    def write(self) -> None:
        """Write all that waits, in one transaction."""
        with self.store.transaction():
            for statement, rows in self.waiting.items():
                self.store.execute_many(statement, rows)
        self.waiting.clear()


def build(path: Path, articles: int, now: datetime) -> None:
    """Write a new database of so many articles, the last of them seen at ``now``."""
    chance = random.Random(articles)
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with open_store(partial, write=True) as store:
        outlets = [outlet_of(number) for number in range(OUTLETS)]
        sync_sources(store, outlets, now)
        sync_rules(store, RULES, now)
        decider = rules_decider()
        vocabularies = {latin: vocabulary(latin) for latin in (True, False)}
        bodies = [invented_body(chance, decider, outlets[0], vocabularies) for _ in range(BODIES)]
        version = bodies[0].kept.lexicon_version
        with store.transaction():
            note_concepts(store, 0, {}, version)
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -1000000"):
            store.execute(f"PRAGMA {pragma}")
        _write_articles(store, bodies, articles, now, chance)
        _write_visits(store, now, chance)
    partial.rename(path)


def rules_decider() -> Decider:
    """Return what judges texts by the topic and by ``RULES``."""
    concepts = load_concepts()
    return build_decider(
        DeciderSpec(),
        tuple((number, parse_query(rule.query, concepts)) for number, rule in enumerate(RULES, 1)),
    )


def outlet_of(number: int) -> Source:
    """Return the outlet of a number below ``OUTLETS``."""
    country = _COUNTRIES[number * number % len(_COUNTRIES)]
    return Source(f"o{number}", f"Outlet {number}", f"https://o{number}.example/", country=country)


def vocabulary(latin: bool) -> list[str]:
    """Return the words of invented texts in Latin or Arabic letters; the first stand most often."""
    chance = random.Random(latin)
    letters = _LETTERS[latin]
    return ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(20_000)]


def invented_body(
    chance: random.Random, decider: Decider, source: Source, words: dict[bool, list[str]]
) -> Body:
    """Return an invented text in one of six languages, judged; ``words`` are by Latin letters."""
    language = chance.choice(_LANGUAGES)
    latin = language == "en"
    known = words[latin]
    sentences = [
        " ".join(known[int(len(known) * chance.random() ** 3)] for _ in range(13)) + "."
        for _ in range(WORDS // 13)
    ]
    title = sentences.pop().rstrip(".")
    if chance.random() < ON_TOPIC:
        place, count = chance.choice(_PLACES[latin]), chance.randrange(20, 9_000)
        title = _TOPIC[language].format(place=place, count=f"{count:,}")
        sentences.insert(0, title)
    paragraphs = [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
    article = Article("https://o0.example/", title, "\n\n".join(paragraphs), language=language)
    kept = judge_article(decider, article, source)
    if not isinstance(kept, Kept):
        raise TypeError("every invented text is kept")
    if kept.relevance == "off" and chance.random() < UNSURE:
        kept = replace(kept, relevance="review")
    hits = [(hit.rule_id, [span._asdict() for span in hit.spans]) for hit in kept.hits]
    return Body(kept, tuple((rule, json.dumps(spans)) for rule, spans in hits))


def _write_articles(
    store: Store, bodies: Sequence[Body], articles: int, now: datetime, chance: random.Random
) -> None:
    rows, stories = Rows(store), list[Told]()
    step = timedelta(days=DAYS) / articles
    for number in range(1, articles + 1):
        outlet = chance.randrange(OUTLETS)
        seen = iso(now - step * (articles - number)) or ""
        if stories and chance.random() > NEW_STORY:
            place = len(stories) - 1 - int(min(len(stories), 3_000) * chance.random() ** 4)
            place -= place % 200 if chance.random() < WIDE else 0
            told = stories[place]
            told.articles, told.last = told.articles + 1, seen
        else:
            place = len(stories)
            told = Told(number, seen, seen, chance.choice(bodies))
            stories.append(told)
        told.outlets.add(outlet)
        first = None if told.first == number else told.first
        _write_article(rows, number, outlet, seen, (place + 1, first), told.body)
        if chance.random() < CHANGED:
            _write_revisions(rows, number, seen, told.body)
        if number % _BATCH == 0:
            rows.write()
    for number, told in enumerate(stories, 1):
        counts = (told.articles, len(told.outlets))
        about = (told.body.kept.article.title, told.first, told.first, *counts)
        rows.add(_STORY, number, *about, told.seen, told.last)
    rows.write()


def _write_article(
    rows: Rows, number: int, outlet: int, seen: str, story: tuple[int, int | None], body: Body
) -> None:
    kept, (story_id, first) = body.kept, story
    article, url = kept.article, f"https://o{outlet}.example/news/{number}"
    copied = (first, "exact" if first else None, first is None)
    rows.add(
        _ARTICLE,
        *(number, url, url[8:], f"o{outlet}", article.title, seen, seen, article.language),
        *(
            article.text,
            kept.text_digest,
            text_sum(article.title, "", article.text),
            kept.word_count,
            kept.relevance,
            kept.score,
        ),
        *(" ".join(kept.relevance_rules), kept.lexicon_version, story_id, *copied),
    )
    rows.add(_WORDS, number, kept.folded_title, kept.folded_text)
    rows.add(_LINK, url, f"o{outlet}", seen, seen, number, article.title, seen)
    rows.add(_REMOVED, number)
    for name, places in kept.concepts.items():
        rows.add(_CONCEPT, name, number, json.dumps(places))
    for mark in kept.event_marks:
        rows.add(_MARK, mark, seen, number)
    for rule, spans in body.spans:
        rows.add(_MATCH, rule, number, seen, spans)
        rows.add(_MAIL, rule, story_id, number, article.title, seen, seen, seen)


def _write_revisions(rows: Rows, number: int, seen: str, body: Body) -> None:
    article = body.kept.article
    rows.add(_REVISION, number, seen, article.title, article.text, "first", "")
    after = f"{article.text} 917 more were counted."
    rows.add(_REVISION, number, seen, article.title, after, "figure", "figure 20 -> 917")


def _write_visits(store: Store, now: datetime, chance: random.Random) -> None:
    """Write the visits of a month, one an hour of each outlet, and a pass."""
    rows = Rows(store)
    for hour in range(30 * 24):
        for outlet in range(OUTLETS):
            outcome = "timeout" if chance.random() < SILENT else "ok"
            address = f"https://o{outlet}.example/feed"
            rows.add(_VISIT, f"o{outlet}", iso(now - timedelta(hours=hour)), address, outcome)
    rows.add(_PASS, iso(now), iso(now))
    rows.add("UPDATE sources SET health = 'ok', last_visit_at = ?", iso(now))
    rows.write()


_STORY = "INSERT INTO stories VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)"
_ARTICLE = """
INSERT INTO articles (id, url, url_key, source_id, kind, title, byline, agency, section, image,
    published_at, published_from, published_confidence, first_seen_at, language, text, text_from,
    text_digest, text_sum, word_count, relevance, score, relevance_rules, lexicon_version, story_id,
    copy_of, copy_kind, first_in_story, archive_file, archive_offset, page_sha256)
VALUES (?1, ?, ?, ?, 'article', ?, '', '', '', '', ?, 'jsonld', 0.9, ?, ?, ?, 'page', ?, ?, ?, ?,
    ?, ?, ?, ?, ?, ?, ?, 'khabardar-20251124090000-00001.warc.gz', ?1 * 9000,
    lower(hex(randomblob(32))))
"""
_WORDS = "INSERT INTO articles_fts (rowid, title, text) VALUES (?, ?, ?)"
_LINK = """
INSERT INTO links (url, source_id, found_at, via, state, reason, settled_at, article_id, title,
    published_at, summary, content, author, language, archive_file, archive_offset)
VALUES (?, ?, ?, 'feed', 'kept', 'kept', ?, ?5, ?, ?, '', '', '', '',
    'khabardar-20251124090000-00001.warc.gz', ?5 * 9000)
"""
_REMOVED = (
    "INSERT INTO removed_blocks (article_id, text, rule, evidence) "
    "VALUES (?, 'Share this article with friends', 'notice', 'a link')"
)
_CONCEPT = "INSERT INTO concept_places VALUES (?, ?, ?)"
_MARK = "INSERT OR IGNORE INTO event_marks (mark, at, article_id) VALUES (?, ?, ?)"
_MATCH = "INSERT INTO matches (rule_id, article_id, matched_at, spans) VALUES (?, ?, ?, ?)"
_MAIL = """
INSERT OR IGNORE INTO outbox (rule_id, story_id, article_id, subject, channel, recipient,
    message_id, state, due_at, sent_at, created_at)
VALUES (?, ?, ?, ?, 'mail', 'desk@example.org', '<x@example.org>', 'sent', ?, ?, ?)
"""
_REVISION = (
    "INSERT INTO revisions (article_id, seen_at, title, text, change, summary) "
    "VALUES (?, ?, ?, ?, ?, ?)"
)
_VISIT = (
    "INSERT INTO visits (source_id, at, address, outcome, status, found, new, duration_s, error) "
    "VALUES (?, ?, ?, ?, 200, 1, 1, 0.2, '')"
)
_PASS = (
    "INSERT INTO passes (kind, pid, started_at, ended_at, outcome, counts) "
    "VALUES ('crawl', 1, ?, ?, 'ok', '{}')"
)
