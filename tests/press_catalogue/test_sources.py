"""What the outlets of the catalogue promise."""

import tomllib
from importlib.resources import files
from urllib.parse import urlsplit

from press_catalogue.sources import built_in_sources

SOURCES = built_in_sources()


def test_every_outlet_can_be_visited() -> None:
    for source in SOURCES:
        addresses = [listing.url for listing in source.listings()]
        assert addresses, source.id
        assert all(urlsplit(address).scheme == "https" for address in addresses), source.id
        assert source.name
        assert source.languages, source.id


def test_ids_and_addresses_stand_once() -> None:
    ids = [source.id for source in SOURCES]
    addresses = [listing.url for source in SOURCES for listing in source.listings()]
    assert len(set(ids)) == len(ids)
    assert len(set(addresses)) == len(addresses)


def test_twenty_outlets_or_more_are_of_high_confidence() -> None:
    tree = tomllib.loads(
        files("press_catalogue").joinpath("sources.toml").read_text(encoding="utf8")
    )
    high = [row for row in tree["source"] if row["confidence"] == "high"]
    assert len(high) >= 20
    assert {row["confidence"] for row in tree["source"]} == {"high", "medium"}
