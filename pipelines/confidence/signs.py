"""Reads off a cleaned text what tells how good it is: its boxes, its words, what was left out."""

import math
import re
from collections import Counter
from dataclasses import dataclass, fields

from pipelines.page.clean import Cleaned
from pipelines.page.extract import LEAST_PROSE_WORDS, Block, Reading, prose_words
from pipelines.text.fold import fold, folded_words
from pipelines.text.word_count import word_count

LEAST_TOPIC_LETTERS = 5
LEAST_TOPIC_LETTERS_EASTERN = 4
OPENING_BLOCKS = 4
"""What sums an article up is said again in so many of its first blocks."""
LEAST_SUMMARY_WORDS = 4
UNKNOWN_SUMMARY, UNKNOWN_ENDING = 0.6, 0.4
"""What stands for a page without a summary, or with hardly any text: about the usual values."""
MANY_TITLES = 10
LONG_PARAGRAPH_LOG = 6.0
"""The logarithm of the words of a paragraph that counts as 1: 400 words."""
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for or against a text, each from 0 to 1.

    ``one_box`` is the share of its letters in boxes of one name, ``left_out`` the share of the
    page's prose that is not in it, ``titles`` the number of linked titles among its lines, up to
    ten. ``ending`` is how many words of its topic the last third shares with what stands above,
    ``summary`` how many of the page's summary the opening says. ``repeated`` and ``figures`` are
    the shares of lines said twice, and of short lines with a figure; ``paragraphs`` grows with the
    length of a paragraph.
    """

    one_box: float
    left_out: float
    titles: float
    ending: float
    summary: float
    repeated: float
    figures: float
    paragraphs: float


NAMES = tuple(field.name for field in fields(Signs))


def signs_of(reading: Reading, cleaned: Cleaned, summary: str = "") -> Signs:
    """Return what tells how good the text is that was cleaned out of ``reading``.

    ``summary`` is what a feed says of the article, for a page that has no summary of its own.
    """
    kept = _kept(reading, cleaned)
    lines = cleaned.text.split("\n\n")
    counts = [word_count(line) for line in lines]
    topics = [_topic(block.folded) for block in kept]
    listing = reading.listing
    short = [line for line, words in zip(lines, counts, strict=True) if words < LEAST_PROSE_WORDS]
    return Signs(
        one_box=_largest_share(kept),
        left_out=_left_out(reading, kept),
        titles=min(1.0, listing.titles / MANY_TITLES) if listing else 0.0,
        ending=_shared_by_ending(topics),
        summary=_summed_up(reading.summary or summary, topics),
        repeated=1 - len(set(lines)) / len(lines),
        figures=sum(bool(_DIGIT.search(line)) for line in short) / len(lines),
        paragraphs=min(1.0, math.log1p(sum(counts) / len(lines)) / LONG_PARAGRAPH_LOG),
    )


def _kept(reading: Reading, cleaned: Cleaned) -> list[Block]:
    """Return the blocks that cleaning left in the text."""
    gone = Counter(block.text for block in cleaned.removed)
    kept = []
    for block in reading.blocks:
        if gone[block.text]:
            gone[block.text] -= 1
        else:
            kept.append(block)
    return kept


def _largest_share(kept: list[Block]) -> float:
    letters: Counter[str] = Counter()
    for block in kept:
        letters[block.box] += len(block.text)
    return max(letters.values(), default=0) / max(1, letters.total())


def _left_out(reading: Reading, kept: list[Block]) -> float:
    own = prose_words(kept)
    shown = max(own, reading.prose_words)
    return 1 - own / shown if shown else 1.0


def _topic(folded: str) -> frozenset[str]:
    """Return the words of a text that are long enough to say what it speaks of."""
    return frozenset(
        word
        for word in folded_words(folded)
        if len(word) >= (LEAST_TOPIC_LETTERS if word.isascii() else LEAST_TOPIC_LETTERS_EASTERN)
    )


def _summed_up(summary: str, topics: list[frozenset[str]]) -> float:
    said = _topic(fold(summary))
    opening = frozenset[str]().union(*topics[:OPENING_BLOCKS])
    return len(said & opening) / len(said) if len(said) >= LEAST_SUMMARY_WORDS else UNKNOWN_SUMMARY


def _shared_by_ending(topics: list[frozenset[str]]) -> float:
    start = max(1, len(topics) * 2 // 3)
    above = frozenset[str]().union(*topics[:start])
    ending = frozenset[str]().union(*topics[start:])
    return len(above & ending) / len(ending) if ending else UNKNOWN_ENDING
