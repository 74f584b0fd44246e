"""Numbers in digits and in words, and when two texts disagree on one."""

import pytest

from pipelines.stories.amounts import amounts_differ, amounts_of
from pipelines.stories.shingles import words_of
from pipelines.text.fold import fold


def said(text: str) -> list[float]:
    return [amount.value for amount in amounts_of(words_of(fold(text))).said]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,200 people and 61 children", [1200, 61]),
        ("two hundred and ten people", [210]),
        ("3 and 4 people", [3, 4]),
        ("in 2021 two people", [2021, 2]),
        ("1.5 million", [1_500_000]),
        ("۳۲۰ هزار نفر", [320_000]),
        ("دو میلیون و سیصد هزار", [2_300_000]),
        ("پانچ لاکھ افغان", [500_000]),
        ("12 crore and", [120_000_000]),
        ("hundreds, thousand", [1000]),
        ("three and they left", [3]),
        ("none", []),
    ],
)
def test_numbers_that_are_read(text: str, values: list[float]) -> None:
    assert said(text) == values


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("police held 214 people here", "police held 215 people here", True),
        ("police held six people here", "police held 6 people here", False),
        ("police held six people here", "police held nine people here", True),
        ("police held 214 people here today", "now police held 215 people here", True),
        ("police held 214 people here today", "now police held some people here", False),
        ("in all they held 5 lakh now", "then in all they held 5 now", False),
        ("in all they held three hundred now", "then in all they held hundred now", False),
        ("in all they held 3 hundred now", "then in all they held 5 hundred now", True),
        ("in all they held 3 hundred now", "then in all they held 3 thousand now", True),
        ("x they held up 3 then", "they held up 5", False),
        ("see status 1810478997442101422 here", "see status 1810478997442101448 here", True),
        ("a b c 1 d e f. a b c 2 d e f", "z a b c 1 d e f", False),
    ],
)
def test_numbers_that_differ(one: str, other: str, differ: bool) -> None:
    a, b = (amounts_of(words_of(fold(text))) for text in (one, other))
    assert amounts_differ(a, b) == amounts_differ(b, a) == differ


def test_a_number_without_end_is_read_as_far_as_it_makes_sense() -> None:
    assert said("hundred " * 400)
    assert said("9" * 400)
