"""The nearest vectors are the true ones, whether their signs are stored or not."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from db.meaning import bits, nearest
from db.meaning.bits import BLOCK, loose_blocks, nearest_signs, pack_block
from db.meaning.vectors import vectors_of
from db.store import Store, open_store
from pipelines.meaning.asked import AskedTexts
from pipelines.meaning.bits import sign_bits
from pipelines.meaning.engine import DIMENSIONS, Vectors
from pipelines.meaning.nearness import nearness
from pipelines.meaning.vectors import stored, unit

IDS = (*range(1, 200), *range(BLOCK - 5, BLOCK + 5), 9 * BLOCK, 9 * BLOCK + 7)
LANGUAGES = ("en", "ur", "fa")


def random_vectors(count: int) -> Vectors:
    return unit(np.random.default_rng(count).normal(size=(count, DIMENSIONS)).astype(np.float32))


def put(store: Store, digest: str, ids: tuple[int, ...], vectors: Vectors) -> None:
    """Store vectors of articles that need not be there."""
    store.execute("INSERT OR IGNORE INTO sentence_models(digest) VALUES (?)", (digest,))
    for number, blob in zip(ids, stored(vectors), strict=True):
        store.execute(
            "INSERT OR REPLACE INTO article_vectors "
            "SELECT ?, id, ?, ?, NULL FROM sentence_models WHERE digest = ?",
            (number, LANGUAGES[number % 3], blob, digest),
        )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "k.db", write=True) as opened:
        opened.execute("PRAGMA foreign_keys = OFF")
        put(opened, "aa", IDS, random_vectors(len(IDS)))
        yield opened


def pack_all(store: Store) -> None:
    for block in loose_blocks(store, "aa"):
        pack_block(store, "aa", block)


def exactly(store: Store, wanted: Vectors, ids: tuple[int, ...] = IDS) -> list[tuple[int, float]]:
    """Compare all, one by one."""
    rows = vectors_of(store, "aa", ids)
    cosines = bits.vectors_of_rows(rows) @ wanted
    best = sorted(zip(cosines, (row.article_id for row in rows), strict=True), reverse=True)
    near = nearness([float(cosine) for cosine, _ in best]).tolist()
    return [(number, one) for one, (_, number) in zip(near, best, strict=True)]


def test_every_state_of_the_signs_finds_the_same(store: Store) -> None:
    wanted = random_vectors(7)[3]
    true = exactly(store, wanted)
    assert loose_blocks(store, "aa") == [0, 1, 9]
    assert nearest.nearest(store, "aa", wanted, 5) == true[:5]
    pack_block(store, "aa", 1)
    assert loose_blocks(store, "aa") == [0, 9]
    assert nearest.nearest(store, "aa", wanted, 5) == true[:5]
    pack_all(store)
    assert loose_blocks(store, "aa") == []
    assert nearest.nearest(store, "aa", wanted, 5) == true[:5]
    assert nearest.nearest(store, "aa", wanted, 999, leave_out=true[0][0]) == true[1:]


def test_of_many_those_whose_signs_differ_least_are_compared(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack_all(store)
    monkeypatch.setattr(nearest, "CANDIDATES", 30)
    for number in (1, 77, BLOCK + 2, 9 * BLOCK + 7):
        wanted = nearest.article_vector(store, "aa", number)
        assert wanted is not None
        assert nearest.nearest(store, "aa", wanted, 3)[0] == (number, 1.0)
        chosen = nearest_signs(store, "aa", wanted, 30)
        assert 30 <= len(chosen) < 60
        assert chosen == sorted(set(chosen) & set(IDS))
        differing = [
            int(sign_bits(vector[np.newaxis]).differing(sign_bits(wanted[np.newaxis]))[0])
            for vector in bits.vectors_of_rows(vectors_of(store, "aa", IDS))
        ]
        last = sorted(differing)[29]
        fitting = zip(sorted(IDS), differing, strict=True)
        assert chosen == [one for one, distance in fitting if distance <= last]
        assert number in nearest_signs(store, "aa", wanted, 1)


def test_only_what_cannot_be_near_is_left_out_by_its_signs(store: Store) -> None:
    pack_all(store)
    put(store, "aa", (BLOCK + 9,), random_vectors(1))  # whose block is loose by that
    row = bits.vectors_of_rows(vectors_of(store, "aa", [77]))[0]
    asked = AskedTexts("aa", ("one", "two"), np.array([row, -row]))
    loose = {number for number in IDS if number // BLOCK == 1}
    assert {*bits.may_be_near(store, "aa", [(row, 0.99)])(IDS)} == {77, *loose}
    fitting = {*nearest.near_enough(store, asked, {"one": 1.0})(IDS)}
    assert fitting >= {number for number, near in exactly(store, row) if near == 1.0}
    assert {*nearest.near_enough(store, asked, {"one": 1.0, "two": 1.0})(IDS)} == loose
    end = max(IDS) + 1
    for least in ({"one": 1.0}, {"one": 0.1}, {"one": 0.1, "two": 0.0}, {"one": 1.0, "two": 1.0}):
        everyone = [*IDS, BLOCK + 9]
        known = nearest.nearness_to(store, asked, everyone)
        kept = {*nearest.near_enough(store, asked, least)(everyone)}
        fits = [
            number
            for number, near in sorted(known.items(), reverse=True)
            if number in kept and all(near[text] >= value for text, value in least.items())
        ]
        told = [*nearest.newest_near(store, asked, least, end, lambda: False)]
        assert told == [(number, known[number]) for number in fits if number < end]
        below = [*nearest.newest_near(store, asked, least, 77, lambda: False)]
        assert [number for number, _ in below] == [number for number in fits if number < 77]
        assert not [*nearest.newest_near(store, asked, least, end, lambda: True)]


def test_a_change_among_the_articles_of_a_row_drops_it(store: Store) -> None:
    pack_all(store)
    put(store, "aa", (BLOCK + 9,), random_vectors(1))
    assert loose_blocks(store, "aa") == [1]
    pack_all(store)
    store.execute("UPDATE article_vectors SET language = 'ps' WHERE article_id = 5")
    assert loose_blocks(store, "aa") == [0]
    pack_all(store)
    store.execute("DELETE FROM article_vectors WHERE article_id = ?", (9 * BLOCK,))
    assert loose_blocks(store, "aa") == [9]
    pack_block(store, "aa", 5)  # which has no articles
    assert loose_blocks(store, "aa") == [9]
    found = nearest.nearest(store, "aa", random_vectors(7)[3], 999)
    assert sorted(number for number, _ in found) == sorted({*IDS, BLOCK + 9} - {9 * BLOCK})


def test_the_vectors_of_another_model_are_no_answer(store: Store) -> None:
    pack_all(store)
    wanted = random_vectors(7)[3]
    assert nearest.nearest(store, "bb", wanted, 5) == []
    put(store, "bb", (2, 3), random_vectors(2))
    assert loose_blocks(store, "bb") == [0]
    assert {number for number, _ in nearest.nearest(store, "bb", wanted, 5)} == {2, 3}
    pack_block(store, "bb", 0)
    assert {number for number, _ in nearest.nearest(store, "bb", wanted, 5)} == {2, 3}
    assert loose_blocks(store, "aa") == [0]
    assert 2 not in dict(nearest.nearest(store, "aa", wanted, 999))
