"""Matching: where a query fits, and what a rule set leaves out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.query.article_view import ArticleView
from pipelines.query.concepts import Concepts
from pipelines.query.matcher import MOST_SPANS, fits, match, places
from pipelines.query.parser import parse_query
from pipelines.query.proximity import merged, near, sloppy, together
from pipelines.query.ruleset import RuleMatches, RuleSet
from pipelines.query.token_index import TokenIndex
from tests.queries import CONCEPTS, found, hit

LINE = "Police detained some forty young Afghans near Quetta. Traders closed shops."


RIGHT = [
    ("afghans NEAR/3 detained", True),
    ("afghans NEAR/2 detained", False),
    ("detained ONEAR/3 afghans", True),
    ("afghans ONEAR/9 detained", False),
    ("afghans w/3 detained", True),
    ("police NEAR quetta", False),
    ("police NEAR/s quetta", True),
    ("police NEAR/s traders", False),
    ("police NEAR/s police", False),
    ("police NEAR/5 police", False),
    ("(police OR traders) NEAR/1 (closed OR detained)", True),
    ("(police detained) NEAR/4 afghans", True),
    ("afghans NEAR/4 (police detained)", True),
    ("(police shops) NEAR/3 afghans", False),
    ("(police OR (young forty)) NEAR/1 afghans", True),
    ("afghans NEAR/1 (police OR NOT shops)", True),
    ("afghans NEAR/1 (shops OR (quetta NOT young))", False),
    ("(NOT young) NEAR/1 (NOT shops OR police)", True),
    ("(x OR NOT young) NEAR/1 (NOT shops OR y)", False),
    ("afghans NEAR/3 NOT shops", True),
    ("afghans NEAR/3 NOT young", False),
    ("NOT young NEAR/3 afghans", False),
    ("NOT missing NEAR/3 afghans", True),
    ("missing NEAR/3 NOT young", False),
    ("police NEAR/1 detained NEAR/3 afghans", True),
    ('"young afghans" NEAR/1 quetta', True),
    ("@afghan NEAR/5 @detain", True),
    ("police NEAR/s NOT traders", True),
    ('"forty afghans"~1', True),
    ('"forty afghans"~0', False),
    ('"afghans forty"~2', False),
    ('"afghans forty"~3', True),
    ('"afghans afghans"~5', False),
    ('"afghans nowhere"~5', False),
    ("ATLEAST/2(police OR traders)", True),
    ("ATLEAST/2(police)", False),
    ("police -traders", False),
    ("police -trucks", True),
    ("*", True),
    ("NOT police", False),
]


@pytest.mark.parametrize(("query", "expected"), RIGHT, ids=lambda text: str(text))
def test_words_lie_to_each_other_as_asked(query: str, expected: bool) -> None:
    assert hit(query, LINE) is expected


def test_fields_limit_what_is_looked_at() -> None:
    title = "Deadline ends"
    text = "Torkham is crowded.\n\n" + "Filler words stand here. " * 60 + "\n\nTents are few."
    for query, expected in (
        ("title:deadline", True),
        ("title:torkham", False),
        ("lead:torkham", True),
        ("lead:tents", False),
        ("body:tents", True),
        ("body:torkham", True),
        ("body:deadline", False),
        ("title:(deadline ends)", True),
        ('title:"deadline torkham"~50', False),
    ):
        assert hit(query, text, title) is expected, query
    apart = ArticleView(title, "Tents are few.", lead="Torkham is crowded.")
    assert fits(parse_query("lead:torkham body:tents", CONCEPTS), TokenIndex(apart))
    assert not fits(parse_query("body:torkham", CONCEPTS), TokenIndex(apart))
    assert not fits(parse_query("crowded NEAR/5 tents", CONCEPTS), TokenIndex(apart))


KNOWN: dict[str, Any] = {
    "url": "https://www.dawn.com/news/2025/%D8%B7%D9%88%D8%B1%D8%AE%D9%85-gate",
    "source": "dawn Dawn News",
    "author": "Zia Ahmad; Amina Khan",
    "language": "ur",
    "country": "PK",
    "relevance": "review",
    "section": "World",
    "published_at": datetime(2025, 4, 5, 3, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lang:ur", True),
        ("lang:fa", False),
        ("relevance:Review", True),
        ("NOT relevance:off", True),
        ("relevance:(off OR relevant)", False),
        ("country:pk", True),
        ("country:IR", False),
        ("site:dawn.com", True),
        ("site:dawn", True),
        ("site:awn.com", False),
        ("site:dawn.com/news", True),
        ("site:dawn.com/sport", False),
        ("url:gate", True),
        ("inurl:طورخم", True),
        ("url:gat", False),
        ('author:"amina khan"', True),
        ('author:"ahmad khan"', False),
        ("author:=Amina", True),
        ("author:=amina", False),
        ("source:dawn section:world", True),
        ("date:2025-04-05", True),
        ("date:2025-04", True),
        ("date:2025-05", False),
        ("date:2025-04-01..2025-04-04", False),
        ("after:2025-04-05", True),
        ("after:2025-04-06", False),
        ("before:2025-04-05", False),
        ("before:2025-04-06", True),
        ("gate", False),
    ],
)
def test_what_is_known_about_an_article_can_be_asked(query: str, expected: bool) -> None:
    assert hit(query, "some text", **KNOWN) is expected


def test_what_is_unknown_is_not_so() -> None:
    assert not hit("date:2025", "x")
    assert not hit("site:dawn.com", "x", url="http://[broken")
    assert hit("site:dawn.com", "x", url="http://[broken", site="www.dawn.com")


def test_places_show_the_original_spelling_once_and_in_order() -> None:
    assert found("deport* OR كابل", "Deported from کابُل; deported again", "No") == [
        "Deported",
        "کابُل",
        "deported",
    ]
    assert found('"young afghans" OR afghans', LINE) == ["young Afghans"]
    assert found("police NEAR/3 forty", LINE) == ["Police detained some forty"]
    assert found("x OR lang:en OR NOT y", "x") == ["x"]
    assert len(found("a", "a " * 500)) == MOST_SPANS
    assert places(parse_query("nothing", CONCEPTS), TokenIndex(ArticleView("x"))) == []


RULES = [
    *("torkham", "deport*", "@afghan @deport", "NOT police", "lang:en", "author:khan", "wom?n"),
    *("a OR (b c)", "(x OR lang:ur) police", "ATLEAST/2(police)", "police NEAR/3 NOT young", "*"),
    *('"young afghans"', "title:police", "=Quetta", "forty NEAR/s quetta", "NOT x OR police"),
]


@given(
    st.lists(st.sampled_from([*LINE.split(), "deported", "women", "a", "b", "c", "x", "طورخم"])),
    st.sampled_from(["en", "ur"]),
)
def test_a_rule_set_finds_what_each_rule_finds_alone(text: list[str], language: str) -> None:
    queries = dict(enumerate(parse_query(rule, CONCEPTS) for rule in RULES))
    view = ArticleView("Police", " ".join(text), language=language, author="Khan")
    alone = {n: match(query, TokenIndex(view)) for n, query in queries.items()}
    matches = RuleSet(queries.items()).match(TokenIndex(view))
    together = {hit.rule_id: hit.spans for hit in matches.hits}
    assert together == {n: spans for n, spans in alone.items() if spans is not None}


def test_a_rule_set_may_be_empty() -> None:
    assert RuleSet([]).match(TokenIndex(ArticleView("x"))) == RuleMatches((), ())


def test_places_near_each_other() -> None:
    assert merged([(5, 6), (1, 2), (2, 3)]) == [(1, 3), (5, 6)]
    assert near([(3, 3)], [(3, 4)], 0, ordered=False)[0] == [(3, 4)]
    assert near([(3, 3)], [(3, 3)], 5, ordered=False)[0] == []
    assert near([], [(1, 1)], 5, ordered=False) == ([], set(), set())
    assert sloppy([[1, 9], [3]], 1) == [(1, 3)]


def test_places_in_one_sentence_are_all_noted_and_the_nearest_shown() -> None:
    def tens(at: int) -> tuple[int, int]:
        return 0, at // 10

    left, right = [(5, 5), (21, 21)], [(9, 9), (1, 1), (6, 6), (21, 21), (30, 30)]
    assert together(left, right, tens) == ([(5, 6)], {(5, 5)}, {(1, 1), (6, 6), (9, 9)})
    assert together([(1, 1), (2, 2)], [(1, 1)], tens) == ([(1, 2)], {(2, 2)}, {(1, 1)})


@given(st.permutations(["crowd", "camp", "police", "camps", "crowd", "tents", "police"]))
def test_what_fits_does_not_hang_on_the_order_of_a_list(said: list[str]) -> None:
    text = " ".join(said)
    orders = (("camp*", "tents"), ("tents", "camp*"))
    found = [
        match(
            parse_query("(crowd NEAR/s @p) NEAR/1 police", Concepts({"p": {"en": terms}})),
            TokenIndex(ArticleView("", text)),
        )
        for terms in orders
    ]
    assert found[0] == found[1]
