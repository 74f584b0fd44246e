"""Texts that people ask for, as vectors, and how near articles are to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np

from pipelines.meaning.engine import NoModel, Vectors, find_model, sentence_model
from pipelines.meaning.nearness import nearness, text_vector
from pipelines.sources import Source
from pipelines.text.language import language_of

MOST_REMEMBERED = 1_000
_NOWHERE = Source("", "", "")
_ONE_AT_A_TIME = Lock()
"""The model is made for one thread; the pages of the desk are read in several."""


@dataclass(frozen=True, slots=True, eq=False)
class AskedTexts:
    """Texts with their vectors (float32[n, 384]) by the model whose file has ``digest``."""

    digest: str
    texts: tuple[str, ...]
    vectors: Vectors

    def nearness(self, articles: Vectors) -> list[dict[str, float]]:
        """Return how near articles (float32[m, 384]) are to each text, from 0 to 1, a dict each."""
        found = nearness(articles @ self.vectors.T).tolist()
        return [dict(zip(self.texts, row, strict=True)) for row in found]


def asked_texts(texts: Iterable[str]) -> AskedTexts | NoModel:
    """Return texts with their vectors, or why there are none; each costs CPU once a process."""
    found = find_model()
    if isinstance(found, NoModel):
        return found
    known = tuple(sorted(set(texts)))
    vectors = []
    for text in known:
        vector = vector_of_text(text)
        if isinstance(vector, NoModel):
            return vector
        vectors.append(vector)
    return AskedTexts(found.digest, known, np.array(vectors, dtype=np.float32).reshape(-1, 384))


def vector_of_text(text: str, language: str = "") -> Vectors | NoModel:
    """Return the vector of a text without the mean of its language: float32[384].

    The language is guessed from the text if it is not told.
    """
    with _ONE_AT_A_TIME:
        return _vector(text, language or language_of("", text, "", _NOWHERE))


@lru_cache(MOST_REMEMBERED)
def _vector(text: str, language: str) -> Vectors | NoModel:
    model = sentence_model()
    return model if isinstance(model, NoModel) else text_vector(model, text, language)
