"""What a damaged list still says, what is said of the rest, and what an attack costs."""

import gzip
import json

import pytest

from pipelines.items import Discovered, Entry, Failed, Page
from pipelines.listings import entries as listed_entries
from pipelines.listings import listing
from pipelines.listings.entries import plain_title
from pipelines.listings.entry_links import entry_url, redirect_target
from pipelines.listings.listing import read_listing
from pipelines.web.markup_scan import character_data, children, decoded, tags
from tests.samples import NOW

FEED = "https://outlet.example/rss/all"


def read(body: str | bytes, kind: str = "text/xml") -> Discovered | Failed:
    raw = body.encode() if isinstance(body, str) else body
    return read_listing(None, "feed", Page(FEED, 200, kind, raw, NOW), "PK")


def found(body: str | bytes, kind: str = "text/xml") -> Discovered:
    listed = read(body, kind)
    assert isinstance(listed, Discovered), listed
    return listed


def urls(body: str | bytes, kind: str = "text/xml") -> list[str]:
    return [entry.url for entry in found(body, kind).entries]


def entry(inner: str) -> Entry:
    (one,) = found(f"<rss><channel><item>{inner}</item></channel></rss>").entries
    return one


WHOLE = (
    "<rss><channel><item><link>https://e.org/1</link></item>\n<item><link>https://e.org/2</link>"
)


@pytest.mark.parametrize(
    ("body", "listed", "said"),
    [
        (WHOLE + "</item></channel></rss>", 2, ""),
        (WHOLE + "</item></channel>", 2, ""),
        (WHOLE + "</item>", 2, "without its last line"),
        (WHOLE, 2, "within an entry"),
        (WHOLE[:-7] + "</channel></rss>", 2, "within an entry"),
        (WHOLE[:-5] + "\n", 2, "within an entry"),
        (WHOLE[:-1], 2, "within an entry"),
        (WHOLE[:-6], 2, "within an entry"),
        (WHOLE[:-7], 1, "within an entry"),
        (WHOLE[:-8], 1, "within an entry"),
        (WHOLE.replace("<link>https://e.org/2</link>", "<guid>https://e.org/2</gui"), 2, "within"),
        (WHOLE.replace("https://e.org/2</link>", "<![CDATA[https://e.org/2]]>"), 2, "within"),
        (WHOLE.replace("https://e.org/2</link>", "<![CDATA[https://e.org/2]"), 1, "within"),
        (
            "<urlset><url><loc>https://e.org/1</loc></url><url><loc>https://e.org/2\n</lo",
            2,
            "within",
        ),
        (WHOLE.replace("2</link>", ""), 1, "within an entry"),
        (
            "<urlset><url><loc>https://e.org/1</loc></url><url><loc>https://e.o",
            1,
            "within an entry",
        ),
        (gzip.compress(WHOLE.encode(), mtime=0)[:-12], 1, "gzip file that ends early"),
        (gzip.compress(b"<urlset>" + b" " * 99, mtime=0) + b"\x1f\x8bx" * 9, 0, "damaged gzip"),
        ('{"items": [{"url": "https://e.org/1"}, {"url": "https://e.', 1, "before the damage"),
        ('{"items": [{"url": "https://e.org/1"}, {"url": "https://e.org/2"},', 2, "the damage"),
        ('{"items": [{"url": "https://e.org/1"}, {"url": "https://e.org/2"}, ]}', 2, ""),
    ],
)
def test_what_is_whole_is_read_and_what_is_missing_is_said(
    body: str | bytes, listed: int, said: str
) -> None:
    got = found(body)
    assert len(got.entries) == listed
    assert said in got.truncated
    assert bool(said) == bool(got.truncated)


def test_limits_are_told_with_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_BYTES", 60)
    assert "60 bytes unpacked" in found(gzip.compress(WHOLE.encode(), mtime=0)).truncated
    for reader in ("feeds", "sitemaps", "json_feed", "entries"):
        monkeypatch.setattr(f"pipelines.listings.{reader}.MAX_LISTED", 2)
    items = "<item><link>https://e.org/{}</link></item>"
    body = f"<rss><channel>{''.join(items.format(n) for n in range(5))}</channel></rss>"
    assert "longer than 2 entries" in found(body).truncated
    lines = found("\n".join(f"https://e.org/{n}" for n in range(5)), "text/plain")
    assert (len(lines.entries), "longer than 2 lines" in lines.truncated) == (2, True)
    monkeypatch.setattr(listed_entries, "MAX_ENTRIES", 1)
    json_items = json.dumps({"items": [{"url": f"https://e.org/{n}"} for n in range(2)]})
    assert found(json_items).truncated == "only 1 of 2 entries are read"


