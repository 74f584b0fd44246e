"""What is read off a text to tell how good it is, and what that makes of it."""

from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.confidence.model import MOST_IF_CUT, MOST_IF_GARBLED, confidence_of
from pipelines.confidence.signs import NAMES, Signs, signs_of
from pipelines.items import LOW_CONFIDENCE, Truncation
from pipelines.page.clean import clean
from pipelines.page.extract import Block, Reading
from pipelines.page.linked_titles import Listing
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
GOOD = Signs(1, 0, 0, 0.5, 0.8, 0, 0, 0.7)


def read(*texts: str, box: str = "div story", tag: str = "p") -> Reading:
    blocks = tuple(Block(tag, text, box=box) for text in texts)
    return Reading(blocks, prose_words=sum(len(text.split()) for text in texts))


def signs(reading: Reading, summary: str = "") -> Signs:
    return signs_of(reading, clean(reading, About("A headline of its own")), summary)


def joined(one: Reading, other: Reading) -> Reading:
    words = one.prose_words + other.prose_words
    return replace(one, blocks=one.blocks + other.blocks, prose_words=words)


def test_a_text_of_one_box_that_speaks_of_one_thing_has_nothing_against_it() -> None:
    found = signs(read(*OWN))
    assert astuple(found)[:3] == (1, 0, 0)
    assert (found.repeated, found.figures) == (0, 0)
    assert found.ending > 0.2 > signs(read(*OWN[:2], *FOREIGN[:1])).ending
    assert confidence_of(found) > 0.95


def test_a_text_from_boxes_of_several_names_is_less_sure() -> None:
    found = signs(joined(read(*OWN), read(*FOREIGN, box="div card")))
    assert 0.4 < found.one_box < 0.6
    assert confidence_of(found) < LOW_CONFIDENCE < confidence_of(signs(read(*OWN)))


def test_prose_of_the_page_that_is_not_in_the_text_counts_against_it() -> None:
    whole = read(*OWN)
    part = replace(whole, blocks=whole.blocks[:1])
    assert signs(part).left_out == pytest.approx(0.75, abs=0.03)
    assert signs(replace(part, prose_words=0)).left_out == 0
    assert signs(read("Names only", "Nothing said")).left_out == 1


def test_what_cleaning_took_out_is_no_part_of_the_text() -> None:
    taken = Block("p", FOREIGN[0], "outside", "stands elsewhere", 1.0, box="div card")
    assert signs(replace(read(*OWN), blocks=(*read(*OWN).blocks, taken))).one_box == 1


def test_titles_figures_and_lines_said_twice_are_seen() -> None:
    listing = Listing(1.2, 25, (), 0)
    assert signs(replace(read(*OWN), listing=listing)).titles == 1
    assert signs(read(*OWN[:2], "Torkham: 384", "Chaman: ۹۷")).figures == 0.5
    assert signs(read(*OWN[:2], f"{OWN[2]} 384")).figures == 0
    assert signs(read("Yes.", "No.", "Yes.", "No.")).repeated == 0.5
    assert signs(read(*OWN)).paragraphs > signs(read("Yes.", "No.")).paragraphs


@pytest.mark.parametrize(
    ("summary", "least", "most"),
    [
        ("Traders closed their stalls at the border market in protest at a tariff", 0.7, 1),
        ("Bakers in Lisbon have won a prize for bread that keeps without turning stale", 0, 0.2),
        ("News of the day", 0.6, 0.6),
        ("", 0.6, 0.6),
    ],
)
def test_a_summary_is_looked_for_in_the_opening(summary: str, least: float, most: float) -> None:
    assert least <= signs(replace(read(*OWN), summary=summary)).summary <= most
    assert least <= signs(read(*OWN), summary).summary <= most


def test_the_summary_of_the_page_goes_before_that_of_the_feed() -> None:
    reading = replace(read(*OWN), summary="Traders closed stalls, protest at border tariff")
    assert signs(reading, FOREIGN[0]) == signs(reading)


@given(st.lists(st.text(max_size=40), max_size=6), st.integers(0, 40))
def test_every_sign_and_every_confidence_is_between_0_and_1(texts: list[str], titles: int) -> None:
    reading = replace(read(*texts), listing=Listing(0.5, titles, (), 0))
    found = signs(reading)
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
