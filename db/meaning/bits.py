"""The signs of all stored vectors in few rows, which are read much sooner than the vectors.

A row holds the signs of the articles of ``BLOCK`` ids that follow each other. The database drops
it when a vector among them is stored, changed or removed; ``pack_block`` makes it anew.
"""

from collections.abc import Iterator

import numpy as np

from db.meaning.vectors import StoredVectors, vectors_between
from db.store import Store
from pipelines.meaning.bits import SignBits, sign_bits
from pipelines.meaning.engine import Vectors
from pipelines.meaning.nearness import article_vectors

BLOCK = 1024
"""So many ids share a row, as the triggers of the database have it: 50 KB."""


def pack_block(store: Store, digest: str, block: int) -> None:
    """Store the signs of the vectors that the model with ``digest`` made of a block's articles."""
    with store.transaction():
        rows = list(vectors_of_block(store, digest, block))
        if not rows:
            return
        offsets = [row.article_id - block * BLOCK for row in rows]
        store.execute(
            "INSERT OR REPLACE INTO vector_signs "
            "SELECT ?, id, ?, ? FROM sentence_models WHERE digest = ?",
            (
                block,
                np.array(offsets, dtype="<u2").tobytes(),
                sign_bits(vectors_of_rows(rows)).column_words,
                digest,
            ),
        )


def loose_blocks(store: Store, digest: str) -> list[int]:
    """Return the numbers of the blocks that have vectors of a model, but no row of their signs."""
    rows = store.rows(
        "WITH RECURSIVE model AS (SELECT id FROM sentence_models WHERE digest = :digest), "
        "found(block) AS ("
        " SELECT (SELECT min(article_id) FROM article_vectors "
        "  WHERE model_id = (SELECT id FROM model)) / :size"
        " UNION ALL SELECT (SELECT min(article_id) FROM article_vectors "
        "  WHERE model_id = (SELECT id FROM model) AND article_id >= (block + 1) * :size) / :size"
        " FROM found WHERE block IS NOT NULL) "
        "SELECT block FROM found WHERE block IS NOT NULL AND block NOT IN "
        "(SELECT block FROM vector_signs WHERE model_id = (SELECT id FROM model)) ORDER BY block",
        {"digest": digest, "size": BLOCK},
    )
    return [row["block"] for row in rows]


def vectors_of_block(store: Store, digest: str, block: int) -> Iterator[StoredVectors]:
    """Yield what the model with ``digest`` made of the articles of a block."""
    return vectors_between(store, digest, block * BLOCK, (block + 1) * BLOCK)


def nearest_signs(store: Store, digest: str, wanted: Vectors, limit: int) -> list[int]:
    """Return the ids of the ``limit`` articles whose signs differ least from those of ``wanted``.

    Those that differ as much as the last of them are there, too; only articles whose signs are
    stored; in the order of the ids. It holds some bytes an article in memory, not the signs.
    """
    signs = sign_bits(wanted[np.newaxis])
    blocks, places, differing = [], [b""], [np.empty(0, np.uint16)]
    for block, offsets, words in store.stream(
        "SELECT block, offsets, words FROM vector_signs "
        "WHERE model_id = (SELECT id FROM sentence_models WHERE digest = ?) ORDER BY block",
        (digest,),
    ):
        blocks.append((block * BLOCK, len(offsets) // 2))
        places.append(offsets)
        differing.append(SignBits(words).differing(signs))
    distances = np.concatenate(differing)
    # To count how many differ by how much is quicker than to sort a million.
    enough = int(np.searchsorted(np.bincount(distances).cumsum(), limit))
    chosen = np.flatnonzero(distances <= enough)
    first, sizes = np.array(blocks or [(0, 0)], dtype=np.int64).T
    of_block = np.searchsorted(sizes.cumsum(), chosen, side="right")
    offset = np.frombuffer(b"".join(places), dtype="<u2")[chosen]
    return [int(number) for number in first[of_block] + offset]


def vectors_of_rows(rows: list[StoredVectors]) -> Vectors:
    """Return a vector for each of some articles, without its language's mean: float32[n, 384]."""
    _, languages, heads, passages = zip(*rows, strict=True)
    return article_vectors(languages, heads, passages)
