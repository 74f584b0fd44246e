"""What a page says of its article is read from wherever it says it best."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.byline import clean_names
from pipelines.metadata.jsonld import article_node, names_of, read_nodes, text_of
from pipelines.metadata.read import Metadata, read_metadata
from pipelines.sources import Source
from pipelines.text.headlines import choose_title, clean_title, without_outlet
from tests.samples import NOW

URL = "https://www.dawnpost.example/news/2025/11/20/families-sent-back"
SOURCE = Source("dawnpost", "Dawn Post", "https://www.dawnpost.example", "PK", ("en",))


def read(head: str = "", body: str = "", entry: Entry | None = None, url: str = URL) -> Metadata:
    tree: Any = html.document_fromstring(
        f"<html lang='en'><head>{head}</head><body>{body}</body></html>"
    )
    return read_metadata(tree, url, entry or Entry(url), SOURCE, NOW)


def ld(**values: Any) -> str:
    node = {"@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_json_ld_comes_first() -> None:
    found = read(
        ld(
            headline="Families sent back",
            datePublished="2025-11-20T10:00:00+05:00",
            dateModified="2025-11-20T12:00:00+05:00",
            author=[{"@type": "Person", "name": "Zara Noor"}, {"name": "Ali Khan"}],
            articleSection="Pakistan",
            image={"url": "/pic.jpg"},
        )
        + '<meta property="article:published_time" content="2025-11-19T10:00:00Z">',
    )
    assert found.title == "Families sent back"
    assert found.byline == ("Zara Noor", "Ali Khan")
    assert found.published_at == datetime(2025, 11, 20, 5, 0, tzinfo=UTC)
    assert found.published_from == "jsonld"
    assert found.modified_at == datetime(2025, 11, 20, 7, 0, tzinfo=UTC)
    assert (found.section, found.image) == ("Pakistan", "https://www.dawnpost.example/pic.jpg")


def test_the_feed_knows_the_time_best() -> None:
    entry = Entry(URL, published_at=datetime(2025, 11, 18, tzinfo=UTC), author="Web Desk")
    found = read(ld(datePublished="2025-11-20"), entry=entry)
    assert (found.published_at, found.published_from) == (entry.published_at, "feed")
    assert found.byline == ()


@pytest.mark.parametrize("year", [1970, 2031])
def test_a_feed_is_not_believed_either_where_it_cannot_be_true(year: int) -> None:
    entry = Entry(URL, published_at=datetime(year, 1, 1, tzinfo=UTC))
    found = read(ld(datePublished="2025-11-20"), entry=entry)
    assert (found.published_at, found.published_from) == (
        datetime(2025, 11, 20, 12, tzinfo=UTC),
        "jsonld",
    )


def test_another_storys_json_ld_does_not_win() -> None:
    other = ld(headline="Cricket: a last over", url="https://www.dawnpost.example/sport/1")
    mine = ld(headline="Families sent back", url=URL, datePublished="2025-11-20")
    found = read(other + mine, "<h1>Families sent back by night</h1>")
    assert found.title == "Families sent back"
    only_others = ld(headline="Cricket", url="https://x.example/") + ld(headline="Chess", url="/y")
    assert read(only_others, "<h1>Families go home</h1>").title == "Families go home"


@pytest.mark.parametrize(
    ("head", "body", "origin"),
    [
        ('<meta property="article:published_time" content="2025-11-20T10:00Z">', "", "meta"),
        ("", '<span itemprop="datePublished" content="2025-11-20">x</span>', "byline"),
        ("", '<time datetime="2025-11-20T10:00:00Z">then</time>', "byline"),
        ("", "<time>November 20, 2025</time>", "byline"),
        ("", '<div class="post-date">20 November 2025</div>', "byline"),
        ("", '<p class="updated">21 November 2025</p>', "body"),
    ],
)
def test_who_said_when_is_remembered(head: str, body: str, origin: str) -> None:
    found = read(head, body)
    assert found.published_at is not None
    assert found.published_at.strftime("%Y-%m-%d") == "2025-11-20"
    assert found.published_from == origin


def test_no_date_is_better_than_a_wrong_one() -> None:
    found = read(body="<p>In 1947 the line was drawn.</p>", url="https://dawnpost.example/x")
    assert (found.published_at, found.published_from, found.published_confidence) == (
        None,
        "none",
        0.0,
    )


def test_open_graph_and_page_fill_what_is_missing() -> None:
    found = read(
        '<title>Families sent back - Dawn Post</title><meta name="author" content="By Zara Noor">'
        '<link rel="canonical" href="/canonical"><meta property="og:image" content="//x/y.jpg">'
        '<meta property="og:site_name" content="Dawn Post">'
        '<meta property="article:modified_time" content="2025-11-22T10:00:00Z">'
    )
    assert found.title == "Families sent back"
    assert found.byline == ("Zara Noor",)
    assert found.canonical_url == "https://www.dawnpost.example/canonical"
    assert found.image == "https://x/y.jpg"
    assert found.modified_at is not None


def test_a_headline_cut_short_is_taken_whole_from_the_page() -> None:
    head = '<meta property="og:title" content="Families sent back across the ...">'
    whole = "Families sent back across the border at night"
    assert read(head, f"<h1>{whole}</h1>").title == whole
    assert read(head, "<h1>Else</h1>").title == "Families sent back across the ..."


@pytest.mark.parametrize(
    "body",
    [
        '<a rel="author">Zara Noor</a>',
        '<span itemprop="author"><b itemprop="name">Zara Noor</b></span>',
        '<p class="entry-byline">By Zara Noor</p>',
    ],
)
def test_names_are_read_from_the_page(body: str) -> None:
    assert read(body=body).byline == ("Zara Noor",)


def test_the_feeds_author_is_the_last_resort() -> None:
    assert read(entry=Entry(URL, author="Zara Noor")).byline == ("Zara Noor",)
    assert read('<meta property="og:url" content="http://[bad">').canonical_url == ""


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (["By Zara Noor and Ali Khan"], ("Zara Noor", "Ali Khan")),
        (["Zara Noor; Ali Khan | Web Desk"], ("Zara Noor", "Ali Khan")),
        (["Zara Noor, Ali Khan, Omar Gul"], ("Zara Noor", "Ali Khan", "Omar Gul")),
        (["Zara Noor, Editor"], ("Zara Noor",)),
        (["Our Correspondent"], ()),
        (["https://example.org/zara"], ()),
        (["November 20, 2025 10:00"], ()),
        (["AFP"], ("AFP",)),
        (["تحریر: ثنا گیلانی"], ("ثنا گیلانی",)),
        (["ویب ڈیسک"], ()),
        (["12345", "", "x" * 100], ()),
        (["Zara Noor", "Zara Noor"], ("Zara Noor",)),
        (
            ["Zara Noor", "Herat Bureau Chief", "Special to Nila Times", "Photojournalist"],
            ("Zara Noor",),
        ),
        (["Zara Noor", "+ Follow", "Subscribe", "Contact", "Author profile"], ("Zara Noor",)),
        (["زهرا نوری", "دنبال کنید", "مشاهده پروفایل"], ("زهرا نوری",)),
        (
            ["Zara Noor | © Nila Pictures | AFP via Getty Images | Courtesy of O. Gul"],
            ("Zara Noor",),
        ),
        (["14 May 2024, 6:02 PM By Zara Noor"], ("Zara Noor",)),
        (["By Zara NoorUpdated May 14, 2024", "Zara Noor Published: 14/05/2024"], ("Zara Noor",)),
        (["Zara NoorTue 14 May", "Friday", "Haber"], ("Zara Noor",)),
        (["Friday Okoro"], ("Friday Okoro",)),
    ],
)
def test_names_are_people_and_agencies(raw: list[str], names: tuple[str, ...]) -> None:
    assert clean_names(raw) == names


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Families sent back - Dawn Post", "Families sent back"),
        ("Families sent back | Pakistan | Dawn Post", "Families sent back"),
        ("Families | Sent back | Dawn Post", "Families | Sent back"),
        ("Families sent back - UN - Dawn Post", "Families sent back - UN"),
        ("Families sent back ‹ Dawn Post", "Families sent back"),
        ("Families sent back (Dawn Post)", "Families sent back"),
        ("Families sent back ـ Dawn Post", "Families sent back"),
        ("Families sent back | All the latest from Dawn Post", "Families sent back"),
        (
            "Families sent back - what we know from Dawn Post",
            "Families sent back - what we know from Dawn Post",
        ),
        ("«Families sent back» - Dawn Post", "«Families sent back»"),
        ("Families sent back | Dawn Post | Home", "Families sent back"),
        ("Dawn Post: Families sent back", "Dawn Post: Families sent back"),
        ("Dawn Post | Families sent back", "Families sent back"),
        ("Torkham - open again", "Torkham - open again"),
        ("Families sent back", "Families sent back"),
        ("Families - dawnpost.example", "Families"),
    ],
)
def test_the_outlets_name_is_taken_off(title: str, kept: str) -> None:
    assert without_outlet(title, ("Dawn Post", "dawnpost.example", "")) == kept


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Zinsen setzen Dax zu | Börsen-Blatt", "boersen-blatt"),
        ("Injured at a gym | O'Mara Tunstall PLLC", "omaratunstall"),
        ("Families sent back » The Dawn Post", "Dawn Post"),
        ("Families sent back - dawnpost", "Dawn Post"),
    ],
)
def test_the_outlets_name_is_known_as_hosts_write_it(title: str, name: str) -> None:
    assert without_outlet(title, (name,)) == re.split(r" [|»-] ", title)[0]


def test_the_outlets_name_alone_stays() -> None:
    assert without_outlet("Dawn Post | Dawn Post", ("Dawn Post",)) == "Dawn Post"
    assert without_outlet("... | Dawn Post | ---", ("Dawn Post",)) == "..."


def test_what_the_headline_on_the_page_does_not_say_is_no_part_of_it() -> None:
    said = ("Families sent back at night | World", "", "Families sent back at night")
    assert choose_title(said, ()) == "Families sent back at night"
    assert choose_title(("Families | World", "Families"), ()) == "Families | World"
    longer = "Families sent back home"
    assert choose_title((longer, "Families sent back"), ()) == longer
    assert choose_title(("", ""), ()) == ""


@given(st.text(max_size=80))
def test_titles_are_one_safe_line(text: str) -> None:
    once = clean_title(text)
    assert clean_title(once) == once
    assert not set(once) & set("\r\n\x00\u202e\u2028\u200b")
    without_outlet(once, ("Dawn Post",))


def test_joiners_stay_in_titles() -> None:
    assert clean_title(" می\u200cروند \u202eغلط ") == "می\u200cروند غلط"


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "H",}',
        '<!-- {"@type": "NewsArticle", "headline": "H"} -->',
        '{"@type": "NewsArticle", "headline": "H"};',
        "{'@type': 'NewsArticle', 'headline': 'H'}",
        '{"@graph": [{"@type": ["NewsArticle"], "headline": "H\n"}]}',
        '[{"mainEntity": {"@type": "ReportageNewsArticle", "headline": "H"}}]',
    ],
)
def test_broken_json_ld_is_forgiven(script: str) -> None:
    node = article_node(read_nodes([script]), URL, "")
    assert node is not None
    assert text_of(node["headline"]) == "H"


def test_hopeless_json_ld_is_nothing() -> None:
    assert read_nodes(["{", "null", "{" * 30_000, "[" * 100_000]) == []
    assert article_node([{"@type": "WebSite"}, {"@type": 3}], URL, "x") is None
    assert text_of([]) == ""
    assert text_of(None) == ""
    assert text_of([{"@value": "x &amp; y"}]) == "x & y"
    assert names_of({"name": ["A", {"name": "B"}]}) == ["A", "B"]


HOSTILE = (
    *("<meta name='date'>", "<meta content='x'>", "<meta name='author' content='By'>", "<title>"),
    *("<link>", "<link rel='canonical'>", "<link rel='canonical' href='http://[x'>", "<time>"),
    *("<time datetime='soon'>now</time>", "<h1>", "</h1>", "<h2>x</h2>", "<i class='date'>1/2</i>"),
    *("<a rel='author'>", "<b itemprop='author'>", "<b itemprop='datePublished'>", "<!-- 2025 -->"),
    *("<svg><title>2025</title></svg>", "<style>.x{}</style>", "<p class='byline'>", "yesterday"),
    '<script type="application/ld+json">' + "[" * 400 + "]" * 400 + "</script>",
    '<script type="application/ld+json">{"@type": "NewsArticle", "author": '
    + "[" * 300 + "]" * 300 + ', "headline": {"name": {"name": {}}}, "datePublished": [[]]}'
    "</script>",
    '<script type="application/ld+json">{"@type": "WebPage", "@id": "http://[x",'
    ' "datePublished": 0}</script>',
)  # fmt: skip


@given(st.lists(st.sampled_from(HOSTILE), max_size=12), st.sampled_from([URL, "", "http://[x"]))
def test_no_page_gives_an_error(parts: list[str], url: str) -> None:
    tree: Any = html.document_fromstring(f"<html><body>x{''.join(parts)}</body></html>")
    before = html.tostring(tree)
    read_metadata(tree, url, Entry(url), SOURCE, NOW)
    assert html.tostring(tree) == before


def test_what_is_said_first_counts() -> None:
    found = read(
        "<title>Families sent back</title><title>Other</title>"
        '<meta property="article:section" content="Pakistan">'
        '<meta property="article:section" content="World"><link rel="canonical" href="/a">'
        '<link rel="canonical" href="/b">',
        "<h1></h1><h1>" + "<b>x</b> " * 90 + "</h1>",
    )
    assert found.section == "Pakistan"
    assert found.canonical_url == "https://www.dawnpost.example/a"
