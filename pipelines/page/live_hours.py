"""Finds the hours over the entries of a live blog, so that they stay with their entries."""

import re
from collections import Counter
from itertools import pairwise

from pipelines.lexicon.joined import any_of, numbered_words, words
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
_EVENING = frozenset(words(lambda language: f"{language.dates.afternoon} {language.dates.evening}"))
_NIGHT = frozenset(words(lambda language: language.dates.night))
_NOON = frozenset(words(lambda language: language.dates.noon))
# One letter before a time is no part of the day: "م".
_PARTS = [*_EVENING, *_NIGHT, *_NOON, *words(lambda language: language.dates.morning)]
_PART = any_of(part for part in _PARTS if len(part) > 1)
_OCLOCK = any_of(words(lambda language: language.dates.hour))
_HOUR = re.compile(
    rf"(?:(?<!\w)(?P<part>{_PART})[\s,،]+)?(?:"
    r"(?<![\d:.])(?P<hour>[01]?\d|2[0-3])(?:[:.٫]|\s?بج کر\s)(?P<minute>[0-5]\d)"
    r"(?![\d.]|:\d\d:)(?:\s?(?P<half>[ap])\.?m\b)?"
    rf"|(?<!\d)(?P<whole>\d{{1,2}})\s?(?:(?P<half2>[ap])\.?m\b|(?:{_OCLOCK})(?!\w)))"
)
_UNITS = {
    word: seconds // 60
    for word, seconds in numbered_words(lambda language: language.relative.units).items()
    if seconds >= 60
}
_COUNTS = numbered_words(
    lambda language: {
        count: said for count, said in language.numbers.values.items() if 0 < count < 60
    }
)
_AFTER = any_of(words(lambda language: language.relative.after))
_BEFORE = any_of(words(lambda language: language.relative.before))
_SPAN = rf"(?:(?:\d{{1,3}}|{any_of(_COUNTS)})\s*)?(?:{any_of(_UNITS)})(?!\w)"
_MAY_BE_AGO = re.compile(rf"(?<!\w)(?:{_AFTER}|{_BEFORE})(?!\w)")
_AGO = re.compile(
    rf"(?<!\w)(?:(?:{_BEFORE})\s+{_SPAN}|{_SPAN}\s+(?:{_AFTER})(?!\w)|(?:{_AFTER})\s+{_SPAN})"
)
_COUNT = re.compile(rf"\d+|(?<!\w)(?:{any_of(_COUNTS)})(?!\w)")
_UNIT = re.compile(rf"(?<![^\W\d])(?:{any_of(_UNITS)})(?!\w)")


def with_hours(layout: Layout, chosen: list[int]) -> tuple[list[int], bool]:
    """Return ``chosen`` with the hours that stand over its blocks, and whether it is a live blog.

    An hour is a line of its own, right above a block that was chosen. Those that count stand in
    boxes of one name; their blocks become ``time``. What says how long ago an entry was written is
    left out: it says something else at each visit.
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
    moving = {hour for hour in hours if _ago(fold(blocks[hour].text)) is not None}
    for hour in hours:
        blocks[hour].tag, blocks[hour].role = "time", ""
    return sorted(have.union(hours) - moving), True


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
    """Return the only time of day that a line tells, in minutes; a span of time is none.

    How long ago it was counts backwards: the last entry has the greatest number there, too.
    """
    folded = fold(block.text)
    ago = _ago(folded)
    if ago is not None:
        return -ago
    found = list(_HOUR.finditer(folded))
    if len(found) != 1:
        return None
    if "." in found[0][0].rstrip("m.") and ("%" in block.text or block.words > MOST_BESIDE_POINT):
        return None  # a share, a mark
    told = found[0].groupdict()
    hour, half = int(told["hour"] or told["whole"]), told["half"] or told["half2"]
    hour = hour % 12 + 12 * (half == "p") if half else _hour_of_day(hour, told["part"] or "")
    return hour * 60 + int(told["minute"] or 0)


def _hour_of_day(hour: int, part: str) -> int:
    """Return the hour of 24 that an hour and the word for a part of the day mean together."""
    if hour > 12 or not part:
        return hour
    if part in _EVENING or (part in _NIGHT and hour % 12 >= 6):
        return hour % 12 + 12
    if part in _NIGHT:
        return hour % 12
    return hour + 12 if part in _NOON and hour <= 5 else hour


def _ago(folded: str) -> int | None:
    """Return how many minutes ago a line says that it was written, None if it does not."""
    found = _AGO.search(folded) if _MAY_BE_AGO.search(folded) else None
    if found is None:
        return None
    unit, count = _UNIT.search(found[0]), _COUNT.search(found[0])
    if unit is None:
        return None
    number = count[0] if count else "1"
    return _UNITS[unit[0]] * (int(number) if number.isdecimal() else _COUNTS[number])


def _are_in_order(minutes: list[int]) -> bool:
    """Tell whether times of day go one way, and are not all the same: opening hours are."""
    steps = [later - earlier for earlier, later in pairwise(minutes) if later != earlier]
    up = sum(step > 0 for step in steps)
    return bool(steps) and min(up, len(steps) - up) <= MOST_TURNS
