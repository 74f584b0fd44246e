"""What only looks like a link or a control is text; what is one stays one."""

from datetime import UTC, datetime

import pytest
from lxml import html as lxml_html

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Dropped, Entry, Page
from pipelines.page.markup.inline_markup import plain_inline
from pipelines.sources import Source
from tests.page_tags import tags_of

URL = "https://hill.example/news/tents-at-the-river-77"
PARAGRAPHS = (
    "The council of Tir Bazar said on Monday that 95 families had pitched tents by the river.",
    "Most of them had come over the pass in three lorries after their landlord sold the house.",
    "A midwife from the next village walks down every morning and looks after the newborn.",
    "Two teachers hold lessons under the plane tree, and forty pupils share nine slates there.",
    "The governor promised timber before the first snow, yet no lorry had come by Thursday.",
)


def article(body: str, head: str = "", url: str = URL) -> Article | Dropped:
    page = Page(
        url,
        200,
        "text/html; charset=utf-8",
        f"<html><head><title>Tents at the river</title>{head}</head><body>{body}</body>".encode(),
        datetime(2026, 11, 26, tzinfo=UTC),
    )
    source = Source("hill", "Hill Courier", "https://hill.example/")
    draft = draft_page(page, Entry(url), source, "full", page.fetched_at)
    assert not isinstance(draft, Draft) or draft.url
    found = finish(draft) if isinstance(draft, Draft) else draft
    assert isinstance(found, Article | Dropped)
    return found


def paragraphs_of(found: Article | Dropped) -> list[str]:
    assert isinstance(found, Article), found
    return found.text.split("\n\n")


STORY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


@pytest.mark.parametrize(
    "anchor",
    [
        '<a name="top">',
        '<a id="story">',
        '<a name="top" class="anchor">',
        '<a href="#">',
        '<a href="#p1">',
        '<a href="javascript:void(0)">',
        '<a href="JavaScript:open()">',
        f'<a href="{URL}">',
        f'<a href="{URL}#part-2">',
        '<a href="/news/tents-at-the-river-77?utm_source=menu">',
        '<a href="tents-at-the-river-77">',
        '<a href="/somewhere/else">',
    ],
)
def test_an_anchor_around_the_story_makes_no_list_of_it(anchor: str) -> None:
    menu = "".join(f'<a href="/{n}">Page number {n} of the menu</a> ' for n in range(6))
    for body in (
        f"<nav>{menu}</nav><main><h1>Tents at the river</h1>{anchor}{STORY}</a></main>",
        f"<nav>{menu}</nav><main><h1>Tents at the river</h1>{anchor}{STORY}</main>",
        f"{anchor}<header>{menu}</header><main><h1>Tents at the river</h1>{STORY}</main>",
    ):
        assert paragraphs_of(article(body)) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "anchor", ['<a name="p3">', '<a id="p3">', '<a href="#p3">', '<a href="javascript:mark(3)">']
)
def test_a_paragraph_within_an_anchor_that_leads_nowhere_stays(anchor: str) -> None:
    story = STORY.replace(PARAGRAPHS[2], f"{anchor}{PARAGRAPHS[2]}</a>")
    assert paragraphs_of(article(f"<article><h1>Tents</h1>{story}</article>")) == list(PARAGRAPHS)


def test_the_address_that_the_page_declares_is_the_page_itself() -> None:
    head = '<link rel="canonical" href="/story/77">'
    story = STORY.replace(PARAGRAPHS[2], f'<a href="/story/77">{PARAGRAPHS[2]}</a>')
    found = article(f"<article><h1>Tents</h1>{story}</article>", head)
    assert PARAGRAPHS[2] in paragraphs_of(found)


@pytest.mark.parametrize(
    "tag",
    ["button", "output", "nobr", "x-term", "meter", "st1:place", "my-tooltip", "abbr", "data"],
)
def test_words_in_a_control_within_a_sentence_stay_in_it(tag: str) -> None:
    told = PARAGRAPHS[0].replace("95 families", f"<{tag}>95 families</{tag}>")
    story = STORY.replace(PARAGRAPHS[0], told)
    assert paragraphs_of(article(f"<article><h1>Tents</h1>{story}</article>")) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("html", "tags"),
    [
        ("<div><button>Share</button></div>", ["div", "button"]),
        ("<p><button>Share</button> now</p>", ["p", "button"]),
        ("<div>Read <button>on</button></div>", ["div", "button"]),
        ("<div>The <button>loya jirga</button> met</div>", ["div", "span"]),
        ("<p>The <b><x-note>loya jirga</x-note></b> met here</p>", ["p", "b", "span"]),
        ("<p>Words before it <x-box><p>a box</p></x-box></p>", ["p", "x-box", "p"]),
        ('<ul><li><a href="#c1">Contents of part one</a></li></ul>', ["ul", "li", "a"]),
        ('<p>Told <a href="#n1">(1)</a> to us all</p>', ["p", "span"]),
        ('<p>See <a href="/other">the other page</a> too</p>', ["p", "a"]),
        ('<p><a href="mailto:a@hill.example">Mail</a></p>', ["p", "a"]),
        ('<p><a href="http://[broken">A link that cannot be read</a></p>', ["p", "a"]),
        ('<p><a href="/%D8%AA/77">x</a></p>', ["p", "a"]),
    ],
)
def test_only_what_is_part_of_a_sentence_becomes_plain(html: str, tags: list[str]) -> None:
    tree = lxml_html.document_fromstring(f"<html><body>{html}</body></html>")
    plain_inline(tree, URL, tags_of(tree))
    body = tree.find("body")
    assert body is not None
    assert [node.tag for node in body.iterdescendants()] == tags


