"""The SQL of docs/database.md runs and answers; its traps are as it says."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.articles import revisions
from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.outbox import rules
from db.store import Store, open_store
from db.views import VIEWS
from newsdesk.wording import descriptions
from pipelines.items import ArchivePlace, Dropped, Entry, Link, Rule
from pipelines.sources import Source
from pipelines.stories.revisions import Change
from pipelines.visits import Visit
from tests.reference import column_tables
from tests.samples import BODY, kept_article

PAPER = (Path(__file__).parents[1] / "docs" / "database.md").read_text(encoding="utf8")
BLOCKS = re.findall(r"^```sql\n(.*?)^```$", PAPER, re.MULTILINE | re.DOTALL)
NOW = datetime.now(UTC)
URDU = "سرحد پر مہاجرین کے کارڈ دیکھے گئے اور خاندان واپس بھیجے گئے۔ " * 3


def keep(store: Store, outlet: str, number: int, title: str, text: str, language: str) -> None:
    """Store an article on Torkham as first seen so many hours ago, and alert of it."""
    url = f"https://{outlet}.example.org/{number}"
    at = NOW - timedelta(hours=number)
    links.add_links(store, outlet, "feed", [Entry(url)], at)
    kept = kept_article(url, title=title, text=text, rule_ids=(1,), language=language)
    kept = replace(kept, event_marks=("place:torkham",), agency="AFP")
    place = ArchivePlace(f"{number}.warc.gz", 0)
    context = SaveContext(at, place, "ab12", "example.org", revisit_at=NOW)
    save_kept(store, Link(outlet, "feed", Entry(url)), kept, context)


def change(store: Store, article_id: int, title: str) -> None:
    """Let an outlet change a headline, and then take the article away."""
    stored = revisions.stored_article(store, article_id)
    assert stored is not None
    kept = kept_article(stored.url, title=title, text="Other words, " * 20)
    how = SaveContext(NOW, None, "", "example.org", revisit_at=NOW)
    headline = Change("headline", "headline changed", True)
    revisions.record_change(store, stored, kept, headline, how)
    stored = revisions.stored_article(store, article_id)
    assert stored is not None
    assert revisions.record_miss(store, stored, "HTTP 404", 1, "example.org", NOW)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Return a plain connection to a small database, as any SQLite program has it."""
    path = tmp_path_factory.mktemp("paper") / "khabardar.db"
    with open_store(path, write=True) as store:
        long_ago = NOW - timedelta(days=2)
        outlets = [Source(name, name.title(), "") for name in ("dawn", "tolo", "gone")]
        sources.sync_sources(store, outlets, long_ago)
        rule = Rule("Forced returns", "families", ("desk@example.org",), max_age_days=0)
        rules.sync_rules(store, [rule], long_ago)
        keep(store, "dawn", 9, "Families sent back at Torkham", BODY, "en")
        keep(store, "tolo", 7, "Families sent back at Torkham", BODY, "en")
        keep(store, "dawn", 5, "مہاجرین واپس", URDU, "ur")
        keep(store, "dawn", 3, "Gate is closed", "The gate stays closed today. " * 9, "en")
        change(store, 4, "Gate opens")
        links.add_links(store, "dawn", "feed", [Entry("https://example.org/walnut-bread")], NOW)
        links.settle_dropped(
            store, "https://example.org/walnut-bread", Dropped("off_topic", "no hit"), NOW
        )
        lost = Visit("gone", NOW, "https://gone.example/feed", "timeout", error="no answer")
        sources.record_visits(store, "gone", [lost], NOW)
        store.execute(
            "UPDATE sources SET health = 'broken', health_since_at = '2025-01-01' WHERE id = 'gone'"
        )
        store.execute("UPDATE outbox SET state = 'sent', sent_at = created_at")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    yield connection
    connection.close()


def test_there_are_questions_enough() -> None:
    assert len(BLOCKS) > 18


@pytest.mark.parametrize("sql", BLOCKS, ids=lambda sql: " ".join(sql.split())[:50])
def test_every_question_of_the_paper_has_an_answer(database: sqlite3.Connection, sql: str) -> None:
    found = database.execute(sql)
    assert found.fetchall()


def test_stories_are_counted_once_and_copies_are_coverage(database: sqlite3.Connection) -> None:
    count = next(sql for sql in BLOCKS if "as month" in sql)
    stories, articles = Counter[str](), Counter[str]()
    for _, language, told, stored in database.execute(count):
        stories[language] += told
        articles[language] += stored
    assert articles == {"en": 3, "ur": 1}
    assert stories["en"] in (2, 3)  # 3 if a month ended between a story's copies


def test_the_views_have_a_row_for_each_article_place_and_mail(
    database: sqlite3.Connection,
) -> None:
    reports = "SELECT title, outlet, outlets_of_story, copy_kind, agency FROM reports ORDER BY 1"
    assert database.execute(reports).fetchall()[:3] == [
        ("Families sent back at Torkham", "Dawn", 2, None, "AFP"),
        ("Families sent back at Torkham", "Tolo", 2, "exact", "AFP"),
        ("Gate opens", "Dawn", 1, None, ""),
    ]
    named = "SELECT place, outlet, language FROM places_named ORDER BY article_id"
    assert database.execute(named).fetchall() == [
        ("torkham", "Dawn", "en"),
        ("torkham", "Tolo", "en"),
        ("torkham", "Dawn", "ur"),
    ]
    sent = database.execute("SELECT rule, recipient, subject FROM alerts_sent ORDER BY alert_id")
    assert [row[:2] for row in sent] == [("Forced returns", "desk@example.org")] * 3


def test_each_view_is_explained_and_every_column_is_in_the_paper() -> None:
    assert set(VIEWS) < set(descriptions())
    assert column_tables() in PAPER, "write it anew: cog -I . -r docs/*.md"


@pytest.mark.parametrize(
    ("typed", "found"),
    [("کارڈ", 1), ("كارڈ", 0), ("families", 2), ("Families", 2), ("famílies", 2), ("famil", 0)],
)
def test_the_index_knows_folded_words_alone(
    database: sqlite3.Connection, typed: str, found: int
) -> None:
    rows = database.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", (typed,))
    assert len(rows.fetchall()) == found


def test_the_index_holds_no_texts(database: sqlite3.Connection) -> None:
    sql = (
        "SELECT title, text, snippet(articles_fts, 1, '[', ']', '', 9) FROM articles_fts "
        "WHERE articles_fts MATCH 'families'"
    )
    assert set(database.execute(sql)) == {(None, None, None)}
