"""Outlets in trouble are told of once, and once when they are well again; at most once a day."""

from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from db.crawl import health, sources
from passes.begin import PassContext
from passes.outlets import NAMED, judge_outlets, queue_outlet_notice
from passes.report import PassReport
from pipelines.sources import Source
from pipelines.visits import Visit
from pipelines.web.source_health import TROUBLED
from tests.dispatch import SOURCES, Dispatch, open_dispatch
from tests.postoffice import PostOffice, body_of

OPERATORS = ("desk@example.org",)


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


def visited(desk: Dispatch, **outcomes: str) -> None:
    """Visit outlets, each with the outcome given for its id, and tell of those in trouble."""
    for name, outcome in outcomes.items():
        found = 9 if outcome == "ok" else 0
        visits = [Visit(name, desk.now, f"https://{name}.example/f", outcome, found=found)]  # type: ignore[arg-type]
        sources.record_visits(desk.store, name, visits, desk.now)
        health.judge_source(desk.store, name, visits, desk.now)
    queue_outlet_notice(desk.store, desk.config, desk.now)
    desk.pass_()


def subjects(letters: list[EmailMessage]) -> list[str]:
    return [str(letter["Subject"]) for letter in letters]


def test_trouble_that_lasts_is_told_once_and_its_end_once(
    tmp_path: Path, office: PostOffice
) -> None:
    with open_dispatch(tmp_path, (), office.port, OPERATORS) as desk, office.open():
        for hour in range(60):
            ill = 3 <= hour < 40
            b = "dns" if hour == 20 else "ok"  # passes by itself
            visited(desk, a="http_5xx" if ill else "ok", b=b, c="ok")
            desk.wait(hours=1)
        told = subjects(office.letters())
        assert told == ["khabardar: A is in trouble", "khabardar: A is well again"]
        first, second = map(body_of, office.letters())
        assert "- A: broken since 2025-11-24 12:00 UTC: http_5xx (https://a.example/f)" in first
        assert "- A: ok: answers" in second


def test_many_outlets_share_one_notice_a_day(tmp_path: Path, office: PostOffice) -> None:
    with open_dispatch(tmp_path, (), office.port, OPERATORS) as desk, office.open():
        for hour in range(52):
            outcomes = {name: "ok" if hour < 9 * n else "blocked" for n, name in enumerate("abcd")}
            visited(desk, **outcomes)
            desk.wait(hours=1)
        told = subjects(office.letters())
        assert told == [
            "khabardar: A is in trouble",
            "khabardar: 2 outlets are in trouble",
            "khabardar: D is in trouble",
        ]
        second = body_of(office.letters()[1])
        assert "- B: blocked since" in second
        assert "- C: blocked since" in second
        assert "1 more is still in trouble, as told before." in second


def test_without_operators_nobody_is_told(tmp_path: Path, office: PostOffice) -> None:
    with open_dispatch(tmp_path, (), office.port) as desk, office.open():
        for _ in range(5):
            visited(desk, a="dns")
            desk.wait(hours=1)
        assert office.letters() == []


def test_an_outlet_that_is_watched_no_more_is_told_of_no_more(
    tmp_path: Path, office: PostOffice
) -> None:
    with open_dispatch(tmp_path, (), office.port, OPERATORS) as desk, office.open():
        for _ in range(3):
            visited(desk, a="dns")
            desk.wait(hours=1)
        sources.sync_sources(desk.store, SOURCES[1:], desk.now)
        for _ in range(30):
            visited(desk, b="ok")
            desk.wait(hours=1)
        assert subjects(office.letters()) == ["khabardar: A is in trouble"]


def test_a_pass_says_what_it_found_of_the_outlets(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, (), None) as desk:
        many = [Source(f"s{number}", f"S{number}", "") for number in range(NAMED + 2)]
        sources.sync_sources(desk.store, [*SOURCES, *many], desk.now)
        report = PassReport(silent={"HTTP 500": ["A"]})
        context = PassContext(desk.config, (), desk.store, lambda: desk.now, print, report)
        old = desk.now - timedelta(days=40)

        def seen(name: str, outcome: str = "ok", **facts: object) -> list[Visit]:
            return [Visit(name, desk.now, f"https://{name}.example/f", outcome, **facts)]  # type: ignore[arg-type]

        rounds = {one.id: seen(one.id, found=9, newest_at=old) for one in many}
        rounds |= {"a": seen("a", "http_5xx"), "b": seen("b"), "c": seen("c", found=9)}
        judge_outlets(context, rounds, {one.id: one for one in (*SOURCES, *many)})
        assert report.silent == {
            "HTTP 500": ["A"],
            "thin: answers, but lists no articles; look for its present feed": ["B"],
        }
        (note,) = report.notes
        assert note.startswith("warning: stale: S0, S1, S10, ")
        assert "and 2 more; articles may be missed, `khabardar status` says why" in note


def test_the_desk_asks_for_the_same_states() -> None:
    from newsdesk.wording import queries

    sql = queries()["outlets_in_trouble"]["sql"]
    assert str(tuple(TROUBLED)) in sql
