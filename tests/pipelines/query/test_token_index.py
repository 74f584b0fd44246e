"""The words, sentences and lead of an article are those that a reader sees."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.query.article_view import LEAD_CHARACTERS, ArticleView, lead_length, lead_of
from pipelines.query.token_index import TokenIndex
from pipelines.text.fold import fold, folded_words
from pipelines.text.sentences import sentence_around, sentence_starts

SIGNS = st.text("a ﷼℃™№㎡Ⓐ½ﷺ١۲\n\r\u2028.-ـ\u200c", max_size=30)


@given(st.text(max_size=80) | SIGNS)
def test_every_word_is_found_at_its_place(text: str) -> None:
    words = TokenIndex(ArticleView("", text))
    for place, word in enumerate(words.lists[1], words.starts[1]):
        assert words.places[word]
        span = words.span((place, place))
        assert 0 <= span.start < span.end <= len(text)
        assert span.text == text[span.start : span.end]


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = "Mr. A. Khan left. He said so.\nThe U.S. court ruled. کابل رفت۔ باز آمد؟ نه."
    starts = sentence_starts(text)
    ends = [*starts[1:], len(text)]
    pieces = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    assert pieces == [
        "Mr. A. Khan left.",
        "He said so.",
        "The U.S. court ruled.",
        "کابل رفت۔",
        "باز آمد؟",
        "نه.",
    ]
    start = text.index("court")
    first, last = sentence_around(text, start, start + 5)
    assert text[first:last] == "The U.S. court ruled."
    assert sentence_around("one. ", 0, 3) == (0, 4)
    assert sentence_starts("x. y") == [0]


def test_the_lead_is_the_first_paragraphs() -> None:
    assert lead_of("one\n\ntwo") == "one\n\ntwo"
    assert lead_length("x" * 5000) == LEAD_CHARACTERS
    assert lead_of("a" * 600 + "\n\n" + "b" * 600) == "a" * 600
    assert lead_of("") == ""


@given(st.text(max_size=60) | SIGNS)
def test_the_words_are_those_of_the_index(text: str) -> None:
    assert TokenIndex(ArticleView("", text)).lists[1] == folded_words(fold(text))
