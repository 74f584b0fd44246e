"""Reads off a cleaned text what tells how good it is: its boxes, its words, what was left out."""

import math
from collections import Counter
from dataclasses import dataclass, fields

from pipelines.page.clean import Cleaned
from pipelines.page.extract import Block, Reading, prose_words
from pipelines.text.word_count import word_count

LEAST_TOPIC_LETTERS = 5
LEAST_TOPIC_LETTERS_EASTERN = 4
LEAST_TOPIC_WORDS = 3
"""A block with fewer words of a topic may belong to any."""
LEAST_SHARED = 0.25
"""A block that shares less of its topic with the rest speaks of something else."""
LONG_PARAGRAPH_LOG = 6.0
"""The logarithm of the words of a paragraph that counts as 1: 400 words."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for or against a text, each from 0 to 1.

    ``one_box`` is the share of its letters in boxes of one name, ``foreign`` the share of those
    outside that speak of something else than what is in them. ``left_out`` is the share of the
    page's prose that is not in the text, ``passed_over`` how much of what the page shows between
    the text's first and last line is not. ``linked`` is the square root of the share of its letters
    that are links, since the first few tell most; ``paragraphs`` grows with their length.
    """

    one_box: float
    foreign: float
    left_out: float
    passed_over: float
    linked: float
    paragraphs: float


NAMES = tuple(field.name for field in fields(Signs))


def signs_of(reading: Reading, cleaned: Cleaned) -> Signs:
    """Return what tells how good the text is that was cleaned out of ``reading``."""
    numbers = _kept(reading, cleaned)
    kept = [reading.blocks[number] for number in numbers]
    letters: Counter[str] = Counter()
    for block in kept:
        letters[block.box] += len(block.text)
    total = max(1, letters.total())
    main = max(letters, key=lambda box: letters[box], default="")
    within = reading.blocks[numbers[0] + 1 : numbers[-1] + 1] if numbers else ()
    passed = sum(block.passed for block in within)
    counts = [word_count(line) for line in cleaned.text.split("\n\n")]
    return Signs(
        one_box=letters[main] / total,
        foreign=_foreign(kept, main) / total,
        left_out=_left_out(reading, kept),
        passed_over=passed / (passed + total),
        linked=math.sqrt(min(1.0, sum(block.links * len(block.text) for block in kept) / total)),
        paragraphs=min(1.0, math.log1p(sum(counts) / len(counts)) / LONG_PARAGRAPH_LOG),
    )


def _kept(reading: Reading, cleaned: Cleaned) -> list[int]:
    """Return the numbers of the blocks that cleaning left in the text."""
    gone = Counter(block.text for block in cleaned.removed)
    kept = []
    for number, block in enumerate(reading.blocks):
        if gone[block.text]:
            gone[block.text] -= 1
        else:
            kept.append(number)
    return kept


def _left_out(reading: Reading, kept: list[Block]) -> float:
    own = prose_words(kept)
    shown = max(own, reading.prose_words)
    return 1 - own / shown if shown else 1.0


def _foreign(kept: list[Block], main: str) -> int:
    """Return how many letters outside boxes named ``main`` speak of something else than these."""
    outside = [block for block in kept if block.box != main]
    if not outside:
        return 0
    said = frozenset[str]().union(*(_topic(block.tokens) for block in kept if block.box == main))
    topics = ((_topic(block.tokens), len(block.text)) for block in outside)
    return sum(
        letters
        for topic, letters in topics
        if len(topic) >= LEAST_TOPIC_WORDS and len(topic & said) < LEAST_SHARED * len(topic)
    )


def _topic(tokens: list[str]) -> frozenset[str]:
    """Return the words of a text that are long enough to say what it speaks of."""
    return frozenset(
        {
            word
            for word in set(tokens)
            if len(word) >= LEAST_TOPIC_LETTERS
            or (len(word) >= LEAST_TOPIC_LETTERS_EASTERN and not word.isascii())
        }
    )
