"""Outlets whose own lists have died: others are found, tried beside them, kept or taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from db.crawl import learned_lists, links, sources, to_search
from db.outbox.outbox import outbox_rows
from db.status import status_of_sources
from passes.begin import PassContext
from passes.lists.mending import search_outlets
from passes.outlets import judge_outlets, queue_outlet_notice
from passes.report import PassReport
from pipelines.items import Entry
from pipelines.sources import Source
from pipelines.visits import LearnedList, Visit, VisitOutcome
from pipelines.web.network_policy import Network
from tests.dispatch import Dispatch, open_dispatch
from tests.newsroom import Answer, Newsroom
from tests.samples import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLD, NEW = "https://a.example/old.xml", "https://a.example/rss"
PAPER = Source("a", "Paper", "https://a.example/", feeds=(OLD,), languages=("en",))
FOUND = LearnedList("feed", NEW, "a name that is often used", "provisional", "2025-11-20T09:00:00Z")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Dispatch]:
    with open_dispatch(tmp_path, (), None, ["desk@example.org"]) as found:
        sources.sync_sources(found.store, [PAPER], NOW)
        yield found


def visited(
    desk: Dispatch, at: datetime, *urls: str, outcome: VisitOutcome = "ok", new: int = 0
) -> PassContext:
    """Visit the paper in a pass; each of these lists answers the same."""
    visits = [Visit("a", at, url, outcome, found=9, new=new, newest_at=at) for url in urls]
    sources.record_visits(desk.store, "a", visits, at)
    context = PassContext(desk.config, (), desk.store, lambda: at, lambda **_: None, PassReport())
    judge_outlets(context, {"a": visits}, {"a": PAPER})
    return context


def listed(desk: Dispatch, *times: datetime) -> None:
    entries = [Entry(f"https://a.example/{at:%d%H}", published_at=at) for at in times]
    links.add_links(desk.store, "a", "feed", entries, NOW)


def asked(desk: Dispatch, at: datetime) -> set[str]:
    known = learned_lists.learned_lists(desk.store, "a")
    source = learned_lists.asked_now(desk.store, PAPER, known, at)
    return {listing.url for listing in source.listings()}


@pytest.mark.parametrize(("rounds", "wanted"), [(1, 0), (2, 0), (3, 1)])
def test_three_failures_call_for_a_search(desk: Dispatch, rounds: int, wanted: int) -> None:
    for number in range(rounds):
        context = visited(desk, NOW + number * HOUR, OLD, outcome="timeout")
        assert not context.report.notes
    desk.store.execute("UPDATE sources SET health = 'ok'")  # by the count alone
    found = to_search.outlets_to_search(desk.store, NOW + rounds * HOUR)
    assert len(found) == wanted
    assert all(one.dead for one in found)


@pytest.mark.parametrize(
    ("gap", "silence", "wanted"),
    [
        (HOUR, 19 * HOUR, 0),  # a night
        (HOUR, 22 * HOUR, 1),
        (10 * HOUR, 50 * HOUR, 0),
        (10 * HOUR, 63 * HOUR, 1),
    ],
)
def test_six_times_the_usual_gap_calls_for_a_search(
    desk: Dispatch, gap: timedelta, silence: timedelta, wanted: int
) -> None:
    listed(desk, *(NOW - number * gap for number in range(10)))
    visited(desk, NOW, OLD, new=9)
    later = NOW + silence
    visited(desk, later, OLD)
    desk.store.execute("UPDATE sources SET health = 'ok'")
    found = to_search.outlets_to_search(desk.store, later)
    assert [one.last_at and one.last_at.hour for one in found] == wanted * [NOW.hour]
    assert not any(one.dead for one in found)
    learned_lists.keep_learned(desk.store, "a", [], later)
    assert to_search.outlets_to_search(desk.store, later + 23 * HOUR) == []
    assert len(to_search.outlets_to_search(desk.store, later + 25 * HOUR)) >= wanted


def test_a_silence_longer_than_ever_calls_for_a_search_at_the_next_visit(desk: Dispatch) -> None:
    listed(desk, *(NOW - number * HOUR for number in range(200)))
    visited(desk, NOW, OLD, new=9)
    later = NOW + 5 * HOUR
    assert to_search.outlets_to_search(desk.store, later) == []  # nobody has looked since
    visited(desk, later, OLD)
    desk.store.execute("UPDATE sources SET health = 'ok'")
    found = to_search.outlets_to_search(desk.store, later)
    assert [(one.dead, one.last_at and one.last_at.hour) for one in found] == [(False, NOW.hour)]


def test_after_news_another_day_may_have_another_search(desk: Dispatch) -> None:
    listed(desk, *(NOW - number * HOUR for number in range(200)))
    visited(desk, NOW, OLD, new=9)
    later = NOW + 8 * HOUR
    visited(desk, later, OLD)

    def wanted(searched_at: datetime, new_at: datetime) -> bool:
        learned_lists.keep_learned(desk.store, "a", [], searched_at)
        values = (f"{new_at:%FT%TZ}",)
        desk.store.execute("UPDATE sources SET health = 'ok', last_new_at = ?", values)
        return bool(to_search.outlets_to_search(desk.store, later))

    yesterday = NOW - 10 * HOUR
    assert wanted(yesterday, NOW)
    assert not wanted(yesterday, yesterday - HOUR)  # it is the silence that was searched in
    assert not wanted(NOW + HOUR, NOW + 2 * HOUR)  # twice a day


def test_of_an_outlet_hardly_known_no_gap_is_usual(desk: Dispatch) -> None:
    listed(desk, NOW, NOW - HOUR)
    visited(desk, NOW, OLD, new=2)
    assert to_search.outlets_to_search(desk.store, NOW + 3 * DAY) == []


def test_what_was_found_is_asked_beside_and_the_dead_slowly(desk: Dispatch) -> None:
    visited(desk, NOW, OLD, outcome="not_found")
    assert asked(desk, NOW) == {OLD}
    learned_lists.keep_learned(desk.store, "a", [FOUND], NOW)
    assert [one.source.id for one in sources.due_sources(desk.store, NOW)] == ["a"]
    assert asked(desk, NOW + HOUR) == {NEW}
    assert asked(desk, NOW + 11 * HOUR) == {NEW}
    assert asked(desk, NOW + 13 * HOUR) == {OLD, NEW}
    (by_hand,) = sources.due_sources(desk.store, NOW, ["a"])
    assert by_hand.source.feeds == (OLD, NEW)
    visited(desk, NOW + 13 * HOUR, OLD, NEW, new=1)  # the old one lives: asked at every visit
    assert asked(desk, NOW + 14 * HOUR) == {OLD, NEW}
    (row,) = (one for one in status_of_sources(desk.store) if one.id == "a")
    assert f"articles are taken from {NEW}, found on 2025-11-20 (for the time" in row.health_reason


def test_it_is_confirmed_by_five_articles_and_taken_back_when_the_old_lives(desk: Dispatch) -> None:
    since = datetime.fromisoformat(FOUND.since)
    learned_lists.keep_learned(desk.store, "a", [FOUND], since)
    assert visited(desk, since + HOUR, NEW, new=4).report.notes == []
    (said,) = visited(desk, since + 2 * HOUR, NEW, new=1).report.notes
    assert said == f"Paper: {NEW} is confirmed by what it brought"
    (one,) = learned_lists.learned_lists(desk.store, "a")
    assert one.state == "confirmed"
    visited(desk, since + DAY, OLD, new=3)
    visited(desk, since + DAY + HOUR, NEW, new=1)
    assert visited(desk, since + 3 * DAY, OLD, NEW).report.notes == []  # it brought one since
    learned_lists.keep_learned(
        desk.store, "a", [FOUND._replace(url=f"{NEW}2", since="2025-11-25T09:00:00Z")], NOW
    )
    later = since + 6 * DAY
    visited(desk, later, OLD, new=3)
    assert visited(desk, later + 20 * HOUR, OLD).report.notes == []
    (said,) = visited(desk, later + 25 * HOUR, OLD).report.notes
    assert said == f"Paper: its own list lives again, {NEW}2 is not asked any more"
    assert [one.url for one in learned_lists.learned_lists(desk.store, "a")] == [NEW]


def test_one_notice_tells_of_it_and_another_site_waits_for_a_person(desk: Dispatch) -> None:
    moved = FOUND._replace(url="https://b.example/rss", state="elsewhere")
    learned_lists.keep_learned(desk.store, "a", [FOUND, moved], NOW)
    assert asked(desk, NOW) == {OLD, NEW}
    for hours in (0, 30):
        queue_outlet_notice(desk.store, desk.config, NOW + hours * HOUR)
    (row,) = outbox_rows(desk.store, limit=9)
    assert row["subject"] == "khabardar: lists of 1 outlet found"
    note = str(desk.store.rows("SELECT note FROM outbox")[0]["note"])
    assert f"- Paper: articles are taken from {NEW}, found on 2025-11-20" in note
    assert "`khabardar sources accept a https://b.example/rss`" in note
    assert not learned_lists.accept_learned(desk.store, "a", NEW, NOW)
    assert learned_lists.accept_learned(desk.store, "a", moved.url, NOW)
    assert asked(desk, NOW) == {OLD, NEW, moved.url}
    queue_outlet_notice(desk.store, desk.config, NOW + 60 * HOUR)
    assert len(outbox_rows(desk.store, limit=9)) == 1


def feed(room: Newsroom, *ages: timedelta, title: str = "Headline of the day") -> Answer:
    items = "".join(
        f"<item><title>{title} {n}</title><link>{room.url}/news/{n}</link>"
        f"<pubDate>{format_datetime(NOW - age)}</pubDate></item>"
        for n, age in enumerate(ages)
    )
    return Answer(f"<rss><channel>{items}</channel></rss>".encode())


def test_a_dead_list_is_replaced_over_the_network_by_one_of_its_own_site(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.83")
    room.answers["/"] = Answer(b"<html><body>x</body></html>")
    room.answers["/rss"] = feed(room, *(n * HOUR for n in range(1, 9)))
    room.answers["/old"] = feed(room, *(n * HOUR for n in range(30, 39)))
    declared = [
        Source("own", "Own", f"{room.url}/", feeds=(f"{room.url}/old",)),
        Source("held", "Held", "http://held.example/", feeds=("http://held.example/f",)),
    ]
    places = (f"{room.host}:{room.port}",)
    network = Network("a@example.org", allow_private=places, delay_s=0.0)
    with open_dispatch(tmp_path, (), None) as desk, room.open():
        sources.sync_sources(desk.store, declared, NOW)
        for one in declared:
            for _ in range(to_search.LEAST_FAILURES):
                visit = Visit(one.id, NOW, one.feeds[0], "not_found")
                sources.record_visits(desk.store, one.id, [visit], NOW)
        sources.hold_host(desk.store, "held.example", NOW + DAY, "Retry-After")
        config = replace(desk.config, network=network)
        report = PassReport()
        context = PassContext(config, (), desk.store, lambda: NOW, lambda **_: None, report)
        search_outlets(context)
        (own,) = learned_lists.learned_lists(desk.store, "own")
        assert (own.url, own.state) == (f"{room.url}/rss", "provisional")
        assert "/old" not in room.paths()
        assert report.notes == [
            f"Own: its own lists bring nothing; feed {room.url}/rss was found and is used for "
            "the time being"
        ]
        waiting = [one.source_id for one in to_search.outlets_to_search(desk.store, NOW)]
        assert waiting == ["held"]
