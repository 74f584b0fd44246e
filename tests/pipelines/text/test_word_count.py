"""Words are counted in scripts with spaces and without."""

import pytest

from pipelines.text.word_count import has_more_words, word_count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("three short words", 3),
        ("سه واژه کوتاه", 3),
        ("大雨で川の水位が上がった", 6),
        ("ผู้ลี้ภัยเดินทางกลับ", 4),
        ("In 東京 it rains", 4),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert word_count(text) == words


@pytest.mark.parametrize(
    "text", ["", "three short words", "大雨で川の水位が上がった", "In 東京 it rains"]
)
def test_more_words_than_a_limit_are_told_as_counting_does(text: str) -> None:
    count = word_count(text)
    assert [has_more_words(text, limit) for limit in range(8)] == [count > n for n in range(8)]
