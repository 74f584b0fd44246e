"""Gives a large invented database what the press of years leaves beside its articles.

``big_database`` writes what the pages in the browser show. Here come the index of copies, what the
articles mean, and when they were visited again. What is in them is random, of the size and form
that it has in a database of the press.
"""

from pathlib import Path

import numpy as np

from db.meaning.bits import loose_blocks, pack_block
from db.store import Store, open_store
from db.stories.minhash_index import MOST_WAITING, write_segment
from pipelines.meaning.engine import DIMENSIONS, NoModel, find_model
from pipelines.stories.key_segments import empty_filters
from pipelines.stories.minhash import KEYS, MINHASH_VERSION

AT_ONCE = 20_000
_SIGNATURES = (
    "INSERT INTO copy_signatures (article_id, version, keys) "
    "SELECT id, :version, randomblob(8 * :keys) FROM articles WHERE id BETWEEN :first AND :last"
)
_REVISITS = (
    "INSERT INTO revisits (article_id, url, next_at, visited_at, etag, last_modified) "
    "SELECT id, url, NULL, first_seen_at, '', '' FROM articles WHERE id BETWEEN :first AND :last"
)
_VECTORS = (
    "INSERT INTO article_vectors (article_id, model_id, language, head, passages) "
    "SELECT id, 1, language, randomblob(:bytes), randomblob(:bytes) FROM articles "
    "WHERE id BETWEEN :first AND :last"
)
_NOT_WAITING = (
    "DELETE FROM vectors_wanted WHERE article_id BETWEEN :first AND :last",
    "DELETE FROM events_wanted",
)


def complete(path: Path) -> None:
    """Fill what ``build`` leaves empty; done once, the second time nothing is."""
    with open_store(path, write=True) as store:
        if store.rows("SELECT count(*) FROM sentence_models")[0][0]:
            return
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -1000000"):
            store.execute(f"PRAGMA {pragma}")
        articles = store.rows("SELECT max(id) FROM articles")[0][0]
        values = {"version": MINHASH_VERSION, "keys": KEYS, "bytes": DIMENSIONS}
        for first in range(1, articles + 1, AT_ONCE):
            part = {"first": first, "last": first + AT_ONCE - 1}
            with store.transaction():
                for statement in (_SIGNATURES, _REVISITS):
                    store.execute(statement, values | part)
        fill_copy_index(store, articles)
        model = find_model()  # those of another model would all be made anew
        digest = "none" if isinstance(model, NoModel) else model.digest
        with store.transaction():
            store.execute("INSERT INTO sentence_models VALUES (1, ?)", (digest,))
        for first in range(1, articles + 1, AT_ONCE):
            part = {"first": first, "last": first + AT_ONCE - 1}
            with store.transaction():
                for statement in (_VECTORS, *_NOT_WAITING):
                    store.execute(statement, values | part)
        for block in loose_blocks(store, digest):
            pack_block(store, digest, block)


def fill_copy_index(store: Store, articles: int) -> None:
    """Put made-up keys of so many articles into the index of copies, all of them on disk."""
    chance = np.random.default_rng(articles)
    filters = empty_filters(0)
    for segment, first in enumerate(range(1, articles + 1, MOST_WAITING)):
        last = min(first + MOST_WAITING - 1, articles)
        of = np.arange(first, last + 1, dtype=np.uint32).repeat(KEYS)
        keys = chance.integers(-(1 << 63), 1 << 63, len(of))
        with store.transaction():
            filters = write_segment(store, filters, segment, keys, of)
            store.execute("UPDATE copy_index SET through = ?, segments = ?", (last, segment + 1))
    store.memory.clear()
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
