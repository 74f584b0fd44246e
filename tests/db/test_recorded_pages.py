"""Recorded pages are news of the day when they were published, not of the day of their import."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.articles.insert import save_kept
from db.articles.update import update_article
from db.articles.write import SaveContext
from db.crawl.sources import sync_sources
from db.events.read import read_events
from db.events.work import write_events
from db.reading.crossings import crossings
from db.reading.days import days_until
from db.reading.event_cards import event_cards
from db.reading.story_cards import Choice
from db.store import Store, open_store
from db.stories.read import read_stories
from pipelines.items import Entry, Link, Via
from pipelines.sources import Source
from tests.samples import BODY, kept_article

NOW = datetime(2026, 11, 29, 15, 0, tzinfo=UTC)
OLD = datetime(2025, 8, 1, 12, tzinfo=UTC)
CONTEXT = SaveContext(NOW, None, "", "example.org")
TEXTS = ("Walnuts fell in the valley.", "Buses left before dawn.", "Rain came to Multan at last.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give a database with two outlets and no article."""
    with open_store(tmp_path / "khabardar.db", write=True) as opened:
        outlets = [Source(name, name, f"https://{name}.example") for name in "ab"]
        sync_sources(opened, outlets, NOW)
        yield opened


def save(store: Store, number: int, via: Via, published: datetime | None, text: str = "") -> int:
    """Store an article that names Torkham, and return its number; of outlet b if it is new."""
    outlet = "b" if via == "feed" else "a"
    url = f"https://{outlet}.example/{number}"
    kept = kept_article(url, title=f"Told by {outlet}", text=text or TEXTS[number - 1])
    dated = replace(kept.article, published_at=published)
    kept = replace(kept, article=dated, event_marks=("place:torkham",))
    return save_kept(store, Link(outlet, via, Entry(url)), kept, CONTEXT).article_id


def shown(store: Store, days: int = 1) -> list[int]:
    """Return the stories of the last days, in the two lists that must agree, the newest first."""
    since = NOW - timedelta(days=days)
    cards = [card.story_id for card in event_cards(store, Choice(since), "newest")]
    assert cards == [story.id for story in read_stories(store, since)]
    return cards


def totals(store: Store, last: datetime = NOW) -> list[int]:
    """Return the new stories on topic of 30 days, without the days that have none."""
    return [day.total for day in days_until(store, last.date(), 30) if day.total]


@pytest.mark.parametrize("via", ["import", "backfill"])
def test_old_pages_are_no_news_of_today(store: Store, via: Via) -> None:
    save(store, 1, via, OLD)
    save(store, 2, via, None)
    assert shown(store, 30) == totals(store) == []
    assert totals(store, OLD) == [1]
    [crossing] = crossings(store, NOW)
    assert (crossing.this_week, crossing.week_before) == (0, 0)
    assert [story.id for story in read_stories(store)] == [1, 2]
    save(store, 3, "feed", OLD)
    assert shown(store) == [3]
    assert totals(store) == [1]
    assert crossings(store, NOW)[0].this_week == 1
    assert [story.id for story in read_stories(store)] == [3, 1, 2]


def test_what_was_recorded_this_week_is_news_of_its_day(store: Store) -> None:
    save(store, 1, "import", NOW - timedelta(days=2))
    save(store, 2, "import", NOW + timedelta(hours=2))  # a clock that is ahead tells no later day
    assert (shown(store), shown(store, 3)) == ([2], [2, 1])
    assert [day.total for day in days_until(store, NOW.date(), 3)] == [1, 0, 1]


def test_a_copy_that_comes_today_makes_an_old_story_news(store: Store) -> None:
    save(store, 1, "import", OLD, BODY)
    assert shown(store) == []
    save(store, 2, "feed", None, BODY)
    assert shown(store) == [1]


def test_a_day_that_becomes_known_counts(store: Store) -> None:
    article = save(store, 1, "import", None)
    known = kept_article("https://a.example/1", title="Told by a", text=TEXTS[0])
    dated = replace(known, article=replace(known.article, published_at=NOW - timedelta(days=2)))
    assert shown(store, 3) == totals(store) == []
    with store.transaction():
        update_article(store, article, dated, CONTEXT)
    assert shown(store, 3) == [1]
    assert totals(store) == [1]


def test_events_of_old_reports_are_not_among_those_of_the_last_days(store: Store) -> None:
    save(store, 1, "import", OLD)
    save(store, 2, "import", None)
    save(store, 3, "feed", OLD)
    since = NOW - timedelta(days=3)
    with store.transaction():
        write_events(store, [1, 2], [[1, 2]], {}, frozenset(), NOW)
    assert [*read_events(store, since)] == []
    assert len([*read_events(store)]) == 1
    with store.transaction():
        write_events(store, [1, 2, 3], [[1, 2, 3]], {}, frozenset(), NOW)
    assert len([*read_events(store, since)]) == 1
