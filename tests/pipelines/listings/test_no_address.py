"""Entries of a listing that name no page, beside good ones."""

import json
from datetime import UTC, datetime

import pytest

from pipelines.items import Discovered, Page
from pipelines.listings.listing import read_listing
from pipelines.web.source_health import NO_ADDRESS

AT = datetime(2026, 3, 1, tzinfo=UTC)
FEED = "http://paper.example/rss"
GOOD = "<item><title>One</title><link>http://paper.example/1</link></item>"
URL = "<url><loc>http://paper.example/1</loc></url>"
JSON_GOOD = {"id": "http://paper.example/1"}


def rss(*items: str) -> str:
    """Return a feed with some items."""
    return f"<rss><channel><link>http://paper.example/</link>{''.join(items)}</channel></rss>"


def atom(*entries: str) -> str:
    """Return an Atom feed with some entries."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>'


def urlset(*urls: str) -> str:
    """Return a sitemap with some URLs."""
    return f"<urlset>{''.join(urls)}</urlset>"


def json_feed(*items: object) -> str:
    """Return a JSON feed with some items."""
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})


@pytest.mark.parametrize(
    ("body", "good", "without"),
    [
        (rss(GOOD), 1, 0),
        (rss(GOOD, "<item><title>Two</title></item>"), 1, 1),
        (rss("<item><title>Zero</title><link/></item>", GOOD, "<item/>"), 1, 2),
        (rss(GOOD, '<item><guid isPermaLink="false">n-7</guid></item>'), 1, 1),
        (rss(GOOD, "<item><link>mailto:desk@paper.example</link></item>"), 1, 1),
        (rss(GOOD, "<item><link>javascript:void(0)</link></item>"), 1, 1),
        (rss(GOOD, f"<item><link>{FEED}</link></item>"), 1, 1),
        (rss(GOOD, GOOD), 1, 0),
        (rss(*["<item><title>Two</title></item>"] * 1_200, GOOD), 1, 1_200),
        (
            atom('<entry><link href="/1"/></entry>', '<entry><link rel="edit" href="/e"/></entry>'),
            1,
            1,
        ),
        (atom('<entry><link href="/1"/></entry>', "<entry><id>tag:x,2026:1</id></entry>"), 1, 1),
        (urlset(URL, "<url><lastmod>2026-03-01</lastmod></url>"), 1, 1),
        (urlset(URL, "<url><loc>tel:117</loc></url>"), 1, 1),
        (urlset(URL, f"<url><loc>{FEED}</loc></url>"), 1, 0),
        (json_feed(JSON_GOOD, {"title": "Two"}, "three"), 1, 2),
        (json_feed({"title": "Two"}), 0, 1),
        ("http://paper.example/1\nhttp://paper.example/2\nnot yet published\n", 2, 1),
        ("# of March\nhttp://paper.example/1\n\nhttp://paper.example/2\n", 2, 0),
    ],
)
def test_entries_that_name_no_page_are_counted(body: str, good: int, without: int) -> None:
    found = read_listing(None, "feed", Page(FEED, 200, "", body.encode(), AT, FEED), "")

    assert isinstance(found, Discovered)
    assert len(found.entries) == good
    assert found.truncated == (f"{NO_ADDRESS}{without:,}" if without else "")


def test_an_entry_that_is_torn_is_told_as_torn_alone() -> None:
    body = rss(GOOD, "<item><title>Two").removesuffix("</channel></rss>")
    found = read_listing(None, "feed", Page(FEED, 200, "", body.encode(), AT, FEED), "")

    assert isinstance(found, Discovered)
    assert found.truncated == "the list ends early, within an entry"


def test_both_are_told_of_a_list_that_is_torn_and_has_entries_without() -> None:
    body = rss(GOOD, "<item/>", GOOD).removesuffix("</item></channel></rss>")
    found = read_listing(None, "feed", Page(FEED, 200, "", body.encode(), AT, FEED), "")

    assert isinstance(found, Discovered)
    assert found.truncated == f"the list ends early, within an entry; {NO_ADDRESS}1"
