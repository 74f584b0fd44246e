"""Events at the end of a pass: found across languages, kept, and as people say."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from db.events.decisions import decisions_of
from db.events.read import events_of_stories, near_stories, read_events
from db.events.work import waiting_stories, want_all_events
from db.store import Store
from passes.begin import PassContext
from passes.meaning.event_decisions import merge_events, split_event, take_back_in
from passes.meaning.events import compare_some, make_events
from passes.report import PassReport
from pipelines.errors import OperatorError
from tests.dispatch import Dispatch, open_dispatch
from tests.reported_events import ALL, MODEL, PASHTO, RAID, URDU, give_vector, publish


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Dispatch]:
    with open_dispatch(tmp_path, (), None) as opened:
        yield opened


def compare_all(desk: Dispatch) -> None:
    while compare_some(desk.store, MODEL, desk.now):
        pass


def events(store: Store) -> list[list[str]]:
    """Return the languages of the stories of each event."""
    return sorted(sorted(one.language for one in event.stories) for event in read_events(store))


def test_stories_of_one_event_are_found_in_any_language(desk: Dispatch) -> None:
    stories = [publish(desk, told) for told in ALL]
    compare_all(desk)
    assert events(desk.store) == [["en", "prs"], ["en", "ps", "ur"]]
    raid = events_of_stories(desk.store, stories)[stories[0]]
    assert raid.languages == ("en", "ur", "ps")
    urdu = raid.headline("ur")
    assert urdu
    assert (urdu.title, urdu.linked_by) == (URDU[2], "meaning")
    assert raid.headline("de") is None
    assert [[(said.number, said.outlets) for said in one] for one in raid.conflicts] == [
        [("412", ("A", "C")), ("421", ("B",))]
    ]
    assert [event.id for event in read_events(desk.store, languages=3)] == [raid.id]


def test_the_order_of_arrival_and_a_rebuild_change_nothing(tmp_path: Path) -> None:
    for seed in range(3):
        order = [*ALL]
        Random(seed).shuffle(order)
        with open_dispatch(tmp_path / str(seed), (), None) as desk:
            for told in order:
                publish(desk, told)
                compare_some(desk.store, MODEL, desk.now)
            assert events(desk.store) == [["en", "prs"], ["en", "ps", "ur"]]
            before = [*desk.store.rows("SELECT * FROM event_stories")]
            want_all_events(desk.store)
            compare_all(desk)
            assert [*desk.store.rows("SELECT * FROM event_stories")] == before


def test_a_copy_is_no_story_of_its_own(desk: Dispatch) -> None:
    publish(desk, RAID)
    publish(desk, ("f", *RAID[1:]))
    publish(desk, URDU)
    compare_all(desk)
    (event,) = read_events(desk.store)
    assert [one.source_count for one in event.stories] == [2, 1]


def test_what_changed_is_compared_anew(desk: Dispatch) -> None:
    publish(desk, RAID)
    story = publish(desk, URDU)
    compare_all(desk)
    assert not waiting_stories(desk.store, 9)
    give_vector(desk.store, 2, "ur", 180)
    assert [one.story_id for one in waiting_stories(desk.store, 9)] == [story]
    compare_all(desk)
    assert events(desk.store) == []
    assert not desk.store.rows("SELECT * FROM events")
    desk.store.execute("UPDATE articles SET published_at = '2025-11-20T00:00:00Z' WHERE id = 2")
    assert [one.story_id for one in waiting_stories(desk.store, 9)] == [story]
    desk.store.execute("DELETE FROM article_vectors")
    compare_all(desk)
    assert not desk.store.rows("SELECT * FROM events_wanted")


def test_a_story_judged_off_topic_is_in_no_event_until_it_is_judged_otherwise(
    desk: Dispatch,
) -> None:
    for told in (RAID, URDU, PASHTO):
        publish(desk, told)
    compare_all(desk)
    for label, found in (("off", [["en", "ps"]]), ("review", [["en", "ps", "ur"]])):
        desk.store.execute("UPDATE articles SET relevance = ? WHERE id = 2", (label,))
        compare_all(desk)
        assert events(desk.store) == found
    desk.store.execute("UPDATE articles SET relevance = 'relevant' WHERE id = 2")
    assert not waiting_stories(desk.store, 9)
    desk.store.execute("UPDATE articles SET relevance = 'off'")
    compare_all(desk)
    assert events(desk.store) == []
    assert not desk.store.rows("SELECT story_id FROM event_signs")


def test_later_reports_that_are_near_are_named_and_not_merged(desk: Dispatch) -> None:
    first = publish(desk, RAID)
    desk.wait(days=3)
    text = "They were held on Monday, and freed on Thursday."
    later = publish(desk, ("a", "en", "Quetta: 230 of the detained are freed", text, 70))
    compare_all(desk)
    assert events(desk.store) == []
    assert [(one.story_id, one.is_later) for one in near_stories(desk.store, first)] == [
        (later, True)
    ]
    assert [(one.story_id, one.is_later) for one in near_stories(desk.store, later)] == [
        (first, False)
    ]


def test_what_people_say_of_events_stays(desk: Dispatch) -> None:
    raid, urdu, pashto, court, dari = [publish(desk, told) for told in ALL]
    compare_all(desk)
    of = events_of_stories(desk.store, [raid])[raid]
    desk.store.execute("PRAGMA wal_checkpoint")
    clock = lambda: desk.now  # noqa: E731
    left = split_event(desk.config, of.id, [pashto], clock)
    assert [[one.story_id for one in event.stories] for event in left] == [[raid, urdu]]
    (joined,) = merge_events(desk.config, [pashto, court], clock)
    assert [one.story_id for one in joined.stories] == [pashto, court, dari]
    assert {one.linked_by for one in joined.stories} == {"hand"}
    want_all_events(desk.store)
    compare_all(desk)
    assert events(desk.store) == [["en", "prs", "ps"], ["en", "ur"]]
    (again,) = merge_events(desk.config, [pashto, raid], clock)
    assert len(again.stories) == 5
    for wrong in (
        (lambda: split_event(desk.config, again.id, [99], clock), "is not in event"),
        (lambda: split_event(desk.config, 77, [raid], clock), "there is no event 77"),
        (lambda: split_event(desk.config, again.id, [1, 2, 3, 4, 5], clock), "leave one"),
        (lambda: merge_events(desk.config, [raid, raid], clock), "two stories or more"),
        (lambda: merge_events(desk.config, [raid, 99], clock), "no story 99"),
    ):
        with pytest.raises(OperatorError, match=wrong[1]):
            wrong[0]()


def test_what_people_said_of_events_is_taken_back(desk: Dispatch) -> None:
    raid, urdu, pashto, court, dari = [publish(desk, told) for told in ALL]
    compare_all(desk)
    before = events(desk.store)
    of = events_of_stories(desk.store, [raid])[raid]
    split_event(desk.config, of.id, [pashto], lambda: desk.now)
    later = desk.now + timedelta(minutes=1)
    merge_events(desk.config, [pashto, court], lambda: later)
    joined, parted = decisions_of(desk.store, pashto)
    assert [(one.is_same, one.story_id) for one in joined.sayings] == [(True, court), (True, dari)]
    assert [(one.is_same, one.story_id) for one in parted.sayings] == [(False, raid), (False, urdu)]
    domain = desk.config.sender_domain
    with desk.store.transaction():
        told = take_back_in(desk.store, court, joined.decided_at, domain, desk.now)
    assert told == {pashto, court, dari}
    assert events(desk.store) == [["en", "prs"], ["en", "ur"]]
    assert decisions_of(desk.store, court) == []
    with desk.store.transaction():
        take_back_in(desk.store, pashto, parted.decided_at, domain, desk.now)
    assert events(desk.store) == before
    assert decisions_of(desk.store, raid) == []
    with pytest.raises(OperatorError, match="taken back already"):
        take_back_in(desk.store, pashto, parted.decided_at, domain, desk.now)


def test_people_join_stories_that_no_model_has_read(desk: Dispatch) -> None:
    one, other = desk.publish(source="a").story_id, desk.publish(source="b").story_id
    (event,) = merge_events(desk.config, [one, other], lambda: desk.now)
    assert [story.story_id for story in event.stories] == [one, other]


def test_a_pass_finds_events_within_its_budget(desk: Dispatch) -> None:
    publish(desk, RAID)
    publish(desk, URDU)
    report = PassReport()
    context = PassContext(desk.config, (), desk.store, lambda: desk.now, lambda **_: None, report)
    make_events(context, desk.now)
    assert events(desk.store) == []
    make_events(context, desk.now + timedelta(seconds=60))
    assert events(desk.store) == [["en", "ur"]]
    assert report.counts["stories_compared"] == 2


def test_a_story_that_is_gone_leaves_its_event(desk: Dispatch) -> None:
    stories = [publish(desk, told) for told in (RAID, URDU, PASHTO)]
    compare_all(desk)
    desk.store.execute("UPDATE articles SET story_id = ? WHERE id = 2", (stories[0],))
    desk.store.execute("DELETE FROM stories WHERE id = ?", (stories[1],))
    assert len(waiting_stories(desk.store, 9)) == 2
    compare_all(desk)
    assert events(desk.store) == [["en", "ps"]]
