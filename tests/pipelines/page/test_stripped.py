"""The last way to read a page gives its headline and its words, however it is built."""

import pytest

from pipelines.decide import TIERS, Draft, draft_page, finish
from pipelines.items import Article, Dropped, Entry, Page
from pipelines.page.stripped import MOST_LETTERS, MOST_PARAGRAPHS, stripped
from pipelines.sources import Source
from tests.newsroom import AFGHAN_BODY, URDU, article_page
from tests.samples import NOW

SOURCE = Source("x", "X", "https://x.example", languages=("en",))
HEAD = "<html><head><title>Families sent back | X</title></head><body><h1>Families sent back</h1>"
SUMMARY = "<p>Several hundred Afghan families were deported through Torkham by noon on Friday.</p>"


def read(body: str | bytes, entry: Entry | None = None) -> Draft | Dropped:
    raw = body.encode() if isinstance(body, str) else body
    page = Page("https://www.x.example/1?utm_source=a", 200, "text/html", raw, NOW)
    found = draft_page(page, entry or Entry(page.url), SOURCE, TIERS[-1], NOW)
    assert isinstance(found, Draft | Dropped)
    return found


def article_of(body: str | bytes, entry: Entry | None = None) -> Article:
    draft = read(body, entry)
    assert isinstance(draft, Draft)
    article = finish(draft)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("unit", ["<p>x", "<div><b>x", "<table><tr><td>x", "<script>", "<!--", "<"])
def test_a_page_that_was_made_to_take_for_ever_has_its_headline_and_summary(unit: str) -> None:
    entry = Entry("https://x.example/1", published_at=NOW, summary=SUMMARY)
    article = article_of(HEAD + unit * (1_000_000 // len(unit)), entry)
    assert article.title == "Families sent back"
    assert "deported through Torkham" in article.text
    assert article.truncated == "killed"
    assert article.text_confidence is not None
    assert article.text_confidence <= 0.2
    assert (article.published_at, article.published_from) == (NOW, "feed")
    assert article.url == "https://www.x.example/1"


def test_a_headline_alone_is_enough() -> None:
    article = article_of(HEAD + "<p>x" * 100_000)
    assert (article.title, article.text) == ("Families sent back", "Families sent back")


@pytest.mark.parametrize(("title", "texts"), [("Gate", AFGHAN_BODY), ("سرحد", URDU)])
def test_an_ordinary_page_gives_its_text(title: str, texts: tuple[str, ...]) -> None:
    article = article_of(article_page(title, *texts))
    assert article.title == title
    assert article.text == "\n\n".join(texts)


def test_inline_tags_and_references_leave_sentences_whole() -> None:
    found = stripped("<p>The <b>Torkham</b> gate&nbsp;is <a href='x'>shut</a>.<br>Said &amp; done.")
    assert found.paragraphs == ("The Torkham gate is shut.", "Said & done.")


def test_what_is_taken_has_a_bound() -> None:
    assert len(stripped("".join(f"<p>{n}" for n in range(9_999))).paragraphs) == MOST_PARAGRAPHS
    (one,) = stripped("word " * 1_000_000).paragraphs
    assert MOST_LETTERS - 5 <= len(one) <= MOST_LETTERS


def test_what_holds_nothing_is_empty_and_what_is_no_page_is_none() -> None:
    assert read("<html><body><p></body></html>") == Dropped(
        "empty", "no text was found on the page"
    )
    found = read(b"\x89PNG\r\n\x1a\n" + bytes(500))
    assert isinstance(found, Dropped)
    assert found.reason == "not_html"
