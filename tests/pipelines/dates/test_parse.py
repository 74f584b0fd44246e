"""Dates in many languages and three calendars, and those that are not believed."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates.machine_dates import parse_machine_date, read_machine_date
from pipelines.dates.moments import EARLIEST
from pipelines.dates.parse import (
    read_date,
    read_dates,
)
from tests.samples import NOW


def day(text: str, country: str = "") -> str:
    found = read_date(text, country, NOW)
    return found.strftime("%Y-%m-%d") if found else ""


def minute(text: str, country: str = "") -> str:
    found = read_date(text, country, NOW)
    return found.strftime("%Y-%m-%d %H:%M") if found else ""


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Published April 5, 2025 in Peshawar", "", "2025-04-05"),
        ("Apr. 5, 2025", "", "2025-04-05"),
        ("5th April 2025", "", "2025-04-05"),
        ("Saturday, 5th of April, 2025", "", "2025-04-05"),
        ("05-Apr-2025", "", "2025-04-05"),
        ("APR 05 2025", "", "2025-04-05"),
        ("2025, April 5", "", "2025-04-05"),
        ("5 de abril de 2025", "", "2025-04-05"),
        ("le 1er juillet 2025", "FR", "2025-07-01"),
        ("5. Oktober 2025", "DE", "2025-10-05"),
        ("Samstag, den 5. März 2025", "DE", "2025-03-05"),
        ("3 Jänner 2025", "AT", "2025-01-03"),
        ("5 Ağustos 2025 Salı", "TR", "2025-08-05"),
        ("05 Şub 2025", "TR", "2025-02-05"),
        ("5 апреля 2025", "RU", "2025-04-05"),
        ("5 апрели 2025", "TJ", ""),
        ("5 апрел 2025", "TJ", "2025-04-05"),
        ("5 sentabr 2025", "UZ", "2025-09-05"),
        ("12 września 2025", "PL", "2025-09-12"),
        ("2025年4月5日", "JP", "2025-04-05"),
        ("২০ এপ্রিল ২০২৫", "BD", "2025-04-20"),
        ("28 اگست 2025", "PK", "2025-08-28"),
        ("۲۸ اگست ۲۰۲۵", "PK", "2025-08-28"),
        ("جمعرات 28 اگست، 2025ء", "PK", "2025-08-28"),
        ("اگست 28, 2025", "PK", "2025-08-28"),
        ("21 أكتوبر 2025", "QA", "2025-10-21"),
        ("الثلاثاء 21 أكتوبر/تشرين الأول 2025", "QA", "2025-10-21"),
        ("٢١ تشرين الأول ٢٠٢٥", "IQ", "2025-10-21"),
        ("21 أكتوبر 2025م", "SA", "2025-10-21"),
        ("02 جويلية 2025", "", "2025-07-02"),
        ("۱۳ ژوئیه ۲۰۲۵", "IR", "2025-07-13"),
        ("13 جولای 2025", "AF", "2025-07-13"),
        ("د اګست ۲۸مه ۲۰۲۵", "AF", "2025-08-28"),
    ],
)
def test_months_of_the_gregorian_calendar(text: str, country: str, expected: str) -> None:
    assert day(text, country) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("۲۱ تیر ۱۴۰۴", "2025-07-12"),
        ("شنبه ۲۱ تیر ۱۴۰۴ - ۱۰:۳۰", "2025-07-12"),
        ("تاریخ انتشار: ۲۴ آبان ۱۴۰۴", "2025-11-15"),
        ("۳۰ اسفند ۱۴۰۳", "2025-03-20"),
        ("2 تير 1399 - 12:09:08 ب.ظ", "2020-06-22"),
        ("۱۵ سنبله ۱۴۰۴", "2025-09-06"),
        ("سه‌شنبه، ۱۴ اسد ۱۴۰۴ خورشیدی", "2025-08-05"),
        ("14 حمل 1404", "2025-04-03"),
        ("۲۰ ثور ۱۴۰۴", "2025-05-10"),
        ("۲ جدی ۱۴۰۳", "2024-12-22"),
        ("۸ مرغومی ۱۴۰۳", "2024-12-28"),
        ("10 تله 1404", "2025-10-02"),
        ("د ۱۴۰۴ کال د تلې ۱۰مه", "2025-10-02"),
        ("د تلې ۱۰مه ۱۴۰۴", "2025-10-02"),
        ("۱۴۰۴ د چنګاښ ۲۲", "2025-07-13"),
        ("۱۵ وږی ۱۴۰۴", "2025-09-06"),
        ("۲۱ لیندۍ ۱۴۰۳", "2024-12-11"),
        ("۱۴۰۴/۰۴/۲۱", "2025-07-12"),
        ("1404-04-21", "2025-07-12"),
        ("21/04/1404", "2025-07-12"),
        ("40 حمل 1404", ""),
        ("99/99/1404", ""),
        ("17 محرم 1447", "2025-07-13"),
        ("الأحد ١٧ محرم ١٤٤٧ هـ", "2025-07-13"),
        ("1 ربيع الأول 1447هـ", "2025-08-25"),
        ("29 ذو الحجة 1446", "2025-06-26"),
        ("1447/01/17", "2025-07-13"),
        ("5 محرم 2025", ""),
        ("5 april 1404", ""),
    ],
)
def test_days_of_the_two_hijri_calendars(text: str, expected: str) -> None:
    assert day(text, "AF") == expected


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("05/04/2025", "PK", "2025-04-05"),
        ("05/04/2025", "TR", "2025-04-05"),
        ("05/04/2025", "US", "2025-05-04"),
        ("05/04/2025", "", ""),
        ("05/05/2025", "", "2025-05-05"),
        ("25/04/2025", "US", "2025-04-25"),
        ("04/25/2025", "PK", "2025-04-25"),
        ("06.01.2025", "DE", "2025-01-06"),
        ("06.01.2025", "US", ""),
        ("06-01-2025", "PK", "2025-01-06"),
        ("5.4.25", "DE", "2025-04-05"),
        ("2025/04/05", "", "2025-04-05"),
        ("2025/4/5", "", "2025-04-05"),
        ("2025.04.05", "", "2025-04-05"),
        ("05 / 04 / 2025", "PK", "2025-04-05"),
        ("13/13/2025", "", ""),
        ("2025/04/2025", "", ""),
        ("call 0300 1234567 now", "", ""),
        ("192.168.10.20", "", ""),
        ("version 2.10.25.1", "", ""),
        ("in 1947 and 2025", "", ""),
        ("31 February 2025", "", ""),
        ("1 January 1970", "", ""),
        ("5 April 2035", "", ""),
        ("", "", ""),
    ],
)
def test_numbers_are_read_in_the_order_of_the_country(
    text: str, country: str, expected: str
) -> None:
    assert day(text, country) == expected


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("3 hours ago", 3),
        ("an hour ago", 1),
        ("vor 3 Stunden", 3),
        ("3 saat önce", 3),
        ("5 گھنٹے قبل", 5),
        ("ایک گھنٹہ قبل", 1),
        ("ڈیڑھ گھنٹہ پہلے", 1.5),
        ("سه ساعت قبل", 3),
        ("نیم ساعت پیش", 0.5),
        ("۲ ساعته مخکې", 2),
        ("قبل ساعتين", 2),
        ("منذ ساعة", 1),
        ("قبل خمس ساعات", 5),
        ("5 hours 30 min ago", 5.5),
        ("1 day, 2 hours ago", 26),
        ("2.5 hours ago", 2.5),
        ("1.5 days ago", 36),
        ("منذ ساعة و30 دقيقة", 1.5),
        ("۱ ساعت و ۳۰ دقیقه پیش", 1.5),
        ("By Zara Noor 3 hours ago", 3),
        ("just now", 0),
    ],
)
def test_how_long_ago(text: str, hours: float) -> None:
    found = read_dates(text, "", NOW)
    assert [(date.moment.at, date.relative) for date in found] == [
        (NOW - timedelta(hours=hours), True)
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Posted two days ago", 2),
        ("vor einem Tag", 1),
        ("دو دن پہلے", 2),
        ("۳ روز پیش", 3),
        ("یوه ورځ مخکې", 1),
        ("درې ورځې وړاندې", 3),
        ("قبل 3 أيام", 3),
        ("منذ يومين", 2),
        ("99 days ago", 99),
        ("Yesterday", 1),
        ("دیروز", 1),
        ("پرون", 1),
        ("گزشتہ روز", 1),
        ("أمس", 1),
        ("gestern", 1),
        ("dün", 1),
        ("the day before yesterday", 2),
        ("أول أمس", 2),
        ("پرسوں", 2),
        ("پریروز", 2),
        ("vorgestern", 2),
        ("önceki gün", 2),
        ("Today", 0),
        ("Published today", 0),
        ("امروز", 0),
        ("آج", 0),
        ("نن", 0),
        ("اليوم", 0),
    ],
)
def test_days_ago_name_a_day(text: str, days: int) -> None:
    (found,) = read_dates(text, "", NOW)
    assert (found.moment.day, found.moment.timed, found.relative) == (
        NOW.date() - timedelta(days=days),
        False,
        True,
    )


def test_months_and_days_ago_count_by_the_calendar() -> None:
    now = datetime(2026, 5, 31, 9, 0, tzinfo=UTC)
    assert read_date("3 months 2 days ago", "", now) == datetime(2026, 2, 26, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("Today at 10:30", "2025-11-24 05:30"),
        ("Yesterday, 7:15 pm", "2025-11-23 14:15"),
        ("گزشتہ روز شام 7:15", "2025-11-23 14:15"),
        ("Today at 23:50", "2025-11-24 12:00"),
    ],
)
def test_a_day_by_name_has_the_time_beside_it(text: str, minute: str) -> None:
    found = read_date(text, "PK", datetime(2025, 11, 24, 12, 0, tzinfo=UTC))
    assert found is not None
    assert found.strftime("%Y-%m-%d %H:%M") == minute


@pytest.mark.parametrize(
    "text",
    [
        *("3 weeks ago", "ago", "the days", "قبل الحرب", "پیش از این", "شروع روز", "hours ago"),
        *(
            "2.5 months 3 days ago",
            "several hours ago",
            "1 year ago",
            "۱ سال و ۲ ماه پیش",
            "چند ساعت پیش",
            "#آج",
        ),
        *(
            "صحيفة اليوم",
            "سؤال اليوم",
            "Poll of today",
            "Yesterday at the border",
            "Pakistan Today",
        ),
        *("روزنامه امروز", "today@news.example", "today today"),
    ],
)
def test_vague_words_name_no_day(text: str) -> None:
    assert read_date(text, "", NOW) is None


def test_minutes_are_counted() -> None:
    for text in ("10 minutes ago", "10 منٹ قبل", "۱۰ دقیقه پیش", "منذ 10 دقائق", "۱۰ دقیقې مخکې"):
        assert read_date(text, "", NOW) == NOW - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("April 5, 2025 8:10 pm PKT", "", "2025-04-05 15:10"),
        ("April 5, 2025 at 8:10am", "PK", "2025-04-05 03:10"),
        ("April 5, 2025 12:10 am", "PK", "2025-04-04 19:10"),
        ("April 5, 2025 99:99", "PK", "2025-04-05 12:00"),
        ("April 5, 2025 8:10 AFT", "", "2025-04-05 03:40"),
        ("April 5, 2025 8:10 (GMT+5)", "US", "2025-04-05 03:10"),
        ("5 April 2025 08:10 EST", "", "2025-04-05 13:10"),
        ("5 April 2025 08:10 IST", "IN", "2025-04-05 02:40"),
        ("5. April 2025, 08:10 Uhr", "DE", "2025-04-05 06:10"),
        ("28 اگست 2025 08:10 شام", "PK", "2025-08-28 15:10"),
        ("۲۱ تیر ۱۴۰۴ - ۱۰:۳۰", "IR", "2025-07-12 07:00"),
        ("۱۰:۳۰ - ۱۴۰۴/۰۴/۲۱", "IR", "2025-07-12 07:00"),
        ("2 تير 1404 - 01:09 ب.ظ", "IR", "2025-06-23 09:39"),
        ("۱۵ سنبله ۱۴۰۴ ۱۰:۳۰", "AF", "2025-09-06 06:00"),
        ("21 أكتوبر 2025 10:30 م", "QA", "2025-10-21 19:30"),
    ],
)
def test_the_time_of_day_and_its_zone(text: str, country: str, expected: str) -> None:
    assert minute(text, country) == expected


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("2025-04-05T08:10:00+05:00", "", "2025-04-05T03:10:00"),
        ("2025-04-05T08:10:00+0500", "", "2025-04-05T03:10:00"),
        ("2025-04-05T08:10:00+05", "", "2025-04-05T03:10:00"),
        ("2025-04-05T03:10:00.123Z", "", "2025-04-05T03:10:00"),
        ("2025-04-05 08:10", "PK", "2025-04-05T03:10:00"),
        ("2025-04-05 08:10", "AF", "2025-04-05T03:40:00"),
        ("2025-04-05", "PK", "2025-04-05T12:00:00"),
        ("20250405T081000Z", "", "2025-04-05T08:10:00"),
        ("20250405T0810+0500", "", "2025-04-05T03:10:00"),
        ("20250405T0810", "PK", "2025-04-05T03:10:00"),
        ("Sat, 05 Apr 2025 08:10:00 PKT", "", "2025-04-05T03:10:00"),
        ("Sat, 05 Apr 2025 08:10:00 IRST", "", "2025-04-05T04:40:00"),
        ("Sat, 05 Apr 2025 08:10:00 +0500", "", "2025-04-05T03:10:00"),
        ("Sat, 05 Apr 2025 08:10:00", "PK", "2025-04-05T03:10:00"),
        ("Sat Apr 05 2025 08:10:00 GMT+0500 (PKT)", "", "2025-04-05T03:10:00"),
        ("1743822600", "", "2025-04-05T03:10:00"),
        ("1743822600000", "", "2025-04-05T03:10:00"),
        ("20250405", "", "2025-04-05T12:00:00"),
        ("1404-01-16T08:10:00", "AF", "2025-04-05T03:40:00"),
        ("Nov 05, 2024", "", "2024-11-05T12:00:00"),
    ],
)
def test_machine_dates_are_read_to_the_minute(text: str, country: str, expected: str) -> None:
    found = parse_machine_date(text, country, NOW)
    assert found is not None
    assert found.strftime("%Y-%m-%dT%H:%M:%S") == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "x" * 200, "0000-00-00", "9999-12-31T23:59:59-12:00", "1970-01-01", "soon"),
        *("99999999", "1970-01-01T00:00:00Z", "2031-01-01", "0", "2025-13-45", "20251399T0810"),
        "Sat, 99 Apr 2025 08:10:00 PKT",
    ],
)
def test_what_is_not_believable_is_none(text: str) -> None:
    assert parse_machine_date(text, "", NOW) is None


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Published April 5, 2025 | Updated April 7, 2025", [False, True]),
        ("Last updated: April 7, 2025. First published: April 5, 2025", [True, False]),
        ("05.04.2025 - Güncelleme : 07.04.2025", [False, True]),
        ("Veröffentlicht 05.04.2025, aktualisiert 07.04.2025", [False, True]),
        ("Stand: 05.04.2025", [True]),
        ("آخرین به‌روزرسانی: ۹ آبان ۱۴۰۴", [True]),
        ("اپ ڈیٹ 28 اگست 2025", [True]),
        ("آخر تحديث 21 أكتوبر 2025", [True]),
        ("Updated 3 hours ago", [True]),
        ("7 April 2025 (updated)", [True]),
        ("05.04.2025 | 07.04.2025 tarihinde güncellendi", [False, True]),
        ("Am 07.04.2025 um 18:20 aktualisiert", [True]),
        ("29 اگست 2025 کو اپ ڈیٹ ہوئی، 28 اگست 2025 کو شائع ہوئی", [True, False]),
        ("5 April 2025 Updated 7 April 2025", [False, True]),
        ("5 April 2025 Last updated 3 hours ago", [False]),
        ("5 April 2025, 5 April 2025", [False]),
    ],
)
def test_a_change_is_told_from_publication(text: str, labels: list[bool]) -> None:
    assert [date.modified for date in read_dates(text, "TR", NOW)] == labels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published April 5, 2025 | Updated April 7, 2025 8:10 pm", ["04-05", "04-07 15:10"]),
        ("08:10 5 April 2025 | 09:10 7 April 2025", ["04-05 03:10", "04-07 04:10"]),
        ("5 April 2025 08:10 - 7 April 2025 09:10", ["04-05 03:10", "04-07 04:10"]),
        ("۱۶ فروردین ۱۴۰۴ | 5 April 2025 08:10", ["04-05 03:10"]),
        ("7 شوال 1446 | 5 April 2025", ["04-05"]),
        ("7 شوال 1446 08:10 | 5 April 2025", ["04-05 03:10"]),
    ],
)
def test_each_date_of_a_line_has_its_own_time(text: str, expected: list[str]) -> None:
    assert [
        date.moment.at.strftime("%m-%d %H:%M" if date.moment.timed else "%m-%d")
        for date in read_dates(text, "PK", NOW)
    ] == expected


def test_midnight_is_a_day_as_it_was_written() -> None:
    for text in ("2025-04-05T00:00:00+05:00", "2025-04-05T00:00:00Z", "5 April 2025 00:00"):
        found = read_machine_date(text, "PK", NOW)
        assert found is not None
        assert (found.timed, found.at) == (False, datetime(2025, 4, 5, 12, 0, tzinfo=UTC)), text
    late = read_machine_date("5 April 2025 12:00 am", "PK", NOW)
    assert late is not None
    assert late.timed


def test_a_lunar_day_alone_is_rough() -> None:
    found = read_machine_date("17 محرم 1447", "PK", NOW)
    assert found is not None
    assert found.rough


@given(st.text(max_size=120), st.sampled_from(["", "PK", "US", "AF", "IR"]))
def test_no_text_gives_an_error_or_an_unbelievable_date(text: str, country: str) -> None:
    for read in (read_date, parse_machine_date):
        found = read(text, country, NOW)
        assert found is None or EARLIEST <= found <= NOW + timedelta(hours=26)


PARTS = """
0 1 5 12 28 31 99 2025 1404 1447 ۱۴۰۴ ۲۱ / - . : T Z + , am pm PKT April حمل تیر محرم قبل منذ ago
hours ساعة ساعتين yesterday updated
"""
PIECES = st.lists(st.sampled_from(PARTS.split()), max_size=12)


@given(PIECES, st.sampled_from([" ", ""]))
def test_no_row_of_dates_parts_gives_an_error(pieces: list[str], glue: str) -> None:
    read_date(glue.join(pieces), "IR", NOW)
    parse_machine_date(glue.join(pieces), "PK", datetime(2026, 1, 1, tzinfo=UTC))


@given(st.integers(1, 18_000_000), st.sampled_from(["", "PK"]))
def test_what_was_written_as_iso_is_read_back(minutes: int, country: str) -> None:
    moment = EARLIEST + timedelta(minutes=minutes)
    once = parse_machine_date(moment.isoformat(), country, NOW)
    assert once == (moment if moment.time() != time(0) else moment.replace(hour=12))
    assert parse_machine_date(once.isoformat(), country, NOW) == once
