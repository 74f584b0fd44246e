"""Feeds and sitemaps are read for what they hold, damaged ones too."""

import gzip
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.items import Discovered, Entry, Failed, Lead, Page
from pipelines.listings import entries as listed_entries
from pipelines.listings.listing import BYTE_READERS, READERS, read_listing
from pipelines.sources import LISTING_FIELDS, ListingKind
from tests.samples import NOW

ITEM = (
    "<item><title>خبر {n}</title><link>https://e.org/{n}</link>"
    "<pubDate>Mon, 24 Nov 2025 0{n}:00:00 PKT</pubDate></item>"
)
ITEMS = "".join(ITEM.format(n=n) for n in range(1, 5))
RSS = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>x</title>'
    f"{ITEMS}</channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://e.org/base/"><title>x</title>'
    '<entry><title type="html">A &lt;b&gt;bold&lt;/b&gt; one</title><link href="rel"/>'
    "<updated>2025-11-24T01:00:00Z</updated><author><name>Zara</name></author>"
    '<content type="html">&lt;p&gt;Whole text&lt;/p&gt;</content></entry></feed>'
)


def page(body: str | bytes, kind: str = "application/rss+xml") -> Page:
    raw = body.encode() if isinstance(body, str) else body
    return Page("https://e.org/feed", 200, kind, raw, NOW)


def read(page: Page, country: str = "") -> Discovered | Failed:
    return read_listing(None, "feed", page, country)


def entries(found: Discovered | Failed) -> tuple[Entry, ...]:
    assert isinstance(found, Discovered), found
    return found.entries


def test_rss_gives_titles_links_and_times_in_their_zone() -> None:
    found = read(page(RSS))
    assert [entry.url for entry in entries(found)] == [f"https://e.org/{n}" for n in range(1, 5)]
    first = entries(found)[0]
    assert first.title == "خبر 1"
    assert first.published_at == datetime(2025, 11, 23, 20, 0, tzinfo=UTC)
    assert isinstance(found, Discovered)
    assert found.newest_at == datetime(2025, 11, 23, 23, 0, tzinfo=UTC)


def test_atom_gives_full_text_author_and_resolved_links() -> None:
    (entry,) = entries(read(page(ATOM)))
    assert entry.title == "A bold one"
    assert entry.url == "https://e.org/base/rel"
    assert (entry.author, entry.content) == ("Zara", "<p>Whole text</p>")


def test_one_bad_byte_spoils_one_item_at_most() -> None:
    raw = RSS.encode()
    letters = [at for at in range(60, len(raw)) if raw[at] >= 0x80]
    assert len(letters) > 5
    for at in letters:
        damaged = raw[:at] + b"\xff" + raw[at + 1 :]
        titles = [entry.title for entry in entries(read(page(damaged)))]
        assert sum(title.startswith("خبر") for title in titles) >= 3


def test_a_torn_feed_gives_what_is_whole() -> None:
    cuts = range(RSS.index("</item>") + 7, len(RSS), 53)
    assert len(cuts) > 5
    for cut in cuts:
        whole = RSS[:cut].count("</item>")
        assert len(entries(read(page(RSS[:cut])))) >= whole


def test_entities_and_doctypes_are_not_followed() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + RSS.split("\n", 1)[1]
    found = entries(read(page(bomb.replace("خبر 1", "&b;"))))
    assert len(found) == 4
    assert "haha" not in found[0].title


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<html><body>Are you human?</body></html>", "web page"),
        ("<!DOCTYPE html><title>x</title>", "web page"),
        ("", "nothing"),
        ("hello", "no feed"),
        ('{"error": 1}', "JSON"),
        ("{not json", "JSON"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: str, said: str) -> None:
    found = read(page(body))
    assert isinstance(found, Failed)
    assert found.reason == "not_a_feed"
    assert said in found.detail


def test_only_addresses_of_the_web_are_taken_and_each_once() -> None:
    links = ["javascript:x()", "file:///etc/passwd", "https://e.org/1", "/2", "https://e.org/1", ""]
    items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
    found = entries(read(page(f"<rss><channel>{items}</channel></rss>")))
    assert [entry.url for entry in found] == ["https://e.org/1", "https://e.org/2"]


def test_a_news_search_gives_the_articles_own_address() -> None:
    link = "https://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fdawn.example%2f1&amp;c=2"
    found = entries(read(page(f"<rss><channel><item><link>{link}</link></item></channel></rss>")))
    assert found[0].url == "https://dawn.example/1"


