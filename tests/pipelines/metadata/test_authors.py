"""Who signed an article: what its page tells programs, and what stands by the headline."""

import json
from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry, Source
from pipelines.metadata.byline import clean_names, leads_with_by
from pipelines.metadata.read import read_metadata
from tests.samples import NOW

URL = "https://www.dawnpost.example/news/families-sent-back"
TITLE = "Families sent back across the border at night"
LEAD = "<p>RAWALPINDI: Several hundred families were told to leave by the end of the month.</p>"
SOURCE = Source("dawnpost", "Dawn Post", "https://www.dawnpost.example", "PK")


def byline(line: str, head: str = "", rest: str = LEAD, author: str = "") -> tuple[str, ...]:
    tree: Any = html.document_fromstring(
        f"<html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{line}"
        f"{rest}</article></body></html>"
    )
    return read_metadata(tree, URL, Entry(URL, author=author), SOURCE, NOW).byline


def ld(author: Any, *others: dict[str, Any]) -> str:
    node = {"@type": "NewsArticle", "headline": TITLE, "author": author}
    return f'<script type="application/ld+json">{json.dumps([node, *others])}</script>'


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<div class='byline'>By Zara Noor</div>", ("Zara Noor",)),
        ("<p>By Zara Noor and Ali Khan</p>", ("Zara Noor", "Ali Khan")),
        ("<p>By Zara Noor, in <a>News</a></p>", ("Zara Noor",)),
        ("<p>von <a href='/autoren/zara'>Zara Noor</a></p>", ("Zara Noor",)),
        ("<span>تحریر: ثنا گیلانی</span>", ("ثنا گیلانی",)),
        ("<span>نویسنده: شکیبا یوسفی</span> <i>۱۵ سنبله ۱۴۰۴</i>", ("شکیبا یوسفی",)),
        ("<span>بقلم: ريم النجار</span>", ("ريم النجار",)),
        ("<span>لیکوال: زرمینه ستوری</span>", ("زرمینه ستوری",)),
        ("<div><a href='/author/zn/'>Zara Noor</a> <a href='/author/ak/'>Ali Khan</a></div>",
         ("Zara Noor", "Ali Khan")),
        ("<a rel='author' href='/x'>Zara Noor</a> | Updated October 15, 2025", ("Zara Noor",)),
        ("<b itemprop='author'>Zara Noor</b>", ("Zara Noor",)),
        ("<div class='author'><style>.x{color:red}</style><b>Zara Noor</b></div>", ("Zara Noor",)),
        ("<div class='author-bio'>Writes on borders.</div>", ()),
        ("<div class='related'><a rel='author' href='/a'>Omar Gul</a></div>", ("Omar Gul",)),
        ("<figcaption class='author'>Photo: Omar Gul</figcaption>", ()),
        ("<div class='byline'>Web Desk</div>", ()),
        ("<div class='byline'>October 15, 2025</div>", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_names_by_the_headline(line: str, names: tuple[str, ...]) -> None:
    assert byline(line) == names


def test_only_those_by_the_headline_signed() -> None:
    line = "<span class='byline'><a rel='author' href='/author/zn'>Zara Noor</a></span>"
    others = "".join(
        f"<div><a rel='author' href='/author/{number}'>Other {name}</a></div>"
        for number, name in enumerate(("Omar Gul", "Ali Khan"))
    )
    assert byline(line, rest=LEAD * 12 + others) == ("Zara Noor",)
    assert byline("", rest=LEAD * 12 + others) == ()
    box = "<div><a rel='author' href='/author/zn'>Zara Noor</a></div>"
    assert byline("", rest=LEAD * 12 + box) == ("Zara Noor",)
    classed = "<div class='author-name'>Zara Noor</div>"
    assert byline("", rest=LEAD * 12 + classed) == ("Zara Noor",)


def test_a_person_on_the_page_is_better_than_the_outlets_name() -> None:
    outlet = ld({"@type": "Organization", "name": "Dawn Post"})
    assert byline("<div class='byline'>By Zara Noor</div>", outlet) == ("Zara Noor",)
    assert byline("", outlet) == ("Dawn Post",)
    assert byline("", outlet, author="Zara Noor") == ("Zara Noor",)


def test_references_within_the_json_ld_are_followed() -> None:
    person = {"@type": "Person", "@id": "#zara", "name": "Zara Noor"}
    assert byline("", ld([{"@id": "#zara"}], person)) == ("Zara Noor",)
    assert byline("", ld({"@id": "#nobody"}, person)) == ()


def test_several_meta_elements_name_several_people() -> None:
    head = "".join(
        f'<meta property="article:author" content="{name}">' for name in ("Zara Noor", "Ali Khan")
    )
    assert byline("", head) == ("Zara Noor", "Ali Khan")
    profile = '<meta property="article:author" content="https://social.example/zara">'
    assert byline("", profile) == ()


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Doe, Jane", ("Doe, Jane",)),
        ("Reuters, Kabul", ("Reuters, Kabul",)),
        ("Zara Noor, Senior Correspondent", ("Zara Noor",)),
        ("Zara Noor, Ph.D., who has long written on borders", ("Zara Noor",)),
        ("Zara Noor - Karachi Bureau", ("Zara Noor", "Karachi Bureau")),
        ("Zara Noor • 5 min read", ("Zara Noor",)),
        ("Zara Noor | views: 123", ("Zara Noor",)),
        ("Zara Noor | Oct 15", ("Zara Noor",)),
        ("Border Post Staff", ("Border Post Staff",)),
        ("Correspondent in Nangarhar", ("Correspondent in Nangarhar",)),
        ("Staff Reporter", ()),
        ("Editorial Team", ()),
        ("News Desk", ()),
        ("Dawn Post Web Desk", ()),
        ("Posted by", ()),
        ("Webdesk", ()),
        ("admin", ()),
        ("نیوز ڈیسک", ()),
        ("گروه سیاسی", ()),
        ("ہمارا نمائندہ", ()),
        ("نمائندہ سوات", ("نمائندہ سوات",)),
        ("خبرنگار", ()),
        (".x{color:red}", ()),
        ("@zaranoor", ()),
        ("one two three four five six seven eight", ()),
    ],
)
def test_people_and_agencies_but_no_desks(raw: str, names: tuple[str, ...]) -> None:
    assert clean_names([raw]) == names


def test_a_name_counts_once() -> None:
    assert clean_names(["ZARA NOOR", "Zara Noor", "Ali Khan"]) == ("ZARA NOOR", "Ali Khan")


def test_lines_that_say_whose_they_are() -> None:
    assert all(map(leads_with_by, ("By Zara", "by: Zara", "von Zara", "تحریر: ثنا")))
    assert not any(map(leads_with_by, ("Bystanders ran", "The end is by", "")))
