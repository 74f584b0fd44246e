"""Vectors of the demonstration's articles, made beforehand, so that its pages are there soon."""

import io
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from importlib.resources import files

import numpy as np

from db.meaning.vectors import StoredVectors, next_unread, save_vectors
from db.store import Store
from khabardar.demo.press import demo_press
from passes.meaning.events import compare_some
from pipelines.meaning.passages import head_of
from press_catalogue.known_events import shipped_event_model

FILE = files("khabardar.demo") / "vectors.npz"
MOST_ARTICLES = 1_000


def demo_heads() -> dict[str, str]:
    """Return what is read of each version of the demonstration's articles, by its key."""
    heads = (
        head_of(version.title, "\n\n".join(version.text))
        for outlet in demo_press()
        for article in outlet.articles
        for version in article.versions
    )
    return {_key(head): head for head in heads}


def packed(vectors: Mapping[str, bytes], sentence_model: str) -> bytes:
    """Return the file of vectors by key, as articles' are stored; with their model's digest."""
    body = io.BytesIO()
    numbers = np.array([np.frombuffer(one, dtype=np.int8) for one in vectors.values()])
    names = np.array([*vectors])
    np.savez_compressed(body, keys=names, heads=numbers, model=np.array(sentence_model))
    return body.getvalue()


def ready_vectors() -> tuple[str, dict[str, bytes]]:
    """Return the digest of the sentence model, and the vectors that it made, by key."""
    stored = np.load(io.BytesIO(FILE.read_bytes()))
    heads = [head.tobytes() for head in stored["heads"]]
    return str(stored["model"]), dict(zip(map(str, stored["keys"]), heads, strict=True))


def find_demo_events(store: Store, now: datetime) -> int:
    """Give stored articles of the demonstration their vectors, and find its events.

    Returns how many stories were compared. Articles whose text is another one are left as they are.
    """
    model, known = ready_vectors()
    unread = next_unread(store, MOST_ARTICLES)
    keyed = [(one, _key(head_of(one.title, one.text))) for one in unread]
    made = [
        StoredVectors(one.article_id, one.language, known[key], None)
        for one, key in keyed
        if key in known
    ]
    save_vectors(store, model, made)
    compared = 0
    while count := compare_some(store, shipped_event_model(), now):
        compared += count
    return compared


def _key(head: str) -> str:
    return sha256(head.encode()).hexdigest()[:16]