def test_json_feeds_are_read() -> None:
    body = (
        '{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/a", "title": "A", '
        '"date_published": "2025-11-24T01:00:00+05:00", "content_html": "<p>x</p>"}, '
        '{"id": "mailto:x"}, 3, {"url": "/b", "date_published": "soon"}, '
        '{"url": "/c", "date_published": "0001-01-01T00:00:00+14:00"}]}'
    )
    found = entries(read(page(body, "application/feed+json")))
    assert found[0].published_at == datetime(2025, 11, 23, 20, 0, tzinfo=UTC)
    assert [entry.published_at for entry in found[1:]] == [None, None]


def test_a_list_that_is_too_long_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed_entries, "MAX_ENTRIES", 2)
    for found in (read(page(RSS)), read(page(SITEMAP))):
        assert isinstance(found, Discovered)
        assert found.truncated.startswith("only 2 of ")
        assert len(found.entries) == 2


@given(st.binary(max_size=300))
def test_any_bytes_give_a_list_or_a_reason(body: bytes) -> None:
    assert isinstance(read(page(body)), Discovered | Failed)


SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>https://e.org/old</loc><lastmod>2025-01-01</lastmod></url>"
    "<url><loc>https://e.org/new</loc><news:news><news:publication><news:name>E</news:name>"
    "<news:language>ur</news:language></news:publication>"
    "<news:publication_date>2025-11-24T05:00:00+05:00</news:publication_date>"
    "<news:title>نئی خبر</news:title></news:news></url>"
    "<url><loc>ftp://e.org/x</loc></url><url><loc>https://e.org/plain</loc></url></urlset>"
)


@pytest.mark.parametrize("body", [SITEMAP.encode(), gzip.compress(SITEMAP.encode(), mtime=0)])
def test_news_sitemaps_give_titles_times_and_languages_newest_first(body: bytes) -> None:
    found = entries(read(page(body)))
    assert [entry.url[-3:] for entry in found] == ["new", "old", "ain"]
    assert (found[0].title, found[0].language) == ("نئی خبر", "ur")
    assert found[0].published_at == datetime(2025, 11, 24, 0, 0, tzinfo=UTC)


def test_an_index_names_its_sitemaps() -> None:
    body = "<sitemapindex><sitemap><loc>/s1.xml</loc></sitemap><sitemap><loc>data:x</loc></sitemap>"
    found = read(page(body + "</sitemapindex>"))
    assert isinstance(found, Discovered)
    assert found.nested == ("https://e.org/s1.xml",)


@pytest.mark.parametrize("body", [b"<html/>", b"", b"\x1f\x8bdamaged", b"\x00\x01"])
def test_what_is_no_sitemap_is_a_reason(body: bytes) -> None:
    found = read(page(body))
    assert isinstance(found, Failed)
    assert found.reason == "not_a_feed"


def test_no_file_is_read_through_an_entity() -> None:
    body = (
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        "<urlset><url><loc>https://e.org/&f;</loc></url></urlset>"
    )
    (entry,) = entries(read(page(body)))
    assert entry.url == "https://e.org/&f"


def test_either_kind_is_read_under_either_name() -> None:
    assert len(entries(read_listing(None, "feed", page(SITEMAP), "PK"))) == 3
    assert len(entries(read_listing(None, "sitemap", page(RSS), "PK"))) == 4
    lost = read_listing(None, "feed", page("<html></html>"), "")
    assert isinstance(lost, Failed)
    assert "web page" in lost.detail


def item(date: str) -> str:
    return f"<rss><channel><item><link>https://e.org/1</link>{date}</item></channel></rss>"


def times(found: Discovered | Failed) -> tuple[str, str, str]:
    (entry,) = entries(found)
    published, modified = (
        moment.strftime("%m-%d %H:%M:%S") if moment else ""
        for moment in (entry.published_at, entry.modified_at)
    )
    return published, modified, entry.published_zone


