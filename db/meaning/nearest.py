"""The articles that are nearest in meaning, over all that have vectors."""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from db.meaning.bits import (
    loose_blocks,
    may_be_near,
    nearest_signs,
    newest_that_may_be_near,
    vectors_of_block,
    vectors_of_rows,
)
from db.meaning.vectors import StoredVectors, vectors_of
from db.store import Store
from pipelines.meaning.asked import AskedTexts
from pipelines.meaning.engine import Vectors
from pipelines.meaning.nearness import least_cosine, nearness

CANDIDATES = 1_000
"""So many whose signs differ least are compared by all of their vectors. Of a million, the true
ten nearest are nearly always among them: `python -m benchmarks.meaning.like` measures it."""

AT_ONCE = 512
"""The vectors of so many are compared at once: fewer or more take longer for each."""


def nearest(
    store: Store, digest: str, wanted: Vectors, limit: int, leave_out: int | None = None
) -> list[tuple[int, float]]:
    """Return the ids of the nearest articles with their nearness (0 to 1), the nearest first.

    ``wanted`` is a vector of the model with ``digest``, without its language's mean; ``leave_out``
    is an article that is not wanted. Compared are those whose signs differ least, and all whose
    signs are not stored yet.
    """
    best: list[tuple[float, int]] = []
    with store.snapshot():
        for rows in _candidates(store, digest, wanted, max(CANDIDATES, 4 * limit)):
            cosines = map(float, vectors_of_rows(rows) @ wanted)
            found = zip(cosines, (row.article_id for row in rows), strict=True)
            best = heapq.nlargest(limit, [*best, *(one for one in found if one[1] != leave_out)])
    near = nearness([cosine for cosine, _ in best]).tolist()
    return [(article_id, one) for one, (_, article_id) in zip(near, best, strict=True)]


def nearness_to(
    store: Store, asked: AskedTexts, article_ids: Sequence[int]
) -> dict[int, dict[str, float]]:
    """Return how near articles are to each of some texts, by their ids; those with vectors."""
    if not asked.texts:
        return {}
    rows = vectors_of(store, asked.digest, article_ids)
    if not rows:
        return {}
    found = asked.nearness(vectors_of_rows(rows))
    return {row.article_id: near for row, near in zip(rows, found, strict=True)}


def near_enough(
    store: Store, asked: AskedTexts, least: Mapping[str, float]
) -> Callable[[Sequence[int]], list[int]]:
    """Return what leaves out ids of articles that cannot be so near to the texts, by their signs.

    ``least`` is the nearness, from 0 to 1, to each of the texts that must be near.
    """
    return may_be_near(store, asked.digest, _wanted(asked, least))


def newest_near(
    store: Store,
    asked: AskedTexts,
    least: Mapping[str, float],
    before: int,
    stop: Callable[[], bool],
) -> Iterator[tuple[int, dict[str, float]]]:
    """Yield all articles that are so near to the texts, the last stored first, with how near.

    ``least`` is the nearness to each of the texts that must be near; ``before`` leaves out the
    article of that id, and those stored later; ``stop`` is asked now and then, and ends it.
    """
    ids = newest_that_may_be_near(store, asked.digest, _wanted(asked, least), before)
    columns = [asked.texts.index(text) for text in least]
    while (some := [*islice(ids, AT_ONCE)]) and not stop():
        rows = vectors_of(store, asked.digest, some)
        near = nearness(vectors_of_rows(rows) @ asked.vectors.T)
        fits = (near[:, columns] >= [*least.values()]).all(axis=1)
        for at in np.flatnonzero(fits)[::-1].tolist():
            yield rows[at].article_id, dict(zip(asked.texts, near[at].tolist(), strict=True))


def _wanted(asked: AskedTexts, least: Mapping[str, float]) -> list[tuple[Vectors, float]]:
    vectors = dict(zip(asked.texts, asked.vectors, strict=True))
    return [(vectors[text], least_cosine(near)) for text, near in least.items()]


def _candidates(
    store: Store, digest: str, wanted: Vectors, limit: int
) -> Iterator[list[StoredVectors]]:
    ids = nearest_signs(store, digest, wanted, limit)
    for at in range(0, len(ids), CANDIDATES):
        yield vectors_of(store, digest, ids[at : at + CANDIDATES])
    for block in loose_blocks(store, digest):
        yield list(vectors_of_block(store, digest, block))


def article_vector(store: Store, digest: str, article_id: int) -> Vectors | None:
    """Return the vector of one article, float32[384] without its language's mean; None if none."""
    rows = vectors_of(store, digest, [article_id])
    return vectors_of_rows(rows)[0] if rows else None
