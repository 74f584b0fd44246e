"""The files of languages: each is read, their tables have the form that they must have."""

import re
from pathlib import Path

import pytest

from pipelines.lexicon import languages
from pipelines.lexicon.joined import LANGUAGES, any_of, numbered_words, words, words_in
from pipelines.lexicon.language import Language
from pipelines.lexicon.number_words import NumberWords, Piece


def test_every_file_is_read_under_the_code_that_it_is_called_by() -> None:
    folder = Path(languages.__file__).parent
    assert {file.stem for file in folder.glob("*.py")} - {"__init__"} == {
        language.code for language in LANGUAGES
    }
    assert len({language.code for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
@pytest.mark.parametrize("calendar", ["gregorian", "solar", "lunar"])
def test_a_year_has_twelve_lines(language: Language, calendar: str) -> None:
    lines = [line for line in getattr(language.months, calendar).splitlines() if line.strip()]
    assert len(lines) % 12 == 0


def test_tables_are_joined_folded_and_each_word_once() -> None:
    ago = words(lambda language: language.relative.now)
    assert "just now" in ago
    assert "لحظاتی پیش" in ago
    assert len(set(ago)) == len(ago)
    counts = numbered_words(lambda language: language.numbers.values)
    assert counts["uc"] == counts["three"] == counts["تین"] == 3


def test_the_longest_word_is_found_first() -> None:
    found = re.match(any_of(["a", "a.m.", "a.m"]), "a.m. and")
    assert found is not None
    assert found[0] == "a.m."


def test_no_word_is_read_as_two_things_where_the_language_is_not_known() -> None:
    meanings: dict[str, set[tuple[Piece, ...]]] = {}
    for language in LANGUAGES:
        if language.numbers.in_any_text:
            alone = NumberWords((language,), sure_only=True)
            for word, pieces in alone.pieces.items():
                meanings.setdefault(word, set()).add(pieces)
    assert len(meanings) > 100
    assert not {word for word, pieces in meanings.items() if len(pieces) > 1}


def test_no_word_has_two_values() -> None:
    counts: dict[str, int] = {}
    for language in LANGUAGES:
        for number, text in language.numbers.values.items():
            for word in words_in(text):
                assert counts.setdefault(word, number) == number