@pytest.mark.parametrize(
    ("written", "country", "published", "zone"),
    [
        ("2025-11-20 13:10:28", "PK", "11-20 08:10:28", "outlet"),
        ("Thu, 20 Nov 2025 13:10:00", "US", "11-20 18:10:00", "assumed"),
        ("Thu, 20 Nov 2025 13:10:00", "", "11-20 13:10:00", "assumed"),
        ("Thu, 20 Nov 2025 08:10:28 PM +0500", "PK", "11-20 15:10:28", "told"),
        ("20-11-2025 13:10", "PK", "11-20 08:10:00", "outlet"),
        ("Thu, 20 Nov 2025 13:10:00 EET", "PK", "11-20 11:10:00", "told"),
        ("Thu, 20 Nov 2025 13:10:00+5:00", "DE", "11-20 08:10:00", "told"),
        ("2025-11-20T13:10:00-05:00Z", "PK", "11-20 18:10:00", "told"),
        ("1763626200", "PK", "11-20 08:10:00", "told"),
        ("1404/08/29 13:10", "IR", "11-20 09:40:00", "outlet"),
        ("پنجشنبه ۲۹ آبان ۱۴۰۴ - ۱۳:۱۰", "IR", "11-20 09:40:00", "outlet"),
        ("20 نومبر 2025 دوپہر 1:10", "PK", "11-20 08:10:00", "outlet"),
        ("2025-11-20", "PK", "11-20 12:00:00", "told"),
        ("Thu, 20 Nov 2025 13:10:00 IST", "PK", "11-20 12:00:00", "told"),
        ("soon", "PK", "", "told"),
        ("2031-11-20 13:10:00", "PK", "", "told"),
    ],
)
def test_written_times_are_read_as_the_outlet_means_them(
    written: str, country: str, published: str, zone: str
) -> None:
    found = read(page(item(f"<pubDate> <![CDATA[ {written} ]]></pubDate>")), country)
    assert times(found) == (published, "", zone)


def test_what_is_updated_is_a_change_and_what_dublin_core_dates_is_not() -> None:
    assert times(read(page(ATOM))) == ("", "11-24 01:00:00", "told")
    both = ATOM.replace("<updated>", "<published>2025-11-20T01:00:00Z</published><updated>")
    assert times(read(page(both))) == ("11-20 01:00:00", "11-24 01:00:00", "utc")
    dublin = item("<dc:date>2025-11-20T01:00:00Z</dc:date>").replace(
        "<rss>", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/">'
    )
    assert times(read(page(dublin))) == ("11-20 01:00:00", "", "utc")
    changed = item("<a10:updated>2025-11-20T01:00:00Z</a10:updated>").replace(
        "<rss>", '<rss xmlns:a10="http://www.w3.org/2005/Atom">'
    )
    assert times(read(page(changed))) == ("", "11-20 01:00:00", "told")
    json_feed = (
        '{"items": [{"url": "/a", "date_published": "2025-11-20 06:00", '
        '"date_modified": "2025-11-21T01:00:00Z"}]}'
    )
    found = read(page(json_feed, "application/feed+json"), "PK")
    assert times(found) == ("11-20 01:00:00", "11-21 01:00:00", "outlet")


def test_sitemaps_tell_changes_and_only_news_sitemaps_publications() -> None:
    plain = "<urlset><url><loc>https://e.org/1</loc><lastmod>2025-11-20</lastmod></url></urlset>"
    found = read(page(plain), "PK")
    assert times(found) == ("", "11-20 12:00:00", "told")
    assert isinstance(found, Discovered)
    assert found.newest_at == datetime(2025, 11, 20, 12, 0, tzinfo=UTC)
    news = (
        '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        "<loc>https://e.org/1</loc><lastmod>2025-11-21T08:00:00Z</lastmod><n:news>"
        "<n:publication_date>2025-11-20 13:10</n:publication_date></n:news></url></urlset>"
    )
    assert times(read(page(news), "PK")) == ("11-20 08:10:00", "11-21 08:00:00", "outlet")


def test_every_kind_of_listing_has_a_reader() -> None:
    readers = {*READERS, *BYTE_READERS}
    assert readers == set(get_args(ListingKind))
    assert {field.kind for field in LISTING_FIELDS} < readers


def test_what_google_news_names_is_known_of_and_never_asked_for() -> None:
    token = "https://news.google.com/rss/articles/CBMiabc?oc=5"
    items = (
        f"<item><title>Gate is closed - again - Khyber Ledger</title><link>{token}</link>"
        "<pubDate>Mon, 24 Nov 2025 08:00:00 GMT</pubDate>"
        "<description>&lt;a href='https://khyber.example/1'&gt;Gate&lt;/a&gt;</description>"
        '<source url="https://khyber.example">Khyber Ledger</source></item>'
        f"<item><title>Camp emptied - Gazette</title><link>{token}2</link></item>"
        "<item><title>Own</title><link>https://e.org/1</link></item>"
    )
    found = read(page(f"<rss version='2.0'><channel>{items}</channel></rss>"))
    assert isinstance(found, Discovered)
    at = datetime(2025, 11, 24, 8, tzinfo=UTC)
    assert found.leads == (
        Lead(token, "Gate is closed - again", "Khyber Ledger", "https://khyber.example", at),
        Lead(f"{token}2", "Camp emptied", "Gazette"),
    )
    assert [entry.url for entry in found.entries] == ["https://e.org/1"]
    assert found.newest_at == at
