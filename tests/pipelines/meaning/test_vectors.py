"""Vectors in bytes: their directions stay."""

import numpy as np

from pipelines.meaning.engine import DIMENSIONS
from pipelines.meaning.vectors import restored, stored, unit


def test_a_stored_vector_points_where_it_did() -> None:
    vectors = unit(np.random.default_rng(7).normal(size=(5, DIMENSIONS)).astype(np.float32))
    blobs = stored(vectors)
    assert {len(blob) for blob in blobs} == {DIMENSIONS}
    assert (np.sum(restored(blobs) * vectors, axis=1) > 0.999).all()
    assert stored(restored(blobs)) == blobs


def test_no_vectors_and_vectors_of_no_length_are_survived() -> None:
    assert restored([]).shape == (0, DIMENSIONS)
    assert restored(stored(np.zeros((1, DIMENSIONS), np.float32))).tolist() == [[0.0] * DIMENSIONS]
