"""What a browser shows and the tags alone do not: shadow roots, kept breaks, empty cells."""

import pytest
from lxml import etree
from lxml import html as lxml_html

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Entry, Page
from pipelines.page.markup.shown_tree import show_as_read
from pipelines.sources import Source
from tests.page_tags import tags_of
from tests.samples import NOW

URL = "https://outlet.example/2026/bridge-over-the-kokcha"
TITLE = "A bridge over the Kokcha opens"
ONE = "The new bridge over the Kokcha carried 1,300 lorries on its first day, the governor said."
TWO = "Traders from Faizabad had waited eleven years for it, and lost a day at the ferry each time."
THREE = (
    "Engineers laid the last plank on Sunday, while children from both banks looked on and sang."
)
FOUR = "The ferryman, who is sixty now, told a reporter that he will keep bees behind his house."
SAID = [ONE, TWO, THREE, FOUR]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read(body: str) -> list[str]:
    """Return the paragraphs of the text of a page, none if it has no text."""
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{body}</body></html>"
    page = Page(URL, 200, "text/html; charset=utf-8", html.encode(), NOW, URL)
    source = Source("o", "o", "https://outlet.example/")
    draft = draft_page(page, Entry(URL), source, "full", NOW)
    if not isinstance(draft, Draft):
        return []
    article = finish(draft)
    return getattr(article, "text", "").split("\n\n")


def shown(body: str) -> str:
    """Return the text of a tree as it is shown."""
    tree = lxml_html.document_fromstring(f"<html><body>{body}</body></html>")
    show_as_read(tree, URL, tags_of(tree))
    etree.strip_elements(tree, "template", with_tail=False)
    return " ".join(str(tree.xpath("string()")).split())


@pytest.mark.parametrize(
    "body",
    [
        f"<x-story><template shadowrootmode=open>{paragraphs(*SAID)}</template></x-story>",
        f"<div><template shadowrootmode='CLOSED'>{paragraphs(*SAID)}</template></div>",
        f"<x-story><template shadowroot=open>{paragraphs(*SAID)}</template></x-story>",
        (
            "<x-story><template shadowrootmode=open><style>p {}</style>"
            f"{paragraphs(ONE)}<slot>soon</slot>{paragraphs(FOUR)}</template>"
            f"{paragraphs(TWO, THREE)}</x-story>"
        ),
        (
            "<x-page><template shadowrootmode=open><x-story><template shadowrootmode=open>"
            f"{paragraphs(*SAID)}</template></x-story></template></x-page>"
        ),
        (
            "<article><template shadowrootmode=open><slot name=top></slot>"
            f"{paragraphs(TWO, THREE)}<slot name=end><p>soon</p></slot></template>"
            f"<p slot=end>{FOUR}</p><p slot=top>{ONE}</p></article>"
        ),
    ],
)
def test_the_text_of_a_shadow_root_is_read_in_the_order_that_is_shown(body: str) -> None:
    assert read(body) == SAID


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>In.</p><template><p>Out.</p></template>", "In."),
        ("<div><template shadowrootmode=no><p>Out.</p></template><p>In.</p></div>", "In."),
        (
            "<div><template shadowrootmode=open><p>In.</p></template>"
            "<template shadowrootmode=open><p>Out.</p></template></div>",
            "In.",
        ),
        (
            "<x-a>Kabul<template shadowrootmode=open><b>From</b> <slot>?</slot></template></x-a>",
            "From Kabul",
        ),
        (
            "<x-a><template shadowrootmode=open>By <slot name=who>us</slot></template></x-a>",
            "By us",
        ),
    ],
)
def test_only_the_first_template_that_is_a_shadow_root_is_shown(body: str, text: str) -> None:
    assert shown(body) == text


WRAPPED = [text.replace(" on ", "\non ").replace(" the ", "\nthe ") for text in SAID]
PARTED = "\n\n".join(SAID)
INDENTED = "".join(f"    {text}\n" for text in WRAPPED)
MARKED = f"<b>{ONE}</b>\n\n{TWO}\n\n{THREE[:20]}<i>{THREE[20:30]}</i>{THREE[30:]}\n\n{FOUR}"


