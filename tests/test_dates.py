"""Dates in ten languages and three calendars, and those that are not believed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dates import EARLIEST, parse_machine_date, read_date
from tests.samples import NOW


def day(text: str, country: str = "") -> str:
    found = read_date(text, country, NOW)
    return found.strftime("%Y-%m-%d") if found else ""


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Published April 5, 2025 in Peshawar", "", "2025-04-05"),
        ("5th April 2025", "", "2025-04-05"),
        ("5 de abril de 2025", "", "2025-04-05"),
        ("5. Oktober 2025", "DE", "2025-10-05"),
        ("5 Ağustos 2025", "TR", "2025-08-05"),
        ("28 اگست 2025", "PK", "2025-08-28"),
        ("۲۸ اگست ۲۰۲۵", "PK", "2025-08-28"),
        ("21 أكتوبر 2025", "QA", "2025-10-21"),
        ("٢١ تشرين الأول ٢٠٢٥", "IQ", "2025-10-21"),
        ("۲۱ تیر ۱۴۰۴", "IR", "2025-07-12"),
        ("۱۵ سنبله ۱۴۰۴", "AF", "2025-09-06"),
        ("۸ مرغومی ۱۴۰۳", "AF", "2024-12-28"),
        ("۱۴۰۴/۰۴/۲۱", "IR", "2025-07-12"),
        ("1404-04-21", "IR", "2025-07-12"),
        ("05/04/2025", "PK", "2025-04-05"),
        ("05/04/2025", "US", "2025-05-04"),
        ("25/04/2025", "US", "2025-04-25"),
        ("5.4.25", "DE", "2025-04-05"),
        ("2025/04/05", "", "2025-04-05"),
        ("3 hours ago", "", "2025-11-24"),
        ("2 days ago", "", "2025-11-22"),
        ("۳ روز پیش", "IR", "2025-11-21"),
        ("5 گھنٹے قبل", "PK", "2025-11-24"),
        ("قبل 3 أيام", "QA", "2025-11-21"),
        ("منذ 10 دقائق", "QA", "2025-11-24"),
        ("Yesterday at the border", "", "2025-11-23"),
        ("دیروز", "AF", "2025-11-23"),
        ("31 February 2025", "", ""),
        ("1 January 1970", "", ""),
        ("5 April 2035", "", ""),
        ("call 0300 1234567 now", "", ""),
        ("13/13/2025", "", ""),
        ("40 حمل 1404", "AF", ""),
        ("99/99/1404", "IR", ""),
        ("", "", ""),
    ],
)
def test_dates_in_running_text(text: str, country: str, expected: str) -> None:
    assert day(text, country) == expected


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("2025-04-05T08:10:00+05:00", "", "2025-04-05T03:10:00"),
        ("2025-04-05T08:10:00+0500", "", "2025-04-05T03:10:00"),
        ("2025-04-05T03:10:00.123Z", "", "2025-04-05T03:10:00"),
        ("2025-04-05 08:10", "PK", "2025-04-05T03:10:00"),
        ("2025-04-05 08:10", "AF", "2025-04-05T03:40:00"),
        ("2025-04-05", "PK", "2025-04-05T12:00:00"),
        ("Sat, 05 Apr 2025 08:10:00 PKT", "", "2025-04-05T03:10:00"),
        ("Sat, 05 Apr 2025 08:10:00 +0500", "", "2025-04-05T03:10:00"),
        ("1743822600", "", "2025-04-05T03:10:00"),
        ("1743822600000", "", "2025-04-05T03:10:00"),
        ("20250405", "", "2025-04-05T12:00:00"),
        ("April 5, 2025 8:10 pm PKT", "", "2025-04-05T15:10:00"),
        ("April 5, 2025 12:10 am", "PK", "2025-04-04T19:10:00"),
        ("April 5, 2025 99:99", "PK", "2025-04-05T12:00:00"),
    ],
)
def test_machine_dates_are_read_to_the_minute(text: str, country: str, expected: str) -> None:
    found = parse_machine_date(text, country, NOW)
    assert found is not None
    assert found.strftime("%Y-%m-%dT%H:%M:%S") == expected


@pytest.mark.parametrize(
    "text",
    ["", "x" * 200, "0000-00-00", "9999-12-31T23:59:59-12:00", "1970-01-01", "soon", "99999999"],
)
def test_what_is_not_believable_is_none(text: str) -> None:
    assert parse_machine_date(text, "", NOW) is None


@given(st.text(max_size=120), st.sampled_from(["", "PK", "US", "AF", "IR"]))
def test_no_text_gives_an_error_or_an_unbelievable_date(text: str, country: str) -> None:
    for read in (read_date, parse_machine_date):
        found = read(text, country, NOW)
        assert found is None or EARLIEST <= found <= NOW + timedelta(hours=26)


NUMBERS = st.text("0123456789/-.: TZ+۰۱۴۲تیرحمل", max_size=30)


@given(NUMBERS)
def test_no_row_of_digits_gives_an_error(text: str) -> None:
    read_date(text, "IR", NOW)
    parse_machine_date(text, "PK", datetime(2026, 1, 1, tzinfo=UTC))
