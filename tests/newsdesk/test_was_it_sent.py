"""Was this mail sent? Asked by a headline's words, a URL or a story's number."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.crawl.sources import record_visits
from newsdesk.application import application
from pipelines.query.concepts import Concepts
from pipelines.visits import Visit
from tests.dispatch import EVERY, ONE, TWO, Dispatch, open_dispatch
from tests.pages_client import fetched

URDU = "کراچی سے کئی خاندان واپس"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Dispatch]]:
    folder = tmp_path_factory.mktemp("asked")
    with open_dispatch(folder, EVERY, None) as opened:
        opened.publish(ONE, title="Gate opens at 2400 hours")
        opened.publish(ONE, title=URDU)
        visit = Visit("a", opened.now, "https://a.example/feed", "ok")
        record_visits(opened.store, "a", [visit], opened.now)
        opened.publish(TWO, title="Long ago", published=opened.now - timedelta(days=30))
        opened.pass_()
        yield folder / "k.db", opened


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ("gate", ["Gate opens at 2400 hours"]),
        ("HOURS Gate", ["Gate opens at 2400 hours"]),
        ("gate closes", []),
        ("?!", []),
        ("2400", ["Gate opens at 2400 hours"]),
        ("2", [URDU]),
        ("story 2", [URDU]),
        ("http://desk.example/-/stories/2", [URDU]),
        ("https://www.a.example/1/?utm_source=x", ["Gate opens at 2400 hours"]),
        ("https://a.example/nothing", []),
        ("كراچي", [URDU]),
        ("Long ago", ["Long ago"]),
        ("", [URDU, "Gate opens at 2400 hours"]),
    ],
)
def test_a_mail_is_found_by_what_it_was_about(
    desk: tuple[Path, Dispatch], about: str, found: list[str]
) -> None:
    shown = application(desk[0], Concepts({}))
    mails = fetched(shown, f"/-/alerts.json?about={about}").json()["mails"]
    assert [mail["subject"] for mail in mails] == found
    assert not any("asked" in name for mail in mails for name in mail)


def test_what_was_matched_but_not_mailed_says_why(desk: tuple[Path, Dispatch]) -> None:
    page = fetched(application(desk[0], Concepts({})), "/-/alerts?about=long+ago").text
    assert "not mailed: appeared more than max_age_days before it was found" in page


def test_what_is_nowhere_leads_to_the_search(desk: tuple[Path, Dispatch]) -> None:
    shown = application(desk[0], Concepts({}))
    page = fetched(shown, "/-/alerts?about=https%3A%2F%2Fb.example%2Fx").text
    assert "/-/search?q=https%3A//b.example/x" in page
    assert "/k/why_is_it_not_here?address=https%3A//b.example/x" in page
