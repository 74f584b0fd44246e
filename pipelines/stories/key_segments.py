"""The form in which the index of copies lies on disk: segments of keys, each with its filter.

A segment holds the keys of some thousand articles and never grows. It is cut into parts by the low
bits of a key. Before a part is read, a Bloom filter tells which segments may have a key at all:
most keys of a new text are in none. In memory the filters of 64 segments share an array, a bit
each, so that one look answers for all of them; on disk those of sixteen do, since they are written
anew with each segment.
"""

import struct
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

PARTS = 4096
"""Parts of a segment: of 262,144 keys 64 come into one, 768 bytes."""
TOGETHER = 16
"""So many segments share what is stored of their filters."""
_GROUPS, _BANK = 4, 4 * TOGETHER
FILTER_PLACES = 1 << 22
"""16 bits for each of 262,144 keys: of a thousand keys that are not in the segment, one passes."""
_KEY, _ARTICLE, _PLACE, _STORED = map(np.dtype, ("<i8", "<u4", "<u8", "<u2"))
_PAIR_BYTES = _KEY.itemsize + _ARTICLE.itemsize

Keys = npt.NDArray[np.int64]
Articles = npt.NDArray[np.uint32]
Filters = npt.NDArray[np.uint64]
"""Filters by bank of 64 segments and place, ``FILTER_PLACES`` wide."""

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


def packed_parts(segment: int, keys: Keys, articles: Articles) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each part of a new segment that is not empty."""
    parts = keys % PARTS
    order = np.argsort(parts, kind="stable")
    keys, articles = keys[order], articles[order]
    ends = np.cumsum(np.bincount(parts, minlength=PARTS)).tolist()
    for part, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        if start < end:
            yield segment * PARTS + part, pack_part(keys[start:end], articles[start:end])


def empty_filters(segments: int) -> Filters:
    """Return filters of so many segments, or more, that hold no key."""
    return np.zeros((-(-segments // _BANK), FILTER_PLACES), dtype=_PLACE)


def put_into_filter(filters: Filters, segment: int, keys: Keys) -> Filters:
    """Note in the filters that a segment has ``keys``; returns them, or larger ones if need be."""
    bank, place = divmod(segment, _BANK)
    if bank == len(filters):
        filters = np.concatenate((filters, empty_filters(1)))
    filters[bank, _filter_places(keys).ravel()] |= np.uint64(1 << place)
    return filters


def pack_filters(filters: Filters, group: int) -> bytes:
    """Return the filters of a group of ``TOGETHER`` segments as they are stored."""
    return _of_group(filters, group).tobytes()


def unpack_filters(filters: Filters, group: int, stored: bytes) -> None:
    """Put into the filters those of a group, as ``pack_filters`` returned them."""
    _of_group(filters, group)[:] = np.frombuffer(stored, _STORED)


def _of_group(filters: Filters, group: int) -> npt.NDArray[np.uint16]:
    bank, number = divmod(group, _GROUPS)
    stored: npt.NDArray[np.uint16] = filters[bank].view(_STORED)
    return stored.reshape(FILTER_PLACES, _GROUPS)[:, number]


def segments_with(filters: Filters, keys: Sequence[int]) -> list[tuple[int, int]]:
    """Return each key with each segment that may have it."""
    if not len(filters) or not keys:
        return []
    places = _filter_places(np.array(keys, dtype=np.int64))
    passed = np.bitwise_and.reduce(filters.take(places, axis=1), axis=1)
    banks, which = passed.nonzero()
    found = []
    for bank, number, bits in zip(
        banks.tolist(), which.tolist(), passed[banks, which].tolist(), strict=True
    ):
        while bits:
            place = bits.bit_length() - 1
            found.append((keys[number], bank * _BANK + place))
            bits ^= 1 << place
    return found


def _filter_places(keys: Keys) -> npt.NDArray[np.intp]:
    """Return the places of each key in a filter, (probes, keys)."""
    return ((keys.view(np.uint64) * _PROBES) >> _BELOW).astype(np.intp)
