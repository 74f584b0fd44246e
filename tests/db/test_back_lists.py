"""The lists of a walk back are durable: what is read stays read, what fails waits or ends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db import status
from db.crawl import back_lists, links, sources
from db.crawl.health import judge_source
from db.store import Store, open_store
from pipelines.items import Dropped, Entry
from pipelines.listings.walk_back import first_lists
from pipelines.sources import BackList, Listing, Source, Window
from pipelines.visits import Visit
from tests.samples import NOW

HOST = "https://ledger.example"
DAY = Window(datetime(2025, 4, 1, tzinfo=UTC), datetime(2025, 4, 6, tzinfo=UTC))
LEDGER = Source("ledger", "Ledger", f"{HOST}/", feeds=(f"{HOST}/feed",))
DOUBTED = Source("doubted", "Doubted", "https://doubted.example/", unproven=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(opened, [LEDGER, DOUBTED], NOW)
        yield opened


def begun(store: Store, source: Source = LEDGER) -> list[BackList]:
    back_lists.begin_walk(store, source.id, first_lists(source, DAY, ()), NOW)
    return back_lists.pending_back_lists(store, NOW, 99)


def test_a_walk_goes_on_where_it_was_stopped_and_begins_anew_once_it_has_ended(
    store: Store,
) -> None:
    feed, robots = begun(store)
    assert [one.listing.kind for one in (feed, robots)] == ["feed", "robots"]
    older = replace(feed, listing=feed.listing.nested(f"{HOST}/feed?paged=2"), depth=1, id=0)
    (following,) = back_lists.end_back_list(store, feed, [older, older], "", NOW, 9, 4)
    assert following == replace(older, id=following.id)
    assert begun(store) == [robots, following]
    for one in (robots, following):
        assert back_lists.end_back_list(store, one, [older], "", NOW) == []
    assert [one.listing.url for one in begun(store)] == [f"{HOST}/feed", f"{HOST}/robots.txt"]
    assert back_lists.begin_walk(store, "ledger", [], NOW) == 0


def test_a_list_that_fails_is_tried_again_and_given_up_in_the_end(store: Store) -> None:
    feed, robots = begun(store)
    back_lists.fail_back_list(store, robots, "robots: closed", NOW, gone=True)
    now = NOW
    for wait in back_lists.RETRY_AFTER:
        back_lists.fail_back_list(store, feed, "timeout", now, gone=False)
        assert back_lists.pending_back_lists(store, now, 9) == []
        assert status.next_due_at(store) == ""  # outlets that were never visited are due first
        now += wait
        assert back_lists.pending_back_lists(store, now, 9) == [feed]
        assert back_lists.pending_back_lists(store, now, 9, ["other"]) == []
    back_lists.fail_back_list(store, feed, "timeout", now, gone=False)
    state = back_lists.walk_state(store, now)
    assert dict(state.failed) == {feed.listing.url: "timeout", robots.listing.url: "robots: closed"}
    assert (state.lists_left, state.later) == (0, 0)


@pytest.mark.parametrize("one_is_there", [True, False])
def test_pages_of_days_that_are_not_there_are_asked_for_no_more(
    store: Store, one_is_there: bool
) -> None:
    days = [one for one in begun(store, replace(LEDGER, archives=(f"{HOST}/{{DD}}",))) if one.depth]
    days = [one for one in back_lists.pending_back_lists(store, NOW, 99) if one.pattern]
    assert len(days) == 6
    if one_is_there:
        back_lists.end_back_list(store, days.pop(), [], "", NOW)
    for day in days[: back_lists.MOST_FAILED_DAYS]:
        back_lists.fail_back_list(store, day, "not_found", NOW, gone=True)
    left = [one for one in back_lists.pending_back_lists(store, NOW, 99) if one.pattern]
    assert len(left) == (2 if one_is_there else 0)
    assert len(back_lists.walk_state(store, NOW).failed) == (3 if one_is_there else 0)


def test_old_links_come_behind_the_news_and_hurry_no_revisit(store: Store) -> None:
    feed = begun(store)[0]
    old = back_lists.add_old_links(store, feed, [Entry(f"{HOST}/a/{n}") for n in range(3)], NOW)
    assert [link.via for link in old] == ["backfill"] * 3
    later = NOW + timedelta(minutes=1)
    links.add_links(store, "ledger", "feed", [Entry(f"{HOST}/new")], later)
    first, *_ = links.pending_links(store, later, 2)
    assert first.entry.url == f"{HOST}/new"
    state = back_lists.walk_state(store, NOW, ["ledger"])
    assert (state.lists_left, state.pages_left, state.later) == (2, 3, 0)
    assert back_lists.walk_state(store, NOW, ["doubted"]).pages_left == 0
    assert store.rows("SELECT DISTINCT base_line FROM links WHERE via = 'backfill'")[0][0] == 0


def test_old_pages_that_are_gone_are_no_trouble_of_the_outlet(store: Store) -> None:
    feed = begun(store)[0]
    old = [Entry(f"{HOST}/old/{number}") for number in range(30)]
    back_lists.add_old_links(store, feed, old, NOW)
    for entry in old:
        links.settle_dropped(store, entry.url, Dropped("not_found", "HTTP 404"), NOW)
    visit = Visit("ledger", NOW, f"{HOST}/feed", "ok", found=9, newest_at=NOW)
    sources.record_visits(store, "ledger", [visit], NOW)
    judged = judge_source(store, "ledger", [visit], NOW)
    assert judged is not None
    assert judged[0] == "ok", judged


def test_only_outlets_that_are_proven_are_walked_through(store: Store) -> None:
    links.add_links(store, "ledger", "feed", [Entry(f"{HOST}/2026/01/02/x")], NOW)
    assert back_lists.watched_outlets(store, ()) == [(LEDGER, (f"{HOST}/2026/01/02/x",))]
    assert back_lists.watched_outlets(store, ["doubted"]) == []
    robots = Listing("robots", "sitemap", f"{HOST}/robots.txt")
    assert robots.nested("x") == Listing("sitemap", "sitemap", "x")
