"""What was declared is kept with its moments; about_data tells what counts rest on."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.crawl.sources import record_visits, sync_sources
from db.people.declarations import Declaration, Facts, Kind, declarations, record_declarations
from db.reading.about import about_data
from db.store import Store, open_store
from messengers.base import MailConfig
from passes.config import PassConfig, declared_now
from pipelines.items import Rule
from pipelines.sources import Source
from pipelines.visits import Visit, VisitOutcome
from pipelines.web.network_policy import Network
from press_catalogue.decider import DeciderSpec

MONDAY = datetime(2025, 3, 3, 6, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
KEEP: tuple[Kind, str] = ("setting", "keep")
GATE: tuple[Kind, str] = ("rule", "Gate")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "k.db", write=True)


def told(store: Store) -> list[tuple[str, Facts, str, str | None]]:
    """Return every declaration: name, facts, the days that it began and ended on."""
    return [
        (one.name, one.facts, one.since_at[:10], one.until_at and one.until_at[:10])
        for one in declarations(store)
    ]


def test_what_stays_the_same_is_written_once(store: Store) -> None:
    assert record_declarations(store, {KEEP: {"value": "*"}}, MONDAY) == 1
    assert record_declarations(store, {KEEP: {"value": "*"}}, TUESDAY) == 0
    assert told(store) == [("keep", {"value": "*"}, "2025-03-03", None)]


def test_a_change_ends_what_stood_and_what_vanished_ends(store: Store) -> None:
    record_declarations(store, {KEEP: {"value": "*"}, GATE: {"query": "torkham"}}, MONDAY)
    assert record_declarations(store, {KEEP: {"value": "@afghan"}}, TUESDAY) == 2
    assert told(store) == [
        ("Gate", {"query": "torkham"}, "2025-03-03", "2025-03-04"),
        ("keep", {"value": "@afghan"}, "2025-03-04", None),
        ("keep", {"value": "*"}, "2025-03-03", "2025-03-04"),
    ]


def test_what_comes_back_begins_anew(store: Store) -> None:
    record_declarations(store, {GATE: {"query": "chaman"}}, MONDAY)
    record_declarations(store, {}, TUESDAY)
    record_declarations(store, {GATE: {"query": "chaman"}}, WEDNESDAY)
    assert [since for _, _, since, _ in told(store)] == ["2025-03-05", "2025-03-03"]


def test_no_two_declarations_of_one_thing_stand_at_once(store: Store) -> None:
    record_declarations(store, {GATE: {"query": "chaman"}}, MONDAY)
    insert = (
        "INSERT INTO declarations (kind, name, facts, since_at) VALUES ('rule', 'Gate', '', '')"
    )
    with pytest.raises(sqlite3.IntegrityError):
        store.connection.execute(insert)


def config(**changes: object) -> PassConfig:
    """Return what a pass is told, with an outlet that has a password and a rule that has mail."""
    given: dict[str, object] = {
        "database": Path("k.db"),
        "archive": None,
        "sources": (
            Source(
                "a", "A", "https://a.example/", "PK", ("ur",), feeds=("https://u:p@a.example/f",)
            ),
        ),
        "rules": (
            Rule("Gate", "torkham", ("who@example.org",)),
            Rule("Off", "x", (), active=False),
        ),
        "decider": DeciderSpec("@afghan", "", "[deport]\n", ""),
        "network": Network(),
        "post": MailConfig("k@example.org", Path("outbox")),
        "version": "1.2.3",
    }
    return PassConfig(**given | changes)  # type: ignore[arg-type]


def test_outlets_rules_and_settings_are_declared_without_secrets_and_recipients() -> None:
    declared = declared_now(config())
    assert declared["outlet", "a"]["asked"] == ["https://a.example/f"]
    assert declared["rule", "Gate"] == {
        "query": "torkham",
        "when": "now",
        "timezone": "UTC",
        "tells": ("new",),
        "max_age_days": 7,
        "state": "on",
    }
    assert declared["rule", "Off"]["state"] == "off"
    assert {
        name: facts["value"] for (kind, name), facts in declared.items() if kind == "setting"
    } == {
        "version": "1.2.3",
        "keep": "@afghan",
        "relevant": "the catalogue's definition",
        "concepts": "sha256:" + "7b5016a347e83011d8a45c981ad169cdb805701bbd8e7003210e9b5f528cc4ec",
    }
    assert "who@example.org" not in str(declared)
    assert "u:p" not in str(declared)


def test_a_rule_that_a_person_switched_off_is_paused() -> None:
    declared = declared_now(config(), frozenset({"Gate"}))
    assert declared["rule", "Gate"]["state"] == "paused"


def test_counts_come_with_since_when_each_outlet_was_watched_and_its_days_down(
    store: Store,
) -> None:
    sync_sources(store, [Source("a", "A", "https://a.example/", "PK", ("ur", "en"))], MONDAY)
    visit(store, MONDAY, "ok")
    visit(store, TUESDAY, "timeout")
    visit(store, WEDNESDAY, "not_modified")
    record_declarations(store, {("outlet", "a"): {"name": "A"}, KEEP: {"value": "*"}}, MONDAY)
    about = about_data(store)
    [outlet] = about.outlets
    assert (outlet.first_day, outlet.last_day) == ("2025-03-03", "2025-03-05")
    assert (outlet.days, outlet.silent, outlet.articles) == (3, 1, 0)
    assert outlet.history == (
        Declaration("outlet", "a", {"name": "A"}, "2025-03-03T06:00:00Z", None),
    )
    assert about.recorded_since == "2025-03-03T06:00:00Z"
    assert [one.facts for one in about.settings["keep"]] == [{"value": "*"}]
    assert (about.articles, about.first_at) == (0, None)


def visit(store: Store, at: datetime, outcome: VisitOutcome) -> None:
    """Let the outlet be asked once."""
    record_visits(store, "a", [Visit("a", at, "https://a.example/", outcome)], at)


def test_an_outlet_that_was_never_asked_and_is_off_is_left_out(store: Store) -> None:
    sync_sources(store, [Source("a", "A", "https://a.example/")], MONDAY)
    assert [one.first_day for one in about_data(store).outlets] == [None]
    sync_sources(store, [], TUESDAY)
    assert about_data(store).outlets == ()
