"""Words in place of codes, and what a newcomer is offered."""

import re
from datetime import timedelta
from typing import Any, get_args
from urllib.parse import urlencode

import lxml.html
import pytest
from datasette.app import Datasette

from db.crawl.links import add_links
from db.crawl.sources import record_visits
from newsdesk.application import application
from newsdesk.cells import told_change
from newsdesk.plain_words import REASONS, TOPIC_RULES, health_words, reason_words, topic_words
from pipelines.items import DropReason, Entry, FailReason, PendingReason
from pipelines.query.concepts import Concepts
from pipelines.visits import Visit
from press_catalogue.decider import built_in_topic
from tests.dispatch import EVERY, ONE, TWO, open_dispatch
from tests.pages_client import fetched

TERMS: dict[str, dict[str, tuple[str, ...]]] = {
    "chaman": {"en": ("Chaman", "Spin Boldak road*"), "ps": ("چمن",), "ur": ("چمن", "چمن بارڈر")},
    "islam_qala": {"en": ("Islam Qala",), "fa": ("اسلام قلعه",)},
    "border": {"en": ("border", "gate", "crossing")},
    "gates": {"en": ("gate",)},
}
CONCEPTS = Concepts(TERMS)
URDU = "کراچی سے کئی خاندان واپس"


@pytest.mark.parametrize("kind", [DropReason, PendingReason, FailReason])
def test_every_reason_has_words(kind: Any) -> None:
    assert [one for one in get_args(kind) if " " not in REASONS.get(one, "")] == []


def test_what_has_no_words_keeps_its_own() -> None:
    assert reason_words("of_the_future") == "of the future"
    assert health_words("dns: no.example is unknown") == (
        "the name of the server was not found: no.example is unknown"
    )
    for said in ("answers", "note: all is well", "HTTP 503: gone"):
        assert health_words(said) == said


@pytest.mark.parametrize(
    ("words", "name"),
    [
        *(("chaman", "chaman"), ("CHAMAN", "chaman"), ("چمن", "chaman"), ("چمن بارڈر", "chaman")),
        *(("islam qala", "islam_qala"), ("اسلام قلعه", "islam_qala"), ("border", "border")),
        *(("gate", "gates"), ("Spin Boldak road", None), ("quetta", None), ("", None)),
    ],
)
def test_words_name_the_shortest_list_that_has_them(words: str, name: str | None) -> None:
    assert CONCEPTS.named_by(words) == name


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    folder = tmp_path_factory.mktemp("plain")
    with open_dispatch(folder, EVERY, None) as opened:
        opened.publish(ONE, title="Chaman gate opens")
        opened.publish(ONE, title=URDU, language="ur")
        visit = Visit("a", opened.now, "https://a.example/feed", "ok")
        record_visits(opened.store, "a", [visit], opened.now)
        opened.publish(TWO, title="Long ago", published=opened.now - timedelta(days=30))
        opened.pass_()
        add_links(opened.store, "b", "feed", [Entry("https://b.example/late")], opened.now)
    return application(folder / "k.db", CONCEPTS)


def tree(desk: Datasette, path: str) -> Any:
    return lxml.html.document_fromstring(fetched(desk, path).text)


def test_why_an_article_is_not_here_is_answered_in_words(desk: Datasette) -> None:
    page = tree(desk, "/k/why_is_it_not_here?address=b.example/late")
    assert page.xpath("//td[contains(@class, 'col-reason')]//text()") == [REASONS["not_tried"]]
    assert page.xpath("string(//td[contains(@class, 'col-state')])") == "waits, and is tried again"
    rows = tree(desk, "/k/links?reason=not_tried")
    assert rows.xpath("string(//td[contains(@class, 'col-reason')])") == "not_tried"


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("chaman", ["@chaman"]),
        ("chaman OR quetta", ["@chaman OR quetta"]),
        ('like("men at a gate", .4) chaman', ['like("men at a gate", .4) @chaman']),
        ("islam qala -gate", ["@islam_qala -gate", "islam qala -@gates"]),
        *(("@chaman", []), ("chaman*", []), ('"chaman road"', []), ("title:gate", [])),
    ],
)
def test_a_word_that_stands_in_a_list_is_offered_with_it(
    desk: Datasette, asked: str, offered: list[str]
) -> None:
    found = fetched(desk, f"/-/search.json?{urlencode({'q': asked})}").json()["offers"]
    assert [one["query"] for one in found] == offered


def test_an_offer_says_what_the_list_is(desk: Datasette) -> None:
    page = tree(desk, "/-/search?q=chaman")
    [said] = page.xpath("//p[a/code='@chaman']")
    words = " ".join(said.text_content().split())
    assert "all its spellings in every language, such as Chaman, چمن, چمن بارڈر." in words
    assert said.xpath("a/@href") == ["/-/search?q=%40chaman"]


def test_mails_are_shown_in_the_direction_of_their_story(desk: Datasette) -> None:
    for path in ("/-/alerts", "/-/alerts?about=story+2"):
        [link] = tree(desk, path).xpath("//p[a[contains(@href, '/-/stories/2')]]")
        assert (link.get("dir"), link.get("lang")) == ("rtl", "ur")
    [unmailed] = tree(desk, "/-/alerts?state=unmailed").xpath("//article/p[@lang]")
    assert (unmailed.get("dir"), unmailed.get("lang")) == ("ltr", "en")


