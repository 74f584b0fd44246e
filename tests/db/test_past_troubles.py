"""Trouble that is over before a notice could tell of it is told by the next notice, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db.crawl import health, sources
from db.outbox.notices import outlet_news, past_troubles, write_outlet_notice
from db.store import Store, open_store
from pipelines.alerts.messages import OutletNews, PastTrouble
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.samples import NOW

FEED = "https://a.example/f"
OUTLETS = [Source(one, one.upper(), f"https://{one}.example", feeds=(FEED,)) for one in "ab"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(opened, OUTLETS, NOW)
        yield opened


def after(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def visit(store: Store, hours: float, outcome: str, source: str = "a") -> None:
    """Visit an outlet so long after the beginning, and judge it."""
    at = after(hours)
    well = outcome == "ok"
    error = "" if well else "no name"
    visits = [Visit(source, at, FEED, outcome, found=9 * well, error=error)]  # type: ignore[arg-type]
    sources.record_visits(store, source, visits, at)
    health.judge_source(store, source, visits, at)


def tell(store: Store, hours: float) -> OutletNews | None:
    """Queue the notice that is due, as the end of a pass does."""
    news = outlet_news(store, after(hours))
    if news:
        write_outlet_notice(store, ["desk@example.org"], news, "example.org", after(hours))
    return news


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([(0, "dns"), (0.5, "ok")], []),  # a stumble
        ([(0, "dns"), (0.9, "dns"), (5, "ok")], []),  # nobody knows when it ended
        ([(0, "dns"), (1, "dns"), (5, "ok")], [(0, 5, 1)]),
        ([(0, "dns"), (2, "dns"), (3, "ok"), (6, "dns"), (8, "dns"), (9, "ok")], [(0, 9, 2)]),
        ([(0, "dns"), (2, "dns")], []),  # still in trouble
    ],
)
def test_what_lasted_and_is_over_is_kept_for_the_next_notice(
    store: Store, visits: list[tuple[float, str]], expected: list[tuple[float, float, int]]
) -> None:
    for hours, outcome in visits:
        visit(store, hours, outcome)
    found = [(past.began, past.ended, past.times) for _, _, past in past_troubles(store)]
    assert found == [(after(began), after(ended), times) for began, ended, times in expected]


def test_it_is_told_by_the_next_notice_and_only_by_that(store: Store) -> None:
    visit(store, 0, "dns", "b")
    visit(store, 2, "dns", "b")
    assert tell(store, 2) is not None  # the one notice of this day
    visit(store, 3, "dns")
    visit(store, 9, "dns")
    assert tell(store, 9) is None
    visit(store, 10, "ok")
    assert tell(store, 10) is None
    news = tell(store, 26.5)
    assert news is not None
    assert (news.troubled, news.recovered, news.still) == ((), (), 1)
    ((source_id, name, past),) = news.passed
    assert (source_id, name) == ("a", "A")
    assert (past.health, past.began, past.ended) == ("broken", after(3), after(10))
    assert "no name" in past.reason
    assert tell(store, 60) is None
    note = store.rows("SELECT subject, note FROM outbox ORDER BY id DESC LIMIT 1")[0]
    assert note["subject"] == "khabardar: A was in trouble for a time"
    assert "- A: was broken from 2025-11-24 12:00 to 2025-11-24 19:00 UTC: " in note["note"]


def test_what_was_told_while_it_lasted_is_told_as_well_again_alone(store: Store) -> None:
    visit(store, 0, "dns")
    visit(store, 2, "dns")
    tell(store, 2)
    visit(store, 3, "ok")
    news = tell(store, 27)
    assert news is not None
    assert ([one.source_id for one in news.recovered], news.passed) == (["a"], ())


def test_new_trouble_and_that_before_it_are_told_together(store: Store) -> None:
    for hours, outcome in ((0, "dns"), (2, "dns"), (3, "ok"), (5, "blocked"), (7, "blocked")):
        visit(store, hours, outcome)
    news = tell(store, 7)
    assert news is not None
    assert [(one.health, one.since) for one in news.troubled] == [("blocked", after(5))]
    assert [past.ended for _, _, past in news.passed] == [after(3)]


def test_nothing_is_told_of_an_outlet_that_was_switched_off(store: Store) -> None:
    for hours, outcome in ((0, "dns"), (2, "dns"), (3, "ok")):
        visit(store, hours, outcome)
    sources.sync_sources(store, OUTLETS[1:], after(4))
    assert tell(store, 5) is None


def test_past_trouble_has_the_words_of_its_last_time(store: Store) -> None:
    for hours, outcome in ((0, "dns"), (2, "dns"), (3, "ok"), (4, "blocked"), (6, "blocked")):
        visit(store, hours, outcome)
    visit(store, 7, "ok")
    ((_, _, past),) = past_troubles(store)
    assert past == PastTrouble("blocked", past.reason, after(0), after(7), 2)
    assert past.reason.startswith("blocked: no name")
