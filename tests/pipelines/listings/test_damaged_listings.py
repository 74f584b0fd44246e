"""Every link of a listing, however it is written or damaged, is found or said to be lost."""

import pytest

from pipelines.items import Discovered, Page
from pipelines.listings.listing import read_listing
from tests.damaged_listings import ADDRESS, FORMATS, damaged_listing
from tests.samples import NOW

COUNT = 400


@pytest.mark.parametrize("kind", FORMATS)
def test_no_link_of_a_damaged_listing_is_lost(kind: str) -> None:
    for seed in range(FORMATS.index(kind), COUNT, len(FORMATS)):
        listing = damaged_listing(seed)
        page = Page(ADDRESS, 200, listing.content_type, listing.body, NOW)
        found = read_listing(None, "feed", page, "")
        assert isinstance(found, Discovered), (seed, listing.forms, found)
        urls = found.nested if kind == "index" else [entry.url for entry in found.entries]
        assert sorted(urls) == sorted(listing.links), (seed, listing.forms)
        assert not listing.cut or found.truncated, (seed, listing.forms)
        titles = {entry.url: entry.title for entry in found.entries}
        for link, title in listing.titles.items():
            assert titles[link].strip("\ufffd\xff ") == title, (seed, listing.forms)
