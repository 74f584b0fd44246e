"""How near articles and texts are to each other in meaning, whatever their languages."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipelines.meaning.engine import SentenceModel, Vectors
from pipelines.meaning.language_means import mean_of
from pipelines.meaning.vectors import restored, unit

COSINE_OF_ONE = 0.45
"""The cosine that is shown as 1. On invented reports in six languages .5 is reached by one of 20
pairs of different events, .7 by one of 100, and .5 by 19 of 20 pairs that tell of one event in two
languages, half of them reach .87. The scale was set on the headlines and leads of these reports; no
others were tried, nor whole articles."""


def nearness(cosines: Vectors | Sequence[float]) -> NDArray[np.float64]:
    """Return cosines between vectors without their languages' means as numbers from 0 to 1.

    They have two digits, and the shape of ``cosines``.
    """
    near = np.clip(np.asarray(cosines, dtype=np.float64) / COSINE_OF_ONE, 0.0, 1.0)
    return np.asarray(np.round(near, 2))


def least_cosine(least: float) -> float:
    """Return the cosine from which on ``nearness``, which is rounded, is at least ``least``."""
    return max(least - 0.005, 0.0) * COSINE_OF_ONE


def text_vector(model: SentenceModel, text: str, language: str) -> Vectors:
    """Return the vector of a text without its language's mean: float32[384], of unit length."""
    found: Vectors = unit(model.embed([text]) - mean_of(language))[0]
    return found


def article_vectors(
    languages: Sequence[str], heads: Sequence[bytes], passages: Sequence[bytes | None]
) -> Vectors:
    """Return a vector for each article from what is stored of it: float32[n, 384], unit length.

    The means of the languages are taken off; head and passages weigh the same. An article without
    passages is its head.
    """
    names, which = np.unique(languages, return_inverse=True)
    means = np.array([mean_of(str(name)) for name in names], dtype=np.float32)[which]
    bodies = [part or head for head, part in zip(heads, passages, strict=True)]
    return unit(unit(restored(heads) - means) + unit(restored(bodies) - means))
