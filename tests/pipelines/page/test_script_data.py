"""Text that a page carries only in the data for its scripts."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Entry, Page
from pipelines.page.script_data import (
    Post,
    article_body,
    embedded_paragraphs,
    fuller_paragraphs,
    live_posts,
)
from pipelines.sources import Source

PARAGRAPHS = [
    f"Paragraph {number} of the story tells what happened at the gate on that long Monday."
    for number in range(5)
]


def script(data: Any, opening: str = '<script id="__NEXT_DATA__" type="application/json">') -> str:
    return f"<html><body>{opening}{json.dumps(data)}</script></body></html>"


@pytest.mark.parametrize(
    "data",
    [
        {"story": {"body": [{"type": "p", "text": text} for text in PARAGRAPHS]}},
        {"story": {"blocks": [{"type": "paragraph", "html": f"<b>{t}</b>"} for t in PARAGRAPHS]}},
        {"a": [{"b": {"content": "".join(f"<p>{text}</p>" for text in PARAGRAPHS)}}]},
        {"articleBody": "\n".join(PARAGRAPHS)},
        {"list": PARAGRAPHS},
        {
            "doc": [
                {"type": "paragraph", "children": [{"text": t[:9]}, {"children": [t[9:]]}]}
                for t in PARAGRAPHS
            ]
        },
    ],
)
def test_paragraphs_are_found_in_any_shape(data: Any) -> None:
    assert embedded_paragraphs(script(data)) == PARAGRAPHS
    assert embedded_paragraphs(script(data, "<script>window.__STATE__ = ")) == PARAGRAPHS
    assert embedded_paragraphs(script(data, '<script type="application/ld+json">')) == PARAGRAPHS


@pytest.mark.parametrize(
    "data",
    [
        {"description": " ".join(PARAGRAPHS)},
        {"more": [{"headline": text} for text in PARAGRAPHS]},
        {"more": [{"text": text, "url": "/2"} for text in PARAGRAPHS[:2]]},
        {"ads": [{"type": "advert", "size": 3}] * 5, "n": [1, 2, 3]},
        {"short": [{"type": "p", "text": "Too little."}] * 2},
    ],
)
def test_what_is_no_article_is_not_taken_for_one(data: Any) -> None:
    assert embedded_paragraphs(script(data)) == []


def test_broken_and_deep_data_are_passed_over() -> None:
    assert embedded_paragraphs('<script type="application/json">{"a": </script>') == []
    deep: Any = PARAGRAPHS
    for _ in range(60):
        deep = {"a": deep}
    assert embedded_paragraphs(script(deep)) == []
    spans: Any = [" ".join(PARAGRAPHS)]
    for _ in range(60):
        spans = [{"children": spans}]
    assert embedded_paragraphs(script({"x": [{"type": "p", "children": spans}] * 2})) == []


BODY = {
    "detail": {
        "id": 7,
        "contents": [{"type": "text", "content": f"<p>{t}</p>"} for t in PARAGRAPHS],
    }
}
STRING = json.dumps(BODY)
ROWS = '1:"$Sreact.fragment"\n2:I[99,["x.js"],"default"]\n5:' + json.dumps(
    ["$", "main", None, {"story": BODY, "children": "$L6"}]
)
TAGGED = "7:" + json.dumps(
    [
        "$",
        "div",
        None,
        {
            "children": [
                ["$", "p", str(n), {"children": ["", ["$", "b", None, {"children": t}]]}]
                for n, t in enumerate(PARAGRAPHS)
            ]
        },
    ]
)
TEXT_ROW = f"8:T{len(STRING):x},{STRING}"


def pushed(*pieces: str) -> str:
    return "".join(
        f"<script>self.__next_f.push([1,{json.dumps(piece)}])</script>" for piece in pieces
    )


@pytest.mark.parametrize(
    "html",
    [
        f"<script>self.__data=self.__data||[];self.__data.push([1, {json.dumps(STRING)}])</script>",
        pushed(STRING),
        pushed(ROWS),
        pushed(ROWS[:90], ROWS[90:400], ROWS[400:]),
        pushed(TAGGED),
        pushed("0:{}\n", TEXT_ROW),
        f"<script>window.STORY = {STRING}; init();</script>",
        f"<script>var a = 1; window.app.state = {STRING};\nwindow.other = {{}};</script>",
        f"<script>load({STRING}, {{}})</script>",
        f"<script>window.__STATE__ = JSON.parse({json.dumps(STRING)})</script>",
        "<script>x = JSON.parse('"
        + STRING.replace('"', '\\"').replace("P", "\\x50")
        + "')</script>",
        f'<script type="application/json">{json.dumps({"props": STRING})}</script>',
        f'<script type="application/json">{json.dumps({"a": json.dumps({"b": STRING})})}</script>',
        f'<script>window.__STATE__ = {{"u": undefined, "s": {STRING}}}</script>',
        "<script>window.__NUXT__=(function(a,b){return {data:[{body:a}]}}("
        + json.dumps("".join(f"<p>{t}</p>" for t in PARAGRAPHS))
        + ",null));</script>",
    ],
)
def test_paragraphs_are_found_within_programs_and_strings(html: str) -> None:
    assert embedded_paragraphs(f"<html><body>{html}</body></html>") == PARAGRAPHS


SECTIONS = ["Balkh", "Herat", "Kunduz", "Nimroz"]
REFERRED = [
    {"type": "paragraph", "value": value}
    for number, name in enumerate(SECTIONS)
    for value in (name, f"$4{number}")
]


def sections_in_rows() -> str:
    """Return a stream of rows: texts that follow each other directly, and what refers to them."""
    texts = (f"<p>{text} – ا</p>" for text in PARAGRAPHS * 2)
    rows = (
        f"4{number}:T{len(text.encode()):x},{text}"
        for number, text in zip(range(len(SECTIONS)), texts, strict=False)
    )
    return pushed("".join(rows), f"9:{json.dumps({'body': REFERRED})}\n")


def test_texts_in_rows_stand_where_they_are_referred_to() -> None:
    found = embedded_paragraphs(sections_in_rows())
    assert [found[0], found[2], found[4], found[6]] == SECTIONS
    assert found[1] == f"{PARAGRAPHS[0]} – ا"
    assert len(found) == 2 * len(SECTIONS)


@pytest.mark.parametrize(
    ("tags", "texts", "is_part"),
    [
        (["head"] * 4, SECTIONS, False),
        (["p", *["head"] * 4], [f"{PARAGRAPHS[0]} – ا", *SECTIONS], True),
        (["p", *["head"] * 3], [f"{PARAGRAPHS[0]} – ا", *SECTIONS[1:]], False),
        (
            ["p", *["head"] * 4],
            ["Bees do not mind the cold as long as they are many.", *SECTIONS],
            False,
        ),
        (["p", *["head"] * 4], [f"{PARAGRAPHS[0]} {'more ' * 300}", *SECTIONS], False),
    ],
)
def test_headings_without_text_get_it_from_the_data(
    tags: list[str], texts: list[str], is_part: bool
) -> None:
    page = "".join(f"<p>{text}</p>" for text in texts) + sections_in_rows()
    assert bool(fuller_paragraphs(page, tags, texts)) == is_part


def test_a_text_that_stands_in_the_page_alone_has_no_fuller_form() -> None:
    texts = ["Bees do not mind the cold as long as they are many.", *SECTIONS]
    page = "".join(f"<p>{text}</p>" for text in texts) + "<script>{}</script>"
    assert not fuller_paragraphs(page, ["p", *["head"] * 4], texts)


def test_scripts_from_elsewhere_and_without_values_hold_nothing() -> None:
    padding = "x" * 200
    for html in (
        f'<script src="/a.js">{STRING}</script>',
        f"<script>push([1, {json.dumps('no row ' + padding)}])</script>",
        f"<script>a.push([1,{json.dumps('3:[broken ' + padding)}])</script>",
        f"<script>x = JSON.parse('{{broken {padding}')</script>",
        f"<script>{padding}</script>",
        "<script>" + "x = [" * 900 + padding + "</script>",
    ):
        assert embedded_paragraphs(html) == []


POSTS = [
    {"@type": "BlogPosting", "headline": f"Gate number {n} opens at noon", "articleBody": text}
    for n, text in enumerate(PARAGRAPHS)
]


def live(posts: Any) -> str:
    data = {"@graph": [{"@type": "LiveBlogPosting", "liveBlogUpdate": posts}]}
    return script(data, '<script type="application/ld+json">')


def test_posts_of_a_live_blog_come_in_order_with_their_headlines() -> None:
    posts = [Post(post["headline"], [post["articleBody"]]) for post in POSTS]
    assert live_posts(live(POSTS)) == posts
    assert live_posts(live(POSTS[0])) == posts[:1]
    plain = [{"headline": "Update 1", "text": text} for text in PARAGRAPHS]
    assert live_posts(live(plain)) == [Post("", [text]) for text in PARAGRAPHS]
    begun = [{"headline": "12:30 " + text[:45], "description": text} for text in PARAGRAPHS]
    assert live_posts(live(begun)) == [Post("", [text]) for text in PARAGRAPHS]
    assert live_posts(live([{}, "x"])) == []
    assert live_posts("<p>none</p>") == []


def test_the_body_that_json_ld_gives_is_found() -> None:
    body = {"@graph": [{"articleBody": "\n".join(PARAGRAPHS)}, {"articleBody": "Less of it."}]}
    assert article_body(script(body, '<script type="application/ld+json">')) == PARAGRAPHS
    assert article_body("<p>none</p>") == []


def test_scripts_are_known_in_any_case_and_only_if_they_end() -> None:
    inside = json.dumps({"articleBody": "\n".join(PARAGRAPHS)})
    loud = f'<SCRIPT TYPE="application/LD+JSON">{inside}</Script >'
    other = '<script>let tag = "<script>";</script>'
    assert article_body(other + loud) == PARAGRAPHS
    assert article_body(loud.removesuffix("</Script >")) == []
    assert article_body(loud.replace("SCRIPT", "SCRIPTS")) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ";"),
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("//<![CDATA[\n", "\n//]]>"),
        ("<![CDATA[", "]]>"),
        ("<!--", "-->"),
        ("<!-- //\n", "\n// -->"),
        ("/* for search engines */ ", ""),
    ],
)
@pytest.mark.parametrize("ending", ['"}', '",}', '", "keywords": ["gate",],}'])
def test_json_in_wrappers_and_with_a_comma_too_many_is_read(
    before: str, after: str, ending: str
) -> None:
    written = json.dumps({"@type": "NewsArticle", "articleBody": "\n".join(PARAGRAPHS)})
    inside = before + written.removesuffix('"}') + ending + after
    for kind in ("ld+json", "json"):
        page = f'<script type="application/{kind}">{inside}</script>'
        assert embedded_paragraphs(page) == PARAGRAPHS
    assert article_body(f'<script type="application/ld+json">{inside}</script>') == PARAGRAPHS


MENU = "".join(
    f"<p>Section {n} of the paper has news of the valley, the market and the weather there.</p>"
    for n in range(9)
)


def read(html: str) -> Article:
    page = Page(
        "https://hill.example/1", 200, "text/html", html.encode(), datetime(2026, 1, 1, tzinfo=UTC)
    )
    draft = draft_page(
        page, Entry(page.url), Source("h", "H", "https://hill.example/"), "full", page.fetched_at
    )
    assert isinstance(draft, Draft)
    found = finish(draft)
    assert isinstance(found, Article)
    return found


def test_a_live_blog_is_read_from_its_data_where_the_page_shows_a_part_of_it() -> None:
    for shown in (MENU, MENU + f"<p>{PARAGRAPHS[0]}</p>", ""):
        found = read(f"<html><body><h1>At the gate</h1>{shown}{live(POSTS)}</body></html>")
        assert found.kind == "live"
        assert [text for text in found.text.split("\n\n") if text in PARAGRAPHS] == PARAGRAPHS
        assert "Section 3" not in found.text
    whole = "".join(f"<h3>{p['headline']}</h3><p>{p['articleBody']}</p>" for p in POSTS)
    tail = "<p>All times are those of the valley, said the paper's desk on Monday.</p>"
    found = read(
        f"<html><body><article><h1>At the gate</h1>{whole}{tail}</article>{live(POSTS)}</body>"
    )
    assert found.kind == "live"
    assert "All times" in found.text


def test_a_menu_is_not_taken_for_the_text_that_json_ld_gives() -> None:
    body = {
        "articleBody": "\n".join(
            [
                *PARAGRAPHS,
                *(t.replace("Paragraph", "Part") for t in PARAGRAPHS),
                *(t.replace("Paragraph", "Piece") for t in PARAGRAPHS),
            ]
        )
    }
    data = script(body, '<script type="application/ld+json">')
    assert PARAGRAPHS[0] in read(f"<html><body>{MENU}{data}</body></html>").text
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS) * 3
    assert "Part 3" not in read(f"<html><body><article>{story}</article>{data}</body></html>").text
