"""How long ago something was, in words: numbers, halves and quarters of many languages."""

from datetime import UTC, datetime, timedelta

import pytest

from pipelines.dates.parse import read_dates

NOW = datetime(2025, 11, 24, 12, 0, tzinfo=UTC)


def minutes_ago(text: str) -> list[float]:
    return [
        (NOW - date.moment.at) / timedelta(minutes=1)
        for date in read_dates(text, "PK", NOW)
        if date.relative and date.moment.timed
    ]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("نصف گھنٹہ قبل", 30),
        ("شائع: آدھا گھنٹہ پہلے", 30),
        ("پون گھنٹہ پہلے", 45),
        ("سوا گھنٹہ قبل", 75),
        ("پونے دو گھنٹے پہلے", 105),
        ("سوا دو گھنٹے قبل", 135),
        ("پینتالیس منٹ پہلے", 45),
        ("ربع ساعت پیش", 15),
        ("بیست دقیقه قبل", 20),
        ("چهل و پنج دقیقه پیش", 45),
        ("دو ساعت و بیست و پنج دقیقه پیش", 145),
        ("نیم ساعت دمخه", 30),
        ("شل دقیقې د مخه", 20),
        ("منذ ربع ساعة", 15),
        ("منذ ساعة وربع", 75),
        ("قبل خمس وعشرين دقيقة", 25),
        ("منذ عشرين دقيقة", 20),
        ("twenty-five minutes ago", 25),
        ("a quarter of an hour ago", 15),
        ("three quarters of an hour ago", 45),
        ("vor einer Viertelstunde", 15),
        ("vor zwanzig Minuten", 20),
        ("çeyrek saat önce", 15),
        ("yirmi beş dakika önce", 25),
        ("څو شېبې مخکې", 0),
        ("منذ لحظات", 0),
    ],
)
def test_words_of_numbers_and_of_parts_are_counted(text: str, minutes: float) -> None:
    assert minutes_ago(text) == [minutes]


@pytest.mark.parametrize(
    "text",
    [
        "منذ ساعة إلا ربع",
        "منذ ثلث ساعة",
        "قبل دقائق",
        "قبل الساعة 10",
        "vor Stunden",
        "two thirds of an hour ago",
        "a hundred and twenty minutes ago",
        "صد و بیست دقیقه پیش",
        "ایک سو بیس منٹ پہلے",
        "چند منٹ قبل",
        "کچھ دیر پہلے",
    ],
)
def test_what_is_another_number_or_none_tells_no_time(text: str) -> None:
    assert minutes_ago(text) == []
