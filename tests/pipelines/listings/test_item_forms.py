"""Forms of items that name their own article or its time in an unusual way."""

import json

import pytest

from pipelines.items import Discovered, Entry, Page
from pipelines.listings.listing import read_listing
from tests.samples import NOW

FEED = "https://ridge.example/feeds/all"


def entries(body: str) -> tuple[Entry, ...]:
    found = read_listing(None, "feed", Page(FEED, 200, "", body.encode(), NOW), "PK")
    assert isinstance(found, Discovered), found
    return found.entries


def item(link: str = "<link>https://ridge.example/a/7</link>", dates: str = "") -> str:
    return f"<rss><channel><item><title>x</title>{link}{dates}</item></channel></rss>"


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="alternate nofollow" href="https://ridge.example/a/7"/>',
        '<link rel="enclosure" href="/a.jpg"/><link rel="bookmark alternate" href="/a/7"/>',
        "<link>feed:https://ridge.example/a/7</link>",
        "<link>FEED://ridge.example/a/7</link>",
        "<link>https:\\\\ridge.example\\a\\7</link>",
        "<link>\\a\\7</link>",
    ],
)
def test_a_link_in_an_odd_form_is_the_article(link: str) -> None:
    (entry,) = entries(item(link))
    assert entry.url.partition("://")[2] == "ridge.example/a/7"


def test_a_backslash_in_a_query_stays() -> None:
    (entry,) = entries(item("<link>https://ridge.example/a?q=1\\2</link>"))
    assert entry.url == "https://ridge.example/a?q=1\\2"


@pytest.mark.parametrize("shared", ["https://ridge.example/", "/news.php", "/?lang=ps"])
def test_json_items_that_share_a_link_are_known_by_their_ids(shared: str) -> None:
    listed = [{"id": f"https://ridge.example/a/{n}", "url": shared} for n in (1, 2, 3)]
    found = entries(json.dumps({"items": listed, "home_page_url": "https://ridge.example/"}))
    assert [entry.url for entry in found] == [one["id"] for one in listed]


def test_a_json_item_has_its_link_before_its_id() -> None:
    listed = [{"id": "https://hub.example/1", "url": "/a/1"}, {"id": "x", "url": "/a/2"}]
    found = entries(json.dumps({"items": listed}))
    assert [entry.url for entry in found] == [f"https://ridge.example/a/{n}" for n in (1, 2)]


def test_lines_of_a_text_sitemap_need_no_scheme() -> None:
    found = entries("www.ridge.example/a/1\nWWW.ridge.example/a/2\n")
    assert [entry.url.partition("/a/")[2] for entry in found] == ["1", "2"]


@pytest.mark.parametrize(
    ("dates", "right"),
    [
        ("<pubDate>24 Nov 2025</pubDate><dc:date>2025-11-24T09:20:00+05:00</dc:date>", "24 04:20"),
        ("<pubDate>soon</pubDate><dc:date>2025-11-24T09:20:00+05:00</dc:date>", "24 04:20"),
        ("<pubDate>24 Nov 2025</pubDate><dc:date>2025-11-25T09:20:00+05:00</dc:date>", "24 12:00"),
        ("<pubDate>24 Nov 2025</pubDate><updated>2025-11-24T09:20Z</updated>", "24 12:00"),
        ("<dc:date>2025-11-25</dc:date><pubDate>24 Nov 2025 09:20</pubDate>", "24 04:20"),
    ],
)
def test_of_times_told_twice_the_one_that_can_be_read_counts(dates: str, right: str) -> None:
    (entry,) = entries(item(dates=dates))
    assert entry.published_at is not None
    assert entry.published_at.strftime("%d %H:%M") == right
