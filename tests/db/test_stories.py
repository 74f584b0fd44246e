"""Stories as they are stored: found as articles come, whatever the order, decided by people."""

import contextlib
import itertools
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.migrations import steps_from_028
from db.migrations.migrate import migrate
from db.outbox import rule_changes, rules
from db.store import Store, open_store
from db.stories import copies, decisions, minhash_index, read
from pipelines.items import Entry, Kept, Link, Rule
from pipelines.sources import Source
from pipelines.stories.key_segments import unpack_part
from pipelines.stories.minhash import MINHASH_VERSION, MOST_SHARERS, MinHash
from tests.samples import NOW, kept_article

OUTLETS = [Source(name, name.upper(), f"https://{name}.example", "PK") for name in "abcdefgh"]
RULES = [Rule("Now", "families", ("one@example.org",)), Rule("Other", "x", ("two@example.org",))]


def invented(seed: int, count: int = 120) -> list[str]:
    """Return made-up words, the same ones for the same seed."""
    rng = random.Random(seed)
    return ["".join(rng.choices("abcdefghijklmnop", k=rng.randint(3, 8))) for _ in range(count)]


WIRE = invented(1)
COPIES = {
    "wire": WIRE,
    "same": WIRE,
    "cut": WIRE[:60],
    "edited": [*invented(2, 10), *WIRE[:50], *invented(3, 6), *WIRE[56:]],
    "tally": [*WIRE[:40], "1200", *WIRE[40:]],
    "next tally": [*WIRE[:40], "900", *WIRE[40:]],
    "alone": invented(4),
    "background": [*invented(5, 90), *WIRE[-20:]],
}
NAMES = list(COPIES)
EXPECTED = [
    ["alone"],
    ["background"],
    ["cut", "edited", "next-tally", "same", "wire"],
    ["tally"],
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(opened, OUTLETS, NOW)
        rules.sync_rules(opened, RULES, NOW)
        yield opened


def save(
    store: Store,
    name: str,
    words: Sequence[str],
    *,
    minute: int = 0,
    rule_ids: tuple[int, ...] = (),
    alerts: bool = True,
) -> insert.Saved:
    url = f"https://{name[0]}.example/{name.replace(' ', '-')}"
    kept = kept_article(url, title=f"Headline of {name}", text=" ".join(words), rule_ids=rule_ids)
    return save_at(store, name[0], kept, minute, alerts=alerts)


def save_at(
    store: Store, outlet: str, kept: Kept, minute: int = 0, *, alerts: bool = True
) -> insert.Saved:
    known = outlet if outlet in "abcdefgh" else "h"
    moment = NOW + timedelta(minutes=minute)
    entry = Entry(kept.article.url)
    links.add_links(store, known, "feed", [entry], moment)
    context = SaveContext(moment, None, "", "example.org", alerts)
    return insert.save_kept(store, Link(known, "feed", entry), kept, context)


def grouping(store: Store) -> set[frozenset[str]]:
    """Return the stories as sets of names, after checking what the tables say of them."""
    found = set()
    for story in read.read_stories(store):
        names = [article.url.rpartition("/")[2] for article in story.articles]
        first, *others = story.articles
        assert (first.copy_of, first.kind) == (None, None)
        held = {article.id for article in story.articles}
        assert all(one.copy_of in held and one.kind for one in others if one.copy_of)
        assert story.article_count == len(names)
        assert story.source_count == len({article.source_id for article in story.articles})
        assert story.title == first.title
        row = store.rows("SELECT first_article_id FROM stories WHERE id = ?", (story.id,))[0]
        assert row["first_article_id"] == first.id
        found.add(frozenset(names))
    firsts = store.rows("SELECT count(*) FROM articles WHERE first_in_story = 1")[0][0]
    assert firsts == len(found)
    assert store.rows("PRAGMA foreign_key_check") == []
    return found


def kinds(store: Store, story_id: int) -> list[str | None]:
    story = read.read_story(store, story_id)
    return [article.kind for article in story.articles] if story else []


def test_copies_join_the_story_of_what_they_copy(store: Store) -> None:
    for minute, name in enumerate(("wire", "same", "cut", "edited", "alone", "background")):
        save(store, name, COPIES[name], minute=minute)
    assert grouping(store) == {
        frozenset(("wire", "same", "cut", "edited")),
        frozenset(("alone",)),
        frozenset(("background",)),
    }
    assert kinds(store, 1) == [None, "exact", "excerpt", "near"]


def test_a_hundred_tallies_in_the_same_words_stay_a_hundred(store: Store) -> None:
    for day in range(100):
        words = [*WIRE[:40], str(1000 + day), *WIRE[40:]]
        assert save(store, f"a{day}", words, minute=day).copy_of is None
    late = [*invented(9, 5), *WIRE[:40], "1013", *WIRE[40:]]
    assert save(store, "b13", late, minute=200).copy_of == 14
    assert len(grouping(store)) == 100


@given(st.permutations(NAMES))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_order_of_arrival_changes_no_story(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    with open_store(tmp_path_factory.mktemp("order") / "k.db", write=True) as store:
        sources.sync_sources(store, OUTLETS, NOW)
        for minute, name in enumerate(order):
            save(store, name, COPIES[name], minute=minute)
        found = grouping(store)
    assert sorted(map(sorted, found)) == EXPECTED


def test_the_index_outlives_a_restart_and_an_older_version(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    with open_store(path, write=True) as store:
        sources.sync_sources(store, OUTLETS, NOW)
        save(store, "alone", COPIES["alone"])
        save(store, "background", COPIES["background"])
        store.execute("UPDATE copy_signatures SET version = ?", (MINHASH_VERSION - 1,))
        store.execute("UPDATE copy_index SET oldest_version = ?", (MINHASH_VERSION - 1,))
        for row in store.rows("SELECT article_id, keys FROM copy_signatures"):
            made = MinHash.from_bytes(row["keys"])  # as another algorithm would have made them
            other = MinHash(tuple(key + 1 for key in made.keys))
            store.execute(
                "UPDATE copy_signatures SET keys = ? WHERE article_id = ?",
                (other.to_bytes(), row["article_id"]),
            )
    with open_store(path, write=True) as store:
        assert save(store, "cut", COPIES["alone"][:80]).copy_of is None
        assert copies.renew_minhashes(store, limit=1) == 1
        assert copies.renew_minhashes(store) == 1
        assert copies.renew_minhashes(store) == 0
        assert save(store, "edited", COPIES["alone"][:70]).copy_of == 1
        versions = store.rows("SELECT DISTINCT version FROM copy_signatures")
        assert [row["version"] for row in versions] == [MINHASH_VERSION]


def articles_on_disk(store: Store) -> set[int]:
    rows = store.rows("SELECT pairs FROM copy_parts")
    return {one for row in rows for one in unpack_part(row["pairs"])[1].tolist()}


@pytest.mark.parametrize("waiting", [1, 10, 1000])
def test_a_key_that_many_share_is_kept_by_the_newest(
    store: Store, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    monkeypatch.setattr(minhash_index, "MOST_WAITING", waiting)
    for number in range(MOST_SHARERS + 6):
        save(store, f"a{number}", [*invented(100 + number, 20), *WIRE[:12]], minute=number)
    row = store.rows("SELECT keys FROM copy_signatures ORDER BY article_id DESC LIMIT 1")[0]
    shared = minhash_index.sharers(store, MinHash.from_bytes(row["keys"]))
    most = max(shared.values(), key=len)
    assert len(most) == len(set(most)) == MOST_SHARERS
    assert min(most) > 1


@pytest.mark.parametrize(("waiting", "on_disk"), [(1, {1, 2}), (2, {1, 2}), (100, set())])
def test_copies_are_found_in_memory_and_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waiting: int, on_disk: set[int]
) -> None:
    monkeypatch.setattr(minhash_index, "MOST_WAITING", waiting)
    path = tmp_path / "k.db"
    with open_store(path, write=True) as store:
        sources.sync_sources(store, OUTLETS, NOW)
        for name in ("alone", "background"):
            save(store, name, COPIES[name])
        assert articles_on_disk(store) == on_disk
        assert save(store, "cut", COPIES["alone"][:80]).copy_of == 1
    with open_store(path, write=True) as store:
        assert save(store, "edited", COPIES["alone"][:70]).copy_of == 1


def undone(store: Store, work: Callable[[], object]) -> None:
    """Do some work in a transaction that is then undone."""
    with contextlib.suppress(KeyboardInterrupt), store.transaction():
        work()
        raise KeyboardInterrupt


def test_the_index_in_memory_forgets_what_was_rolled_back(store: Store) -> None:
    undone(store, lambda: save(store, "alone", COPIES["alone"]))
    assert save(store, "background", COPIES["background"]).copy_of is None
    assert save(store, "cut", COPIES["alone"][:80]).copy_of is None


def test_an_update_that_is_undone_leaves_the_index_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minhash_index, "MOST_WAITING", 3)
    save(store, "alone", COPIES["alone"])
    undone(store, lambda: copies.forget(store, 1, pairs=True))
    save(store, "background", COPIES["background"])
    assert save(store, "cut", COPIES["alone"][:80]).copy_of == 1
    assert articles_on_disk(store) == {1, 2, 3}


def test_a_key_that_many_share_stays_bounded_over_restarts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minhash_index, "MOST_WAITING", 100)
    path = tmp_path / "k.db"
    for visit in range(3):
        with open_store(path, write=True) as store:
            sources.sync_sources(store, OUTLETS, NOW)
            for number in range(45 * visit, 45 * visit + 45):
                text = [*invented(100 + number, 20), *WIRE[:12]]
                save(store, f"a{number}", text, minute=number)
            newest = store.rows(
                "SELECT keys FROM copy_signatures ORDER BY article_id DESC LIMIT 1"
            )[0]
            shared = minhash_index.sharers(store, MinHash.from_bytes(newest["keys"]))
            assert max(map(len, shared.values())) <= MOST_SHARERS


@pytest.mark.parametrize("schema", [1, 40])
def test_an_index_of_an_older_schema_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, schema: int
) -> None:
    monkeypatch.setattr(steps_from_028, "_KEYS_OF_SEGMENT", 2)  # so that they make two groups
    hashes = {number: MinHash(tuple(range(-number, 20 * number, number))) for number in (1, 2, 3)}
    path = tmp_path / "k.db"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, schema)
    for number, hashed in hashes.items():
        signature = (number, MINHASH_VERSION, hashed.to_bytes())
        connection.execute("INSERT INTO copy_signatures VALUES (?, ?, ?)", signature)
        if schema == 1 or number < 3:  # later ones wait in memory
            rows = [(key, number) for key in hashed.keys]
            connection.executemany("INSERT INTO copy_keys VALUES (?, ?)", rows)
    if schema > 1:
        connection.execute("UPDATE copy_index SET through = 2")
    connection.close()
    with open_store(path, write=True) as store:
        for hashed in hashes.values():
            assert minhash_index.sharers(store, hashed) == {
                key: tuple(number for number, one in hashes.items() if key in one.keys)
                for key in hashed.keys
            }


