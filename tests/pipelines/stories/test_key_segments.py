"""Which segments of the index of copies are asked for a key, and what they hold."""

import numpy as np
import pytest

from pipelines.stories.key_segments import (
    TOGETHER,
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

LEAST = -(1 << 63)


def keys_of(seed: int, count: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return random keys near the least, as those of texts are."""
    return np.random.default_rng(seed).integers(LEAST, LEAST + (1 << 58), count)


@pytest.mark.parametrize("segment", [0, 3, TOGETHER + 5, 63, 64])
def test_a_filter_passes_each_key_of_its_segment_and_few_others(segment: int) -> None:
    keys = keys_of(1, 262_144)
    made = put_into_filter(empty_filters(segment), segment, keys)
    filters = empty_filters(segment + 1)
    unpack_filters(filters, segment // TOGETHER, pack_filters(made, segment // TOGETHER))
    assert segments_with(filters, keys[::999].tolist()) == [
        (key, segment) for key in keys[::999].tolist()
    ]
    others = keys_of(2, 20_000).tolist()
    assert len(segments_with(filters, others)) < 40  # 18 would be expected


def test_filters_of_one_array_are_told_apart() -> None:
    filters = empty_filters(0)
    keys = {segment: keys_of(segment, 50) for segment in (0, 15, 16, 40, 63)}
    for segment, some in keys.items():
        filters = put_into_filter(filters, segment, some)
    shared = int(keys[16][0])
    filters = put_into_filter(filters, 63, keys[16][:1])
    assert sorted(segments_with(filters, [shared])) == [(shared, 16), (shared, 63)]
    for segment, some in keys.items():
        assert (int(some[7]), segment) in segments_with(filters, [int(some[7])])


def test_where_there_are_no_segments_or_keys_none_is_asked() -> None:
    assert segments_with(empty_filters(0), [1, 2]) == []
    assert segments_with(empty_filters(3), []) == []


def test_each_key_lies_in_its_part_with_all_articles_that_have_it() -> None:
    keys = np.repeat(keys_of(3, 5_000), 2)
    articles = np.arange(len(keys), dtype=np.uint32)
    parts = dict(packed_parts(7, keys, articles))
    for place in range(0, len(keys), 2):
        key = int(keys[place])
        assert articles_of(parts[part_of(7, key)], key) == [place, place + 1]
    assert sum(len(unpack_part(part)[0]) for part in parts.values()) == len(keys)


def test_a_part_holds_no_key_that_only_its_bytes_spell() -> None:
    stored = pack_part(np.array([1 << 32, 2 << 32]), np.array([3, 4], dtype=np.uint32))
    assert articles_of(stored, 2 << 32) == [4]
    assert stored.find(b"\1" + bytes(7)) == 4  # the key 1, across two others
    assert articles_of(stored, 1) == []
    assert articles_of(b"", 0) == []