@pytest.mark.parametrize(
    "body",
    [
        f"<pre>{PARTED}</pre>",
        "<pre>\n" + "\n \t\n".join(WRAPPED) + "\n</pre>",
        "<pre>" + "\r\n\r\n\r\n".join(WRAPPED) + "</pre>",
        f"<pre>{INDENTED}</pre>",
        f"<pre><font face=mono>{PARTED}</font></pre>",
        f"<pre>{MARKED}</pre>",
        f"<div style='white-space: pre-line'>{PARTED}</div>",
        f"<p class='text whitespace-pre-wrap'>{PARTED}</p>",
        f"<section style='color: red; white-space:break-spaces'>{PARTED}</section>",
    ],
)
def test_blank_lines_part_paragraphs_where_breaks_are_shown(body: str) -> None:
    assert read(f"<article>{body}</article>") == SAID


def test_each_line_that_is_too_long_to_be_wrapped_is_a_paragraph() -> None:
    longer = [f"{one} {other}" for one, other in zip(SAID, reversed(SAID), strict=True)]
    lines = "\n".join(longer)
    assert read(f"<article><pre>{lines}</pre></article>") == longer


@pytest.mark.parametrize(
    "body",
    [
        "<pre><code>one\n\ntwo</code></pre>",
        "<pre>one\ntwo</pre>",
        "<div>one\n\ntwo</div>",
        "<p style='white-space: nowrap'>one\n\ntwo</p>",
        "<div style='white-space: pre'><p>one</p>\n\n<p>two</p></div>",
        "<p style='white-space: pre-wrap'>one <a href='/x'>link</a> two</p>",
    ],
)
def test_other_text_is_left_as_it_is(body: str) -> None:
    before = lxml_html.document_fromstring(f"<html><body>{body}</body></html>")
    after = lxml_html.document_fromstring(f"<html><body>{body}</body></html>")
    show_as_read(after, URL, tags_of(after))
    assert lxml_html.tostring(after) == lxml_html.tostring(before)


HEAD = "<tr><th>{}</th><th>2024</th><th>2025</th></tr>"


def table(*rows: tuple[str, ...], head: str = "") -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{HEAD.format(head)}{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (
            table(("Balkh", "", "41"), ("Herat", "39", ""), head="Where"),
            ["Where", "2024", "2025", "Balkh", "–", "41", "Herat", "39", "–"],
        ),
        (table(("Balkh", "12", "41")), ["–", "2024", "2025", "Balkh", "12", "41"]),
        (table(("بلخ", "&nbsp;", "۴۱")), ["–", "2024", "2025", "بلخ", "–", "۴۱"]),
        (table(("Balkh", "<p><br></p>", "41")), ["–", "2024", "2025", "Balkh", "–", "41"]),
        (table(("Balkh", "<img src=tick.png>", "41")), ["–", "2024", "2025", "Balkh", "–", "41"]),
        (table(("Balkh", "-", "41")), ["–", "2024", "2025", "Balkh", "-", "41"]),
        (table(("Balkh", "…", "41")), ["–", "2024", "2025", "Balkh", "…", "41"]),
        (
            f"<table>{HEAD.format('Where')}<tr><td>Balkh</td><td colspan=2></td></tr></table>",
            ["Where", "2024", "2025", "Balkh", "–", "–"],
        ),
    ],
)
def test_an_empty_cell_of_a_table_of_figures_keeps_its_place(rows: str, cells: list[str]) -> None:
    body = f"<article>{paragraphs(ONE, TWO)}{rows}{paragraphs(THREE, FOUR)}</article>"
    assert read(body) == [ONE, TWO, *cells, THREE, FOUR]


