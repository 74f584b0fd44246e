"""Boxes that readers may skip or close, a text's last sentence, and lines around it."""

import pytest

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Entry, Page
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.hillcourier.example/news/stay"
TITLE = "Court stays the eviction of traders"
TEXTS = (
    "The high court stayed the eviction of traders from the old bazaar until its next hearing.",
    "The bench asked the government under which law the shops of the traders had been sealed.",
    "Counsel for the traders argued that they had paid rent and tax there for three decades.",
)
PARAGRAPHS = [f"<p>{text}</p>" for text in TEXTS]


def read(body: str) -> list[str]:
    page = f"<html lang=en><head><title>{TITLE}</title></head><body>{body}</body></html>"
    source = Source("hill", "Hill Courier", "https://www.hillcourier.example/")
    asked = Page(URL, 200, "text/html; charset=utf-8", page.encode(), NOW, URL)
    found = draft_page(asked, Entry(URL), source, "full", NOW)
    assert isinstance(found, Draft)
    article = finish(found)
    assert isinstance(article, Article)
    return article.text.split("\n\n")


@pytest.mark.parametrize(
    "box",
    [
        "<section><a href='#end-of-promo'>Skip this</a><p>The Courier is on your telephone now</p>"
        "<p>Our best stories, each morning</p><p tabindex='-1' id='end-of-promo'>End of this</p>"
        "</section>",
        "<div><a href='#skip-14'>skip past promotion</a><h3>Our morning mail</h3><p>The best of "
        "the day is explained in a short letter that comes each morning.</p></div>"
        "<p id='skip-14' tabindex='0'>after promotion</p>",
        "<a href='#past'>مواد پر جائیں</a><div><p>خبریں اپنے فون پر حاصل کریں</p></div>"
        "<p id='past' tabindex='-1'>End of مواد</p>",
    ],
)
def test_a_box_that_readers_may_skip_is_not_the_articles(box: str) -> None:
    body = f"<main><h1>{TITLE}</h1>{PARAGRAPHS[0]}{box}{''.join(PARAGRAPHS[1:])}</main>"
    assert read(body) == list(TEXTS)


def test_what_a_link_past_the_menu_leads_to_and_a_footnote_stay() -> None:
    note = "<p id='fn1'>The ruling is of the second bench, which sits at Mingora in the winter.</p>"
    skip = "<a href='#text'>Skip to the text</a>"
    body = "".join(PARAGRAPHS).replace("old bazaar", "old bazaar<a href='#fn1'>1</a>")
    found = read(f"{skip}<main id='text'><h1>{TITLE}</h1>{body}{note}</main>")
    assert len(found) == len(TEXTS) + 1


@pytest.mark.parametrize("role", ["dialog", "alertdialog"])
def test_a_dialog_over_the_page_is_not_the_articles(role: str) -> None:
    asks = (
        f"<div role='{role}'><h2>Wir und unsere Partner</h2><p>Wir verwenden Cookies und ähnliche "
        "Technologien, um Inhalte und Anzeigen zu personalisieren, die Nutzung zu messen und mehr "
        "über die Leser zu erfahren. Mit einem Klick stimmen Sie der Verarbeitung zu.</p></div>"
    )
    assert read(f"{asks}<div><h1>{TITLE}</h1>{''.join(PARAGRAPHS)}</div>") == list(TEXTS)


@pytest.mark.parametrize(
    "last",
    ["Judgment was reserved.", "None of them came.", "کوئی نہیں آیا۔", "He was freed on Friday."],
)
def test_a_short_last_sentence_right_behind_the_box_of_the_text_stays(last: str) -> None:
    body = f"<div class='story-body'>{''.join(PARAGRAPHS)}</div><p>{last}</p>"
    share = "<div class='share'><a href='#'>Share</a></div>"
    assert read(f"<div><h1>{TITLE}</h1>{body}{share}</div>") == [*TEXTS, last]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Comments are closed.</p>",
        "<p>All rights reserved.</p>",
        "<p class='tagline-share'>Share this.</p>",
        "<p><a href='/more'>Read it all.</a></p>",
        "<p>Hill Courier</p>",
        "<p>Learn more today!</p>",
        "<p>Representative image.</p>",
        "<p>Only those who wait…</p>",
        "<div><b>Tell us more.</b></div>",
    ],
)
def test_other_short_lines_behind_it_do_not(line: str) -> None:
    body = f"<div class='story-body'>{''.join(PARAGRAPHS)}</div>{line}"
    assert read(f"<div><h1>{TITLE}</h1>{body}</div>") == list(TEXTS)


@pytest.mark.parametrize(
    "line",
    [
        "A post shared by Hill Courier (@hillcourier)",
        "Your browser does not support the video element.",
        "h.noor@hillcourier.example",
        "Twitter: @hnoor",
        "str-axn/ds/jd",
        "bur-abh/smw/dv",
    ],
)
def test_lines_of_networks_players_and_agencies_at_the_end_go(line: str) -> None:
    assert read(f"<article><h1>{TITLE}</h1>{''.join(PARAGRAPHS)}<p>{line}</p></article>") == list(
        TEXTS
    )


@pytest.mark.parametrize(
    "line",
    [
        "Continue reading the ruling and you find that the bench was divided on the rent.",
        "A post shared by the minister called the traders guests who had stayed too long.",
        "We use cookies to bait the fish, said a trader who sells both at the old bazaar.",
    ],
)
def test_sentences_that_begin_as_such_lines_stay(line: str) -> None:
    middle = f"{PARAGRAPHS[0]}<p>{line}</p>{''.join(PARAGRAPHS[1:])}"
    assert read(f"<article><h1>{TITLE}</h1>{middle}</article>") == [TEXTS[0], line, *TEXTS[1:]]
