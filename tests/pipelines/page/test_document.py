"""What is no text is turned away with its reason; what is packed once too often is unpacked."""

import gzip
import random
from datetime import UTC, datetime

import pytest

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Dropped, Entry, Page
from pipelines.page.document import LARGEST_BYTES, Document, open_document
from pipelines.sources import Source

STORY = (
    "<html><head><title>Tents at the river</title></head><body><article><h1>Tents at the river</h1>"
    + "".join(
        f"<p>Family number {n} pitched its tent by the river on Monday and will stay there.</p>"
        for n in range(9)
    )
    + "</article></body></html>"
)


def page(body: bytes, content_type: str = "text/html") -> Page:
    return Page(
        "https://hill.example/1", 200, content_type, body, datetime(2026, 11, 26, tzinfo=UTC)
    )


@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=utf-8", ""])
@pytest.mark.parametrize(
    "body",
    [
        random.Random(4).randbytes(50_000),
        b"<html><body>" + random.Random(5).randbytes(50_000),
        b"\x89PNG\r\n\x1a\n" + b"<p>" * 99,
        b"\x28\xb5\x2f\xfd" + b"<html>" * 9,
        b"\x1f\x8b and no gzip at all",
        b"PK\x03\x04" + b"<html>" * 9,
        bytes(3_000),
    ],
)
def test_bytes_that_are_no_text_are_turned_away(body: bytes, content_type: str) -> None:
    found = open_document(page(body, content_type))
    assert isinstance(found, Dropped)
    assert found.reason in ("not_html", "empty")


@pytest.mark.parametrize("times", [1, 2])
def test_a_page_that_is_packed_again_is_unpacked(times: int) -> None:
    body = STORY.encode()
    for _ in range(times):
        body = gzip.compress(body)
    found = open_document(page(body))
    assert isinstance(found, Document)
    assert found.html == STORY
    assert found.page.body == STORY.encode()
    assert found.truncated is None


def test_a_packed_page_that_ends_early_is_cut() -> None:
    noise = random.Random(1)
    text = "".join(f"<p>{noise.randrange(10**9)} families</p>" for _ in range(4_000))
    found = open_document(page(gzip.compress(f"<html><body>{text}</body></html>".encode())[:-900]))
    assert isinstance(found, Document)
    assert found.truncated == "cut"


def test_a_page_may_not_grow_without_end() -> None:
    body = gzip.compress(b"<html><p>" + bytes(LARGEST_BYTES))
    found = open_document(page(body))
    assert isinstance(found, Dropped)
    assert found.reason == "too_large"
    thrice = gzip.compress(gzip.compress(gzip.compress(STORY.encode())))
    deep = open_document(page(thrice))
    assert isinstance(deep, Dropped)
    assert deep.reason == "not_html"


def test_a_few_control_characters_make_no_binary_of_a_page() -> None:
    body = STORY.replace("Monday", "Mon\x00day\x08").encode()
    assert isinstance(open_document(page(body)), Document)


def article(html: str, encoding: str, languages: tuple[str, ...] = ()) -> Article:
    source = Source("hill", "Hill", "https://hill.example/", "", languages)
    given = page(html.encode(encoding))
    draft = draft_page(given, Entry(given.url), source, "full", given.fetched_at)
    assert isinstance(draft, Draft)
    found = finish(draft)
    assert isinstance(found, Article)
    return found


def test_an_article_says_why_its_letters_are_doubtful() -> None:
    told = "Köprünün yanındaki çadırlar için dağ yolu açıldı, öğretmenler kışın şehre dönüyor."
    turkish = STORY.replace("pitched its tent by the river", told)
    good = article(turkish, "cp1254", ("tr",))
    assert told.split(",")[0] in good.text
    assert good.garbled is None
    spoilt = article(turkish.encode("cp1254").decode("cp1252"), "utf-8", ("tr",))
    assert spoilt.garbled == "letters of no script of the page: ý, þ, ð in Turkish"


def test_words_with_half_spaces_count_beside_dates() -> None:
    line = "<p>انتشار: ۱۲ مهر ۱۴۰۴ - آخرین به‌روزرسانی: ۲۰ مهر ۱۴۰۴، ۱۰:۳۰ پیش&zwnj;از&zwnj;ظهر</p>"
    given = page(STORY.replace("</h1>", f"</h1>{line}").encode())
    source = Source("hill", "Hill", "https://hill.example/", "IR", ("fa",))
    draft = draft_page(given, Entry(given.url), source, "full", given.fetched_at)
    assert isinstance(draft, Draft)
    assert draft.metadata.published_at == datetime(2025, 10, 4, 12, tzinfo=UTC)
    assert draft.metadata.modified_at == datetime(2025, 10, 12, 7, tzinfo=UTC)