TITLES = [
    "Market day moved after the flood",
    "Two schools merge before winter",
    "Old mill becomes a museum",
    "Ferry timetable changes on Monday",
    "Bakers ask for cheaper flour",
    "New doctor arrives at the clinic",
    "Carpenters repair the library roof",
    "Farmers plant trees by the canal",
]


def listed(row: str) -> str:
    return "".join(row.format(n=n, title=title) for n, title in enumerate(TITLES))


ROWS = (
    '<p><a href="/n/{n}">{title}</a></p>',
    '<table><tr><td>9:{n}0</td><td><a href="/n/{n}">{title}</a></td></tr></table>',
    '<div><h3><a href="/n/{n}">{title}</a></h3></div>',
)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("times", [1, 4])
def test_prose_that_stands_together_is_an_article_among_many_titles(row: str, times: int) -> None:
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    titles = listed(row) * times
    found = paragraphs_of(
        article(f"<table><tr><td>{titles}</td><td>{story}</td></tr></table>{titles}")
    )
    assert set(PARAGRAPHS) <= set(found)
    assert not set(TITLES) & set(found)


@pytest.mark.parametrize("row", ROWS)
def test_two_paragraphs_that_say_they_are_an_article_are_one(row: str) -> None:
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:2])
    head = '<meta property="og:type" content="article">'
    found = paragraphs_of(article(f"<div>{story}{listed(row)}</div>", head))
    assert found[:2] == list(PARAGRAPHS[:2])


def test_prose_that_single_links_part_is_no_list() -> None:
    link = '<p><a href="/n/{n}">{title} as the council voted at noon</a></p>'
    story = "".join(
        f"<p>{PARAGRAPHS[n % 5]} ({n})</p><p>{PARAGRAPHS[(n + 1) % 5]} ({n} again)</p>"
        + link.format(n=n, title=TITLES[n])
        for n in range(8)
    )
    found = paragraphs_of(article(f"<div><h1>Tents at the river</h1>{story}</div>"))
    assert sum(text.startswith(PARAGRAPHS) for text in found) == 16


@pytest.mark.parametrize(
    "row",
    [
        '<h2><a href="/n/{n}">{title}</a></h2><p>{title}, and the council met on Tuesday.</p>',
        '<h2><a href="/n/{n}">{title}</a></h2><p>{title}: so said the clerk to us.</p>'
        "<p>The council of the town met on Tuesday and will meet again.</p>",
        '<li><a href="/n/{n}">{title} in the valley below</a></li>',
    ],
)
def test_titles_with_their_snippets_are_a_list(row: str) -> None:
    found = article(f"<main><h1>Section</h1>{listed(row)}{listed(row)}</main>")
    assert isinstance(found, Dropped)
    assert found.reason == "listing"


def test_japanese_prose_is_measured_by_its_letters() -> None:
    prose = "川のほとりに九十五家族がテントを張ったと村の議会は月曜日に発表した。" * 5
    links = "".join(
        f'<li><a href="/n/{n}">市場の日は洪水のあとで別の日に移された{n}</a></li>' for n in range(9)
    )
    found = article(f"<div><p>{prose}</p><p>{prose}</p><ul>{links}</ul></div>")
    assert isinstance(found, Article)
    assert prose in found.text


@pytest.mark.parametrize("between", ["\\n", "\\n\\n", "</p>\\n<p>"])
def test_paragraphs_that_stand_in_json_ld_alone_stay_apart(between: str) -> None:
    body = between.join(PARAGRAPHS)
    data = f'{{"@type": "NewsArticle", "headline": "Tents", "articleBody": "{body}"}}'
    head = f'<script type="application/ld+json">{data}</script>'
    assert paragraphs_of(article('<div id="root"></div>', head)) == list(PARAGRAPHS)
