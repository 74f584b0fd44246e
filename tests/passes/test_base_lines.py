"""What an outlet had when it was first visited, and what is old when it is found."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db import status
from db.articles import insert
from db.crawl import links, sources
from db.outbox import new_alerts, outbox
from db.outbox.unmailed import unmailed_matches
from pipelines.items import Entry
from pipelines.visits import Visit
from tests.dispatch import DAILY, NOW_RULE, PAIR, Dispatch, open_dispatch
from tests.postoffice import PostOffice, bodies
from tests.samples import NOW

THREE_DAYS, TEN_DAYS, YEAR = timedelta(days=3), timedelta(days=10), timedelta(days=370)


@pytest.fixture
def desk(tmp_path: Path, office: PostOffice) -> Iterator[Dispatch]:
    with open_dispatch(tmp_path, [NOW_RULE, DAILY], office.port) as opened:
        yield opened


def visited(desk: Dispatch, *names: str) -> None:
    """End the first visit of outlets."""
    for name in names:
        sources.record_visits(desk.store, name, [Visit(name, desk.now, "", "ok")], desk.now)


def deliver(desk: Dispatch) -> None:
    """Send what is due at the end of a pass."""
    new_alerts.release_base_lines(desk.store, desk.now)
    desk.pass_()


def subjects(office: PostOffice) -> list[str]:
    return sorted(str(letter["Subject"]) for letter in office.letters())


def aged(desk: Dispatch, source: str, title: str, age: timedelta) -> insert.Saved:
    published = desk.now - age
    return desk.publish(1, source=source, title=title, published=published)


def unexplained(desk: Dispatch) -> Sequence[object]:
    """Return the matches that led to no alert, and of which nothing says why."""
    return desk.store.rows(
        "SELECT m.article_id FROM matches m JOIN articles a ON a.id = m.article_id "
        "WHERE m.unmailed = '' AND NOT EXISTS (SELECT 1 FROM outbox o "
        "WHERE o.rule_id = m.rule_id AND o.story_id = a.story_id)"
    )


def test_what_outlets_had_at_their_first_visit_is_told_in_one_letter(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        for source in "ab":
            for age in (THREE_DAYS, TEN_DAYS, YEAR):
                aged(desk, source, f"Of {age.days} days", age)
            aged(desk, source, "Of yesterday", timedelta(hours=47))
        desk.publish(1, title="Of no day")
        visited(desk, "a", "b")
        deliver(desk)
    assert subjects(office) == [
        "[Now] Of no day",
        "[Now] Of yesterday",
        "[Now] Of yesterday",
        "[Now] already there: 6 stories: Of 3 days",
    ]
    letter = next(body for body in bodies(office) if "Already there" in body)
    assert letter.count("Of ") >= 6
    assert unexplained(desk) == []
    assert desk.states() == {"sent": 9}


def test_old_news_that_is_found_later_is_stored_and_not_mailed_and_why_is_told(
    desk: Dispatch, office: PostOffice
) -> None:
    visited(desk, "a")
    links.add_links(desk.store, "a", "feed", [], desk.now)
    visited(desk, "a")
    with office.open():
        for age in (timedelta(days=6), TEN_DAYS, YEAR):
            aged(desk, "a", f"Of {age.days} days", age)
        deliver(desk)
    assert subjects(office) == ["[Now] from 18 Nov 2025: Of 6 days"]
    rows = unmailed_matches(desk.store)
    assert [(row["subject"], row["why"]) for row in rows] == [
        ("Of 370 days", "old"),
        ("Of 10 days", "old"),
    ]
    assert status.status(desk.store).unmailed == {"old": 2}
    assert unexplained(desk) == []


@pytest.mark.parametrize(("days", "mailed"), [(0, 3), (9, 1), (11, 2), (400, 3)])
def test_each_rule_says_how_old_an_article_may_be(desk: Dispatch, days: int, mailed: int) -> None:
    desk.declare(replace(NOW_RULE, max_age_days=days))
    links.add_links(desk.store, "a", "feed", [], desk.now)
    visited(desk, "a")
    alerts = [aged(desk, "a", "x", age).alerts for age in (THREE_DAYS, TEN_DAYS, YEAR)]
    assert sum(alerts) == mailed


def test_an_article_counts_from_when_it_was_found_not_from_when_it_could_be_read(
    desk: Dispatch,
) -> None:
    links.add_links(desk.store, "a", "feed", [], desk.now)
    visited(desk, "a")
    links.add_links(desk.store, "a", "feed", [Entry("https://a.example/1")], desk.now)
    published = desk.now - timedelta(days=1)
    desk.wait(days=8)
    assert desk.publish(1, published=published).alerts == 1


def test_a_day_without_a_time_may_have_been_its_last_hour(desk: Dispatch) -> None:
    noon = NOW.replace(hour=12) - timedelta(days=2)
    desk.wait(hours=3)
    desk.publish(1, published=noon)
    desk.publish(1, published=noon - timedelta(days=1))
    rows = outbox.outbox_rows(desk.store)
    assert [row["base_line"] for row in rows] == [1, 0]


def test_the_letter_waits_until_what_was_offered_first_is_read_but_not_for_ever(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        aged(desk, "a", "Of ten days", TEN_DAYS)
        waiting = Entry("https://a.example/slow")
        links.add_links(desk.store, "a", "feed", [waiting], desk.now)
        deliver(desk)
        desk.wait(hours=23)
        deliver(desk)
        assert subjects(office) == []
        desk.wait(hours=2)
        deliver(desk)
    assert subjects(office) == ["[Now] already there: 1 story: Of ten days"]


def test_news_of_a_story_does_not_wait_in_the_letter_about_what_was_there(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        text = "The same report of the gate was carried by two papers, word for word, " * 3
        desk.publish(1, source="a", text=text, published=desk.now - TEN_DAYS)
        new = desk.publish(1, source="b", text=text, title="Again", published=desk.now)
        assert new.alerts == 1
        deliver(desk)
        assert desk.publish(1, source="c", text=text, published=desk.now).alerts == 0
    assert subjects(office) == ["[Now] Again"]
    assert unexplained(desk) == []


def test_base_lines_follow_the_recipients_of_their_rule_and_not_its_schedule(
    desk: Dispatch, office: PostOffice
) -> None:
    for title in ("One", "Two"):
        aged(desk, "a", title, TEN_DAYS)
    desk.declare(replace(NOW_RULE, when="daily 07:00", to=("right@example.org",)))
    with office.open():
        deliver(desk)
    assert subjects(office) == ["[Now] already there: 2 stories: Two"]
    assert office.taken[0][0] == ("right@example.org",)


def test_what_was_there_already_is_mixed_into_no_digest_after_an_outage(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.declare(PAIR)
    for title in ("One", "Two"):
        desk.publish(3, title=title, published=desk.now - TEN_DAYS)
        desk.publish(3, title=title)
    deliver(desk)
    desk.wait(hours=1)
    with office.open():
        deliver(desk)
    kinds = [(str(letter["Subject"]).split(":")[0]) for letter in office.letters()]
    assert sorted(kinds) == ["[Pair] 2 stories"] * 2 + ["[Pair] already there"] * 2
