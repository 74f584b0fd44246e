"""Paragraphs that stand directly beside the box of an article's text are the article's."""

import pytest

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Entry, Page
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.hillcourier.example/border/camp-closed"
TITLE = "Buses leave the old camp before winter"
A = "Forty buses left the old camp on Monday, the district office said, under police escort."
B = "Shopkeepers at the gate of the camp said that the bazaar had been closed since Friday."
C = "A doctor at the field hospital said that many of the children had not eaten since dawn."
D = "The next convoy of families is expected at the border on Thursday, two officials said."


def read(body: str) -> Article:
    page = (
        f"<html lang=en><head><title>{TITLE}</title></head><body><nav><a href=/>Home</a></nav>"
        f"{body}<footer><p>The Hill Courier is printed in the valley by its own staff.</p>"
        "</footer></body></html>"
    )
    found = draft_page(
        Page(URL, 200, "text/html; charset=utf-8", page.encode(), NOW, URL),
        Entry(URL),
        Source("hill", "Hill Courier", "https://www.hillcourier.example/"),
        "full",
        NOW,
    )
    assert isinstance(found, Draft)
    article = finish(found)
    assert isinstance(article, Article)
    return article


def box(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>{TITLE}</h1><div class=article-body>{box(A, B, C)}</div>{box(D)}</article>",
        f"<article><h1>{TITLE}</h1>{box(A)}<div class=article-body>{box(B, C, D)}</div></article>",
        f"<article><h1>{TITLE}</h1><div class=article-body><div>{box(A, B)}</div>{box(C)}</div>"
        f"{box(D)}</article>",
        f"<article><h1>{TITLE}</h1><div class=entry-content>{box(A, B, C)}</div>{D}</article>",
        f"<main><h1>{TITLE}</h1><div class=post-content>{box(A, B, C)}</div>"
        f"<blockquote>{D}</blockquote></main>",
        f"<main><h1>{TITLE}</h1><section itemprop=articleBody>{box(A, B, C)}</section>"
        f"<ul><li>{D}</li></ul></main>",
        f"<article><h1>{TITLE}</h1><div class=article-body>{box(A, B, C)}</div>"
        f"<section>{box(D)}</section></article>",
        f"<article><h1>{TITLE}</h1><div class=article-body>{box(A, B, C)}</div>"
        f"<div class=ad>Advertisement</div>{box(D)}</article>",
    ],
)
def test_no_paragraph_beside_the_box_of_the_text_is_lost(body: str) -> None:
    assert read(body).text.split("\n\n") == [A, B, C, D]


def test_a_short_sentence_and_a_box_of_their_own_count_if_they_speak_of_the_same() -> None:
    short = "Nobody in the camp waved."
    body = f"<div class=article-body>{box(A, B, C)}</div>"
    assert read(f"<article><h1>{TITLE}</h1>{body}<p>{short}</p></article>").text.endswith(short)
    boxed = "The camp at the border had a field hospital for the families, the office said."
    page = f"<article><h1>{TITLE}</h1>{body}<div class='mt-4 text-lg'>{box(boxed)}</div></article>"
    assert read(page).text.endswith(boxed)
    for other in ("Our paper is printed on Monday.", "We welcome letters from all our readers."):
        page = f"<article><h1>{TITLE}</h1>{body}<div class='mt-4'>{box(other)}</div></article>"
        assert read(page).text.endswith(C)


def test_a_heading_goes_with_the_paragraph_below_it() -> None:
    body = f"<div class=article-body>{box(A, B, C)}</div><h2>What comes next</h2>{box(D)}"
    text = read(f"<article><h1>{TITLE}</h1>{body}</article>").text
    assert text.split("\n\n") == [A, B, C, "What comes next", D]


@pytest.mark.parametrize(
    "behind",
    [
        "<h2>More</h2><ul><li><a href=/b>The river has burst its banks again.</a></li></ul>",
        "<p class=author-bio>Zara Noor has written of the hills for this paper since 2011.</p>",
        "<p>Follow us on WhatsApp and join our channel for the latest news of the day.</p>",
        "<p>© 2026 Hill Courier and its readers in the valley. All rights reserved.</p>",
        "<div><b>Written by</b></div><i>Zara Noor</i><p>Zara runs a farm there in the hills.</p>",
        "<div class=related><p>Families wait at the river for the third day in a row.</p></div>",
    ],
)
def test_what_else_stands_behind_the_box_stays_out(behind: str) -> None:
    body = (
        f"<article><h1>{TITLE}</h1><div class=article-body>{box(A, B, C)}</div>{behind}</article>"
    )
    assert read(body).text.split("\n\n") == [A, B, C]
