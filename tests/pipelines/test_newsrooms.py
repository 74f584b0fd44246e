"""How newsrooms are counted for each corridor and language, and how gaps are said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.newsrooms import (
    CORRIDORS,
    Cell,
    WatchedOutlet,
    corridors_of,
    coverage_matrix,
    gap_lines,
)

URDU = WatchedOutlet("hala", ("PK",), ("ur",), answers=True)
HOUSE = WatchedOutlet("hala_en", ("PK", "AF"), ("en",), "shared", "hala", answers=True)


def cell(*outlets: WatchedOutlet, corridor: str = "PK", language: str = "ur") -> Cell:
    """Return one cell of the matrix of some outlets."""
    (found,) = (
        one
        for one in coverage_matrix(outlets)
        if (one.corridor, one.language) == (corridor, language)
    )
    return found


@pytest.mark.parametrize(
    ("outlets", "counted", "words"),
    [
        ([URDU], (1, 1, 0, 0), "1 of 1 newsroom answered"),
        ([replace(URDU, answers=False)], (1, 0, 0, 0), "1 newsroom watched, none answered"),
        (
            [URDU, replace(URDU, id="b"), replace(URDU, id="c", answers=False)],
            *((3, 2, 0, 0), "2 of 3 newsrooms answered"),
        ),
        (
            [replace(HOUSE, languages=("ur",)), replace(HOUSE, id="b", languages=("ur",))],
            *((1, 1, 0, 0), "1 of 1 newsroom answered"),
        ),
        (
            [
                replace(HOUSE, languages=("ur",), answers=False),
                replace(HOUSE, id="b", languages=("ur",)),
            ],
            *((1, 1, 0, 0), "1 of 1 newsroom answered"),
        ),
        (
            [replace(URDU, independence="reprint")],
            *((0, 0, 1, 0), "no newsroom watched, only 1 outlet without reports of its own"),
        ),
        (
            [replace(URDU, independence="official"), replace(URDU, independence="index")],
            *((0, 0, 2, 0), "no newsroom watched, only 2 outlets without reports of its own"),
        ),
        ([replace(URDU, unproven=True)], (0, 0, 0, 1), "no outlet watched yet, 1 on trial"),
        ([URDU, replace(URDU, unproven=True)], (1, 1, 0, 1), "1 of 1 newsroom answered"),
        ([replace(URDU, corridors=("IR",))], (0, 0, 0, 0), "no outlet watched"),
    ],
)
def test_a_newsroom_counts_once_and_a_reprinter_not_at_all(
    outlets: list[WatchedOutlet], counted: tuple[int, ...], words: str
) -> None:
    found = cell(*outlets)
    assert (found.newsrooms, found.answered, found.others, found.unproven) == counted
    assert found.words == words


def test_an_outlet_of_two_corridors_and_languages_stands_in_each_cell() -> None:
    both = replace(HOUSE, languages=("en", "ps"))
    held = {(one.corridor, one.language) for one in coverage_matrix([both]) if one.answered}
    assert held == {("PK", "en"), ("PK", "ps"), ("AF", "en"), ("AF", "ps")}


def test_the_matrix_is_whole_and_in_order_but_empty_without_any_corridor() -> None:
    found = coverage_matrix([URDU, HOUSE, replace(URDU, languages=("xx", "tr"))])
    assert [one.language for one in found[:4]] == ["en", "ur", "tr", "xx"]
    assert [one.corridor for one in found[::4]] == [*CORRIDORS]
    assert coverage_matrix([replace(URDU, corridors=())]) == ()
    assert [*gap_lines(())] == []


def test_gaps_that_should_have_answered_come_before_what_nobody_watches() -> None:
    outlets = [
        *(replace(URDU, answers=False), replace(URDU, id="b", answers=False)),
        *(HOUSE, replace(URDU, id="c", corridors=tuple(set(CORRIDORS) - {"PK", "TR"}))),
        replace(HOUSE, id="d", newsroom="d", corridors=tuple(set(CORRIDORS) - {"TR", "US"})),
    ]
    assert [*gap_lines(coverage_matrix(outlets))] == [
        "none answered, with the number watched: Pakistan in Urdu (2)",
        "no newsroom watched: Turkey in English, Urdu; United States in English",
    ]


OUTLETS = st.builds(
    WatchedOutlet,
    st.sampled_from("abcd"),
    st.lists(st.sampled_from([*CORRIDORS]), unique=True).map(tuple),
    st.lists(st.sampled_from(["en", "ur", "fa"]), unique=True).map(tuple),
    st.sampled_from(["own", "shared", "reprint", "official", "index"]),
    st.sampled_from(["", "x", "y"]),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(OUTLETS), OUTLETS)
def test_one_outlet_more_never_takes_an_answer_away(
    outlets: list[WatchedOutlet], more: WatchedOutlet
) -> None:
    before = {
        (one.corridor, one.language): one.answered for one in coverage_matrix([*outlets, more])
    }
    for one in coverage_matrix(outlets):
        assert before[one.corridor, one.language] >= one.answered
        assert one.answered <= one.newsrooms


@pytest.mark.parametrize(
    ("country", "corridors"),
    [("PK", ("PK",)), ("UZ", ("TJ",)), ("DE", ("EU",)), ("AT", ("EU",)), ("GB", ()), ("", ())],
)
def test_a_country_lies_on_a_corridor_or_on_none(country: str, corridors: tuple[str, ...]) -> None:
    assert corridors_of(country) == corridors
