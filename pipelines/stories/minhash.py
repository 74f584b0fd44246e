"""Describes a text by its least hashes (bottom-k MinHash), and picks likely copies by them."""

import struct
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.stories.shingles import RUN, minhash_text

MINHASH_VERSION = 4
"""Stored beside each MinHash; raise it when words, shingles or keys are made another way."""
KEYS = 16
_NUMBER_KEYS = 4
MOST_SHARERS = 64
_SPACE, _PAST_DIGITS = b" :"
"""Bytes. A folded text holds no digits but those of ASCII, below the colon."""
_KEY_BYTES = 8
_CANDIDATES = 12

Hashes = npt.NDArray[np.uint64]


def _powers(base: int, count: int) -> Hashes:
    """Return the first powers of an odd number modulo 2**64."""
    powers: Hashes = np.multiply.accumulate(np.full(count, base, dtype=np.uint64))
    return powers


_BASE = 0x9E3779B97F4A7C15
_AT_ONCE = 1 << 16
_POWERS = _powers(_BASE, _AT_ONCE)
_INVERSE = _powers(pow(_BASE, -1, 1 << 64), _AT_ONCE)
_LETTERS = _powers(0xD1342543DE82EF95, 256)
"""What stands for each byte in a hash: powers of an odd number, which are all different."""
_OF_WORDS = [np.uint64(n) for n in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53, 0x9FB21C651E98DF25)]
_SPREAD = np.uint64(0x94D049BB133111EB)
"""Of six odd numbers the one by which fewest recorded pages shared a key that are no copies."""
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class MinHash:
    """A bottom-k MinHash: the keys of the word shingles whose hash is smallest, at most 16.

    Two texts share about k times their resemblance of keys, copies one at least. Four of the places
    belong to shingles around a number, so that of a hundred tallies in the same words the one meant
    comes first. Keys are signed 64-bit integers, sorted.
    """

    keys: tuple[int, ...]
    version: int = MINHASH_VERSION

    def to_bytes(self) -> bytes:
        """Return the form that is stored, eight bytes a key."""
        return struct.pack(f">{len(self.keys)}q", *self.keys)

    @classmethod
    def from_bytes(cls, stored: bytes, version: int = MINHASH_VERSION) -> "MinHash":
        """Return the MinHash that ``to_bytes`` gave."""
        return cls(struct.unpack(f">{len(stored) // _KEY_BYTES}q", stored), version)


def minhash(folded: str) -> MinHash:
    """Return the MinHash by which copies of a folded text are looked up."""
    data = np.frombuffer(b" %b " % minhash_text(folded), dtype=np.uint8)
    gaps = data == _SPACE
    edges = (gaps[1:] != gaps[:-1]).nonzero()[0] + 1  # of words, where each begins and ends
    if len(edges) < 2 * RUN:
        return MinHash(())
    starts = edges[::2]
    hashes = _shingle_hashes(_word_hashes(data, starts, edges[1::2])).view(np.int64)
    inner_numbers = (data[starts[1:-1]] < _PAST_DIGITS).nonzero()[0]
    keys = set(sorted(set(hashes[inner_numbers].tolist()))[:_NUMBER_KEYS])
    for key in _least(hashes):
        if len(keys) >= KEYS:
            break
        keys.add(key)
    return MinHash(tuple(sorted(keys)))


def _word_hashes(
    data: npt.NDArray[np.uint8], starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]
) -> Hashes:
    """Return a polynomial hash of each word, modulo 2**64, all of them from one running sum.

    It is the same wherever a word stands, but for the one that lies over a 65,536th byte.
    """
    sums = _LETTERS.take(data)
    sums *= _POWERS[: len(data)] if len(data) <= _AT_ONCE else np.resize(_POWERS, len(data))
    np.add.accumulate(sums, out=sums)
    hashes: Hashes = sums.take(ends - 1)
    hashes -= sums.take(starts - 1)
    hashes *= _INVERSE.take(starts, mode="wrap")
    return hashes


def _shingle_hashes(words: Hashes) -> Hashes:
    """Return a hash of each run of three words, in which their order counts."""
    first, second, third = _OF_WORDS
    hashes: Hashes = words[:-2] * first
    hashes += words[1:-1] * second
    hashes += words[2:] * third
    hashes ^= hashes >> _HALF  # the low bits of a sum depend on low bits alone
    hashes *= _SPREAD
    return hashes


def _least(hashes: npt.NDArray[np.int64]) -> list[int]:
    """Return at least ``KEYS`` of the smallest hashes, in order; all if there are fewer."""
    if len(hashes) > 2 * KEYS:
        few = set(np.partition(hashes, 2 * KEYS)[: 2 * KEYS].tolist())
        if len(few) >= KEYS:
            return sorted(few)
    return sorted(set(hashes.tolist()))


def candidates(sharers: Mapping[int, tuple[int, ...]]) -> list[int]:
    """Return the articles worth a comparison, at most 12, the likeliest first.

    ``sharers`` are the articles that have each key of the new text. The fewer have a key, the more
    it says, so that of many tallies in the same words the one with the same number comes first; of
    equal ones the newest. Only the newest ``MOST_SHARERS`` need keep a key.
    """
    weights: dict[int, float] = defaultdict(float)
    for articles, keys in sorted(Counter(sharers.values()).items()):
        for article in articles:
            weights[article] += keys / len(articles)
    ranked = sorted(weights, key=lambda article: (-round(weights[article], 6), -article))
    return ranked[:_CANDIDATES]
