"""The signs of all stored vectors in few rows, which are read much sooner than the vectors.

A row holds the signs of the articles of ``BLOCK`` ids that follow each other. The database drops
it when a vector among them is stored, changed or removed; ``pack_block`` makes it anew.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from db.meaning.vectors import StoredVectors, vectors_between
from db.store import Store
from pipelines.meaning.bits import SignBits, most_differing, sign_bits
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
    for block, offsets, bits in _stored_signs(store, digest):
        blocks.append((block * BLOCK, len(offsets) // 2))
        places.append(offsets)
        differing.append(bits.differing(signs))
    distances = np.concatenate(differing)
    # To count how many differ by how much is quicker than to sort a million.
    enough = int(np.searchsorted(np.bincount(distances).cumsum(), limit))
    chosen = np.flatnonzero(distances <= enough)
    first, sizes = np.array(blocks or [(0, 0)], dtype=np.int64).T
    of_block = np.searchsorted(sizes.cumsum(), chosen, side="right")
    offset = np.frombuffer(b"".join(places), dtype="<u2")[chosen]
    return [int(number) for number in first[of_block] + offset]


def may_be_near(
    store: Store, digest: str, wanted: Sequence[tuple[Vectors, float]]
) -> Callable[[Sequence[int]], list[int]]:
    """Return what leaves out ids of articles whose signs differ too much to be near enough.

    ``wanted`` are vectors, each with the cosine that an article must have with it. Articles whose
    signs are not stored stay. It holds a byte an article in memory.
    """
    near = dict(_blocks_near(store, digest, wanted))
    everyone = bytes([1]) * BLOCK
    return lambda ids: [one for one in ids if near.get(one // BLOCK, everyone)[one % BLOCK]]


def newest_that_may_be_near(
    store: Store, digest: str, wanted: Sequence[tuple[Vectors, float]], before: int
) -> Iterator[int]:
    """Yield the ids of the articles with vectors that ``may_be_near`` leaves, the last ones first.

    ``before`` leaves out the article of that id, and those stored later.
    """
    near = dict(_blocks_near(store, digest, wanted))
    for block in sorted({*near, *loose_blocks(store, digest)}, reverse=True):
        if block in near:
            offsets = np.flatnonzero(np.frombuffer(near[block], dtype=np.bool_)).tolist()
            ids = [block * BLOCK + offset for offset in offsets]
        else:
            ids = [row.article_id for row in vectors_of_block(store, digest, block)]
        yield from (one for one in reversed(ids) if one < before)


def _blocks_near(
    store: Store, digest: str, wanted: Sequence[tuple[Vectors, float]]
) -> Iterator[tuple[int, bytes]]:
    """Yield each block of signs by number, with a byte an id: 1 if its article may be near."""
    asked = [(sign_bits(vector[np.newaxis]), most_differing(cosine)) for vector, cosine in wanted]
    for block, offsets, bits in _stored_signs(store, digest):
        fits = np.all([bits.differing(signs) <= most for signs, most in asked], axis=0)
        kept = np.zeros(BLOCK, np.bool_)
        kept[np.frombuffer(offsets, dtype="<u2")[fits]] = True
        yield block, kept.tobytes()


def _stored_signs(store: Store, digest: str) -> Iterator[tuple[int, bytes, SignBits]]:
    """Yield each block of signs: its number, where in it its articles lie (uint16), their signs."""
    for block, offsets, words in store.stream(
        "SELECT block, offsets, words FROM vector_signs "
        "WHERE model_id = (SELECT id FROM sentence_models WHERE digest = ?) ORDER BY block",
        (digest,),
    ):
        yield block, offsets, SignBits(words)


def vectors_of_rows(rows: list[StoredVectors]) -> Vectors:
    """Return a vector for each of some articles, without its language's mean: float32[n, 384]."""
    _, languages, heads, passages = zip(*rows, strict=True)
    return article_vectors(languages, heads, passages)
