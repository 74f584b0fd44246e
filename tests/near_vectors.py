"""Vectors that lie as near to a text as a test wants; only the text itself is embedded."""

import numpy as np

from db.meaning.vectors import StoredVectors, save_vectors
from db.store import Store
from pipelines.meaning.asked import AskedTexts, asked_texts
from pipelines.meaning.language_means import mean_of
from pipelines.meaning.nearness import COSINE_OF_ONE
from pipelines.meaning.vectors import stored

TEXT = "the river floods the camp"


def asked_text() -> AskedTexts:
    """Return the text with its vector."""
    found = asked_texts([TEXT])
    assert isinstance(found, AskedTexts)
    return found


def near_head(nearness: float) -> bytes:
    """Return the stored vector of an English headline that is as near to the text."""
    wanted = asked_text().vectors[0]
    other = np.roll(wanted, 7)
    other -= (other @ wanted) * wanted
    cosine = COSINE_OF_ONE * nearness
    vector = cosine * wanted + np.sqrt(1 - cosine**2) * other / np.linalg.norm(other)
    # What is stored has the mean of its language in it, and is of unit length together with it.
    mean = mean_of("en")
    along = float(mean @ vector)
    length = np.sqrt(along**2 + 1 - float(mean @ mean)) - along
    return stored((mean + length * vector)[np.newaxis])[0]


def place_near(store: Store, article: int, nearness: float) -> None:
    """Give an article a vector that is as near to the text."""
    made = StoredVectors(article, "en", near_head(nearness), None)
    save_vectors(store, asked_text().digest, [made])
