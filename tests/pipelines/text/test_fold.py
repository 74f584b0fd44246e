"""What folding promises about spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.fold import fold, folded_words, tokens

LETTERS = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x24F),
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.sampled_from("\u200c\u200d\u200f ,.-'’0123456789۰۹٫٬،ﷲﻻ"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كتاب", "کتاب"),
        ("پاکستان", "پاكستان"),
        ("می‌روند", "میروند"),
        ("میǂروند", "میروند"),
        ("مهاجرين", "مهاجرین"),
        ("افغانې", "افغانی"),
        ("ہجرت", "هجرت"),
        ("عودة", "عوده"),
        ("إعادة", "اعاده"),
        ("آمد", "امد"),
        ("مُهاجِر", "مهاجر"),
        ("مـهـاجر", "مهاجر"),
        ("مسئول", "مسیول"),
        ("۱۲۳۴", "1234"),
        ("١٬٢٠٠", "1200"),
        ("1,200", "1200"),
        ("1,23,456", "123456"),
        ("Rückkehr", "RUCKKEHR"),
        ("Straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("sınır", "sinir"),
        ("café", "cafe\u0301"),
        ("don’t", "don't"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("کتاب", "کباب"), ("iran", "tirana"), ("1,200", "1,20"), ("آذر", "آزار"), ("1.5", "15")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(LETTERS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_never_fails(text: str) -> None:
    fold(text)


def test_tokens_point_at_the_original_spelling() -> None:
    text = "Ø می‌روند به 1,200 Rückkehr-Zentren."
    found = list(tokens(text))
    assert [word for word, _, _ in found][1:] == ["میروند", "به", "1200", "ruckkehr", "zentren"]
    assert text[slice(*found[1][1:])] == "می‌روند"
    assert text[slice(*found[3][1:])] == "1,200"


@given(LETTERS)
def test_offsets_rise_and_stay_within_the_text(text: str) -> None:
    last = 0
    for _, start, end in tokens(text):
        assert last <= start < end <= len(text)
        last = start


@given(st.lists(st.sampled_from(["1,200", "می‌روند", "Rückkehr", "مُهاجر", "a_b", "x-y", "؟"])))
def test_tokens_are_the_words_of_the_folded_text(words: list[str]) -> None:
    text = " ".join(words)
    assert [word for word, _, _ in tokens(text)] == folded_words(fold(text))
