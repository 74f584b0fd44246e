"""Old visits, passes and days of outlets go; what health and open work need stays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.ahead import take_back
from db.crawl import health, passes, sources
from db.history import DAYS_KEPT, LEAST_KEPT, forget_history, forget_history_daily
from db.store import Store, iso, open_store
from db.upkeep import last_care
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.samples import NOW

DAY = timedelta(days=1)
LONG_AGO = NOW - 400 * DAY


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(opened, [Source("a", "A", "https://a.example")], LONG_AGO)
        yield opened


def add_visits(store: Store, count: int, at: str | None, address: str, outcome: str) -> None:
    store.execute_many(
        "INSERT INTO visits (source_id, at, address, outcome, status, found, new, duration_s, "
        "error) VALUES ('a', ?, ?, ?, 200, 5, 0, 0.1, '')",
        [(at, address, outcome)] * count,
    )


def count(store: Store, what: str) -> int:
    return int(store.rows(f"SELECT count(*) FROM {what}")[0][0])


def test_old_visits_go_but_the_last_answer_of_each_list(store: Store) -> None:
    add_visits(store, 3, iso(LONG_AGO), "https://a.example/gone", "ok")
    add_visits(store, 5, iso(LONG_AGO), "https://a.example/feed", "ok")
    add_visits(store, LEAST_KEPT, iso(NOW - DAY), "https://a.example/feed", "not_modified")
    before = count(store, "outlet_days")
    assert forget_history(store, NOW) == 6
    kept = store.rows("SELECT address FROM visits WHERE outcome = 'ok' ORDER BY id")
    assert [row["address"] for row in kept] == [
        *("https://a.example/gone", "https://a.example/feed")
    ]
    assert count(store, "visits WHERE outcome = 'not_modified'") == LEAST_KEPT
    assert count(store, "outlet_days") == before
    assert forget_history(store, NOW) == 0


def test_a_clock_that_is_a_year_ahead_takes_nothing_that_is_among_the_newest(store: Store) -> None:
    add_visits(store, LEAST_KEPT, iso(NOW), "https://a.example/feed", "ok")
    number = passes.begin_pass(store, NOW, "crawl", 1)
    passes.end_pass(store, number, NOW, {})
    ahead = NOW + 365 * DAY
    assert forget_history(store, ahead) == 0
    assert last_care(store, "history") is not None
    take_back(store, NOW)
    assert last_care(store, "history") is None


def test_old_passes_go_but_those_that_are_to_be_made_up_for(store: Store) -> None:
    store.execute_many(
        "INSERT INTO passes (kind, pid, started_at, ended_at, outcome, counts) "
        "VALUES ('crawl', 1, ?, ?, ?, '{}')",
        [
            *((iso(LONG_AGO), iso(LONG_AGO), "ok") for _ in range(20)),
            *((iso(LONG_AGO), None, "interrupted") for _ in range(LEAST_KEPT + 5)),
        ],
    )
    assert forget_history(store, NOW) == 19
    assert count(store, "passes WHERE outcome = 'ok'") == 1
    assert count(store, "passes WHERE outcome = 'interrupted'") == LEAST_KEPT + 5


def test_three_years_of_days_stay(store: Store) -> None:
    days = [(f"{NOW - number * DAY:%Y-%m-%d}",) for number in range(DAYS_KEPT + 7)]
    store.execute_many("INSERT INTO outlet_days VALUES (?, 'a', 4, 4)", days)
    assert forget_history(store, NOW) == 7
    assert store.rows("SELECT min(day) FROM outlet_days")[0][0] == days[DAYS_KEPT - 1][0]


def test_a_pass_does_so_once_a_day(store: Store) -> None:
    for now, done_at in ((NOW, NOW), (NOW + DAY / 2, NOW), (NOW + DAY, NOW + DAY)):
        forget_history_daily(store, now)
        care = last_care(store, "history")
        assert care is not None
        assert care[0] == iso(done_at)


def test_what_a_clock_that_was_ahead_wrote_is_no_evidence(store: Store) -> None:
    """A trouble of next year was not said already, and a list cut next year is not cut today."""
    ahead = NOW + 365 * DAY
    number = passes.begin_pass(store, ahead, "crawl", 1)
    passes.end_pass(store, number, ahead, {}, ["A: HTTP 403"])
    assert passes.troubles_since(store, NOW - DAY, NOW) == frozenset()
    assert passes.troubles_since(store, ahead - DAY, ahead) == {"A: HTTP 403"}
    feed = "https://a.example/feed"
    flood = Visit("a", ahead, feed, "ok", 200, found=60, new=60, newest_at=ahead)
    calm = [Visit("a", NOW, feed, "ok", 200, found=60, new=2, newest_at=NOW)]
    sources.record_visits(store, "a", [replace(flood, at=NOW - 40 * DAY, new=60)], NOW - 40 * DAY)
    sources.record_visits(store, "a", [flood], ahead)
    judged = health.judge_source(store, "a", calm, NOW)
    assert judged is not None
    assert judged[0] == "ok"
