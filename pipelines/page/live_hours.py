"""Finds the hours over the entries of a live blog, so that they stay with their entries."""

import re
from collections import Counter

from pipelines.page.blocks import Layout, PageBlock
from pipelines.text.fold import fold
from pipelines.text.sentences import ends_as_prose

LEAST_ENTRIES = 3
"""So many hours over paragraphs, all in boxes of one name, make a live blog."""
MOST_WORDS = 7
"""A line with an hour and no more words than this says when an entry was written."""
LABEL_WORDS = 4
"""Between the hour and the entry there may be a line of so few words: who wrote."""
_HOUR = re.compile(
    r"(?<![\d:.])(?:[01]?\d|2[0-3])[:.٫][0-5]\d(?![\d.]|:\d\d:)|(?<!\d)\d{1,2} ?[ap]\.?m\b"
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
    return bool(_HOUR.search(fold(block.text)))
