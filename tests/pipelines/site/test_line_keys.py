"""Keys of lines: what masks hide, and which lines may name an article."""

import pytest

from pipelines.site.about import About
from pipelines.site.line_keys import shape_mark, tail_keys, title_key
from pipelines.text.fold import fold, folded_words

ABOUT = About("Tents at the river", ("Zara Noor",), ("Hill Courier", "hill"), "hill.example")


def shape(line: str) -> str:
    return shape_mark(fold(line), ABOUT)


def tails(line: str, tag: str = "p") -> list[bytes]:
    return tail_keys(tag, line, folded_words(fold(line)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Seen by 12 readers", "Seen by 4,310 readers"),
        ("Set on paper 3 May 2026", "Set on paper 12 January 2025"),
        ("Set on paper May 3, 2026", "Set on paper January 12, 2025"),
        ("چاپ شده ۳ اسفند ۱۴۰۴ در تپه", "چاپ شده ۱۲ تیر ۱۴۰۳ در تپه"),
        ("Painettu 3 huhtikuuta 2026 iltana", "Painettu 12 kesakuuta 2025 iltana"),
        ("Write to zara@hill.example today", "Write to post@hill.example today"),
        ("Kept at https://hill.example/s/8 for you", "Kept at www.hill.example/s/9 for you"),
        ("Told by Zara Noor, who knows it", "Told by Noor, who knows it"),
        ("First in Hill Courier, 3 May 2026 as is", "First in Hill, 4 May 2026 as is"),
    ],
)
def test_lines_that_differ_in_changing_parts_have_one_shape(one: str, other: str) -> None:
    assert shape(one) == shape(other) != ""


@pytest.mark.parametrize(
    "line",
    [
        "A line without any part that changes",
        "12 May 2026",
        "Views: 12",
        "At noon 300 families " + "walked on " * 20,
    ],
)
def test_a_line_without_words_or_masks_or_a_long_one_has_no_shape(line: str) -> None:
    assert shape(line) == ""


def test_other_words_make_another_shape() -> None:
    assert shape("Seen by 12 readers") != shape("Read by 12 readers")


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Storks return to the canal", "Storks return to the canal"),
        ("Storks return to the canal", "→ STORKS return to the canal"),
        ("Storks return to the canal", "Not to be missed: Storks return to the canal"),
        ("Who pays for the new bridge?", "Earlier – Who pays for the new bridge?"),
        ("لک‌لک‌ها به کنار نهر برگشتند", "این را هم ببینید – لک‌لک‌ها به کنار نهر برگشتند"),
        ("運河にコウノトリが戻ってきた春の朝", "運河にコウノトリが戻ってきた春の朝"),
    ],
)
def test_a_line_ends_with_the_title_that_it_names(title: str, line: str) -> None:
    assert title_key(title) in tails(line)


@pytest.mark.parametrize(
    "text",
    [
        "Weather report",
        "Storks return to the canal, as they do each year.",
        "https://hill.example/storks-return-to-the-canal",
        "Storks " * 25,
        "運河の朝",
    ],
)
def test_short_texts_sentences_and_urls_are_no_titles(text: str) -> None:
    assert title_key(text) == b""


def test_headings_sentences_and_long_lines_name_no_article() -> None:
    assert tails("Storks return to the canal", "head") == []
    assert tails("He said that storks return to the canal.") == []
    assert tails("word " * 30) == []
    assert title_key("return to the canal now") not in tails(
        "One two three four five six return to the canal now"
    )
