"""The index of copies on disk: which stored articles have which keys of a MinHash.

Keys are random, so each would dirty a page of its own in the transaction of its article. They go
into ``copy_keys`` together, sixteen thousand articles at a time, so that a page is written once for
several of them; until then those of the newest articles are looked up in memory, as
``copy_signatures`` has them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from db.store import Store
from pipelines.stories.minhash import MOST_SHARERS, MinHash

MOST_WAITING = 16_384
"""So many articles' keys are held in memory, about 20 MB, before they are written to disk."""

Sharers = Sequence[tuple[int, int]]
"""Each key of a MinHash with each stored article that has it."""
Tail = dict[int, int | tuple[int, ...]]
"""The newest articles by key, as far as they are not in ``copy_keys`` yet; mostly it is one."""


def sharers(store: Store, hashed: MinHash) -> Sharers:
    """Return the stored articles that share keys with ``hashed``, once for each key.

    Only whoever holds the writer's lock may ask: another's new articles would not be seen.
    """
    keys = hashed.keys
    _, tail = _tail(store)
    found = store.rows(
        f"SELECT key, article_id FROM copy_keys WHERE key IN ({', '.join('?' * len(keys))})",  # noqa: S608
        keys,
    )
    waiting = [(key, one) for key in keys if key in tail for one in _holders(tail[key])]
    return [*((row[0], row[1]) for row in found), *waiting]


def index(store: Store, article_id: int, hashed: MinHash, shared: Sharers) -> None:
    """Put a stored article into the index, within the caller's transaction.

    A key that ``MOST_SHARERS`` articles have already is boilerplate: the oldest of them leaves it.
    """
    through, tail = _tail(store)
    store.execute(
        "INSERT OR REPLACE INTO copy_signatures (article_id, version, keys) VALUES (?, ?, ?)",
        (article_id, hashed.version, hashed.to_bytes()),
    )
    if article_id > through:
        _hold(tail, article_id, hashed)
    else:
        _write(store, [(key, article_id) for key in hashed.keys])
    _thin(store, shared)
    if article_id - through >= MOST_WAITING:
        _write_down(store, through, tail)


def unindex(store: Store, article_id: int) -> None:
    """Take a stored article out of the index, within the caller's transaction."""
    row = store.row("SELECT keys FROM copy_signatures WHERE article_id = ?", (article_id,))
    if row:
        keys = MinHash.from_bytes(row["keys"]).keys
        _leave(store, [(key, article_id) for key in keys])


def _tail(store: Store) -> tuple[int, Tail]:
    """Return the last article whose keys are on disk, and the keys of those after it."""
    through = int(store.rows("SELECT through FROM copy_index")[0][0])
    held: tuple[int, Tail] | None = store.memory.get("copy_tail")
    if held is None or held[0] != through:
        held = store.memory["copy_tail"] = (through, {})
        for row in store.stream(
            "SELECT article_id, keys FROM copy_signatures WHERE article_id > ?", (through,)
        ):
            _hold(held[1], row["article_id"], MinHash.from_bytes(row["keys"]))
    return held


def _holders(held: int | tuple[int, ...]) -> tuple[int, ...]:
    return held if isinstance(held, tuple) else (held,)


def _hold(tail: Tail, article_id: int, hashed: MinHash) -> None:
    """Put the newest article into memory; of a key that many have the newest are held."""
    for key in hashed.keys:
        if key not in tail:
            tail[key] = article_id
        elif article_id not in (holders := _holders(tail[key])):
            tail[key] = (*holders, article_id)[-MOST_SHARERS:]


def _write_down(store: Store, through: int, tail: Tail) -> None:
    """Write the keys of the articles after ``through`` to disk, in the order they lie in there."""
    signed = store.rows("SELECT article_id FROM copy_signatures WHERE article_id > ?", (through,))
    stored = {row["article_id"] for row in signed}
    _write(
        store, ((key, one) for key in sorted(tail) for one in _holders(tail[key]) if one in stored)
    )
    through = max(stored)
    store.execute("UPDATE copy_index SET through = ?", (through,))
    store.memory["copy_tail"] = (through, {})


def _thin(store: Store, shared: Sharers) -> None:
    """Take the oldest articles off each key that so many share that it tells nothing."""
    if len(shared) < MOST_SHARERS:
        return
    held = Counter(key for key, _ in shared)
    for key, count in held.items():
        if count >= MOST_SHARERS:
            holders = sorted(article_id for other, article_id in shared if other == key)
            _leave(store, [(key, one) for one in holders[: count - MOST_SHARERS + 1]])


def _write(store: Store, rows: Iterable[tuple[int, int]]) -> None:
    store.execute_many("INSERT OR IGNORE INTO copy_keys (key, article_id) VALUES (?, ?)", rows)


def _leave(store: Store, rows: list[tuple[int, int]]) -> None:
    _, tail = _tail(store)
    store.execute_many("DELETE FROM copy_keys WHERE key = ? AND article_id = ?", rows)
    for key, article_id in rows:
        if key in tail:
            tail[key] = tuple(holder for holder in _holders(tail[key]) if holder != article_id)
