"""Pages in every encoding that outlets use, rightly and wrongly labelled: the text is exact."""

import html
from itertools import product

import pytest

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Entry, Page
from pipelines.sources import Source
from tests.samples import NOW

TEXTS = {
    "ur": (
        "پشاور سے واپس جانے والے خاندانوں نے بتایا کہ سڑک پر دو دن تک انتظار کرنا پڑا۔",
        "ضلعی دفتر نے کہا کہ خیمے جمعہ تک لگے رہیں گے اور پانی مفت دیا جائے گا۔",
    ),
    "fa": (
        "خانواده‌هایی که از مرز گذشتند گفتند دو روز در صف ماندند و آب نداشتند.",
        "فرمانداری گفت چادرها تا جمعه می‌مانند و نان رایگان داده می‌شود.",
    ),
    "ps": (
        "هغو کورنیو چې له پولې تېرې شوې وویل چې دوه ورځې یې په کتار کې تېرې کړې.",
        "د ولسوالۍ دفتر وویل چې خیمې به تر جمعې پورې ولاړې وي او اوبه وړیا دي.",
    ),
    "ar": (
        "قالت العائلات التي عبرت الحدود إنها انتظرت يومين في الطابور دون ماء.",
        "وقال مكتب المديرية إن الخيام ستبقى حتى يوم الجمعة وإن الخبز مجاني.",
    ),
    "en": (
        "The families who crossed said they had waited “two days” in the queue – without water.",
        "The district’s office said that the café’s tents would stay until Friday, for free.",
    ),
    "de": (
        "Die Familien sagten, sie hätten zwei Tage in der Schlange gewartet – ohne Wasser.",
        "Die Behörde erklärte, die Zelte blieben bis Freitag stehen; das Brot sei für alle da.",
    ),
    "tr": (
        "Sınırı geçen aileler iki gün kuyrukta beklediklerini ve susuz kaldıklarını söyledi.",
        "İlçe müdürlüğü çadırların cumaya kadar kalacağını ve ekmeğin ücretsiz olduğunu bildirdi.",
    ),
}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1256", "windows-1252")
HEADERS = ("right", "none", "utf-8", "iso-8859-1")
METAS = ("right", "none", "utf-8")
SOURCE = Source("x", "X", "https://x.example")


def _encodable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


CASES = [
    (language, encoding, header, meta)
    for language, encoding, header, meta in product(TEXTS, ENCODINGS, HEADERS, METAS)
    if _encodable("".join(TEXTS[language]), encoding)
]


def article_of(body: bytes, content_type: str) -> Article:
    page = Page("https://x.example/news/1", 200, content_type, body, NOW)
    draft = draft_page(page, Entry(page.url), SOURCE, "full", NOW)
    assert isinstance(draft, Draft), draft
    article = finish(draft)
    assert isinstance(article, Article), article
    return article


def page_of(paragraphs: tuple[str, ...], meta: str) -> str:
    inner = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html><head>{meta}<title>2</title></head>"
        f"<body><article>{inner}</article></body></html>"
    )


def test_the_table_is_large_and_holds_every_encoding() -> None:
    assert len(CASES) >= 200
    assert {encoding for _, encoding, _, _ in CASES} == set(ENCODINGS)
    assert ("ar", "windows-1256", "iso-8859-1", "none") in CASES


@pytest.mark.parametrize(("language", "encoding", "header", "meta"), CASES)
def test_text_is_exact(language: str, encoding: str, header: str, meta: str) -> None:
    named = {"right": encoding.removesuffix("-sig"), "none": ""}
    label = named.get(header, header)
    said = named.get(meta, meta)
    content_type = f"text/html; charset={label}" if label else "text/html"
    source = page_of(TEXTS[language], f'<meta charset="{said}">' if said else "")
    article = article_of(source.encode(encoding), content_type)
    assert article.text == "\n\n".join(TEXTS[language])


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("form", ["decimal", "hexadecimal"])
def test_pages_written_in_references_are_exact(language: str, form: str) -> None:
    written = "{:d}" if form == "decimal" else "x{:X}"
    source = page_of(
        tuple(
            "".join(f"&#{written.format(ord(letter))};" for letter in html.escape(text))
            for text in TEXTS[language]
        ),
        "",
    )
    assert article_of(source.encode("ascii"), "text/html").text == "\n\n".join(TEXTS[language])


@pytest.mark.parametrize("language", TEXTS)
def test_one_bad_byte_marks_its_place_and_spoils_nothing_else(language: str) -> None:
    first, second = TEXTS[language]
    source = page_of((first[:30] + "\ue000" + first[30:], second), "").encode()
    text = article_of(source.replace("\ue000".encode(), b"\xff"), "text/html").text
    assert text == f"{first[:30]}\ufffd{first[30:]}\n\n{second}"