def test_what_was_indexed_anew_waits_over_a_restart_and_is_written_with_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minhash_index, "MOST_WAITING", 2)
    path = tmp_path / "k.db"
    other = MinHash((-5, 0, 4096, 8192))
    with open_store(path, write=True) as store:
        sources.sync_sources(store, OUTLETS, NOW)
        for name in ("alone", "background"):
            save(store, name, COPIES[name])
        before = MinHash.from_bytes(store.rows("SELECT keys FROM copy_signatures")[0]["keys"])
        minhash_index.unindex(store, 1)
        minhash_index.index(store, 1, other, {})
        assert articles_on_disk(store) == {2}
    with open_store(path, write=True) as store:
        assert minhash_index.sharers(store, before) == {}
        assert minhash_index.sharers(store, other) == dict.fromkeys(other.keys, (1,))
        save(store, "wire", COPIES["wire"])
        assert articles_on_disk(store) == {1, 2, 3}
        assert store.rows("SELECT * FROM copy_again") == []
        assert minhash_index.sharers(store, other) == dict.fromkeys(other.keys, (1,))


def test_a_thousand_ways_to_write_an_address_are_one_article_and_one_alert(store: Store) -> None:
    ways = itertools.product(
        ("http://", "https://", "HTTPS://"),
        ("www.a.example", "a.example", "m.a.example", "amp.a.example", "A.example:443"),
        ("/news/1/afghans-return", "/news/1/afghans%2Dreturn", "/news//1/afghans-return"),
        ("", "/", "/amp", "/print", ";jsessionid=1"),
        ("", "?utm_source=rss", "?fbclid=1&utm_medium=x", "?amp=1", "?ref=twitter"),
    )
    addresses = ["".join(way) for way in ways if way[0] != "http://" or "443" not in way[1]]
    assert len(addresses) >= 1000
    for address in addresses:
        save_at(store, "a", kept_article(address, rule_ids=(1,)))
    for table in ("articles", "stories", "outbox"):
        assert store.rows(f"SELECT count(*) FROM {table}")[0][0] == 1


