"""What is said when a time has no news: nothing happened, or nobody looked."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.search.silence import silence, silence_of_query
from db.store import Store, iso, open_store
from pipelines.items import Article
from pipelines.query.parser import parse_query
from pipelines.sources import Source
from press_catalogue.concepts import built_in_concepts
from tests.samples import store_articles

NOW = datetime(2026, 11, 29, 15, 0, tzinfo=UTC)
OLD = "the newest article is of 2026-06-20"
NEVER = "no outlet was asked yet: khabardar crawl"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a database with one article, of June 2026, of an outlet that was never asked."""
    with open_store(tmp_path / "khabardar.db", write=True) as opened:
        at = datetime(2026, 6, 20, 9, tzinfo=UTC)
        article = Article("https://a.example/1", "Gate", "The gate", published_at=at)
        store_articles(opened, Source("a", "A", "https://a.example"), (article, at))
        yield opened


def ask(store: Store, at: datetime) -> None:
    """Write down that the outlet was asked at a moment."""
    store.execute("UPDATE sources SET last_visit_at = ?", (iso(at),))


def test_it_says_how_old_the_newest_article_is_and_when_outlets_were_asked(store: Store) -> None:
    first = date(2026, 11, 20)
    assert silence(store, first, NOW) == f"{OLD}; {NEVER}"
    ask(store, NOW - timedelta(days=2))
    asked = "no outlet was asked since 2026-11-27 15:00 UTC: khabardar crawl"
    assert silence(store, first, NOW) == f"{OLD}; {asked}"
    assert silence(store, date(2026, 6, 20), NOW) == asked
    assert silence(store, first, NOW, date(2026, 11, 27)) == OLD
    ask(store, NOW - timedelta(days=1))
    assert silence(store, first, NOW) == OLD
    assert silence(store, date(2026, 6, 20), NOW) == ""


def test_nothing_is_said_of_a_time_before_the_newest_article(store: Store) -> None:
    assert silence(store, date(2026, 5, 1), NOW, date(2026, 6, 20)) == ""
    assert silence(store, date(2026, 5, 1), NOW, date(2026, 6, 21)) == NEVER


def test_an_empty_database_is_no_silence(tmp_path: Path) -> None:
    with open_store(tmp_path / "khabardar.db", write=True) as empty:
        assert silence(empty, NOW.date(), NOW) == ""


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("gate AND after:2026-11-20", f"{OLD}; {NEVER}"),
        ("gate AND date:2026-11-20..2026-11-22", f"{OLD}; {NEVER}"),
        ("gate AND date:2026-05", ""),
        ("gate AND before:2026-11-20", ""),
        ("gate", ""),
    ],
)
def test_only_a_query_of_days_is_answered_so(store: Store, query: str, said: str) -> None:
    parsed = parse_query(query, built_in_concepts())
    assert silence_of_query(store, parsed, NOW) == said
