"""The text layer of reports in PDF, and the order of letters written from right to left."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.decide import Draft, Tier, draft_page, finish
from pipelines.items import Article, Dropped, Entry, Page
from pipelines.reports.pdf import NO_TEXT_LAYER, UNREADABLE, is_pdf, read_pdf
from pipelines.reports.visual_order import logical_order, runs_from_right
from pipelines.sources import Source
from tests.pdf_files import pdf
from tests.samples import NOW

AGENCY = Source("agency", "Agency", "https://agency.example/")
URL = "https://agency.example/week-12.pdf"
ENGLISH = (
    "Return monitoring at Islam Qala",
    "",
    "Between 16 and 22 March 21,430 Afghans came back, of whom 13,204 were de-",
    "ported. Most of them had lived in Tehran for more than four years.",
    "",
    "The reception centre gave cash to 4,120 families before the night.",
)


def article(body: bytes, title: str = "", tier: Tier = "full") -> Article | Dropped:
    page = Page(URL, 200, "application/pdf", body, NOW)
    draft = draft_page(page, Entry(URL, title), AGENCY, tier, NOW)
    found = finish(draft) if isinstance(draft, Draft) else draft
    assert isinstance(found, Article | Dropped)
    return found


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("\u062f\u0631\u0645 \u0648 \u0646\u0632", "\u0632\u0646 \u0648 \u0645\u0631\u062f"),
        ("21,430 \u0631\u062c\u0627\u0647\u0645", "\u0645\u0647\u0627\u062c\u0631 21,430"),
        (
            "\u06f1\u06f3\u066c\u06f2\u06f0 \u0631\u0641\u0646",
            "\u0646\u0641\u0631 \u06f1\u06f3\u066c\u06f2\u06f0",
        ),
        (".\u062f\u0634 2025/03/22 \u0631\u062f", "\u062f\u0631 2025/03/22 \u0634\u062f."),
        ("50% \u0631\u062f", "\u062f\u0631 50%"),
        ("The word \u0645\u0644\u0633 means peace", "The word \u0633\u0644\u0645 means peace"),
        ("Plain (and) simple 12", "Plain (and) simple 12"),
        ("\ufe94\ufefc\ufebb", "\u0635\u0644\u0627\u0629"),
        ("", ""),
    ],
)
def test_letters_come_into_the_order_in_which_they_are_read(seen: str, read: str) -> None:
    right = runs_from_right([list(read)])
    assert logical_order(list(seen), from_right=right) == read
    assert logical_order(list("abc, 12"), from_right=right) == "abc, 12"


def test_a_ligature_keeps_its_letters_in_their_order() -> None:
    glyphs = ["\u0645", "\u0644\u0627", "\u0633"]
    assert logical_order(glyphs, from_right=True) == "\u0633\u0644\u0627\u0645"


def test_a_line_that_begins_at_the_right_may_be_mostly_latin() -> None:
    seen = list("(IOM New York) \u0648")
    assert logical_order(seen, from_right=True) == "\u0648 (IOM New York)"
    assert logical_order(seen, from_right=False) == "(IOM New York) \u0648"


@given(st.text(st.sampled_from("\u0627\u0628\u062a\u062b\u062c \u06c1")))
def test_what_is_all_from_the_right_is_turned_round_and_back(line: str) -> None:
    turned = logical_order(list(line), from_right=True)
    assert logical_order(list(turned), from_right=True) == line


def test_a_report_has_its_paragraphs_whole_words_title_and_time() -> None:
    info = "/Title(Return monitoring at Islam Qala)/CreationDate(D:20251120093000+04'30')"
    found = article(pdf([ENGLISH], info))
    assert isinstance(found, Article)
    assert (found.kind, found.language, found.garbled) == ("report", "en", None)
    assert found.title == "Return monitoring at Islam Qala"
    assert found.text.split("\n\n") == [
        "Between 16 and 22 March 21,430 Afghans came back, of whom 13,204 were deported. "
        "Most of them had lived in Tehran for more than four years.",
        "The reception centre gave cash to 4,120 families before the night.",
    ]
    assert found.published_at == datetime(2025, 11, 20, 5, tzinfo=UTC)
    assert found.published_from == "meta"


def test_what_its_feed_says_counts_more_than_the_file() -> None:
    page = Page(URL, 200, "application/pdf", pdf([ENGLISH], "/Title(report_final.docx)"), NOW)
    entry = Entry(URL, "Weekly flow", published_at=NOW - timedelta(days=1))
    draft = draft_page(page, entry, AGENCY, "full", NOW)
    assert isinstance(draft, Draft)
    assert draft.metadata.title == "Weekly flow"
    assert draft.metadata.published_at == entry.published_at
    untitled = article(pdf([ENGLISH], "/Title(Microsoft Word - flow.docx)"))
    assert isinstance(untitled, Article)
    assert untitled.title == ENGLISH[0]


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    pages = [
        [
            "Flow monitoring, issue 9",
            "",
            f"Families came back by bus on day {name}.",
            "",
            f"Page {n} of 4",
        ]
        for n, name in enumerate(("one", "two", "three", "four"), 1)
    ]
    report = read_pdf(pdf(pages), NOW, 9)
    assert report.paragraphs == tuple(
        f"Families came back by bus on day {name}." for name in ("one", "two", "three", "four")
    )
    assert not report.cut
    assert read_pdf(pdf(pages), NOW, 2).cut


def test_a_report_in_persian_is_in_order_with_its_numbers() -> None:
    verb, noun = "\u0634\u062f\u0646\u062f", "\u0646\u0641\u0631"
    report = read_pdf(pdf([[f".{verb[::-1]} (UN) {noun[::-1]} 13,204"]]), NOW, 9)
    assert report.paragraphs == (f"13,204 {noun} (UN) {verb}.",)


def test_without_a_text_layer_the_headline_is_kept_and_marked() -> None:
    scanned = pdf([["x"]], picture=True)
    found = article(scanned, "Deportations by week")
    assert isinstance(found, Article)
    assert (found.text, found.garbled) == ("Deportations by week", NO_TEXT_LAYER)
    assert found.text_confidence is not None
    assert found.text_confidence <= 0.2
    assert article(scanned) == Dropped("media_only", NO_TEXT_LAYER)


def test_what_cannot_be_read_in_time_is_known_by_its_headline() -> None:
    whole: tuple[tuple[bytes, Tier], ...] = (
        (b"%PDF-1.7 but nothing else", "full"),
        (pdf([ENGLISH]), "stripped"),
    )
    for body, tier in whole:
        found = article(body, "Deportations by week", tier)
        assert isinstance(found, Article)
        assert (found.text, found.garbled) == ("Deportations by week", UNREADABLE)
        assert article(body, "", tier) == Dropped("not_html", UNREADABLE)


def test_a_pdf_is_known_by_its_start_whatever_it_is_called() -> None:
    assert is_pdf(b"\xef\xbb\xbf\n%PDF-1.4")
    assert not is_pdf(b"<html>a %PDF- in a page")
    assert not is_pdf(b" " * 2000 + b"%PDF-1.4")
