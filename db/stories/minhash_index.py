"""The index of copies on disk: which stored articles have which keys of a MinHash.

Keys are random, so each would dirty a page of its own in the transaction of its article. They are
written together, those of sixteen thousand articles, as a segment that no other article's keys
come into. Until then those of the newest articles are looked up in memory, as ``copy_signatures``
has them, with those of older articles that were indexed anew (``copy_again``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from db.store import Store
from pipelines.stories.key_segments import (
    TOGETHER,
    Articles,
    Filters,
    Keys,
    articles_of,
    empty_filters,
    pack_filters,
    pack_part,
    packed_parts,
    part_of,
    put_into_filter,
    segments_with,
    unpack_filters,
    unpack_part,
)
from pipelines.stories.minhash import MOST_SHARERS, MinHash

MOST_WAITING = 16_384
"""So many articles' keys are held in memory, about 20 MB, before they are written to disk."""

Sharers = Mapping[int, tuple[int, ...]]
"""The stored articles that have a key, in order, for each key of a MinHash that any has."""

Tail = dict[int, int | tuple[int, ...]]
"""The articles that are not on disk yet, by key; mostly it is one."""

_WAITING = """
SELECT article_id, keys FROM copy_signatures WHERE article_id IN copy_again
UNION ALL SELECT article_id, keys FROM copy_signatures WHERE article_id > ?
"""


@dataclass(slots=True)
class _Held:
    """What is held in memory: the articles that are not on disk yet by key, and all filters.

    ``through`` is the last article whose keys are on disk, ``again`` how many before it wait.
    """

    through: int
    segments: int
    again: int
    tail: Tail
    filters: Filters


def sharers(store: Store, hashed: MinHash) -> Sharers:
    """Return the stored articles that share keys with ``hashed``, by key.

    Only whoever holds the writer's lock may ask: another's new articles would not be seen.
    """
    held = _held(store)
    found = {key: _holders(held.tail[key]) for key in hashed.keys if key in held.tail}
    for key, articles in _on_disk(store, held, hashed.keys):
        found[key] = tuple(sorted({*articles, *found.get(key, ())}))
    return found


def index(store: Store, article_id: int, hashed: MinHash, shared: Sharers) -> None:
    """Put a stored article into the index, within the caller's transaction.

    A key that ``MOST_SHARERS`` articles have already is boilerplate: the oldest of them leaves it.
    """
    held = store.memory.get("copy_index") or _held(store)  # as looked up in this transaction
    store.execute(
        "INSERT OR REPLACE INTO copy_signatures (article_id, version, keys) VALUES (?, ?, ?)",
        (article_id, hashed.version, hashed.to_bytes()),
    )
    if article_id <= held.through:
        put = store.execute("INSERT OR IGNORE INTO copy_again VALUES (?)", (article_id,))
        held.again += put.rowcount
    _hold(held.tail, article_id, hashed)
    crowded: dict[tuple[int, ...], list[int]] = {}
    for key, articles in shared.items():
        if len(articles) >= MOST_SHARERS:
            crowded.setdefault(articles[: len(articles) - MOST_SHARERS + 1], []).append(key)
    for oldest, keys in crowded.items():
        _leave(store, held, keys, oldest)
    if article_id - held.through + held.again >= MOST_WAITING:
        _write_down(store, held)


def unindex(store: Store, article_id: int) -> None:
    """Take a stored article out of the index, within the caller's transaction."""
    row = store.row("SELECT keys FROM copy_signatures WHERE article_id = ?", (article_id,))
    if row:
        _leave(store, _held(store), MinHash.from_bytes(row["keys"]).keys, [article_id])


