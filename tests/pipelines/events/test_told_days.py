"""Days near to its publication that a text names, in several calendars and by weekday."""

from datetime import date

import pytest

from pipelines.events.told_days import told_days
from pipelines.text.fold import fold

THURSDAY = date(2025, 10, 16)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Police raided the camp on Wednesday, October 15.", {15}),
        ("Am Mittwochabend wurden 40 Menschen festgenommen, gestern noch zwei.", {15}),
        ("پولیس نے بدھ 15 اکتوبر کو کارروائی کی", {15}),
        ("په ۲۳ تلې کې ۴۰ تنه ونیول شول", {15}),
        ("د تلې په ۲۳مه", {15}),
        ("روز چهارشنبه، ۲۳ میزان، بازگشتند", {15}),
        ("طی روز ۱۴۰۴/۷/۲۳ از مرز", {15}),
        ("أوقفت الشرطة يوم الثلاثاء 14 شخصاً", {14}),
        ("Polis 14 Ekim'de operasyon yaptı", {14}),
        ("The deadline is 31 October; in May 2023 it was another.", set()),
        ("نن ۴۰ تنه راستانه شول", {16}),
        ("Forty came back, officials said.", set()),
    ],
)
def test_days_are_read_in_each_language(text: str, days: set[int]) -> None:
    assert {day.day for day in told_days(fold(text), THURSDAY)} == days


def test_a_day_of_december_told_in_january_is_of_the_year_before() -> None:
    assert told_days("on 31 december", date(2026, 1, 2)) == {date(2025, 12, 31)}
