"""Describes a text by its least hashes (bottom-k MinHash), and picks likely copies by them."""

import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from pipelines.stories.shingles import RUN, minhash_words

MINHASH_VERSION = 2
"""Stored beside each MinHash; raise it when words, shingles or keys are made another way."""
KEYS = 16
_NUMBER_KEYS = 4
MOST_SHARERS = 64
_PAST_DIGITS = b":"
"""What parts words beside the marks of ASCII; a folded text holds no digits but those of ASCII."""
_KEY_BYTES = 8
_CANDIDATES = 12


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
    words = minhash_words(folded)
    # Each hash goes on from that of the word before: three words make one.
    hashes = [*map(zlib.crc32, words[2:], map(zlib.crc32, words[1:], map(zlib.crc32, words)))]
    numbered = {hashes[place - 1]: place - 1 for place in _inner_numbers(words)}
    chosen = [numbered[least] for least in sorted(numbered)[:_NUMBER_KEYS]]
    keys = {_key(words, place) for place in chosen}
    for place in _least(hashes):
        if len(keys) >= KEYS:
            break
        keys.add(_key(words, place))
    return MinHash(tuple(sorted(keys)))


def _least(hashes: Sequence[int]) -> list[int]:
    """Return where at least ``KEYS`` of the smallest hashes stand, in order; all if there are few.

    Hashes are spread evenly, so of a long text most need not be sorted.
    """
    if len(hashes) > 4 * KEYS:
        bound = (3 * KEYS << 32) // len(hashes)
        few = {value: place for place, value in enumerate(hashes) if value < bound}
        if len(few) >= KEYS:
            return [place for _, place in sorted(few.items())]
    return sorted(range(len(hashes)), key=hashes.__getitem__)


def _inner_numbers(words: Sequence[bytes]) -> list[int]:
    """Return the places of words that begin with a digit and stand between two others."""
    last = len(words) - 1
    numbers = [place for place, word in enumerate(words) if word < _PAST_DIGITS]
    return [place for place in numbers if 0 < place < last]


def candidates(sharers: Sequence[tuple[int, int]]) -> list[int]:
    """Return the articles worth a comparison, at most 12, the likeliest first.

    ``sharers`` are (key, article) for each key of the new text that an article has. The fewer have
    a key, the more it says, so that of many tallies in the same words the one with the same number
    comes first; of equal ones the newest. Only the newest ``MOST_SHARERS`` need keep a key.
    """
    holders = Counter(key for key, _ in sharers)
    weights: dict[int, float] = defaultdict(float)
    for key, article in sorted(sharers):
        weights[article] += 1 / holders[key]
    ranked = sorted(weights, key=lambda article: (-round(weights[article], 6), -article))
    return ranked[:_CANDIDATES]


def _key(words: Sequence[bytes], place: int) -> int:
    shingle = b" ".join(words[place : place + RUN])
    return int.from_bytes(blake2b(shingle, digest_size=_KEY_BYTES).digest(), "big", signed=True)
