"""The form in which the index of copies lies on disk: segments of keys, each with its filter.

A segment holds the keys of some thousand articles and never grows. It is cut into parts by the low
bits of a key. Before a part is read, a Bloom filter tells which segments may have a key at all:
most keys of a new text are in none. The filters of sixteen segments share an array, a bit each, so
that one look answers for all of them.
"""

import struct
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

PARTS = 4096
"""Parts of a segment: of 262,144 keys 64 come into one, 768 bytes."""
TOGETHER = 16
"""So many segments share an array of filters."""
FILTER_PLACES = 1 << 22
"""16 bits for each of 262,144 keys: of a thousand keys that are not in the segment, one passes."""
_KEY, _ARTICLE, _PLACE = np.dtype("<i8"), np.dtype("<u4"), np.dtype("<u2")
_PAIR_BYTES = _KEY.itemsize + _ARTICLE.itemsize

Keys = npt.NDArray[np.int64]
Articles = npt.NDArray[np.uint32]
Filters = npt.NDArray[np.uint16]
"""Filters by group of ``TOGETHER`` segments and place, ``FILTER_PLACES`` wide."""

_PROBES = np.multiply.accumulate(np.full((6, 1), 0x9E3779B97F4A7C15, dtype=np.uint64))
"""Odd numbers: the high bits of a key times each of them are its places in a filter."""
_BELOW = np.uint64(64 - 22)


def part_of(segment: int, key: int) -> int:
    """Return the number of the part of a segment in which a key lies, if it is there."""
    return segment * PARTS + key % PARTS


def pack_part(keys: Keys, articles: Articles) -> bytes:
    """Return keys and the article of each as they are stored; empty if there are none."""
    return keys.astype(_KEY).tobytes() + articles.astype(_ARTICLE).tobytes()


def unpack_part(stored: bytes) -> tuple[Keys, Articles]:
    """Return what ``pack_part`` packed."""
    count = len(stored) // _PAIR_BYTES
    keys = np.frombuffer(stored, _KEY, count)
    return keys, np.frombuffer(stored, _ARTICLE, count, count * _KEY.itemsize)


def articles_of(stored: bytes, key: int) -> list[int]:
    """Return the articles that have a key, of a part as it is stored."""
    if struct.pack("<q", key) not in stored:  # soon told, and mostly so
        return []
    keys, articles = unpack_part(stored)
    found: list[int] = articles[keys == key].tolist()
    return found


def unpack_filters(stored: bytes) -> npt.NDArray[np.uint16]:
    """Return the filters of a group of segments as their array was stored."""
    return np.frombuffer(stored, _PLACE)


def packed_parts(segment: int, keys: Keys, articles: Articles) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each part of a new segment that is not empty."""
    parts = keys % PARTS
    order = np.argsort(parts, kind="stable")
    keys, articles = keys[order], articles[order]
    ends = np.cumsum(np.bincount(parts, minlength=PARTS)).tolist()
    for part, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        if start < end:
            yield segment * PARTS + part, pack_part(keys[start:end], articles[start:end])


def empty_filters(groups: int) -> Filters:
    """Return filters of so many groups of segments that hold no key."""
    return np.zeros((groups, FILTER_PLACES), dtype=_PLACE)


def put_into_filter(filters: Filters, segment: int, keys: Keys) -> None:
    """Note in the filters of its group, which exist, that a segment has ``keys``."""
    group, place = divmod(segment, TOGETHER)
    filters[group, _filter_places(keys).ravel()] |= np.uint16(1 << place)


def segments_with(filters: Filters, keys: Sequence[int]) -> list[tuple[int, int]]:
    """Return each key with each segment that may have it."""
    if not len(filters) or not keys:
        return []
    places = _filter_places(np.array(keys, dtype=np.int64))
    passed = np.bitwise_and.reduce(filters[:, places], axis=1)
    groups, which = passed.nonzero()
    return [
        (keys[number], group * TOGETHER + place)
        for group, number, bits in zip(
            groups.tolist(), which.tolist(), passed[groups, which].tolist(), strict=True
        )
        for place in range(TOGETHER)
        if bits >> place & 1
    ]


def _filter_places(keys: Keys) -> npt.NDArray[np.intp]:
    """Return the places of each key in a filter, (probes, keys)."""
    return ((keys.view(np.uint64) * _PROBES) >> _BELOW).astype(np.intp)
