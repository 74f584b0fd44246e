"""The signs of vectors: how many differ, counted another way."""

import numpy as np

from pipelines.meaning.bits import SPREAD, most_differing, sign_bits
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


def test_the_more_alike_vectors_are_the_fewer_signs_may_differ() -> None:
    assert [most_differing(cosine) - SPREAD for cosine in (1.0, 0.5, 0.0, -1.0)] == [
        0,
        128,
        192,
        384,
    ]
    random = np.random.default_rng(6)
    for cosine in (0.1, 0.3, 0.45):
        one, other = random.normal(size=(2, 400, DIMENSIONS)).astype(np.float32)
        one = unit(one)
        across = unit(other - (other * one).sum(axis=1, keepdims=True) * one)
        near = cosine * one + np.float32((1 - cosine**2) ** 0.5) * across
        differing = ((one > 0) != (near > 0)).sum(axis=1)
        assert differing.max() <= most_differing(cosine)