def alerts(store: Store) -> list[tuple[str, int, str, int]]:
    """Return (headline, story, state, superseded) of every alert."""
    found = store.rows("SELECT subject, story_id, state, superseded FROM outbox ORDER BY id")
    return [tuple(row) for row in found]


def mark_sent(store: Store, number: int, outlets: int = 1) -> None:
    store.execute(
        "UPDATE outbox SET state = 'sent', handed = 1, outlets_told = ? WHERE id = ?",
        (outlets, number),
    )


HALVES = {"first": WIRE[:75], "second": WIRE[45:], "whole": WIRE}


def test_a_round_up_makes_no_one_story_of_what_it_holds(store: Store) -> None:
    others = invented(6, 100)
    save(store, "a wire", WIRE)
    save(store, "b other", others, minute=1)
    save(store, "c roundup", [*WIRE, *others], minute=2)
    save(store, "d same", others, minute=3)
    assert len(grouping(store)) == 2
    save(store, "e cut", [*invented(7, 3), *WIRE[:90]], minute=4)
    assert len(grouping(store)) == 2


def test_two_stories_that_a_third_text_joins_alert_once(store: Store) -> None:
    one = save(store, "a first", HALVES["first"], rule_ids=(1,))
    two = save(store, "b second", HALVES["second"], minute=1, rule_ids=(1,))
    assert (one.alerts, two.alerts) == (1, 1)
    whole = save(store, "c whole", HALVES["whole"], minute=2, rule_ids=(1,))
    assert (whole.story_id, whole.alerts) == (one.story_id, 0)
    assert alerts(store) == [("Headline of a first", 1, "pending", 0)]
    assert len(grouping(store)) == 1


