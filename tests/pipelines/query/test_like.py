"""Asking by meaning inside a query: how it is written, and what is unknown until it is known."""

import itertools

import pytest

from pipelines.errors import OperatorError
from pipelines.query.article_view import ArticleView
from pipelines.query.lint import Outlets, lint
from pipelines.query.matcher import match, may_fit
from pipelines.query.parser import parse_query, understand
from pipelines.query.ruleset import RuleSet
from pipelines.query.search_plan import plan_search
from pipelines.query.token_index import TokenIndex
from pipelines.query.tree import Like, likes_of, loosened
from press_catalogue.concepts import load_concepts

CONCEPTS = load_concepts()
ASKED = 'like("landlords evict tenants", .6)'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (ASKED, 'like("landlords evict tenants", 0.6)'),
        ('LIKE("roads  are\tclosed")', 'like("roads are closed", 0.5)'),
        ('like ( "a road" , 0.55 )', 'like("a road", 0.55)'),
        ("like(“a road”, 1)", 'like("a road", 1)'),
        ('like("a road (closed) OR not", .8)', 'like("a road (closed) OR not", 0.8)'),
        ('like("راہ بند ہے"، ۰٫۶۵)', 'like("راہ بند ہے", 0.65)'),
        (f"bus {ASKED}", '(bus AND like("landlords evict tenants", 0.6))'),
        (f"-{ASKED} OR bus", '(NOT like("landlords evict tenants", 0.6) OR bus)'),
        ("families like (ours OR theirs)", "(families AND like AND (ours OR theirs))"),
    ],
)
def test_a_text_is_asked_for_beside_words(written: str, shown: str) -> None:
    assert str(parse_query(written, CONCEPTS)) == shown
    assert str(parse_query(shown, CONCEPTS)) == shown


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("bus like(a road is closed)", "column 5: write like("),
        ("like('a road', .7)", "column 1: write like("),
        ('like("a road" .7)', "column 1: write like("),
        ('like("a road", 70)', "above 0 and up to 1"),
        ('like("a road", 0)', "above 0 and up to 1"),
        ('like("a road", 0,7)', "above 0 and up to 1"),
        ('like("he said "no" again", .7)', "between two quotation marks"),
        ("like()", "column 1: write like("),
        ('like("...")', "column 1: write like("),
        ('like("a road", .7', "column 5: this bracket is never closed"),
        ('title:like("a road", .7)', "column 7: like() compares whole articles"),
        ('lang:like("a road")', "join it and lang: with AND"),
        ('bus NEAR/5 like("a road")', "like() and * with AND"),
        ('ATLEAST/2(like("a road"))', "words of the text in the bracket"),
        (f'like("{"a" * 301}")', "at most 300"),
        (" OR ".join(f'like("road {n}")' for n in range(11)), "more than 10 like()"),
    ],
)
def test_what_is_written_otherwise_is_explained_where_it_stands(written: str, said: str) -> None:
    with pytest.raises(OperatorError) as caught:
        parse_query(written, CONCEPTS)
    assert said in str(caught.value)
    assert str(caught.value).startswith("column ")


def test_a_blank_before_the_bracket_is_warned_of() -> None:
    assert "to find by meaning" in understand('like ("a road")', CONCEPTS).warnings[0]
    assert not understand('like ("a road", .7)', CONCEPTS).warnings


def fits(query: str, nearness: dict[str, float]) -> bool:
    view = ArticleView("A bus leaves", "It leaves.", nearness=nearness)
    return match(parse_query(query, CONCEPTS), TokenIndex(view)) is not None


@pytest.mark.parametrize(
    ("query", "unknown", "far", "near"),
    [
        ("like(X)", False, False, True),
        ("NOT like(X)", False, True, False),
        ("NOT NOT like(X)", False, False, True),
        ("bus AND like(X)", False, False, True),
        ("bus OR like(X)", True, True, True),
        ("train OR like(X)", False, False, True),
        ("bus AND NOT like(X)", False, True, False),
        ("NOT (bus AND like(X))", False, True, False),
        ("NOT (train AND like(X))", True, True, True),
        ("NOT (bus OR like(X))", False, False, False),
        ("NOT (train OR like(X))", False, True, False),
        ("bus OR NOT like(X)", True, True, True),
    ],
)
def test_what_is_unknown_fits_neither_itself_nor_its_not(
    query: str, unknown: bool, far: bool, near: bool
) -> None:
    written = query.replace("X", '"x", .5')
    assert fits(written, {}) == fits(written, {"other": 1.0}) == unknown
    assert (fits(written, {"x": 0.49}), fits(written, {"x": 0.5})) == (far, near)
    parsed = parse_query(written, CONCEPTS)
    words = TokenIndex(ArticleView("A bus leaves", "It leaves."))
    assert may_fit(parsed, words) == (unknown or far or near)
    # Asking what may be leaves nothing behind that changes what is.
    assert (match(parsed, words) is not None) == unknown


def test_a_query_that_fits_while_it_is_unknown_fits_whatever_the_answer() -> None:
    parts = ("bus", "train", 'like("x", .5)', 'like("y", .5)')
    shapes = ("{} OR NOT ({} AND {})", "({} OR {}) AND NOT {}", "NOT ({} OR {}) OR {}")
    answers = [{"x": x, "y": y} for x, y in itertools.product((0.0, 1.0), repeat=2)]
    for shape, three in itertools.product(shapes, itertools.product(parts, repeat=3)):
        query = shape.format(*three)
        told = [fits(query, answer) for answer in answers]
        assert all(told) or not fits(query, {}), query


def test_rules_say_which_wait_for_the_meaning() -> None:
    queries = ("bus", 'like("x", .5)', 'train AND like("x", .5)', 'bus OR NOT like("x", .5)')
    rules = RuleSet((n, parse_query(query, CONCEPTS)) for n, query in enumerate(queries))
    found = rules.match(TokenIndex(ArticleView("A bus leaves", "It leaves.")))
    assert [hit.rule_id for hit in found.hits] == [0, 3]
    assert found.undecided == (1,)
    known = rules.match(TokenIndex(ArticleView("A bus leaves", "", nearness={"x": 0.7})))
    assert [hit.rule_id for hit in known.hits] == [0, 1, 3]
    assert known.undecided == ()


def test_a_search_is_planned_by_what_must_be_near() -> None:
    query = parse_query(f'bus {ASKED} (train OR like("b"))', CONCEPTS)
    asked = Like("landlords evict tenants", 0.6)
    assert plan_search(query, indexed=True).likes == (asked,)
    assert likes_of(query) == {asked, Like("b", 0.5)}
    looser = parse_query('(bus AND like("landlords evict tenants", .4))', CONCEPTS)
    assert loosened(parse_query(f"bus {ASKED}", CONCEPTS), 0.2) == looser
    absent = parse_query(f'-{ASKED} OR like("b", .1)', CONCEPTS)
    assert str(loosened(absent, 0.2)).endswith('0.6) OR like("b", 0.01))')
    assert lint(parse_query(f"-{ASKED}", CONCEPTS), Outlets(()))
