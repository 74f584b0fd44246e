"""Pages beyond the limits of the parser lose no text in silence."""

import pytest

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Entry, Page
from pipelines.sources import Source
from tests.samples import NOW

FIRST = "Several hundred families crossed the gate before noon; officials counted them twice."
DEEP = "Aid workers said the tents would last until Friday, when the next convoy comes."
LAST = "A driver who had waited two days told our reporter that nobody explained the order."
SOURCE = Source("x", "X", "https://x.example")
OPENED = {
    "div": ("<div>", "</div>"),
    "span": ("<span>", "</span>"),
    "b": ("<b>", "</b>"),
    "table": ("<table><tr><td>", "</td></tr></table>"),
    "ul": ("<ul><li>", "</li></ul>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
}


def text_of(body: str) -> str:
    html = f"<!doctype html><html><head><title>Gate</title></head><body>{body}</body></html>"
    page = Page("https://x.example/1", 200, "text/html; charset=utf-8", html.encode(), NOW)
    draft = draft_page(page, Entry(page.url), SOURCE, "full", NOW)
    assert isinstance(draft, Draft), draft
    article = finish(draft)
    assert isinstance(article, Article), article
    return article.text


@pytest.mark.parametrize("depth", [60, 255, 257, 2_049, 100_000])
@pytest.mark.parametrize("tag", OPENED)
def test_text_below_the_deepest_level_stays(tag: str, depth: int) -> None:
    begin, end = OPENED[tag]
    deep = begin * depth + (DEEP if tag in ("span", "b") else f"<p>{DEEP}</p>") + end * depth
    text = text_of(f"<article><p>{FIRST}</p><div>{deep}</div><p>{LAST}</p></article>")
    assert [line in text for line in (FIRST, DEEP, LAST)] == [True, True, True]


def test_a_huge_text_does_not_end_the_page() -> None:
    huge = f"word {'x' * 4_000} " * 2_600
    text = text_of(f"<article><p>{FIRST}</p><p>{huge}</p><p>{LAST}</p></article>")
    assert len(text) > 10_000_000
    assert text.startswith(FIRST)
    assert text.endswith(LAST)
