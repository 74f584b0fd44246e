"""What is compared of two reports, and what that makes of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.events.conflicts import conflicts
from pipelines.events.finding import NEAR_MISS, Candidates, all_links, find_events, links_of
from pipelines.events.grouping import Decided
from pipelines.events.likeness import (
    FEATURES,
    MOST_ODDS,
    WINDOW,
    EventModel,
    Report,
    are_near,
    features,
    in_one_form,
    log_odds,
)
from pipelines.events.signs import EventSigns, EventText, read_signs
from pipelines.stories.places import Places
from press_catalogue.concepts import place_terms
from press_catalogue.known_events import shipped_event_model

AT = datetime(2025, 10, 16, 9, tzinfo=UTC)
PLACES = Places(place_terms())
MODEL = shipped_event_model()


def report(
    title: str, lead: str = "", language: str = "en", hours: float = 0, angle: float = 0
) -> Report:
    """Return a report whose vector stands at an angle (in degrees) to that of others."""
    at = AT + timedelta(hours=hours)
    head = np.zeros(384, dtype=np.float32)
    head[0], head[1] = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return Report(read_signs(EventText(title, lead, language, "PK", at), PLACES), head)


RAID = report("Police in Quetta detain 412 Afghans", "The raid was on Wednesday.")
IN_URDU = report("کوئٹہ میں 412 افغان زیر حراست", "بدھ کو چھاپے مارے گئے۔", "ur", 5, 60)


AFTER, NUMBERS = ("after", "following"), ("two", "three")
SIDES, AROUND = ("Chaman", "Spin Boldak"), ("Torkham", "Nangarhar")


def told(one: Report, other: Report) -> dict[str, float]:
    row = features(one, other)
    return {name: float(value) for name, value in zip(FEATURES, row, strict=True) if value}


def test_signs_are_read_of_head_and_text() -> None:
    text = "A lead at Torkham.\n\nIn Lahore 3,412 were held in 2025, two of them on Tuesday."
    signs = read_signs(EventText("Some 5,000 at Spin Boldak", text, "en", "PK", AT), PLACES)
    assert signs.head_places == {"torkham", "chaman"}  # both sides of a crossing are one place
    assert signs.places == {"torkham", "chaman", "lahore"}
    assert signs.head_numbers == {5000.0}
    assert signs.numbers == {5000.0, 3412.0}
    assert [day.day for day in signs.days] == [14]
    assert signs.head_days == set()
    assert EventSigns.from_text(signs.to_text()) == signs


def test_people_agree_across_scripts_or_contradict_each_other() -> None:
    named = report("Reporter Naseer Ahmad Faqiri held", "His wife said so.")
    in_urdu = report("گرفتاری", "صحافی نصیر احمد فقیری کو حراست میں لیا گیا۔", "ur")
    other = report("بازداشت حمیده سلطانی", "", "fa")
    further_down = report("Held", "A man was held.\n\nHis lawyer is Naseer Ahmad Faqiri.")
    assert named.signs.head_names == in_urdu.signs.head_names == {"nsr md fkr"}
    assert EventSigns.from_text(named.signs.to_text()) == named.signs
    for one, two in ((named, in_urdu), (further_down, named)):
        assert told(one, two)["same_names"] == 1
        assert "other_head_names" not in told(one, two)
    assert told(in_urdu, other)["other_head_names"] == 1
    assert not {"same_names", "other_head_names"} & told(further_down, other).keys()


def test_the_day_is_that_of_the_outlets_country() -> None:
    late = datetime(2025, 10, 15, 21, tzinfo=UTC)  # two in the morning in Pakistan
    signs = read_signs(EventText("Forty held yesterday", "", "en", "PK", late), PLACES)
    assert [day.day for day in signs.head_days] == [15]


def test_what_agrees_and_what_contradicts_is_told() -> None:
    assert told(RAID, IN_URDU) == pytest.approx(
        {
            "head_cosine": 0.5,
            "same_places": 1.0,
            "same_head_numbers": 1.0,
            "same_days": 1.0,
            "days_apart": 5 / 24,
        },
        abs=0.01,
    )
    other = report("Police in Lahore detain 937 Afghans", "They came on Tuesday.", angle=60)
    assert told(RAID, other) == pytest.approx(
        {
            "head_cosine": 0.5,
            "other_head_places": 1.0,
            "other_places": 1.0,
            "other_numbers": 1.0,
            "other_exact_numbers": 1.0,
            "other_exact_in_texts": 1.0,
            "other_head_days": 1.0,
            "other_days": 1.0,
        },
        abs=0.01,
    )


def test_a_place_around_another_is_no_contradiction() -> None:
    one, other = report("Thousands at Torkham"), report("Families reach Nangarhar")
    assert "related_places" in told(one, other)
    assert "other_head_places" not in told(one, other)


def test_a_place_that_the_other_text_names_behind_weakens_a_contradiction_of_headlines() -> None:
    one = report("A desk at Torkham", "It is new.\n\nChaman has none.")
    other = report("Ein Tisch in Chaman", "Er ist neu.", "de")
    assert {"crossed_head_places"} == told(one, other).keys() & {
        *("crossed_head_places", "other_head_places", "other_places")
    }
    assert "crossed_head_places" not in told(one, report("A desk at Torkham"))
    assert "crossed_head_places" not in told(one, report("A desk in Nangarhar"))
    assert "other_head_places" in told(report("A desk at Torkham"), other)


def test_exact_numbers_of_two_texts_that_have_none_in_common_contradict_each_other() -> None:
    one = report("The week's table", "By crossing.\n\nTorkham: 734\n\nChaman: 318")
    for lead, contradicts in (
        ("By crossing.\n\nTorkham: 561\n\nChaman: 287", True),
        ("By crossing.\n\nTorkham: 734\n\nChaman: 287", False),
        ("By crossing.\n\nTorkham: 700", False),  # rounded, or counted otherwise
        ("By crossing.", False),
    ):
        assert ("other_exact_in_texts" in told(one, report("A table", lead))) is contradicts


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [(5000, 5120, True), (3412, 3390, True), (3412, 2980, False), (7, 8, False), (40, 40, False)],
)
def test_numbers_are_near_that_may_count_the_same(one: float, other: float, near: bool) -> None:
    assert are_near(one, other) is near
    assert are_near(other, one) is near


def test_the_odds_are_the_same_in_either_order_and_end_with_the_window() -> None:
    assert log_odds(MODEL, RAID, IN_URDU) == log_odds(MODEL, IN_URDU, RAID) > MODEL.link_from
    signs = replace(IN_URDU.signs, published_at=AT + WINDOW + timedelta(hours=1))
    assert log_odds(MODEL, RAID, replace(IN_URDU, signs=signs)) == -MOST_ODDS


@pytest.mark.parametrize(
    ("language", "title", "lead", "one", "other", "apart"),
    [
        ("en", "Court hears case of two Afghans from {}", "They lived in {}.", "Ab", "Cd", True),
        ("en", "Afghan singer {} to leave Pakistan", "{} got a letter.", "Zarlasht", "Gul", True),
        ("ur", "{} میں افغان خاندانوں کو گھر خالی کرنے کا حکم", "{} کے لوگ", "ابپ", "جچح", True),
        ("fa", "اخراج پناهجویان افغان از {} ادامه دارد", "در {} گفتند", "ابپ", "جچح", True),
        ("en", "School at {} gives back its rooms", "A school.", "Torkham", "Chaman", True),
        # Told alike of one event: other words, numbers and known places are judged by themselves.
        ("en", "Torkham shut for trade {} clashes at night", "It was {} a clash.", *AFTER, False),
        ("en", "Police detain {} Afghans in a raid on a market", "{} are held.", *NUMBERS, False),
        ("en", "Gate at {} closed for a day after the clash", "{} is shut.", *SIDES, False),
        ("en", "Families wait at {} for a third night", "{} is cold.", *AROUND, False),
        # A name that the text does not repeat may be no name.
        ("en", "Court hears case of two Afghans from {}", "They are to leave.", "Ab", "Cd", False),
    ],
)
def test_headlines_of_one_form_with_other_names_are_two_events(
    language: str, title: str, lead: str, one: str, other: str, *, apart: bool
) -> None:
    mine, theirs = (report(title.format(n), lead.format(n), language) for n in (one, other))
    assert in_one_form(mine.signs, theirs.signs) is apart
    assert in_one_form(theirs.signs, mine.signs) is apart
    assert (log_odds(MODEL, mine, theirs) == -MOST_ODDS) is apart


def test_a_name_that_the_others_lead_has_is_no_other_name() -> None:
    title = "Police hold Afghan families in {} before dawn"
    village = report(title.format("Shaidu"), "Police came to Shaidu.")
    district = report(title.format("Nizampur"), "In Shaidu, a part of Nizampur, police came.")
    assert not in_one_form(village.signs, district.signs)
    assert not in_one_form(village.signs, replace(village.signs, language="de"))


def test_no_pair_is_passed_over_that_could_be_linked() -> None:
    best = sum(max(0.0, w) * 1.5 for w in MODEL.weights[1:-1]) + MODEL.weights[-1]
    assert MODEL.weights[0] * MODEL.least_cosine + best >= MODEL.link_from
    near = report("Police in Quetta detain 412 Afghans", "On Wednesday.", "ur", 1, 85)
    found = links_of("b", Candidates({"a": RAID, "b": near}), MODEL)
    odds = log_odds(MODEL, RAID, near)
    assert [one.odds for one in found] == [odds] * (odds >= MODEL.link_from - NEAR_MISS)


def test_a_model_is_read_as_it_was_written() -> None:
    assert EventModel.from_text(MODEL.to_text()) == MODEL


TEXTS = {
    "quetta": RAID,
    "quetta ur": IN_URDU,
    "lahore": report("Police in Lahore detain 937 Afghans", "On Tuesday.", hours=3, angle=-62),
    "lahore prs": report("پولیس لاهور ۹۳۷ افغان را گرفت", "روز سه‌شنبه.", "prs", 9, -80),
    "none": report("Talks on trade", hours=4, angle=170),
}


@given(st.permutations(sorted(TEXTS)))
def test_events_are_the_same_in_any_order(names: list[str]) -> None:
    reports = {name: TEXTS[name] for name in names}
    assert find_events(reports, all_links(reports, MODEL), MODEL) == [
        ("lahore", "lahore prs"),
        ("quetta", "quetta ur"),
    ]


def test_what_people_decided_counts_more_than_links() -> None:
    links = all_links(TEXTS, MODEL)
    decided = Decided(
        frozenset({frozenset(("none", "quetta")), frozenset(("none", "unread"))}),
        frozenset({frozenset(("lahore", "lahore prs"))}),
    )
    found = find_events(TEXTS, links, MODEL, decided)
    assert found == [("none", "quetta", "unread")]


def test_numbers_that_contradict_each_other_are_named() -> None:
    said = {
        "Ledger": report("Crash kills 15 near Muqur, 22 hurt").signs,
        "Wire": report("17 dead in crash, over 20 hurt").signs,
        "Post": report("17 returnees killed; 300 had left Kandahar").signs,
    }
    (found,) = conflicts(said)
    assert found.said == ((17.0, ("Post", "Wire")), (15.0, ("Ledger",)))
    counted = {"Ledger": report("2,917 crossed").signs, "Wire": report("2,400 crossed").signs}
    assert [one.said for one in conflicts(counted)] == [
        ((2917.0, ("Ledger",)), (2400.0, ("Wire",)))
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("About 5,000 crossed", "5,120 crossed"),  # rounded
        ("3,412 crossed, 402 families", "3,412 crossed, 611 of them deported"),
        ("40 of 45 held were freed", "45 held"),  # two counts of one report
        ("40 held", "90 held"),
    ],
)
def test_no_contradiction_is_made_up(one: str, other: str) -> None:
    assert conflicts({"a": report(one).signs, "b": report(other).signs}) == ()
