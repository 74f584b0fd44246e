"""A small press of all kinds for two days; `benchmarks.sources.press` plays larger ones."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.store import open_store
from tests.press import Press
from tests.press_figures import Outcome
from tests.press_sites import DAY, DEATHS, FOR_A_PERSON, FORMS, READ_ON

BEGIN = datetime(2025, 11, 24, 0, tzinfo=UTC)
DAYS, EVERY = 2, timedelta(minutes=30)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder: Path = tmp_path_factory.mktemp("press")
    with open_store(folder / "k.db", write=True) as store:
        store.execute("PRAGMA synchronous = OFF")
        played = Press(store, len(FORMS), len(DEATHS), BEGIN, DAYS)
        played.live(DAYS * DAY, EVERY)
        return played.outcome()


def test_what_two_lists_held_is_stored(outcome: Outcome) -> None:
    total, lost, passed_by = outcome.lost()
    assert lost == []
    assert total > 100
    # What no list held twice is news of an outlet that moved away, or whose list stands still.
    assert all("(other domain)" in words or "(stale)" in words for words in passed_by)


def test_deaths_are_noticed_and_mended_and_nothing_wrong_is_taken(outcome: Outcome) -> None:
    dead = [site for site in outcome.sites if site.death and site.is_dead(outcome.end)]
    fates = outcome.watch.fates
    assert len(dead) > 10
    mended = {site.death for site in dead if fates[site.id].mended}
    # A list that stands still is told from a quiet one only after a day.
    assert mended >= {site.death for site in dead} - READ_ON - FOR_A_PERSON - {
        "stale",
        "five of six time out",
    }
    assert {site.death for site in dead if fates[site.id].named} == FOR_A_PERSON
    assert not outcome.watch.wrong


def test_outlets_are_asked_as_they_wish(outcome: Outcome) -> None:
    seen = outcome.violations()
    assert seen["against robots.txt"] == seen["while held"] == []
    assert sum(one.status == 429 for one in outcome.answers.log) > 2
    assert any(line.startswith("requests an article") for line in outcome.summary())
