"""How benchmarks empty the word lists of cleaning, and notice one that is not empty."""

import ast
from pathlib import Path

import pytest

from benchmarks.text import word_lists
from benchmarks.text.word_lists import ALL, OF_LANGUAGES, WordList, emptied
from pipelines.items import Removed
from pipelines.lexicon import boilerplate_patterns, joined, volatile_lines, witness_words
from pipelines.page.class_names import role_of
from pipelines.page.clean import clean
from pipelines.page.extract import Block, Reading
from pipelines.site.about import About

ROOT = Path(word_lists.__file__).parents[2]
OWN = "Traders of the border market closed their stalls on Tuesday in protest at the new tariff."
NOT_WORDS = {
    *("LONGEST_NOTICE_WORDS", "LONGEST_LINK_TITLE_WORDS", "LONGEST_SIGNATURE_WORDS", "bare"),
    "folded_patterns",  # walls in the place of an article: they clean nothing
    *("any_of", "words", "numbered_words"),  # the hours of live blogs: what they mark is kept
}
"""What page/ and site/ take from the lexicon and is no list of words that clean."""
ASKED = {
    **{"list_headings": "list_headings", "whole_lines": "lines", "notice_start": "starts"},
    **{"says_of_itself": "stamps stamp_ends pleas", "is_paywall": "paywalls", "is_bio": "bios"},
    **{"is_moving": "counters fillers weekdays months", "is_signature": "signatures"},
    **{"without_moving": "counters", "MONTHS": "months", "small_words": "small_words"},
    **{"service": "services", "share_buttons": "share_buttons", "AGENCY_NAMES": "agencies"},
}
"""By what page/ and site/ take from the lexicon: the lists that it asks."""


def removed(text: str) -> tuple[Removed, ...]:
    blocks = (Block("p", OWN), Block("p", text))
    return clean(Reading(blocks), About("A headline of its own")).removed


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("list_headings", "Most read"),
        ("lines", "Remaining time"),
        ("share_buttons", "Facebook Twitter Email"),
    ],
)
def test_a_line_is_left_that_an_emptied_list_knew(name: str, line: str) -> None:
    assert removed(line)
    with emptied((name,)):
        assert not removed(line)
    assert removed(line), "the list is given back"


def test_all_lists_are_emptied_and_given_back() -> None:
    with emptied(ALL):
        assert not boilerplate_patterns.is_paywall("Subscribe to read the full story")
        assert not volatile_lines.is_moving("Views: 1,204")
        assert not witness_words.small_words()
        assert role_of("related-posts") == ""
    assert witness_words.small_words()
    assert role_of("related-posts") == "also_read"
    with emptied(OF_LANGUAGES):
        assert role_of("related-posts") == "also_read"
        assert all(not language.boilerplate.pleas for language in joined.LANGUAGES)
    assert any(language.boilerplate.pleas for language in joined.LANGUAGES)


def test_a_list_that_is_not_emptied_stops_the_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is kept elsewhere than the benchmark believes."""
    place = (witness_words, "small_words")
    wrong = WordList((place,), kept=((witness_words, "SERVICES"),))
    monkeypatch.setitem(ALL, "small_words", wrong)
    with pytest.raises(SystemExit, match=r"witness_words\.small_words still knows words"):
        word_lists.empty(("small_words",))
    monkeypatch.undo()
    with emptied(("small_words",)):
        assert not witness_words.small_words()


def test_a_place_that_two_lists_fill_is_empty_only_without_both() -> None:
    words = vars(volatile_lines)["_words"]
    every = len(words()[1])
    with emptied(("counters",)):
        assert words()[0] == frozenset()
        assert 0 < len(words()[1]) < every
    with emptied(("counters", "fillers", "weekdays", "months")):
        assert words() == (frozenset(), frozenset())
    assert len(words()[1]) == every


def test_every_list_that_cleaning_asks_is_among_those_that_are_emptied() -> None:
    taken = {
        name
        for room in ("page", "site")
        for file in (ROOT / "pipelines" / room).rglob("*.py")
        for name in taken_from_lexicon(ast.parse(file.read_text(encoding="utf8")))
    }
    assert taken - NOT_WORDS == set(ASKED)
    asked = {name for names in ASKED.values() for name in names.split()}
    assert asked == set(OF_LANGUAGES)


def taken_from_lexicon(tree: ast.Module) -> set[str]:
    """Return the names that a module takes from modules of the lexicon."""
    modules: set[str] = set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "pipelines.lexicon":
            modules.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and f"{node.module}".startswith("pipelines.lexicon."):
            names.update(alias.name for alias in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names.update({node.attr} if node.value.id in modules else ())
    return names