def write_segment(
    store: Store, filters: Filters, segment: int, keys: Keys, articles: Articles
) -> Filters:
    """Write a new segment, the one after all others, within the caller's transaction.

    ``keys`` and ``articles`` are pairs. Returns the filters with its own.
    """
    group = segment // TOGETHER
    filters = put_into_filter(filters, segment, keys)
    store.execute_many(
        "INSERT INTO copy_parts VALUES (?, ?)", packed_parts(segment, keys, articles)
    )
    stored = pack_filters(filters, group)
    store.execute("INSERT OR REPLACE INTO copy_filters VALUES (?, ?)", (group, stored))
    return filters


def _held(store: Store) -> _Held:
    through, segments = store.rows("SELECT through, segments FROM copy_index")[0]
    held: _Held | None = store.memory.get("copy_index")
    if held is None or (held.through, held.segments) != (through, segments):
        again = store.rows("SELECT count(*) FROM copy_again")[0][0]
        held = _Held(through, segments, again, {}, _read_filters(store, segments))
        store.memory["copy_index"] = held
        for row in store.stream(_WAITING, (through,)):
            _hold(held.tail, row["article_id"], MinHash.from_bytes(row["keys"]))
    return held


def _read_filters(store: Store, segments: int) -> Filters:
    filters = empty_filters(segments)
    for row in store.stream("SELECT group_number, filters FROM copy_filters"):
        unpack_filters(filters, row["group_number"], row["filters"])
    return filters


def _holders(held: int | tuple[int, ...]) -> tuple[int, ...]:
    return held if isinstance(held, tuple) else (held,)


def _hold(tail: Tail, article_id: int, hashed: MinHash) -> None:
    """Put an article into memory; of a key that many have the newest are held."""
    for key in hashed.keys:
        if key not in tail:
            tail[key] = article_id
        elif article_id not in (holders := _holders(tail[key])):
            tail[key] = tuple(sorted((*holders, article_id)))[-MOST_SHARERS:]


def _on_disk(store: Store, held: _Held, keys: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield keys with the articles that have them, once for each segment where any does."""
    passed = segments_with(held.filters, keys)
    parts = _parts(store, passed)
    for key, segment in passed:
        if found := articles_of(parts.get(part_of(segment, key), b""), key):
            yield key, found


def _parts(store: Store, passed: Sequence[tuple[int, int]]) -> dict[int, bytes]:
    """Return the parts in which keys may lie, each in a segment, by their number."""
    if not passed:
        return {}
    rows = store.rows(
        f"SELECT id, pairs FROM copy_parts WHERE id IN ({', '.join('?' * len(passed))})",  # noqa: S608
        [part_of(segment, key) for key, segment in passed],
    )
    return {row[0]: row[1] for row in rows}


def _leave(store: Store, held: _Held, keys: Sequence[int], articles: Sequence[int]) -> None:
    """Take articles off each of ``keys``, in memory and on disk."""
    for key in keys:
        if key in held.tail:
            left = tuple(one for one in _holders(held.tail.pop(key)) if one not in articles)
            if left:
                held.tail[key] = left
    for part, stored in _parts(store, segments_with(held.filters, keys)).items():
        have, of = unpack_part(stored)
        stay = ~(np.isin(have, keys) & np.isin(of, articles))
        if not stay.all():
            pairs = pack_part(have[stay], of[stay])
            store.execute("UPDATE copy_parts SET pairs = ? WHERE id = ?", (pairs, part))


def _write_down(store: Store, held: _Held) -> None:
    """Write what is held in memory to disk, and hold nothing."""
    pairs = [(key, one) for key, some in held.tail.items() for one in _holders(some)]
    keys, articles = zip(*pairs, strict=True)
    held.filters = write_segment(
        *(store, held.filters, held.segments),
        np.array(keys, dtype=np.int64),
        np.array(articles, dtype=np.uint32),
    )
    held.segments += 1
    held.through = store.rows("SELECT max(article_id) FROM copy_signatures")[0][0]
    store.execute("UPDATE copy_index SET through = ?, segments = ?", (held.through, held.segments))
    store.execute("DELETE FROM copy_again")
    held.again = 0
    held.tail.clear()
