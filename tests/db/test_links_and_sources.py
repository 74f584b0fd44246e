"""Links end in a state with a reason; sources show how they are."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import status
from db.crawl import links, sources
from db.crawl.rhythm import known_rhythm
from db.store import Store, open_store
from pipelines.items import ArchivePlace, Dropped, Entry, Failed
from pipelines.sources import Source
from pipelines.visits import Validator, Visit
from pipelines.web.source_health import USUAL_PACE_S, next_visit_at
from tests.samples import NOW

A = Source("a", "A", "https://a.example", "PK", ("en", "ur"), feeds=("https://a.example/f",))
B = Source("b", "B", "https://b.example", every_s=3600)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(opened, [A, B], NOW)
        yield opened


def visit(outcome: str = "ok", **facts: object) -> Visit:
    return Visit("a", NOW, "https://a.example/f", outcome, **facts)  # type: ignore[arg-type]


def health(store: Store, name: str = "a") -> str:
    return next(source for source in status.status(store).sources if source.id == name).health


def test_a_link_is_added_once_whoever_lists_it(store: Store) -> None:
    one = Entry("https://a.example/1", "One", NOW, "s", "<p>c</p>", "x", "en", NOW, "assumed")
    entries = [one] * 2
    first = links.add_links(store, "a", "feed", entries, NOW)
    assert [link.entry.title for link in first] == ["One"]
    assert links.add_links(store, "b", "sitemap", entries, NOW) == ()
    assert links.pending_links(store, NOW, 10) == list(first)
    assert links.pending_link(store, "https://a.example/1") == first[0]
    assert links.pending_link(store, "https://a.example/2") is None


def test_a_failed_link_waits_longer_each_time_and_then_ends(store: Store) -> None:
    links.add_links(store, "a", "feed", [Entry("https://a.example/1")], NOW)
    now = NOW
    for wait in links.RETRY_AFTER:
        links.settle_failed(store, "https://a.example/1", Failed("timeout", "slow"), now)
        assert links.pending_links(store, now + wait - timedelta(seconds=1), 9) == []
        now += wait
        assert len(links.pending_links(store, now, 9)) == 1
    links.settle_failed(store, "https://a.example/1", Failed("timeout", "slow"), now)
    assert links.pending_links(store, now + timedelta(days=365), 9) == []
    assert status.status(store).links == {"failed": {"timeout": 1}}


def test_a_time_that_the_site_asked_for_uses_no_try_up(store: Store) -> None:
    links.add_links(store, "a", "feed", [Entry("https://a.example/1")], NOW)
    later = NOW + timedelta(hours=3)
    for _ in range(20):
        links.settle_failed(store, "https://a.example/1", Failed("blocked"), NOW, later)
    assert links.pending_links(store, NOW + timedelta(hours=2), 9) == []
    assert links.pending_links(store, later, 9)[0].attempts == 0


def test_a_dropped_link_keeps_its_reason_and_its_page(store: Store) -> None:
    links.add_links(store, "a", "feed", [Entry("https://a.example/1")], NOW)
    place = ArchivePlace("x.warc.gz", 77)
    links.settle_dropped(store, "https://a.example/1", Dropped("off_topic", "score 1"), NOW, place)
    row = store.rows("SELECT * FROM links")[0]
    assert (row["state"], row["reason"], row["detail"]) == ("dropped", "off_topic", "score 1")
    assert (row["archive_file"], row["archive_offset"]) == ("x.warc.gz", 77)


def test_sources_that_vanish_are_kept_switched_off_and_come_back(store: Store) -> None:
    sources.sync_sources(store, [A], NOW)
    assert health(store, "b") == "off"
    assert [due.source.id for due in sources.due_sources(store, NOW)] == ["a"]
    sources.sync_sources(store, [A, B], NOW)
    assert health(store, "b") == "ok"
    assert sources.known_sources(store) == {"a": A, "b": B}


def test_due_sources_follow_their_pace(store: Store) -> None:
    sources.record_visits(store, "a", [visit(found=3, new=3)], NOW)
    assert [due.source.id for due in sources.due_sources(store, NOW)] == ["b"]
    soon = NOW + timedelta(seconds=USUAL_PACE_S)
    assert [due.source.id for due in sources.due_sources(store, soon)] == ["b", "a"]
    assert [due.source.id for due in sources.due_sources(store, NOW, ["a"])] == ["a"]
    assert len(sources.due_sources(store, NOW, everything=True)) == 2


def test_validators_come_back_with_their_source(store: Store) -> None:
    validator = Validator("https://a.example/f", '"tag"', "", NOW)
    sources.record_visits(store, "a", [visit(validator=validator)], NOW)
    due = sources.due_sources(store, NOW, ["a"])
    assert due[0].validators == (validator,)


def test_visits_to_an_unknown_source_do_no_harm(store: Store) -> None:
    sources.record_visits(store, "nobody", [], NOW)
    assert {row["id"] for row in store.rows("SELECT id FROM sources")} == {"a", "b"}


def test_failures_slow_a_source_down_but_never_end_it(store: Store) -> None:
    now = NOW
    for _ in range(30):
        sources.record_visits(store, "a", [visit("dns", error="no such host")], now)
        now += timedelta(days=1)
        assert sources.due_sources(store, now, ())[0].source.id in ("a", "b")
    sources.record_visits(store, "a", [visit(found=1, new=1)], now)
    assert store.rows("SELECT failures FROM sources WHERE id = 'a'")[0][0] == 0


def test_held_hosts_are_known_until_their_time(store: Store) -> None:
    until = NOW + timedelta(hours=1)
    sources.hold_host(store, "a.example", until, "HTTP 429")
    assert sources.held_hosts(store, NOW) == {"a.example": until}
    assert sources.held_hosts(store, until) == {}


def test_the_wait_after_failures_has_an_upper_bound() -> None:
    waits = [next_visit_at(NOW, 900, failures) - NOW for failures in range(40)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=15)
    assert waits[-1] == timedelta(hours=6)
    assert next_visit_at(NOW, 86_400, 5) - NOW == timedelta(days=1)


def test_what_is_due_is_seen_at_once(store: Store) -> None:
    assert status.anything_due(store, NOW)
    for name in ("a", "b"):
        sources.record_visits(store, name, [visit()], NOW)
    assert not status.anything_due(store, NOW)
    links.add_links(store, "a", "feed", [Entry("https://a.example/1")], NOW)
    assert status.anything_due(store, NOW)


def test_what_another_version_declared_of_an_outlet_is_passed_over(store: Store) -> None:
    row = store.rows("SELECT declaration FROM sources WHERE id = 'a'")[0]
    declared = json.loads(row["declaration"]) | {
        "carrier_pigeons": "@a",
        "delays": {"page": [1, 2]},
    }
    store.execute("UPDATE sources SET declaration = ? WHERE id = 'a'", (json.dumps(declared),))
    assert sources.known_sources(store)["a"] == sources.source_of(row["declaration"])
    assert [due.source.id for due in sources.due_sources(store, NOW, ["a"])] == ["a"]


@pytest.mark.parametrize(
    ("unchanged", "whole", "news", "known"),
    [(0, 6, 0, True), (0, 5, 9, False), (9, 1, 0, False), (3, 4, 9, True), (4, 4, 0, False)],
)
def test_it_is_known_how_an_outlet_answers_when_nothing_is_new(
    store: Store, unchanged: int, whole: int, news: int, known: bool
) -> None:
    seen = [visit("not_modified")] * unchanged + [visit(found=9)] * whole
    sources.record_visits(store, "a", [*seen, *[visit(found=9, new=1)] * news], NOW)
    assert known_rhythm(store, "a", NOW).whole == known