def test_what_was_sent_stands_and_what_waits_is_dropped(store: Store) -> None:
    save(store, "a first", HALVES["first"], rule_ids=(1,))
    save(store, "b second", HALVES["second"], minute=1, rule_ids=(1,))
    mark_sent(store, 2)
    save(store, "c whole", HALVES["whole"], minute=2, rule_ids=(1,))
    assert alerts(store) == [("Headline of b second", 1, "sent", 0)]
    told = store.rows("SELECT outlets_told FROM outbox")[0][0]
    assert told == 1, "the next mail tells of the two other outlets"


@pytest.mark.parametrize("second", ["sent", "pending", "dead"])
def test_two_alerts_that_went_out_or_may_have_are_both_kept(store: Store, second: str) -> None:
    save(store, "a first", HALVES["first"], rule_ids=(1,))
    save(store, "b second", HALVES["second"], minute=1, rule_ids=(1,))
    mark_sent(store, 1)
    store.execute("UPDATE outbox SET state = ?, handed = 1 WHERE id = 2", (second,))
    save(store, "c whole", HALVES["whole"], minute=2, rule_ids=(1,))
    assert alerts(store) == [
        ("Headline of a first", 1, "sent", 0),
        ("Headline of b second", 1, second, 1),
    ]
    assert rule_changes.revive_dead(store, NOW) == 0
    again = save(store, "d same", HALVES["whole"], minute=3, rule_ids=(1,))
    assert again.alerts == 0


