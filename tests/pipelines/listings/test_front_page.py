"""A front page gives the feeds that it names, or else the articles that it links."""

import pytest

from pipelines.items import Discovered, Failed, Page
from pipelines.listings.listing import read_listing
from pipelines.sources import Listing, Source
from tests.samples import NOW

HOME = "https://a.example/"
HEAD = "<!doctype html><html><head><title>A</title>{}</head><body>{}</body></html>"


def read(text: str) -> Discovered | Failed:
    return read_listing(None, "front_page", Page(HOME, 200, "text/html", text.encode(), NOW), "PK")


def named(*attributes: str) -> tuple[str, ...]:
    links = "".join(f"<link {one}>" for one in attributes)
    found = read(HEAD.format(links, "<a href='/news/1'>Gate opens after three days</a>"))
    assert isinstance(found, Discovered)
    assert found.entries == () or not found.nested
    return found.nested


@pytest.mark.parametrize(
    ("attributes", "feeds"),
    [
        (['rel="alternate" type="application/rss+xml" href="/feed"'], ["feed"]),
        (["href='/f.xml' TYPE='application/atom+xml; charset=utf-8' REL='Alternate'"], ["f.xml"]),
        (['rel="alternate nofollow" type="application/feed+json" href="f.json"'], ["f.json"]),
        (
            [
                'rel=alternate type="application/rss+xml" title="A - Comments" href="/c/"',
                'rel=alternate type="application/rss+xml" title="A" href="/feed/"',
            ],
            ["feed/"],
        ),
        (['rel=alternate type="application/rss+xml" href="/comments/feed"'], ["comments/feed"]),
        ([f'rel=alternate type="application/rss+xml" href="/{n}"' for n in "12345"], [*"123"]),
        (['rel="stylesheet" type="text/css" href="/a.css"'], []),
        (['rel="alternate" hreflang="ur" href="/ur"'], []),
        (['rel="alternate" type="application/rss+xml"'], []),
    ],
)
def test_the_feeds_that_a_page_names_are_found(attributes: list[str], feeds: list[str]) -> None:
    assert [url.removeprefix(HOME) for url in named(*attributes)] == feeds


def test_without_a_feed_the_headlines_are_taken() -> None:
    body = (
        "<nav><a href='/world'>World</a><a href='/'>Everything that is new today</a></nav>"
        "<a href='/news/1'><h2>Gate opens after <b>three</b> days</h2></a>"
        "<a href='/news/1'>Gate opens after three days</a><a href='/news/2'>Read more</a>"
        "<a href='https://b.example/x'>Another outlet's long headline here</a>"
        "<a href='javascript:void(0)'>Open the menu of all sections</a>"
        "<a href='/ur/3'>طورخم سرحد تین دن بعد کھل گئی</a>"
    )
    found = read(HEAD.format('<script>var a = {"items": []}</script>', body))
    assert isinstance(found, Discovered)
    assert [(one.url, one.title) for one in found.entries] == [
        (f"{HOME}news/1", "Gate opens after three days"),
        (f"{HOME}ur/3", "طورخم سرحد تین دن بعد کھل گئی"),
    ]


def test_a_front_page_that_is_a_feed_is_read_as_one() -> None:
    feed = "<rss><channel><item><title>T</title><link>/1</link></item></channel></rss>"
    found = read(feed)
    assert isinstance(found, Discovered)
    assert [one.url for one in found.entries] == [f"{HOME}1"]


@pytest.mark.parametrize("text", ['{"error": "no"}', "", "just a moment"])
def test_what_is_no_page_is_said(text: str) -> None:
    found = read(text)
    assert isinstance(found, Failed)
    assert found.reason == "not_a_feed"


def test_a_source_is_visited_at_its_listings_else_at_its_front_page() -> None:
    bare = Source("a", "A", HOME)
    (front,) = bare.visited()
    assert front == Listing("front_page", "section", HOME)
    assert front.nested("https://a.example/feed") == Listing("feed", "feed", f"{HOME}feed")
    fed = Source("a", "A", HOME, feeds=(f"{HOME}f",))
    assert fed.visited() == fed.listings() == (Listing("feed", "feed", f"{HOME}f"),)
    assert fed.listings()[0].nested(HOME).url == HOME
    assert Source("a", "A", "").visited() == ()
