"""Which pages are asked again when an outlet's newest gives no article, when, and how often."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.crawl import control_pages, health, links, sources
from db.store import Store, open_store
from pipelines.items import ControlPage, Dropped, Entry, Failed
from pipelines.page_blocks import PageBlocks
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.samples import NOW

FEED = "https://a.example/f"
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(opened, [Source("a", "A", "https://a.example", feeds=(FEED,))], NOW)
        yield opened


def read(store: Store, name: str, at: datetime) -> None:
    """List a page and read its text."""
    url = f"https://a.example/{name}"
    links.add_links(store, "a", "feed", [Entry(url)], at)
    blocks = PageBlocks("a.example", f"core {name}", headline=name, words=300, confidence=0.97)
    links.settle_dropped(store, url, Dropped("off_topic", blocks=blocks), at)


def refuse(store: Store, name: str, at: datetime) -> None:
    """List a page (if it is new), and be refused it."""
    url = f"https://a.example/{name}"
    links.add_links(store, "a", "feed", [Entry(url)], at)
    links.settle_failed(store, url, Failed("blocked", "HTTP 403"), at)


def judge(store: Store, at: datetime) -> str:
    judged = health.judge_source(store, "a", [Visit("a", at, FEED, "ok", found=9)], at)
    assert judged is not None
    return judged[0]


def due(store: Store) -> set[str]:
    return {one.entry.url.removeprefix("https://a.example/") for one in due_controls(store)}


def due_controls(store: Store) -> list[ControlPage]:
    return control_pages.due_controls(store)


def answer(store: Store, at: datetime, reason: str) -> None:
    for one in due_controls(store):
        control_pages.note_control(store, one.entry.url, reason, "", at)


def seldom(store: Store) -> None:
    """Let an outlet bring five articles, one a day, and then one that is refused."""
    for day in range(5):
        read(store, f"old{day}", NOW + 24 * HOUR * day)
    refuse(store, "new", NOW + 120 * HOUR)


def test_refusals_are_noticed_by_earlier_pages_and_so_is_their_end(store: Store) -> None:
    seldom(store)
    at = NOW + 121 * HOUR
    assert (judge(store, at), due(store)) == ("ok", set())  # it may be its own fault yet
    assert (judge(store, at + HOUR), due(store)) == ("ok", {"old2", "old3", "old4"})
    assert judge(store, at + 2 * HOUR) == "ok"  # nothing has answered yet
    answer(store, at + 2 * HOUR, "blocked")
    assert (judge(store, at + 3 * HOUR), due(store)) == ("blocked", set())
    assert (judge(store, at + 9 * HOUR), len(due(store))) == ("blocked", 3)
    assert judge(store, at + 10 * HOUR) == "blocked"  # the last answers count till the next
    answer(store, at + 10 * HOUR, "read")
    assert (judge(store, at + 11 * HOUR), due(store)) == ("ok", set())
    assert (judge(store, at + 99 * HOUR), due(store)) == ("ok", set())


def test_another_page_is_doubted_anew_and_trouble_goes_on_with_it(store: Store) -> None:
    seldom(store)
    at = NOW + 123 * HOUR
    judge(store, at)
    answer(store, at, "read")
    refuse(store, "newer", at)
    assert (judge(store, at + 3 * HOUR), due(store)) == ("ok", {"old2", "old3", "old4"})
    answer(store, at + 3 * HOUR, "blocked")
    refuse(store, "newest", at + 4 * HOUR)
    assert judge(store, at + 7 * HOUR) == "blocked"
    assert len(due(store)) == 3
    for name in ("well", "newest"):  # what was refused comes when it is tried again
        read(store, name, at + 8 * HOUR)
    assert judge(store, at + 8 * HOUR) == "ok"


def test_controls_of_a_text_that_may_be_none_are_no_such_texts_themselves(store: Store) -> None:
    for day in range(9):
        read(store, f"old{day}", NOW + 24 * HOUR * day)
    for number in range(2):
        url, at = f"https://a.example/teaser{number}", NOW + (200 + number) * HOUR
        links.add_links(store, "a", "feed", [Entry(url)], at)
        blocks = PageBlocks("a.example", url, headline=url, words=20, confidence=0.97)
        links.settle_dropped(store, url, Dropped("off_topic", blocks=blocks), at)
    judge(store, NOW + 210 * HOUR)
    assert due(store) == {"old6", "old7", "old8"}


def test_what_may_pass_by_itself_counts_at_the_third_try(store: Store) -> None:
    seldom(store)
    judge(store, NOW + 123 * HOUR)
    for times in range(1, 4):
        for one in due_controls(store):
            control_pages.note_control(store, one.entry.url, "timeout", "", NOW, passing=True)
        assert len(due(store)) == (3 if times < 3 else 0)
    sources.postpone(store, ["a"], [], NOW)  # this machine was offline: nothing is known of them
    assert len(due(store)) == 3
    assert control_pages.answered_controls(store, "a") == ()


def test_what_was_lost_in_trouble_is_due_once_the_outlet_is_well(store: Store) -> None:
    read(store, "old", NOW)
    lost = {"empty": Dropped("empty"), "login": Dropped("login"), "other": Dropped("media_only")}
    for number, (name, outcome) in enumerate([*lost.items(), ("long_ago", Dropped("empty"))]):
        at = NOW + number * HOUR - (100 * HOUR if name == "long_ago" else 0 * HOUR)
        links.add_links(store, "a", "feed", [Entry(f"https://a.example/{name}")], at)
        links.settle_dropped(store, f"https://a.example/{name}", outcome, at)
    store.execute(
        "UPDATE sources SET health = 'thin', trouble_since_at = ?", ("2025-11-24T20:00:00Z",)
    )
    at = NOW + 48 * HOUR
    assert judge(store, at) == "ok"
    due_again = {one.entry.url.rpartition("/")[2] for one in links.pending_links(store, at, 9)}
    assert due_again == {"empty", "login"}
    for name in due_again:
        links.settle_dropped(store, f"https://a.example/{name}", lost[name], at)
    judge(store, at + HOUR)
    assert links.pending_links(store, at + HOUR, 9) == []  # once


def test_a_page_that_has_changed_is_no_control(store: Store) -> None:
    seldom(store)
    store.execute("UPDATE page_blocks SET seen_at = '2025-11-28T09:00:00Z' WHERE url LIKE '%old3'")
    judge(store, NOW + 123 * HOUR)
    assert due(store) == {"old1", "old2", "old4"}


def test_a_new_outlet_has_no_page_to_compare_with(store: Store) -> None:
    refuse(store, "new", NOW)
    assert judge(store, NOW + 3 * HOUR) == "ok"
    assert due(store) == set()
