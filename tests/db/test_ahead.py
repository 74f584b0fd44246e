"""A clock that was ahead once: what it left behind counts as due, and legal waits do not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db import status, upkeep
from db.ahead import ahead_words, take_back, times_ahead
from db.crawl import links, revisits, robots, sources
from db.outbox import notices, rules
from db.store import Store, open_store
from pipelines.items import Entry, Failed, Rule
from pipelines.sources import Source
from pipelines.visits import Validator, Visit
from pipelines.web.revisit_plan import next_revisit
from tests.dispatch import SOURCES, Dispatch, open_dispatch
from tests.samples import NOW

WEEKLY = Rule("Weekly", "families", ("one@example.org",), "weekly mon 07:00", "Asia/Karachi")
SLOW = Source("slow", "Slow", "https://slow.example", every_s=3 * 86_400, feeds=("https://s/f",))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Dispatch]:
    with open_dispatch(tmp_path, (WEEKLY,), None) as opened:
        yield opened


def live(desk: Dispatch) -> None:
    """Do all that writes a time, each with its longest legal wait."""
    store, now = desk.store, desk.now
    sources.sync_sources(store, [*SOURCES, SLOW], now)
    for name, outcome in (("slow", "dns"), ("a", "dns"), ("b", "ok")):
        for _ in range(9):
            marks = Validator(f"https://{name}/f", "1", "", now)
            visit = Visit(name, now, f"https://{name}/f", outcome, new=1, validator=marks)  # type: ignore[arg-type]
            sources.record_visits(store, name, [visit], now)
    sources.hold_host(store, "a.example", now + timedelta(hours=24), "HTTP 429")
    robots.keep_robots(store, "https://a.example", "", now)
    links.add_links(store, "a", "feed", [Entry(f"https://a.example/l{n}") for n in "12"], now)
    for _ in links.RETRY_AFTER:
        links.settle_failed(store, "https://a.example/l1", Failed("timeout"), now)
    saved = desk.publish(1)
    at = next_revisit(now, now, (720.0,))
    assert at is not None
    url = "https://a.example/1"
    revisits.plan_revisit(store, saved.article_id, url, now, at, revisits.NO_MARKS)
    upkeep.note_care(store, "quick_check", now, "ok")


def test_the_longest_legal_waits_are_let_be(desk: Dispatch) -> None:
    live(desk)
    assert times_ahead(desk.store, desk.now) == []
    assert times_ahead(desk.store, desk.now - timedelta(minutes=59)) == []
    assert take_back(desk.store, desk.now) == []


@pytest.mark.parametrize("days", [2, 365, 4000])
def test_what_a_clock_ahead_left_behind_is_due(desk: Dispatch, days: int) -> None:
    desk.wait(days=days)
    live(desk)
    sources.sync_sources(desk.store, [*SOURCES, SLOW], desk.now)
    rules.sync_rules(desk.store, [Rule("New", "gate", ("two@example.org",)), WEEKLY], desk.now)
    desk.wait(days=-days)
    store, now = desk.store, desk.now
    assert status.anything_due(store, now)
    found = take_back(store, now)
    assert {one.what for one in found} >= {
        *("next visits to outlets", "next tries of links", "pauses of hosts", "rules"),
        *("copies of robots.txt", "marks of lists", "beginnings of rules", "notes on outlets"),
        "checks and copies of the database",
    }
    if days > 30:
        assert {"next visits to known articles", "mails"} <= {one.what for one in found}
        assert len(revisits.due_revisits(store, now, 9)) == 1
        assert store.rows("SELECT min(next_try_at) FROM outbox")[0][0] <= "2025-11-24T09:00:00Z"
    assert str((now + timedelta(days=days)).year) in ahead_words(found)
    assert {due.source.id for due in sources.due_sources(store, now)} == {*"abcdef", "slow"}
    assert len(links.pending_links(store, now, 9)) == 2
    assert sources.held_hosts(store, now) == {}
    assert robots.known_robots(store, now) == {}
    assert times_ahead(store, now) == []
    assert desk.publish(2).alerts == 1  # a rule that began ahead of now is in force


def test_an_article_seen_ahead_of_now_is_not_visited_hourly() -> None:
    seen = NOW + timedelta(days=365)
    assert next_revisit(seen, NOW, (1.0, 24.0)) == NOW + timedelta(hours=24)
    assert next_revisit(seen, NOW, ()) is None


def test_notices_that_were_queued_ahead_of_now_hold_none_back(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:
        ahead = NOW + timedelta(days=365)
        sources.sync_sources(store, [SLOW], NOW)
        notices.write_notice(store, ["a@b.example"], ("s", "n"), "x.example", ahead)
        _write_dead(store)
        assert len(notices.dead_alerts(store, NOW)) == 1


def _write_dead(store: Store) -> None:
    store.execute(
        "INSERT INTO outbox (subject, channel, recipient, message_id, state, due_at, created_at) "
        "VALUES ('s', 'mail', 'a@b.example', '<x>', 'dead', '', '2025-11-24T08:00:00Z')"
    )
