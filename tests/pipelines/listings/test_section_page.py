"""Pages that link articles are lists, too: by the shape of the links and by their text."""

from datetime import UTC, datetime

import pytest

from pipelines.items import Discovered, Failed, Page
from pipelines.listings.listing import read_listing
from pipelines.listings.section_page import is_article_page, linked_articles, next_page

BASE = "https://paper.example/afghanistan"
TITLES = (
    "Families wait at the northern gate",
    "د تورخم په دروازه کې کورنۍ انتظار باسي",
    "صدها خانواده در مرز اسلام‌قلعه منتظر ماندند",
    "سینکڑوں خاندان طورخم پر رات گزارنے پر مجبور",
)
CARDS = "".join(
    f"<div><a href='/news/{90 + n}1/s'><img></a><h3><a href='/news/{90 + n}1/s'>{title}</a></h3>"
    f"<a href='/news/{90 + n}1/s?utm_source=x'>More</a></div>"
    for n, title in enumerate(TITLES)
)
MENU = (
    "<a href='/'>Home</a><a href='/world'>The whole wide world and what it did</a>"
    "<a href='/tag/border-crossings-of-this-year'>Everything about border crossings in 2025</a>"
    "<a href='/?random-post=1'>A random story that nobody ever asked for</a>"
    "<a href='https://other.example/news/991/s'>A headline of a wholly other house here</a>"
    "<a href='/news/901/s/amp'>Families wait at the northern gate</a>"
)


def read(html: str) -> Discovered | Failed:
    now = datetime(2025, 11, 24, tzinfo=UTC)
    page = Page(BASE, 200, "text/html; charset=utf-8", html.encode(), now)
    return read_listing(None, "section", page, "AF")


def test_articles_are_taken_with_their_headlines_and_nothing_else() -> None:
    found = read(f"<html><body>{MENU}{CARDS}</body></html>")
    assert isinstance(found, Discovered)
    assert [(one.url, one.title) for one in found.entries] == [
        (f"https://paper.example/news/{90 + n}1/s", title) for n, title in enumerate(TITLES)
    ]
    assert found.nested == ()


def test_a_page_without_articles_is_no_list_and_a_feed_in_its_place_is_read() -> None:
    nothing = read(f"<html><body>{MENU}</body></html>")
    assert nothing == Failed(
        "not_a_feed",
        "the address answers, but with a web page that links nothing like an article",
    )
    feed = read("<rss><channel><item><link>https://paper.example/1</link></item></channel></rss>")
    assert isinstance(feed, Discovered)
    assert len(feed.entries) == 1


def test_links_of_one_shape_count_only_if_some_carry_headlines() -> None:
    pages = "".join(f"<a href='/story/{n}00'>{n}</a>" for n in range(9))
    assert linked_articles(f"<html>{pages}</html>", BASE) == ()


def test_reports_in_pdf_are_taken_by_their_headline_or_name() -> None:
    page = (
        "<a href='/files/2025/flash-update-on-returns-12.pdf'>Download</a>"
        "<a href='/files/u7.PDF'>Returns from neighbouring countries, week 12</a>"
        "<a href='/files/u8.pdf?v=2'>د بېرته راستنېدونکو اوونیز راپور او شمېرې</a>"
        "<a href='/files/map.pdf'>Map</a><a href='/files/terms.pdf'>Terms of use</a>"
        "<a href='https://o.example/a-report-on-all-returns.pdf'>Elsewhere in the wide world</a>"
        "<a href='/gallery/one-of-the-many-pictures.jpg'>A picture of the returns of today</a>"
    )
    assert [
        (one.url.partition("/files/")[2], one.title) for one in linked_articles(page, BASE)
    ] == [
        ("2025/flash-update-on-returns-12.pdf", ""),
        ("u7.PDF", "Returns from neighbouring countries, week 12"),
        ("u8.pdf?v=2", "د بېرته راستنېدونکو اوونیز راپور او شمېرې"),
    ]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("<a href='?page=2'>Next</a>", "https://paper.example/afghanistan?page=2"),
        (
            "<a href='/afghanistan/page/2/'>Older posts</a>",
            "https://paper.example/afghanistan/page/2/",
        ),
        ("<a class='next page-numbers' href='/p/2'>&gt;</a>", "https://paper.example/p/2"),
        ("<a href='/fa/section/3?p=2'>صفحه بعد</a>", "https://paper.example/fa/section/3?p=2"),
        ("<link rel='next' href='/afghanistan/more'>", "https://paper.example/afghanistan/more"),
        ("<a href='/next-generation'>Next generation</a>", ""),
        ("<a href='/contact'>Next</a>", ""),
        ("<a rel='next' href='https://other.example/?page=2'>Next</a>", ""),
        ("<a href='/news/12'>Read more</a>", ""),
        ("<a href='/s/page/2/'>صفحه بعدی ›</a>", "https://paper.example/s/page/2/"),
        ("<a href='?page=2'>قدیمی\u200cتر</a>", f"{BASE}?page=2"),
        ("<a href='?page=2'>اگلا صفحہ</a>", f"{BASE}?page=2"),
        ("<a href='?page=2'>الصفحة التالية</a>", f"{BASE}?page=2"),
        ("<a href='?page=2'>راتلونکی مخ</a>", f"{BASE}?page=2"),
        ("<a href='?page=2'>Ältere Beiträge</a>", f"{BASE}?page=2"),
        ("<a href='?page=2' aria-label='Next page'><svg></svg></a>", f"{BASE}?page=2"),
        ("<b>1</b><a href='?p=2'>2</a><a href='?p=3'>3</a>", f"{BASE}?p=2"),
        ("<a href='?p=3'>۳</a><a href='/afghanistan/page/2/'>۲</a>", f"{BASE}/page/2/"),
        ("<a href='/news/2'>12</a><a href='/news/2'>Two</a><a href='/2/3'>2</a>", ""),
        ("<a href='/afghanistan'>2</a><a href='https://o.example/?page=2'>2</a>", ""),
    ],
)
def test_the_next_page_is_found_or_none(link: str, found: str) -> None:
    assert next_page(f"<html><body>{link}</body></html>", BASE) == found


@pytest.mark.parametrize(
    ("base", "found"),
    [("?page=2", "?page=3"), ("/page/2/", "/page/3/"), ("?page=3", ""), ("?q=2", "")],
)
def test_the_number_that_follows_the_pages_own_is_the_next(base: str, found: str) -> None:
    links = "".join(
        f"<a href='{BASE}{form.format(n)}'>{n}</a>"
        for n in (1, 2, 3)
        for form in ("?page={}", "/page/{}/")
        if form.partition("{")[0] in base
    )
    assert next_page(f"<html>{links}</html>", f"{BASE}{base}") == (found and f"{BASE}{found}")


@pytest.mark.parametrize(
    ("head", "is_article"),
    [
        ("<meta property='og:type' content='article'>", True),
        (
            "<meta name='og:type' content='website'><script>{\"@type\":\"NewsArticle\"}</script>",
            False,
        ),
        ('<script type="application/ld+json">{"@type": "ReportageNewsArticle"}</script>', True),
        ('<script type="application/ld+json">{"@type": ["Thing", "x"]}</script>', False),
        ("", False),
    ],
)
def test_pages_say_whether_they_are_articles(head: str, is_article: bool) -> None:
    assert is_article_page(f"<html><head>{head}</head></html>") is is_article