def test_files_in_several_parts_and_packed_twice_are_whole() -> None:
    middle = len(WHOLE) // 2
    parts = [WHOLE[:middle].encode(), WHOLE[middle:].encode() + b"</item></channel></rss>"]
    joined = b"".join(gzip.compress(part, mtime=0) for part in parts)
    for body in (joined, gzip.compress(joined, mtime=0)):
        assert urls(body) == ["https://e.org/1", "https://e.org/2"]
        assert found(body).truncated == ""


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("outlet.example/a", "https://outlet.example/a"),
        ("outlet.example:8080/a", "https://outlet.example:8080/a"),
        ("fa.outlet.example", "https://fa.outlet.example"),
        ("www.other.example", "https://www.other.example"),
        ("other.org/a.html", "https://other.org/a.html"),
        ("story.html", "https://outlet.example/rss/story.html"),
        ("index.php/news/1", "https://outlet.example/rss/index.php/news/1"),
        ("v1.2/a", "https://outlet.example/rss/v1.2/a"),
        ("?p=3", "https://outlet.example/rss/all?p=3"),
        ("//other.org/a", "https://other.org/a"),
        ("://other.org/a", "https://other.org/a"),
        ("http://https://other.org/a", "https://other.org/a"),
        ("http:/other.org/a", "http://other.org/a"),
        ("https//other.org/a", "https://other.org/a"),
        ("htp://other.org/a", "http://other.org/a"),
        ("http:\\\\other.org/a", "http://other.org/a"),
        ("<https://other.org/a>", "https://other.org/a"),
        ('"https://other.org/a"', "https://other.org/a"),
        ("https://other.org/a\n   b", "https://other.org/ab"),
        ("https://other.org/a b", "https://other.org/a%20b"),
        ("https://other.org/1\nhttps://other.org/2", "https://other.org/1"),
        ("https://other.org/?a=1&#038;b=2&amp;amp;c=3", "https://other.org/?a=1&b=2&c=3"),
        ("\u200fhttps://other.org/خبر\u200e", "https://other.org/خبر"),
        ("https://[other/a", ""),
        ("urn:uuid:1", ""),
        ("tag:outlet.example,2026:1", ""),
        ("mailto:a@b.example", ""),
        ("https://other.org/" + "a" * 66_000, ""),
        (" \n ", ""),
    ],
)
def test_an_address_is_mended_or_none(written: str, whole: str) -> None:
    assert entry_url(written, FEED) == whole


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/url?rct=j&sa=t&url=https://a.example/1%3Fb%3D2&ct=ga",
        "https://www.google.co.uk/url?q=https://a.example/1%3Fb%3D2",
        "http://news.google.com/news/url?sa=t&url=https://a.example/1?b=2",
        "https://bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fa.example%2f1%3fb%3d2&c=1",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2F1%3Fb%3D2&h=AT0",
        "https://vk.com/away.php?to=https%3A%2F%2Fa.example%2F1%3Fb%3D2",
        "https://www.youtube.com/redirect?q=https%3A%2F%2Fa.example%2F1%3Fb%3D2",
        "https://www.google.com/url?url=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3D"
        "https%253A%252F%252Fa.example%252F1%253Fb%253D2",
    ],
)
def test_redirects_give_where_they_lead(link: str) -> None:
    assert entry_url(link, FEED) == "https://a.example/1?b=2"


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/url?q=javascript:x()",
        "https://www.google.com/search?q=https://a.example/",
        "https://notgoogle.example/url?url=https://a.example/",
        "https://facebook.com/story.php?u=https://a.example/",
        "https://www.google.com/url",
        "https://[google.com/url?q=https://a.example/",
    ],
)
def test_what_is_no_redirect_stays(link: str) -> None:
    assert redirect_target(link) == link


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Afghans&#8217; return", "Afghans’ return"),
        ("Afghans&amp;#8217; &amp;amp; return", "Afghans’ & return"),
        ("We <3 Herat", "We <3 Herat"),
        ("5 < 7 > 3 <b>bold</b>", "5 < 7 > 3 bold"),
        ("<Breaking> <Video> Gate", "<Breaking> <Video> Gate"),
        ('<span class="x">Gate</span><br/>opens', "Gateopens"),
        ("<xhtml:em>Gate</xhtml:em> \n opens", "Gate opens"),
        ("&lt;i&gt;Gate&lt;/i&gt;", "Gate"),
        ("<![CDATA[Gate]]>", "Gate"),
        ("AT&T; &nosuch; &", "AT&T; &nosuch; &"),
    ],
)
def test_titles_lose_markup_and_nothing_else(written: str, title: str) -> None:
    assert plain_title(written) == title


