"""What is kept of each host: in which order pages came does not matter, and it is bounded."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.crawl import links, site_boilerplate, sources
from db.crawl.site_boilerplate import (
    FORGOTTEN_AFTER,
    MARKS_KEPT,
    PAGES_KEPT,
    PAGES_LEARNED,
    TITLES_KEPT,
)
from db.store import Store, open_store
from pipelines.items import Entry
from pipelines.page.extract import Block
from pipelines.page_blocks import PageBlocks, PageLine
from pipelines.site.known import SiteBoilerplate, names_title
from pipelines.site.line_keys import key_of, title_key, twice_mark
from pipelines.sources import Source
from tests.pipelines.site.pages import traces
from tests.samples import NOW

HOST = "hill.example"
PLEA = "Walking tours of the old harbour start every Sunday and members pay nothing."
SEEN = "This leaf was turned {} times by our readers"
OLD, NEW = "Stay for our songs, all of them old", "Ask the night desk what it heard"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        opened.execute("PRAGMA synchronous = OFF")
        yield opened


def come(store: Store, pages: Iterable[tuple[int, PageBlocks]], at: datetime = NOW) -> None:
    """Remember pages by number, each an hour after the one before."""
    with store.transaction():
        for number, page in pages:
            seen = at + timedelta(hours=number)
            site_boilerplate.remember_page(store, f"https://hill.example/{number}", page, seen)


def learn(store: Store, host: str = HOST, at: datetime = NOW) -> SiteBoilerplate:
    site_boilerplate.learn(store, host, at)
    return known(store, host)


def known(store: Store, host: str) -> SiteBoilerplate:
    return site_boilerplate.known_boilerplate(store, host, site_boilerplate.shared_marks(store))


def mark(line: str) -> str:
    return Block("p", line).digest


@pytest.mark.parametrize("seed", range(4))
def test_pages_that_come_in_another_order_are_learned_alike(store: Store, seed: int) -> None:
    pages = [(n, traces(n, PLEA, SEEN.format(n))) for n in range(12)]
    come(store, pages)
    whole = learn(store)
    assert mark(PLEA) in whole.marks
    assert len(whole.marks) == 2
    store.execute("DELETE FROM page_blocks")
    store.execute("DELETE FROM furniture")
    store.execute("DELETE FROM site_titles")
    random.Random(seed).shuffle(pages)
    for cut in ((0, 3), (3, 7), (7, 12)):
        come(store, pages[slice(*cut)])
        found = learn(store)
    assert found == whole


def test_a_new_design_is_known_soon_and_the_old_one_for_long(store: Store) -> None:
    come(store, [(n, traces(n, OLD, f"top {n}")) for n in range(60)])
    assert learn(store).marks == {mark(OLD)}
    asked = "SELECT count(*), sum(lines <> '') FROM page_blocks"
    assert tuple(store.rows(asked)[0]) == (60, PAGES_LEARNED)
    come(store, [(n, traces(n, NEW, f"top {n}")) for n in range(60, 70)])
    assert learn(store).marks == {mark(OLD), mark(NEW)}
    come(store, [(n, traces(n, NEW, f"top {n}")) for n in range(70, 110)])
    assert learn(store).marks == {mark(OLD), mark(NEW)}
    assert tuple(store.rows(asked)[0]) == (PAGES_KEPT, PAGES_LEARNED)
    later = NOW + FORGOTTEN_AFTER + timedelta(days=1)
    assert learn(store, at=later).marks == {mark(NEW)}


def test_a_line_that_no_longer_recurs_is_no_boilerplate(store: Store) -> None:
    come(store, [(n, traces(n, OLD, f"top {n}")) for n in range(4)])
    assert learn(store).marks == {mark(OLD)}
    come(store, [(n, traces(n, f"low {n}", f"top {n}")) for n in range(4, 30)])
    assert learn(store).marks == frozenset()


def test_titles_of_lists_and_links_are_known_the_newest_longest(store: Store) -> None:
    sources.sync_sources(store, [Source("a", "A", "https://hill.example")], NOW)
    entries = [Entry("https://hill.example/1", "Storks return to the canal"), Entry("https://x/")]
    links.add_links(store, "a", "feed", entries, NOW)
    linked = [key_of([str(number)]) for number in range(TITLES_KEPT + 50)]
    come(store, [(1, traces(1, linked=tuple(linked[:30])))])
    found = learn(store)
    assert names_title(found, title_key("Storks return to the canal"))
    assert names_title(found, linked[0])
    for first in range(0, len(linked), 2_000):
        page = PageBlocks(HOST, titles=tuple(linked[first : first + 2_000]))
        come(store, [(2 + first, page)])
        found = learn(store)
        store.execute("DELETE FROM page_blocks WHERE url <> 'https://hill.example/1'")
    assert len(found.titles) == 8 * TITLES_KEPT
    assert names_title(found, linked[-1])
    assert not names_title(found, linked[60])
    assert site_boilerplate.learned_titles(store, HOST) == TITLES_KEPT


def test_of_the_titles_of_two_outlets_at_a_host_the_newest_are_added(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_boilerplate, "LISTED_TITLES", 2)
    outlets = [Source(name, name, f"https://{name}.example") for name in "ab"]
    sources.sync_sources(store, outlets, NOW)
    for number, name in enumerate("ab"):
        page = Entry(f"https://hill.example/{number}", f"The first page of {name}")
        links.add_links(store, name, "feed", [page], NOW)
        come(store, [(number, traces(number))])
    learn(store)
    later = (("a", "Boats"), ("b", "Storks"), ("a", "Herons"))
    for hour, (name, what) in enumerate(later, 1):
        entry = Entry(f"https://{name}.example/{what}", f"{what} return to the canal at last")
        links.add_links(store, name, "feed", [entry], NOW + timedelta(hours=hour))
    found = learn(store)
    seen = [
        names_title(found, title_key(f"{what} return to the canal at last")) for _, what in later
    ]
    assert seen == [False, True, True]


def test_titles_before_the_newest_are_read_again_only_if_one_of_these_is_new(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_boilerplate, "NEWEST_TITLES", 1)
    sources.sync_sources(store, [Source("a", "A", "https://hill.example")], NOW)
    told = [f"{what} return to the canal at last" for what in ("Boats", "Storks", "Herons")]
    first, second, third = map(title_key, told)
    for number, title in enumerate(told[:2], 1):
        entry = Entry(f"https://hill.example/{number}", title)
        links.add_links(store, "a", "feed", [entry], NOW + timedelta(hours=number))
    come(store, [(1, traces(1))])
    learn(store)
    store.execute("UPDATE site_titles SET titles = ?", (second,))
    assert [names_title(learn(store), key) for key in (first, second)] == [False, True]
    entry = Entry("https://hill.example/3", told[2])
    links.add_links(store, "a", "feed", [entry], NOW + timedelta(hours=3))
    assert all(names_title(learn(store), key) for key in (first, second, third))


def test_what_was_learned_can_be_listed_and_undone(store: Store) -> None:
    pages = [(n, traces(n, PLEA, SEEN.format(n))) for n in range(5)]
    come(store, pages)
    learn(store)
    lines = site_boilerplate.learned_lines(store, HOST)
    assert {(line.kind, line.pages, line.undone) for line in lines} == {
        *(("text", 5, False), ("shape", 5, False)),
    }
    site_boilerplate.undo(store, HOST, [mark(PLEA)])
    found = learn(store)
    assert mark(PLEA) not in found.marks
    assert len(found.marks) == 1
    assert found.titles
    undone = {line.mark: line.undone for line in site_boilerplate.learned_lines(store, HOST)}
    assert undone[mark(PLEA)]
    site_boilerplate.undo(store, HOST, [], titles=True)
    assert learn(store).titles == b""
    assert site_boilerplate.learned_titles(store, HOST) == 0
    site_boilerplate.undo(store, "other.example", [], titles=True)
    assert known(store, "other.example") == SiteBoilerplate()


def test_what_recurs_on_two_hosts_is_known_of_all(store: Store) -> None:
    for host in ("hill.example", "dale.example"):
        for number in range(3):
            page = replace(traces(number, PLEA, SEEN.format(number)), host=host)
            with store.transaction():
                site_boilerplate.remember_page(store, f"https://{host}/{number}", page, NOW)
        learn(store, host)
    shared = site_boilerplate.shared_marks(store)
    assert len(shared) == 2
    with store.transaction():
        page = replace(traces(9, PLEA, "top"), host="new.example")
        site_boilerplate.remember_page(store, "https://new.example/", page, NOW)
    found = learn(store, "new.example")
    assert found.marks == frozenset()
    assert found.shared == shared
    assert site_boilerplate.hosts_with(store, [mark(PLEA)]) == {
        *("hill.example", "dale.example", "new.example")
    }
    site_boilerplate.undo(store, "dale.example", [mark(PLEA)])
    assert mark(PLEA) not in known(store, "new.example").shared


def test_what_two_articles_have_is_learned_from_what_is_stored(store: Store) -> None:
    long = f"{PLEA} {PLEA}"
    come(store, [(n, traces(n, PLEA, long, f"top {n}")) for n in range(2)])
    assert learn(store).marks == {twice_mark(mark(PLEA))}


def test_labels_are_learned_and_listed_with_a_sample(store: Store) -> None:
    names = ("Storks return to the canal", "Who pays for the new bridge?")
    linked = tuple(map(title_key, names))
    lines = [f"Not to miss: {name}" for name in (*names, "Nobody wrote of that day")]
    come(store, [(n, traces(n, lines[n], f"top {n}")) for n in range(3)])
    come(store, [(9, traces(9, linked=linked))])
    learn(store)
    kinds = {line.kind for line in site_boilerplate.learned_lines(store, HOST)}
    assert kinds == {"label"}


def test_a_host_takes_two_hundred_kilobytes_at_most(store: Store) -> None:
    def key(*parts: object) -> str:
        return key_of([str(part) for part in parts]).hex()

    def page(number: int) -> PageBlocks:
        shared = [PageLine(key("line", n), "s" + key("shape", n)) for n in range(20)]
        own = [PageLine(key(number, n), "s" + key("own", number, n)) for n in range(20)]
        return PageBlocks(
            HOST,
            key("core", number),
            (*shared, *own),
            frozenset(mark for line in shared for mark in line[:2]),
            key("title", number),
            tuple(bytes.fromhex(key("link", number, n)) for n in range(40)),
            tuple(bytes.fromhex(key("tail", number, n)) * 5 + b"tail" for n in range(16)),
        )

    for start in range(0, 400, 40):
        come(store, [(n, page(n)) for n in range(start, start + 40)])
        learn(store)
    store.execute_many(
        "INSERT INTO furniture (host, digest, pages, sample, since_at, seen_at) "
        "VALUES (?, ?, 3, ?, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')",
        [(HOST, key("gone", n), "ک" * site_boilerplate.SAMPLE_LETTERS) for n in range(500)],
    )
    learn(store)
    assert store.rows("SELECT count(*) FROM furniture")[0][0] == MARKS_KEPT
    size = 0
    for table in ("page_blocks", "furniture", "site_titles"):
        for row in store.rows(f"SELECT * FROM {table}"):
            size += sum(len(str(v).encode() if not isinstance(v, bytes) else v) for v in row)
    assert 100_000 < size <= 200_000, size
