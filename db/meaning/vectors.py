"""The vectors of articles: which ones wait for theirs, and what is stored."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from db.store import Store


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that waits for its vectors; ``text`` has its paragraphs, parted by blank lines."""

    article_id: int
    title: str
    text: str
    language: str


class ReadCopy(NamedTuple):
    """An article that has vectors; ``text`` has its paragraphs, parted by blank lines."""

    title: str
    text: str
    head: bytes
    passages: bytes | None


class StoredVectors(NamedTuple):
    """What an article means: int8[384] of headline and lead, and of passages, None without text.

    The lengths of the vectors mean nothing: only their directions do.
    """

    article_id: int
    language: str
    head: bytes
    passages: bytes | None


def count_waiting(store: Store) -> int:
    """Return how many articles wait for vectors."""
    return int(store.rows("SELECT count(*) FROM vectors_wanted")[0][0])


def want_vectors_of(store: Store, digest: str) -> int:
    """Let all wait whose vectors are of another model than that with ``digest``; return how many.

    What they have stays until the new ones are there.
    """
    with store.transaction():
        model = _model_id(store, digest)
        found = store.execute(
            "INSERT OR IGNORE INTO vectors_wanted SELECT article_id FROM article_vectors "
            "WHERE model_id < :model OR model_id > :model",
            {"model": model},
        )
    return found.rowcount


def next_unread(store: Store, limit: int, before: int | None = None) -> list[Unread]:
    """Return so many articles that wait for vectors, the newest first, stored ``before`` an id."""
    rows = store.rows(
        "SELECT a.id, a.title, a.text, a.language FROM vectors_wanted w "
        "JOIN articles a ON a.id = w.article_id WHERE w.article_id < ? "
        "ORDER BY w.article_id DESC LIMIT ?",
        (2**63 - 1 if before is None else before, limit),
    )
    return [Unread(row["id"], row["title"], row["text"], row["language"]) for row in rows]


def read_copies(store: Store, digest: str, article_id: int, limit: int) -> list[ReadCopy]:
    """Return articles of an article's story that have vectors by the model with ``digest``.

    At most ``limit``: those of the same text first, then those of the same headline, then the
    newest. What was changed since its vectors were made is none of them.
    """
    rows = store.rows(
        "SELECT a.title, a.text, v.head, v.passages FROM articles mine "
        "JOIN articles a ON a.story_id = mine.story_id AND a.id <> mine.id "
        "JOIN article_vectors v ON v.article_id = a.id "
        "JOIN sentence_models m ON m.id = v.model_id AND m.digest = ? "
        "WHERE mine.id = ? AND a.id NOT IN (SELECT article_id FROM vectors_wanted) "
        "ORDER BY a.text = mine.text DESC, a.title = mine.title DESC, a.id DESC LIMIT ?",
        (digest, article_id, limit),
    )
    return [ReadCopy(*row) for row in rows]


def save_vectors(store: Store, digest: str, made: Sequence[StoredVectors]) -> None:
    """Store vectors of the model with ``digest`` in one transaction; their articles wait no more.

    An article that is gone by now is passed over.
    """
    with store.transaction():
        model = _model_id(store, digest)
        for one in made:
            store.execute(
                "INSERT OR REPLACE INTO article_vectors "
                "SELECT id, ?, ?, ?, ? FROM articles WHERE id = ?",
                (model, one.language, one.head, one.passages, one.article_id),
            )
            store.execute("DELETE FROM vectors_wanted WHERE article_id = ?", (one.article_id,))


def vectors_of(store: Store, digest: str, article_ids: Sequence[int]) -> list[StoredVectors]:
    """Return what is stored for articles by the model with ``digest``; some may have nothing."""
    rows = store.rows(
        "SELECT article_id, v.language, head, passages FROM article_vectors v "
        "JOIN sentence_models m ON m.id = v.model_id WHERE m.digest = ? "
        "AND article_id IN (SELECT value FROM json_each(?)) ORDER BY article_id",
        (digest, json.dumps(list(article_ids))),
    )
    return [StoredVectors(*row) for row in rows]


def vectors_between(store: Store, digest: str, first: int, end: int) -> Iterator[StoredVectors]:
    """Yield what the model with ``digest`` made of articles from ``first`` to before ``end``."""
    for row in store.stream(
        "SELECT article_id, v.language, head, passages FROM article_vectors v "
        "WHERE v.model_id = (SELECT id FROM sentence_models WHERE digest = ?) "
        "AND article_id >= ? AND article_id < ? ORDER BY article_id",
        (digest, first, end),
    ):
        yield StoredVectors(*row)


def _model_id(store: Store, digest: str) -> int:
    """Return the number of a model, which it gets when it is seen first."""
    store.execute("INSERT OR IGNORE INTO sentence_models(digest) VALUES (?)", (digest,))
    return int(store.rows("SELECT id FROM sentence_models WHERE digest = ?", (digest,))[0][0])
