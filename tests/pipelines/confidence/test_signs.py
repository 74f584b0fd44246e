"""What is read off a text to tell how good it is, and what that makes of it."""

from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from pipelines.confidence.model import MOST_IF_CUT, MOST_IF_GARBLED, confidence_of
from pipelines.confidence.signs import NAMES, Signs, signs_of
from pipelines.items import LOW_CONFIDENCE, Truncation
from pipelines.page.blocks import lay_out
from pipelines.page.choose_blocks import letters_between
from pipelines.page.clean import clean
from pipelines.page.extract import Block, Reading
from pipelines.site.about import About

OWN = (
    "Traders of the border market closed their stalls on Tuesday in protest at the new tariff.",
    "The tariff doubles what the traders of the market pay for each lorry that comes across.",
    "A spokesman for customs said the tariff would stand until the border council meets again.",
    "Traders answered that no lorry would be unloaded at the market before the council decides.",
)
FOREIGN = (
    "Bakers in Lisbon have won a prize for bread that keeps for a week without turning stale.",
    "Swimmers from eleven clubs raced around an island in the coldest water of the year.",
    "An orchestra of retired teachers plays Mozart every Sunday beside the botanical garden.",
    "Three telescopes in Chile recorded the brightest comet that astronomers remember seeing.",
)
GOOD = Signs(1, 0, 0, 0, 0, 0.7)


def read(*texts: str, box: str = "div story", tag: str = "p") -> Reading:
    blocks = tuple(Block(tag, text, box=box) for text in texts)
    return Reading(blocks, prose_words=sum(len(text.split()) for text in texts))


def signs(reading: Reading) -> Signs:
    return signs_of(reading, clean(reading, About("A headline of its own")))


def joined(one: Reading, other: Reading) -> Reading:
    words = one.prose_words + other.prose_words
    return replace(one, blocks=one.blocks + other.blocks, prose_words=words)


def test_a_text_of_one_box_that_speaks_of_one_thing_has_nothing_against_it() -> None:
    found = signs(read(*OWN))
    assert astuple(found)[:5] == (1, 0, 0, 0, 0)
    assert confidence_of(found) > 0.95


def test_a_text_from_boxes_of_several_names_is_less_sure() -> None:
    found = signs(joined(read(*OWN), read(*FOREIGN, box="div card")))
    assert 0.4 < found.one_box < 0.6
    assert confidence_of(found) < LOW_CONFIDENCE < confidence_of(signs(read(*OWN)))


def test_only_what_speaks_of_something_else_is_foreign() -> None:
    own = joined(read(*OWN[:2]), read(*OWN[2:], box="div more"))
    assert signs(own).foreign == 0
    assert signs(joined(read(*OWN), read("Read on", box="div card"))).foreign == 0
    found = signs(joined(read(*OWN), read(*FOREIGN[:2], box="div card")))
    assert found.foreign == pytest.approx(1 / 3, abs=0.05)
    assert signs(own).one_box < found.one_box, "yet it is the surer one"
    assert confidence_of(found) < confidence_of(signs(own))


def test_prose_of_the_page_that_is_not_in_the_text_counts_against_it() -> None:
    whole = read(*OWN)
    part = replace(whole, blocks=whole.blocks[:1])
    assert signs(part).left_out == pytest.approx(0.75, abs=0.03)
    assert signs(replace(part, prose_words=0)).left_out == 0
    assert signs(read("Names only", "Nothing said")).left_out == 1


def test_what_cleaning_took_out_is_no_part_of_the_text() -> None:
    taken = Block("p", FOREIGN[0], "outside", "stands elsewhere", 1.0, box="div card")
    assert signs(replace(read(*OWN), blocks=(*read(*OWN).blocks, taken))).one_box == 1


@pytest.mark.parametrize(
    ("passed", "taken", "share"),
    [
        ((0, 0, 0, 0), (), 0),
        ((0, 0, 300, 0), (), 300),
        ((0, 200, 100, 50), (), 350),
        ((900, 0, 50, 0), (), 50),  # above the first line
        ((0, 200, 100, 0), (1,), 300),
        ((0, 200, 100, 0), (0,), 100),
        ((0, 0, 100, 900), (3,), 100),
    ],
)
def test_what_the_page_shows_between_the_lines_of_a_text_is_passed_over(
    passed: tuple[int, ...], taken: tuple[int, ...], share: int
) -> None:
    blocks = tuple(
        replace(block, passed=letters, rule="outside" if number in taken else "")
        for number, (block, letters) in enumerate(zip(read(*OWN).blocks, passed, strict=True))
    )
    own = sum(len(text) for number, text in enumerate(OWN) if number not in taken)
    found = signs(replace(read(*OWN), blocks=blocks))
    assert found.passed_over == pytest.approx(share / (share + own))


def test_links_and_short_paragraphs_count_against_a_text() -> None:
    linked = tuple(replace(block, links=0.25) for block in read(*OWN).blocks)
    found = signs(replace(read(*OWN), blocks=linked))
    assert found.linked == 0.5
    assert confidence_of(found) < confidence_of(signs(read(*OWN)))
    assert signs(read(*OWN)).paragraphs > signs(read("Yes.", "No.")).paragraphs


def test_a_page_tells_what_stands_between_the_paragraphs_that_were_chosen() -> None:
    layout = lay_out(lxml_html.fromstring("<div><p>One.<p>Passed.<p>Two.<p>Three.<p>Last</div>"))
    assert letters_between(layout, [0, 2, 3]) == [0, len("Passed."), 0]
    assert letters_between(layout, [4]) == [0]


@given(st.lists(st.tuples(st.text(max_size=40), st.floats(0, 1), st.integers(0, 99)), max_size=6))
def test_every_sign_and_every_confidence_is_between_0_and_1(
    lines: list[tuple[str, float, int]],
) -> None:
    blocks = tuple(Block("p", text, links=links, passed=passed) for text, links, passed in lines)
    found = signs(Reading(blocks))
    assert all(0 <= value <= 1 for value in astuple(found))
    assert 0 <= confidence_of(found) <= 1


@given(st.lists(st.floats(0, 1), min_size=len(NAMES), max_size=len(NAMES)))
def test_no_signs_lead_out_of_the_scale(values: list[float]) -> None:
    assert 0 <= confidence_of(Signs(*values)) <= 1


@pytest.mark.parametrize(("why", "most"), MOST_IF_CUT.items())
def test_a_text_that_was_cut_is_never_sure(why: Truncation, most: float) -> None:
    assert confidence_of(GOOD, why) == most < confidence_of(GOOD)
    assert confidence_of(GOOD, "paywall") == confidence_of(GOOD)
    assert confidence_of(GOOD, why, garbled=True) == MOST_IF_GARBLED
    assert confidence_of(GOOD, garbled=True) == MOST_IF_GARBLED
