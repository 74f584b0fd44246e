"""The signs of vectors: how many differ, counted another way."""

import numpy as np

from pipelines.meaning.bits import sign_bits
from pipelines.meaning.engine import DIMENSIONS
from pipelines.meaning.vectors import unit


def test_differing_signs_are_counted() -> None:
    vectors = unit(np.random.default_rng(5).normal(size=(70, DIMENSIONS)).astype(np.float32))
    signs = sign_bits(vectors)
    assert len(signs.column_words) == 70 * DIMENSIONS / 8
    for wanted in (vectors[3], -vectors[3], vectors[9] + vectors[8]):
        counted = ((vectors > 0) != (wanted > 0)).sum(axis=1)
        assert signs.differing(sign_bits(wanted[np.newaxis])).tolist() == counted.tolist()
    assert signs.differing(sign_bits(-vectors[3:4]))[3] == DIMENSIONS


def test_the_signs_of_no_vectors_are_none() -> None:
    none = np.empty((0, DIMENSIONS), np.float32)
    assert sign_bits(none).differing(sign_bits(np.ones((1, DIMENSIONS), np.float32))).tolist() == []