def test_stories_are_narrowed_down_by_what_there_is(desk: Datasette) -> None:
    page = tree(desk, "/-/stories?country=XX&rule=Gone")
    assert page.xpath("//select[@name='country']/option/text()") == ["any", "PK", "XX"]
    rules = page.xpath("//select[@name='rule']/option/text()")
    assert rules == ["any", "Daily", "Five", "Gone", "Now", "Pair"]
    assert page.xpath("//option[@selected]/text()")[1:3] == ["XX", "Gone"]


@pytest.mark.parametrize("path", ["/-/stories/1", "/-/articles/1"])
def test_a_citation_can_be_copied(desk: Datasette, path: str) -> None:
    said = tree(desk, path).xpath("string(//textarea[@aria-label='Citation'])")
    assert "“Chaman gate opens”. A, " in said
    assert "https://a.example/1 (seen 20" in said
    assert re.search(r"SHA-256 of the folded text: [0-9a-f]{64}\)\.$", said)


def test_what_is_taken_along_says_what_for(desk: Datasette) -> None:
    said = tree(desk, "/-/stories/1").xpath("string(//p[contains(@class, 'kh-exports')])")
    assert " ".join(said.split()) == (
        "Download for a spreadsheet: CSV · for Zotero and other reference managers: RIS, BibTeX "
        "· for a feed reader: Atom, JSON Feed · for programs: JSON lines"
    )


def test_today_and_a_search_without_hits_lead_to_the_questions_people_have(desk: Datasette) -> None:
    today = tree(desk, "/")
    [asked] = today.xpath("//p[a[.='why an article is missing']]")
    links = asked.xpath("a/@href")
    assert len(links) == 8
    for link in links:
        assert fetched(desk, link).status_code == 200
    missing = tree(desk, "/-/search?q=nowhere").xpath("//a[.='why it is missing']/@href")
    assert missing == ["/k/why_is_it_not_here"]


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("Chaman in Pashto", ["Chaman lang:ps"]),
        ("pashto chaman", ["chaman lang:ps"]),
        ("URDU", ["lang:ur"]),
        ("urdu OR pashto chaman", []),
        *(
            ('"in Pashto"', []),
            ("(pashto)", []),
            ("-pashto x", []),
            ("lang:ps", []),
            ("chaman", []),
            ("title:urdu", []),
        ),
    ],
)
def test_a_language_among_the_words_can_be_meant(
    desk: Datasette, asked: str, offered: list[str]
) -> None:
    found = fetched(desk, f"/-/search.json?{urlencode({'q': asked})}").json()
    assert [one["query"] for one in found["languages_named"]] == offered
    links = tree(desk, f"/-/search?{urlencode({'q': asked})}").xpath(
        "//a[starts-with(., 'Search for articles in ')]/@href"
    )
    assert len(links) == len(offered)
    assert not links or fetched(desk, links[0]).status_code == 200


def test_where_a_url_went_leads_to_its_article_and_nothing_is_told_unasked(
    desk: Datasette,
) -> None:
    assert not tree(desk, "/k/why_is_it_not_here?address=+").xpath("//table")
    page = tree(desk, "/k/why_is_it_not_here?address=+https://www.a.example/1+")
    assert page.xpath("//td[contains(@class, 'col-article')]/a/@href") == ["/-/articles/1"]
    assert "found at (UTC)" in page.xpath("//th/text()")
    assert "/-/about" in page.xpath("//footer/a/@href")
    unknown = tree(desk, "/k/why_is_it_not_here?address=nobody.example/1")
    assert "khabardar fetch URL" in unknown.xpath("string(//main)")


def test_numbers_of_a_change_stand_for_themselves_in_any_digits() -> None:
    assert told_change("figure ٢٤٠٠ -> ٢٩١٧; <b>") == (
        "figure <bdi><b>٢٤٠٠</b></bdi> → <bdi><b>٢٩١٧</b></bdi>; &lt;b&gt;"
    )


def test_each_rule_of_the_topic_has_words() -> None:
    topic = built_in_topic()
    accepting = {*topic.rules, *topic.afghan_rules, *topic.review_rules}
    assert {*TOPIC_RULES} == accepting | {f"-{name}" for name in topic.out}


@pytest.mark.parametrize(
    ("codes", "found", "against"),
    [
        ("", (), ()),
        ("R1 A2", ("Afghans, and deportation (R1)", f"{TOPIC_RULES['A2']} (A2)"), ()),
        ("V1 -sport", (f"{TOPIC_RULES['V1']} (V1)",), ("sport",)),
        ("-schools", (), ("schools",)),
        ("R99 -unknown", ("R99",), ("unknown",)),
    ],
)
def test_rules_of_the_topic_are_told_in_words(
    codes: str, found: tuple[str, ...], against: tuple[str, ...]
) -> None:
    assert topic_words(codes) == (found, against)
