"""Finds the hours over the entries of a live blog, so that they stay with their entries."""

import re
from collections import Counter
from itertools import pairwise

from pipelines.page.blocks import Layout, PageBlock
from pipelines.text.fold import fold
from pipelines.text.sentences import ends_as_prose

LEAST_ENTRIES = 3
"""So many hours over paragraphs, all in boxes of one name, make a live blog."""
MOST_WORDS = 7
"""A line with an hour and no more words than this says when an entry was written."""
MOST_BESIDE_POINT = 2
"""So many words has a line whose hour is written with a point, which numbers have, too."""
LABEL_WORDS = 4
"""Between the hour and the entry there may be a line of so few words: who wrote."""
MOST_TURNS = 1
"""The hours of entries go up or down, and may pass midnight so many times."""
_HOUR = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-3])[:.٫]([0-5]\d)(?![\d.]|:\d\d:)(?:\s?([ap])\.?m\b)?"
    r"|(?<!\d)(\d{1,2}) ?([ap])\.?m\b"
)


def with_hours(layout: Layout, chosen: list[int]) -> tuple[list[int], bool]:
    """Return ``chosen`` with the hours that stand over its blocks, and whether it is a live blog.

    An hour is a line of its own, right above a block that was chosen. Those that count stand in
    boxes of one name; their blocks become ``time``.
    """
    blocks, have = layout.blocks, set(chosen)
    above: dict[int, tuple[str, str]] = {}
    for number in chosen:
        hour = _hour_above(blocks, have, number)
        if hour is not None:
            block = blocks[hour]
            above.setdefault(hour, (layout.names[block.box], layout.names[block.outer]))
    names = Counter(above.values()).most_common(1)
    if not names or names[0][1] < LEAST_ENTRIES:
        return chosen, False
    hours = [hour for hour, name in above.items() if name == names[0][0]]
    if not _are_in_order([_minutes(blocks[hour]) or 0 for hour in hours]):
        return chosen, False
    for hour in hours:
        blocks[hour].tag, blocks[hour].role = "time", ""
    return sorted(have.union(hours)), True


def _hour_above(blocks: list[PageBlock], have: set[int], number: int) -> int | None:
    """Return the block that tells the hour of an entry which begins with a block, None if none."""
    for place in (number - 1, number - 2):
        if place < 0:
            return None
        if _is_hour(blocks[place]):
            return place
        if place in have or blocks[place].words > LABEL_WORDS:
            return None
    return None


def _is_hour(block: PageBlock) -> bool:
    if block.words > MOST_WORDS or block.tag in ("cell", "title") or ends_as_prose(block.text):
        return False
    return _minutes(block) is not None


def _minutes(block: PageBlock) -> int | None:
    """Return the only time of day that a line tells, in minutes; a span of time is none."""
    found = list(_HOUR.finditer(fold(block.text)))
    if len(found) != 1:
        return None
    if "." in found[0][0].rstrip("m.") and ("%" in block.text or block.words > MOST_BESIDE_POINT):
        return None  # a share, a mark
    hour, minute, half = found[0][1] or found[0][4], found[0][2] or 0, found[0][3] or found[0][5]
    return (int(hour) % 12 + 12 * (half == "p") if half else int(hour)) * 60 + int(minute)


def _are_in_order(minutes: list[int]) -> bool:
    """Tell whether times of day go one way, and are not all the same: opening hours are."""
    steps = [later - earlier for earlier, later in pairwise(minutes) if later != earlier]
    up = sum(step > 0 for step in steps)
    return bool(steps) and min(up, len(steps) - up) <= MOST_TURNS