@pytest.mark.parametrize(
    "rows",
    [
        "<table><tr><td>Balkh</td><td></td><td>open</td></tr><tr><td></td><td>b</td></tr></table>",
        "<table><tr><td></td><td>41</td></tr></table>",
        "<table><tr><td></td></tr><tr><td>41</td></tr></table>",
        "<table><tr><td></td><td>41</td></tr><tr><td></td><td>42</td></tr></table>",
        "<table><tr><td>1</td><td>41</td></tr><tr><td></td><td></td></tr></table>",
        f"<table><tr><td></td><td>{ONE}</td></tr><tr><td>1</td><td>2</td></tr></table>",
        "<table><tr><td></td><td><table><tr><td>1</td></tr></table></td></tr>"
        "<tr><td>1</td><td>2</td></tr></table>",
    ],
)
def test_what_only_sets_a_page_gets_no_dashes(rows: str) -> None:
    assert "–" not in shown(rows)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            '<p>Of <i aria-hidden="true">1,300</i><i class="sr-only">many</i> lorries</p>',
            "Of 1,300 lorries",
        ),
        ('<p>Lorries<span aria-hidden="true"> | </span>1,300</p>', "Lorries | 1,300"),
        ('<p>12<span aria-hidden="true">·</span>34</p>', "12·34"),
        ('<p>The<span aria-hidden="true">&nbsp;</span>bridge</p>', "The bridge"),
        ('<p>1<i class="fa fa-star" aria-hidden="true">star</i>2</p>', "1 2"),
        ('<p>way <i class="icon" aria-hidden="true">east</i>.</p>', "way ."),
    ],
)
def test_what_only_screen_readers_skip_is_seen(body: str, text: str) -> None:
    assert shown(body) == text


@pytest.mark.parametrize(
    "body",
    [
        f'<article>{paragraphs(ONE, TWO)}<p aria-hidden="true">{THREE}</p><p>{FOUR}</p></article>',
        f'<div aria-hidden="true"><article>{paragraphs(*SAID)}</article></div>',
        f'<article>{paragraphs(*SAID)}<div aria-hidden="true"><p>Join us.</p></div></article>',
        f'<article>{paragraphs(*SAID)}<div aria-hidden="true">Join our list</div></article>',
    ],
)
def test_the_text_is_read_whether_or_not_screen_readers_skip_it(body: str) -> None:
    assert read(body) == SAID


NAMES = (
    "related-article-body",
    "article-body-related",
    "relatedArticle__storyText",
    "post-content recommended",
    "sponsored-entry-content",
    "latest-news article-text",
)
READER = "<p>Wheat will cost less this winter, say millers. <a href='/wheat'>Read more</a></p>"


@pytest.mark.parametrize("name", NAMES)
def test_prose_tells_what_a_box_is_that_is_named_for_two_things(name: str) -> None:
    within = f"<div>{paragraphs(ONE, TWO)}</div><div class='{name}'>{paragraphs(THREE)}</div>"
    assert read(f"<article>{within}{paragraphs(FOUR)}</article>") == SAID
    assert read(f"<main><div class='{name}'>{paragraphs(*SAID)}</div></main>") == SAID
    beside = f"<article>{paragraphs(*SAID)}</article><div class='{name}'>{READER}</div>"
    assert read(f"<main>{beside}</main>") == SAID


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (f"<div class='related-article-body'>{paragraphs(ONE)}</div>", False),
        (f"<div id='related-article-body'>{paragraphs(ONE)}</div>", False),
        (f"<div class='related-article-body'>{paragraphs(ONE)}</div>" * 2, True),
        (f"<div class='article-body__related'>{paragraphs(*SAID)}</div>", True),
        (f"<div class='related-articles'>{paragraphs(*SAID)}</div>", True),
        (f"<a href='/x'><div class='related-article-body'>{paragraphs(*SAID)}</div></a>", True),
        (f"<div class='related-article-body'><a href='/x'>{ONE}</a> {paragraphs(TWO)}</div>", True),
        (f"<div class='related-article-body'>{paragraphs('Wheat.')}</div>", True),
    ],
)
def test_a_name_for_two_things_is_kept_unless_prose_stands_there(body: str, kept: bool) -> None:
    tree = lxml_html.document_fromstring(f"<html><body>{body}</body></html>")
    show_as_read(tree, URL, tags_of(tree))
    named = tree.xpath("//*[contains(@class, 'related') or contains(@id, 'related')]")
    assert bool(named) == kept
