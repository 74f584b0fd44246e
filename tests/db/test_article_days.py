"""The kept counts of articles are those that counting gives, whatever is done to the articles."""

import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.crawl.sources import sync_sources
from db.people.judgements import judge_article
from db.reading.about import about_data
from db.reading.days import days_until
from db.reading.outlets import outlet_rows
from db.status import status_of_sources
from db.store import Store, iso, open_store
from db.stories.decisions import join, part
from db.views import ARTICLE_DAYS
from pipelines.items import Entry, Link, Relevance
from pipelines.sources import Source
from tests.samples import BODY, kept_article

NOW = datetime(2025, 11, 20, 9, 0, tzinfo=UTC)
KEPT = "SELECT * FROM article_days ORDER BY day, source_id, relevance"
COUNTED = (
    "SELECT substr(iif(recorded, coalesce(min(published_at, first_seen_at), ''), first_seen_at), "
    "1, 10) AS day, source_id, relevance, count(*) AS articles, "
    "sum(first_in_story) AS firsts FROM articles GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
)
OUTLETS = [Source(name, name, f"https://{name}.example/", country="PK") for name in ("a", "b")]
BARE = """
CREATE TABLE articles (id INTEGER PRIMARY KEY, source_id TEXT, first_seen_at TEXT,
    published_at TEXT, recorded INTEGER, relevance TEXT, first_in_story INTEGER, title TEXT, news_at
    TEXT AS (CASE recorded WHEN 0 THEN first_seen_at ELSE min(published_at, first_seen_at) END));
CREATE TABLE sources (id TEXT PRIMARY KEY);
"""
NUMBERS = st.integers(0, 5)
FACTS = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from(("2025-11-19T23:59:59Z", "2025-11-20T00:00:00Z")),
    st.sampled_from(("2025-04-01T12:00:00Z", "2025-11-21T00:00:00Z", None)),
    st.sampled_from((0, 1)),
    st.sampled_from(("relevant", "review", "off")),
    st.sampled_from((0, 1)),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(("add", "drop", "change", "rename")), NUMBERS, FACTS), max_size=12
)


@settings(max_examples=60)
@given(STEPS, STEPS)
def test_triggers_keep_what_counting_gives(
    before: list[tuple[str, int, tuple[object, ...]]],
    after: list[tuple[str, int, tuple[object, ...]]],
) -> None:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(BARE)
    for step in before:
        do(db, *step)
    for statement in ARTICLE_DAYS:
        db.execute(statement)
    assert db.execute(KEPT).fetchall() == db.execute(COUNTED).fetchall()
    for step in after:
        do(db, *step)
        assert db.execute(KEPT).fetchall() == db.execute(COUNTED).fetchall()
    db.close()


def do(db: sqlite3.Connection, what: str, number: int, facts: tuple[object, ...]) -> None:
    """Add, drop, change or rename an article."""
    match what:
        case "add":
            db.execute(
                "INSERT OR IGNORE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, '')", (number, *facts)
            )
        case "drop":
            db.execute("DELETE FROM articles WHERE id = ?", (number,))
        case "change":
            db.execute(
                "UPDATE articles SET source_id = ?, first_seen_at = ?, published_at = ?, "
                "recorded = ?, relevance = ?, first_in_story = ? WHERE id >= ?",
                (*facts, number),
            )
        case _:
            db.execute("UPDATE articles SET title = title || 'x' WHERE id = ?", (number,))


def test_pages_count_what_is_stored_after_copies_judgements_and_splits(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:
        sync_sources(store, OUTLETS, NOW)
        for number in range(6):
            save(store, number, "relevant" if number % 3 else "off")
        agree(store)
        judge_article(store, 2, "off", NOW)
        judge_article(store, 4, "relevant", NOW)
        agree(store)
        join(store, [1, 3], "example.org", NOW)
        agree(store)
        part(store, [1], [3], "example.org", NOW)
        agree(store)
        store.execute("UPDATE articles SET published_at = ? WHERE id = 6", (iso(NOW),))
        agree(store)
        store.execute("UPDATE articles SET relevance = 'off'")  # a judgement stays
        assert relevances(store) == {"relevant": 1, "off": 5}
        agree(store)


def save(store: Store, number: int, relevance: Relevance) -> None:
    """Store an article; every second one is a copy of the one before.

    The first one comes from a recorded page of three days before, the last one from an undated one.
    """
    outlet, text = OUTLETS[number % 2], f"{BODY} {'abc'[number // 2] * 9} {'xyz'[number // 2] * 7}"
    url = f"{outlet.homepage}{number}"
    kept = replace(kept_article(url, text=text), relevance=relevance)
    if number == 0:
        dated = replace(kept.article, published_at=NOW - timedelta(days=3))
        kept = replace(kept, article=dated)
    context = SaveContext(NOW - timedelta(days=number), None, "", "example.org")
    save_kept(
        store, Link(outlet.id, "import" if number in (0, 5) else "feed", Entry(url)), kept, context
    )


def relevances(store: Store) -> dict[str, int]:
    return dict(map(tuple, store.rows("SELECT relevance, count(*) FROM articles GROUP BY 1")))


def agree(store: Store) -> None:
    """Compare what the pages read with what counting each article gives."""
    assert list(map(tuple, store.rows(KEPT))) == list(map(tuple, store.rows(COUNTED)))
    known = store.rows(
        "SELECT substr(news_at, 1, 10) AS day, source_id, relevance, first_in_story FROM articles"
    )
    came = Counter((row["source_id"], row["day"]) for row in known if row["day"])
    for outlet in outlet_rows(store, status_of_sources(store), NOW.date()):
        assert {day.day.isoformat(): day.articles for day in outlet.days if day.articles} == {
            day: count for (source, day), count in came.items() if source == outlet.source.id
        }
    first = Counter(
        row["day"]
        for row in known
        if row["first_in_story"] and row["relevance"] == "relevant" and row["day"]
    )
    days = days_until(store, NOW.date(), 30)
    assert {day.day.isoformat(): day.total for day in days if day.total} == first
    assert sum(day.articles for day in days) == came.total()
    about = about_data(store)
    assert (about.articles, about.relevance) == (len(known), relevances(store))
    assert {one.id: one.articles for one in about.outlets} == Counter(
        row["source_id"] for row in known
    )
    stories = store.rows("SELECT count(*) FROM stories")[0][0]
    seen = store.rows("SELECT min(first_seen_at), max(first_seen_at) FROM articles")[0]
    assert (about.stories, about.first_at, about.last_at) == (stories, *seen)
