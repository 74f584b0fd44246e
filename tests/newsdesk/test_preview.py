"""A search as an alert: what it would have mailed, the rule to paste, and kept searches."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from datasette.app import Datasette
from lxml import html

from db.crawl.sources import record_visits
from newsdesk.application import application
from newsdesk.pages import preview
from newsdesk.rights import Rights
from passes.desk_writes import LONGEST_NAME, LONGEST_QUERY, write_from_desk
from pipelines.errors import OperatorError
from pipelines.items import Rule
from pipelines.query.concepts import Concepts
from pipelines.visits import Visit
from tests.dispatch import open_dispatch
from tests.pages_client import fetched

NOW = datetime.now(UTC).replace(microsecond=0)
GATE = "The gate at Torkham was open all day, and many buses went through it."
ARTICLES = (
    # title, text, outlet, first seen so many days ago, published so many days before that
    ("Torkham long ago", "Stored before the thirty days began.", "a", 40, 0),
    ("Torkham in winter", "A look back at a hard season.", "a", 6, 20),
    ("Rain at Chaman", "Roads to Chaman were closed by rain.", "a", 5, 0),
    ("Buses leave Torkham", GATE, "a", 3, 0),
    ("Buses leave Torkham", GATE, "b", 2, 0),
)
RULE = Rule("Gate", "chaman", ("one@example.org",), "daily 07:00", max_age_days=30)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk with forms, and what they do."""

    shown: Datasette
    write: Callable[..., str]

    def page(self, path: str) -> Any:
        """Return the page at a path as a tree."""
        return html.document_fromstring(fetched(self.shown, path).text)

    def tried(self, asked: str) -> Any:
        """Return what a trial found."""
        return fetched(self.shown, f"/-/alerts/preview.json?{asked}").json()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    with open_dispatch(tmp_path_factory.mktemp("preview"), (RULE,), None) as opened:
        for title, text, outlet, days, age in ARTICLES:
            opened.now = NOW - timedelta(days=days)
            published = opened.now - timedelta(days=age)
            opened.publish(title=title, text=text, source=outlet, published=published)
            visit = Visit(outlet, opened.now, f"https://{outlet}.example/feed", "ok")
            record_visits(opened.store, outlet, [visit], opened.now)  # its first one has ended
        config = opened.config
    write = partial(write_from_desk, config, lambda: NOW)
    return Desk(application(config.database, Concepts({}), Rights(write=write)), write)


def test_a_trial_counts_stories_not_copies_and_leaves_out_what_is_too_old(desk: Desk) -> None:
    found = desk.tried("q=torkham")
    assert [story["title"] for story in found["trial"]["mailed"]] == ["Buses leave Torkham"]
    assert (found["trial"]["articles"], found["trial"]["old"], found["of"]) == (3, 1, 4)
    said = " ".join(desk.page("/-/alerts/preview?q=torkham").text_content().split())
    assert "It would have mailed 1 story: 3 of 4 articles fit; 1 was too old to be mailed." in said


def test_the_rule_to_paste_is_the_one_of_the_form(desk: Desk) -> None:
    asked = "q=torkham+AND+%22all+day%22&name=Gate+two&when=hourly&to=x@example.org,+y@example.org"
    box = desk.page(f"/-/alerts/preview?{asked}").xpath("//textarea")[0]
    (rule,) = tomllib.loads(box.text)["rule"]
    assert rule == {
        "name": "Gate two",
        "query": 'torkham AND "all day"',
        "when": "hourly",
        "to": ["x@example.org", "y@example.org"],
    }
    assert box.get("readonly") is not None


def test_a_changed_query_is_compared_with_the_present_one(desk: Desk) -> None:
    found = desk.tried("rule=1&q=torkham")
    assert [story["title"] for story in found["lost"]] == ["Rain at Chaman"]
    assert [story["title"] for story in found["gained"]] == [
        "Buses leave Torkham",
        "Torkham in winter",  # this rule mails what is as old as that
    ]
    assert tomllib.loads(found["toml"])["rule"] == [
        {"name": "Gate", "query": "torkham", "when": "daily 07:00"}
    ]
    unchanged = desk.tried("rule=1")
    assert (unchanged["before"], unchanged["draft"]["query"]) == (None, "chaman")
    assert "No more with it: 1" in desk.page("/-/alerts/preview?rule=1&q=torkham").text_content()


def test_a_mistake_in_a_query_is_said_with_its_column(desk: Desk) -> None:
    answer = fetched(desk.shown, "/-/alerts/preview?rule=1&q=%28torkham")
    assert answer.status_code == 400
    assert "column 1: this bracket is never closed" in answer.text
    assert "Another query for" in answer.text
    assert "<textarea" not in answer.text


def test_a_trial_that_is_not_over_in_time_says_that_there_is_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "LONGEST_S", -1.0)
    assert desk.tried("q=torkham")["trial"]["whole"] is False
    assert "there are more" in desk.page("/-/alerts/preview?q=torkham").text_content()


def test_a_search_is_kept_on_the_first_page_and_forgotten_again(desk: Desk) -> None:
    query = 'torkham OR "<b>"'
    form = desk.page(f"/-/alerts/preview?q={quote(query)}").xpath("//form[input[@value='save']]")[0]
    assert form.fields["about"] == query
    assert desk.write("save", form.fields["about"], "Gates", "::1") == "Gates is kept on Today."
    desk.write("save", "torkham", "Gates", "::1")  # another query of that name takes its place
    today = desk.page("/")
    (link,) = today.xpath("//aside//a[text()='Gates']/@href")
    assert link == "/-/search?q=torkham"
    (forget,) = today.xpath("//form[input[@value='forget']]")
    assert desk.write("forget", forget.fields["about"], "", "::1") == "Gates is forgotten."
    assert not desk.page("/").xpath("//a[text()='Gates']")
    with pytest.raises(OperatorError, match="forgotten already"):
        desk.write("forget", forget.fields["about"], "", "::1")


@pytest.mark.parametrize(
    ("query", "name"),
    [("", "x"), ("x", " "), ("x" * (LONGEST_QUERY + 1), "x"), ("x", "x" * (LONGEST_NAME + 1)),
     ("x", "a\nb")],
)  # fmt: skip
def test_a_search_needs_words_and_a_short_name(desk: Desk, query: str, name: str) -> None:
    with pytest.raises(OperatorError, match="give a"):
        desk.write("save", query, name, "::1")


def test_without_forms_nothing_is_kept(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, (RULE,), None) as opened:
        shown = application(opened.config.database, Concepts({}))
    page = html.document_fromstring(fetched(shown, "/-/alerts/preview?q=torkham").text)
    assert page.xpath("//textarea")
    assert not page.xpath("//form[@class='kh-act']")


def test_search_and_rules_lead_to_the_trial(desk: Desk) -> None:
    links = desk.page("/-/search?q=torkham").xpath("//a/@href")
    assert "/-/alerts/preview?q=torkham" in links
    assert "/-/alerts/preview?rule=1" in desk.page("/-/alerts").xpath("//a/@href")


def test_a_story_that_went_on_to_another_outlet_is_told_from_a_new_one(desk: Desk) -> None:
    """Why a story of last week stands among those of today."""

    def badges(days: str) -> list[str]:
        cards = desk.page(f"/-/stories?relevance=all&days={days}").xpath("//article")
        (card,) = [one for one in cards if "Buses leave" in one.text_content()]
        return [str(badge.text) for badge in card.xpath(".//span[@class='kh-badge']")]

    assert badges("3") == ["new copy"]
    assert badges("7") == ["new"]
