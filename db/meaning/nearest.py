"""The articles that are nearest in meaning, over all that have vectors."""

import heapq
from itertools import islice

from db.meaning.vectors import StoredVectors, all_vectors, vectors_of
from db.store import Store
from pipelines.meaning.engine import Vectors
from pipelines.meaning.nearness import article_vectors, nearness

AT_ONCE = 4_096
"""So many articles are compared at a time: a few megabytes."""


def nearest(
    store: Store, digest: str, wanted: Vectors, limit: int, leave_out: int | None = None
) -> list[tuple[int, float]]:
    """Return the ids of the nearest articles with their nearness (0 to 1), the nearest first.

    ``wanted`` is a vector of the model with ``digest``, without its language's mean; ``leave_out``
    is an article that is not wanted. Every stored vector is compared.
    """
    best: list[tuple[float, int]] = []
    stream = all_vectors(store, digest)
    while rows := list(islice(stream, AT_ONCE)):
        cosines = _vectors(rows) @ wanted
        ids = (row.article_id for row in rows)
        found = [
            pair for pair in zip(map(float, cosines), ids, strict=True) if pair[1] != leave_out
        ]
        best = heapq.nlargest(limit, [*best, *found])
    return [(article_id, nearness(cosine)) for cosine, article_id in best]


def article_vector(store: Store, digest: str, article_id: int) -> Vectors | None:
    """Return the vector of one article, float32[384] without its language's mean; None if none."""
    rows = vectors_of(store, digest, [article_id])
    return _vectors(rows)[0] if rows else None


def _vectors(rows: list[StoredVectors]) -> Vectors:
    _, languages, heads, passages = zip(*rows, strict=True)
    return article_vectors(languages, heads, passages)
