"""A line that only says on which day an article came out goes, in whatever calendars it says so."""

import pytest

from pipelines.page.clean import clean
from pipelines.page.extract import Block, Reading
from pipelines.site.about import About

A = "Several hundred families crossed the gate before noon; officials there counted them twice."
B = "Aid workers said the tents would last until Friday, when the next convoy is expected."
ABOUT = About("Gate reopens", (), (), "", frozenset({(2026, 23), (1448, 13), (1405, 2)}))


def kept(*lines: str) -> list[str]:
    return clean(Reading(tuple(Block("p", line) for line in lines)), ABOUT).text.split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "پیر 13 جمادی الثانی 1448ھ 23 نومبر 2026ء",
        "13 جمادى الآخرة 1448هـ الموافق 23 نوفمبر 2026م",
        "دوشنبه ۲ آذر ۱۴۰۵ برابر با ۲۳ نوامبر ۲۰۲۶",
        "۱۴۰۵ لیندۍ ۲مه، د ۲۰۲۶ نومبر ۲۳مه",
        "Letzte Änderung am 23. November 2026",
        "Son düzenleme: 23.11.2026",
    ],
)
def test_a_day_in_two_calendars_or_with_signs_glued_to_it_goes(line: str) -> None:
    assert kept(line, A, B) == [A, B]


@pytest.mark.parametrize(
    "line",
    [
        "The gate was shut on 23 November 2026.",
        "— A Minister (@minister) 23 November 2026",
        "At least 23 families waited; in 2026 there were 40. Nobody came back to the gate.",
    ],
)
def test_a_sentence_with_the_day_stays(line: str) -> None:
    assert kept(A, line, B) == [A, line, B]


@pytest.mark.parametrize(
    ("label", "line"),
    [("Last updated", "23 November 2026"), ("Published", "23 Nov 2026 10:30 am")],
)
def test_a_label_alone_over_a_date_goes_with_it(label: str, line: str) -> None:
    assert kept(label, line, A, B) == [A, B]


def test_the_same_label_over_the_text_stays() -> None:
    assert kept("Updated", A, B) == ["Updated", A, B]
