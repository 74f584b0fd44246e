"""Menus and footers around an article: they are left out, and never take the article with them."""

import pytest

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Entry, Page
from pipelines.sources import Source
from tests.samples import NOW

SENTENCES = [
    f"On day {day} police at gate {day + 3} let {day * 40} families pass, a clerk there told us."
    for day in range(1, 15)
]


def text_of(html: str) -> str:
    page = Page("https://x.example/news/1", 200, "text/html; charset=utf-8", html.encode(), NOW)
    draft = draft_page(page, Entry(page.url), Source("x", "X", "https://x.example"), "full", NOW)
    assert isinstance(draft, Draft), draft
    article = finish(draft)
    assert isinstance(article, Article), article
    return article.text


@pytest.mark.parametrize(
    ("tag", "holder"),
    [("nav", "main"), ("nav", "article"), ("nav", "p"), ("aside", "p"), ("footer", "p")],
)
def test_an_element_that_was_never_closed_keeps_the_article_in_it(tag: str, holder: str) -> None:
    told = "".join(f"<{holder}>{text}</{holder}>" for text in SENTENCES)
    found = text_of(f"<html><body><{tag}><a href='/a'>Home</a><main>{told}</main></body></html>")
    assert [text for text in SENTENCES if text not in found] == []


@pytest.mark.parametrize("tag", ["nav", "aside", "footer"])
def test_menus_of_short_lines_are_no_part_of_an_article(tag: str) -> None:
    lines = "".join(f"<li><a href='/s{n}'>Section {n}</a></li>" for n in range(60))
    told = "".join(f"<p>{text}</p>" for text in SENTENCES)
    found = text_of(
        f"<html><body><{tag}><ul>{lines}</ul></{tag}><div>{told}</div><{tag}>{lines}</{tag}></body>"
    )
    assert "Section 7" not in found
    assert all(text in found for text in SENTENCES)


@pytest.mark.parametrize("name", ["sidebar", "menu"])
def test_a_wall_of_labels_below_a_short_report_is_not_taken_for_it(name: str) -> None:
    labels = "".join(f"<div><span>Office {n}</span></div>" for n in range(200))
    told = "<br>".join(SENTENCES[:5])
    found = text_of(f"<body><div>{told}</div><div id={name} class={name}>{labels}</div></body>")
    assert found.split() == " ".join(SENTENCES[:5]).split()
