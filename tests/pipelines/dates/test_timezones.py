"""What the names of time zones mean, and by which clock the outlets of a country write."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipelines.dates.country_zones import COUNTRY_ZONES
from pipelines.dates.timezones import country_zone, is_one_zone, zone_of
from press_catalogue.sources import built_in_sources


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
        ("-05:00z", "", -300),
        ("UTC+5:30", "", 330),
        ("BST", "GB", 60),
        ("BST", "BD", 360),
        ("BST", "", None),
        ("CST", "US", -360),
        ("CST", "CN", 480),
        ("CST", "PK", None),
        ("AST", "SA", 180),
        ("AST", "CA", -240),
        ("GST", "AE", 240),
        ("GST", "PK", None),
        ("EST", "AU", 600),
        ("EST", "PK", -300),
        ("CEST", "", 120),
        ("EEST", "", 180),
        ("JST", "", 540),
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


@pytest.mark.parametrize(
    ("country", "day", "hours"),
    [
        ("PK", "2026-11-26", 5),
        ("AF", "2026-07-10", 4.5),
        ("DE", "2026-07-10", 2),
        ("DE", "2026-11-26", 1),
        ("GB", "2026-07-10", 1),
        ("UK", "2026-07-10", 1),
        ("US", "2026-07-10", -4),
        ("TR", "2015-01-10", 2),
        ("TR", "2026-01-10", 3),
        ("IR", "2022-07-10", 4.5),
        ("IR", "2023-07-10", 3.5),
        ("XX", "2026-07-10", 0),
        ("", "2026-07-10", 0),
    ],
)
def test_clocks_of_countries_know_their_summer_times(country: str, day: str, hours: float) -> None:
    zone = country_zone(country)
    noon = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=zone)
    assert noon.utcoffset() == timedelta(hours=hours)


def test_every_zone_of_the_table_exists() -> None:
    assert len(COUNTRY_ZONES) > 240
    for country, zone in COUNTRY_ZONES.items():
        assert ZoneInfo(zone).key == zone, country


def test_every_country_of_the_catalogue_has_a_zone() -> None:
    countries = {source.country for source in built_in_sources()} - {""}
    assert countries
    assert countries <= set(COUNTRY_ZONES)


@pytest.mark.parametrize(
    ("country", "one"), [("PK", True), ("GB", True), ("US", False), ("RU", False), ("", False)]
)
def test_countries_of_several_zones_are_known(country: str, one: bool) -> None:
    assert is_one_zone(country) is one


def test_places_are_zones_of_their_own() -> None:
    zone = zone_of("europe/istanbul", "")
    assert datetime(2015, 1, 10, tzinfo=zone).utcoffset() == timedelta(hours=2)
    assert zone_of("etc/passwd", "") is None
    assert datetime(2026, 7, 10, tzinfo=zone_of("ET", "US")).utcoffset() == timedelta(hours=-4)
    assert zone_of("et", "FR") is None