def test_a_story_that_is_parted_gets_the_alert_that_it_never_had(store: Store) -> None:
    save(store, "a wire", WIRE, rule_ids=(1,))
    save(store, "b same", WIRE, minute=1, rule_ids=(1,))
    save(store, "c same", WIRE, minute=2)
    mark_sent(store, 1, outlets=3)
    later = NOW + timedelta(hours=1)
    assert decisions.part(store, [2, 3], [1], "example.org", later) == 1
    assert grouping(store) == {frozenset(("a-wire",)), frozenset(("b-same", "c-same"))}
    assert alerts(store) == [
        ("Headline of a wire", 1, "sent", 0),
        ("Headline of b same", 2, "pending", 0),
    ]
    save(store, "d same", WIRE, minute=3, rule_ids=(1,))
    assert len(grouping(store)) == 2, "what people parted stays parted"
    assert len(alerts(store)) == 2
    assert decisions.join(store, [1, 2, 3], "example.org", later) == 0
    assert len(grouping(store)) == 1
    assert alerts(store) == [("Headline of a wire", 1, "sent", 0)]


def test_imported_articles_owe_nothing_when_their_story_parts(store: Store) -> None:
    save(store, "a wire", WIRE, rule_ids=(1,), alerts=False)
    save(store, "b same", WIRE, minute=1, rule_ids=(1,), alerts=False)
    assert decisions.part(store, [2], [1], "example.org", NOW) == 0
    assert alerts(store) == []


def test_an_alert_goes_with_the_article_that_it_is_about(store: Store) -> None:
    save(store, "a wire", WIRE)
    save(store, "b same", WIRE, minute=1, rule_ids=(1,))
    assert decisions.part(store, [2], [1], "example.org", NOW) == 0
    assert alerts(store) == [("Headline of b same", 2, "pending", 0)]


def test_what_people_merged_takes_copies_of_either(store: Store) -> None:
    save(store, "a tally", COPIES["tally"])
    save(store, "b tally", COPIES["next tally"], minute=1)
    save(store, "c alone", COPIES["alone"], minute=2)
    assert len(grouping(store)) == 3
    decisions.join(store, [1, 2, 3], "example.org", NOW)
    (merged,) = read.read_stories(store)
    assert [article.kind for article in merged.articles] == [None, None, None]
    save(store, "d tally", [*COPIES["tally"], "ends"], minute=3)
    save(store, "e alone", COPIES["alone"][:70], minute=4)
    assert len(grouping(store)) == 1


def test_first_by_our_clock_and_by_their_own_word(store: Store) -> None:
    save(store, "a wire", WIRE)
    other = kept_article("https://b.example/b", text=" ".join(WIRE))
    published = datetime(2025, 11, 23, tzinfo=UTC)
    object.__setattr__(other.article, "published_at", published)
    save_at(store, "b", other, 5)
    story = read.read_story(store, 1)
    assert story is not None
    assert (story.articles[0].id, story.first_published_article_id) == (1, 2)


def test_the_agency_is_kept_with_the_article(store: Store) -> None:
    kept = kept_article("https://a.example/1", text="KABUL (AFP) - Families crossed the border.")
    save_at(store, "a", kept)
    assert store.rows("SELECT agency FROM articles")[0][0] == "AFP"
