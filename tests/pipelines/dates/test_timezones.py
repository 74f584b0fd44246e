"""Which country an outlet is of, and what the names of time zones mean there."""

from datetime import timedelta

import pytest

from pipelines.dates.timezones import country_of, country_zone, zone_of


@pytest.mark.parametrize(
    ("url", "language", "country"),
    [
        ("https://www.news.pk/a", "en-US", "PK"),
        ("https://8am.af/a", "", "AF"),
        ("https://www.news.co.uk/a", "en", "GB"),
        ("https://www.news.com/a", "ur", "PK"),
        ("https://www.news.com/a", "fa", "IR"),
        ("https://www.news.com/a", "fa-AF", "AF"),
        ("https://www.news.com/a", "fa_AF", "AF"),
        ("https://www.news.com/a", "prs", "AF"),
        ("https://www.news.com/a", "ps", "AF"),
        ("https://www.news.com/a", "uz-Cyrl-UZ", "UZ"),
        ("https://www.news.com/a", "en-US", "US"),
        ("https://www.news.com/a", "en", ""),
        ("https://www.news.com/a", "", ""),
        ("https://www.news.io/a", "en", ""),
        ("https://www.news.tv/a", "tr-TR", "TR"),
        ("https://127.0.0.1/a", "?", ""),
        ("no address", "de", "DE"),
    ],
)
def test_address_and_language_tell_the_country(url: str, language: str, country: str) -> None:
    assert country_of(url, language) == country


@pytest.mark.parametrize(
    ("name", "country", "minutes"),
    [
        ("PKT", "", 300),
        ("AFT", "", 270),
        ("irst", "", 210),
        ("IRDT", "", 270),
        ("Z", "", 0),
        ("+05:00", "", 300),
        ("-0430", "", -270),
        ("+5", "", 300),
        ("GMT+5", "", 300),
        ("UTC-03:30", "", -210),
        ("PST", "PK", 300),
        ("PST", "US", -480),
        ("IST", "IN", 330),
        ("IST", "IE", 60),
        ("IST", "", None),
        ("uhr", "DE", None),
        ("+99:00", "", None),
        ("", "", None),
    ],
)
def test_zone_names(name: str, country: str, minutes: int | None) -> None:
    zone = zone_of(name, country)
    assert (zone.utcoffset(None) if zone else None) == (
        None if minutes is None else timedelta(minutes=minutes)
    )


def test_clocks_of_countries() -> None:
    assert country_zone("AF").utcoffset(None) == timedelta(hours=4, minutes=30)
    assert country_zone("XX").utcoffset(None) == timedelta(0)