def test_an_item_gives_its_article_and_no_other_link() -> None:
    sure = "<link>https://e.org/1</link>"
    assert entry(f"<enclosure url='https://e.org/a.mp3'/>{sure}").url == "https://e.org/1"
    assert entry(f"<comments>https://e.org/1#c</comments>{sure}").url == "https://e.org/1"
    assert entry(f"<media:content url='x'>no text</media:content>{sure}").content == ""
    assert urls('<rss><item><guid isPermaLink="False">https://e.org/9</guid></item></rss>') == []
    assert urls("<rss><item><guid>1423</guid></item></rss>") == []
    assert urls(f"<rss><item><link>{FEED}</link></item></rss>") == []
    movie = '<feed><entry><id>urn:1</id><content type="video/mp4" src="/x.mp4"/></entry></feed>'
    assert urls(movie) == []
    assert urls('<CHANNEL><ITEM HREF="https://e.org/cdf"/></CHANNEL>') == ["https://e.org/cdf"]


def test_links_are_relative_to_the_outlet_that_a_service_lists() -> None:
    body = "<rss><channel><link>https://herat.example/fa/</link><item><link>a/1</link></item></channel></rss>"
    assert urls(body) == ["https://herat.example/fa/a/1"]
    based = '<feed xml:base="https://herat.example/x/"><entry><link href="1"/></entry></feed>'
    assert urls(based) == ["https://herat.example/x/1"]


def test_authors_are_names() -> None:
    link = "<link>https://e.org/1</link>"
    assert entry(f"{link}<author>z@e.org (Zara Khan)</author>").author == "Zara Khan"
    assert entry(f"{link}<author>z@e.org</author>").author == ""
    two = "<author><name>Zara</name></author><author><name>Omid</name><uri>x</uri></author>"
    assert entry(link + two).author == "Zara; Omid"
    assert entry(f"{link}<author>Staff</author><dc:creator>Zara</dc:creator>").author == "Zara"


def test_an_address_listed_twice_keeps_the_first_title_and_time() -> None:
    body = (
        "<rss><channel><item><link>https://e.org/1</link></item><item><link>https://e.org/1</link>"
        "<title>Gate</title><pubDate>2025-11-20 06:00</pubDate></item></channel></rss>"
    )
    (once,) = found(body).entries
    assert (once.title, once.published_zone) == ("Gate", "outlet")
    assert once.published_at is not None


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<!doctype html><p>Feeds begin with <rss></p>", "web page"),
        ("<html><item>x</item></html>", "web page"),
        ("<error><item>none</item></error>", "no feed"),
        ('{"items": 3}', "JSON"),
        ('{"items": [', "JSON"),
        ("[1]", "no feed"),
        (b"\x1f\x8bx", "damaged gzip"),
        ("https://e.org/1\nis one address\nin a text\n", "no feed"),
    ],
)
def test_what_only_looks_like_a_list_is_none(body: str | bytes, what: str) -> None:
    listed = read(body)
    assert isinstance(listed, Failed)
    assert what in listed.detail


def test_a_json_feed_with_half_a_character_is_read() -> None:
    (one,) = found('{"items": [{"url": "https://e.org/\\ud800", "title": "\\ud800x"}]}').entries
    assert one.url == "https://e.org/\ufffd"
    assert one.title == "\ufffdx"


@pytest.mark.parametrize(
    "unit",
    [
        *("<", "<!--", "<![CDATA[", "<?", "<!", "<!a[", "<a ", '<a "', "<a '\"", "<item>", "</a>"),
        *("<t><![CDATA[</t>", "<a>", "&", "&amp;", "http://", "a.", '"x', "\t\n", "<link a=b "),
    ],
)
def test_an_attack_costs_a_walk_not_a_square(unit: str) -> None:
    # A walk takes a part of a second; squares of this length in Python take an hour.
    for start in ("<rss><channel>", "<rss><item><link>", "<rss><item><title><![CDATA["):
        assert isinstance(read(start + unit * (150_000 // len(unit))), Discovered | Failed)


def test_the_scan_of_tags_holds_its_own() -> None:
    assert [tag.name for tag in tags("<a><!-- <b> --><c/><![CDATA[<d>]]><?e <f>?></a>")] == [
        *("a", "c", "a")
    ]
    assert [
        tag.name for tag in tags("<!DOCTYPE x [<!ENTITY y '<z>'>]><a><1><zara@e.org><!-- <b>")
    ] == [*("a", "b")]
    one, two = children("<t>x<b>y</t></b><u>z")
    assert (one.name, one.inner, one.whole) == ("t", "x<b>y", True)
    assert (two.name, two.inner, two.whole) == ("u", "z", False)
    assert character_data("a<!-- b --><![CDATA[&amp;]]>&amp;<!-- c") == "a&amp;&<!-- c"
    assert decoded("?id=1&copy=2&copy;&#x41;&#66;") == "?id=1&copy=2©AB"
