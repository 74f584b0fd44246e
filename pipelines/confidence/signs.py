"""Reads off a cleaned text what tells how good it is: its boxes, its words, what was left out."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields

from pipelines.page.clean import Cleaned
from pipelines.page.extract import Block, Reading, prose_words
from pipelines.text.fold import fold, folded_words
from pipelines.text.word_count import word_count

LEAST_TOPIC_LETTERS = 5
LEAST_TOPIC_LETTERS_EASTERN = 4
OPENING_BLOCKS = 4
"""What sums an article up is said again in so many of its first blocks."""
LEAST_SUMMARY_WORDS = 4
UNKNOWN_SUMMARY, UNKNOWN_HALVES = 0.6, 0.3
"""What stands for a page without a summary, or with hardly any text: about the usual values."""
MANY_TITLES = 10
LONG_PARAGRAPH_LOG = 6.0
"""The logarithm of the words of a paragraph that counts as 1: 400 words."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for or against a text, each from 0 to 1.

    ``one_box`` and ``one_article`` are the shares of the text in boxes of one name, and in one
    article element. ``left_out`` is the share of the page's prose that is not in the text,
    ``removed`` how much of what was read was taken out again. ``listed`` is the share of linked
    titles with their snippets, ``titles`` their number up to ten. ``halves`` is how many words of
    its topic the first and the second half share, ``summary`` how many of the page's summary the
    opening says. ``repeated``, ``cells`` and ``items`` are shares of lines said twice, of letters
    in cells of a table and in items of a list; ``paragraphs`` grows with the length of a paragraph.
    """

    one_box: float
    one_article: float
    left_out: float
    removed: float
    listed: float
    titles: float
    halves: float
    summary: float
    repeated: float
    cells: float
    items: float
    paragraphs: float


NAMES = tuple(field.name for field in fields(Signs))


def signs_of(reading: Reading, cleaned: Cleaned, summary: str = "") -> Signs:
    """Return what tells how good the text is that was cleaned out of ``reading``.

    ``summary`` is what a feed says of the article, for a page that has no summary of its own.
    """
    kept = _kept(reading, cleaned)
    lines = cleaned.text.split("\n\n")
    words = max(1, word_count(cleaned.text))
    gone = sum(word_count(block.text) for block in cleaned.removed)
    topics = [_topic(block.folded) for block in kept]
    opening = frozenset[str]().union(*topics[:OPENING_BLOCKS])
    summed = _topic(fold(reading.summary or summary))
    listing = reading.listing
    return Signs(
        one_box=_largest_share(kept, lambda block: block.box),
        one_article=_largest_share(kept, lambda block: block.article),
        left_out=_left_out(reading, kept),
        removed=gone / (gone + words),
        listed=min(1.0, listing.share) if listing else 0.0,
        titles=min(1.0, listing.titles / MANY_TITLES) if listing else 0.0,
        halves=_shared_by_halves(topics),
        summary=len(summed & opening) / len(summed)
        if len(summed) >= LEAST_SUMMARY_WORDS
        else UNKNOWN_SUMMARY,
        repeated=1 - len(set(lines)) / len(lines),
        cells=_share(kept, "cell"),
        items=_share(kept, "item"),
        paragraphs=min(1.0, math.log1p(words / len(lines)) / LONG_PARAGRAPH_LOG),
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


def _largest_share(kept: list[Block], place: Callable[[Block], str | int]) -> float:
    letters: Counter[str | int] = Counter()
    for block in kept:
        letters[place(block)] += len(block.text)
    return max(letters.values(), default=0) / max(1, sum(letters.values()))


def _share(kept: list[Block], tag: str) -> float:
    letters = sum(len(block.text) for block in kept if block.tag == tag)
    return letters / max(1, sum(len(block.text) for block in kept))


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


def _shared_by_halves(topics: list[frozenset[str]]) -> float:
    middle = len(topics) // 2
    first = frozenset[str]().union(*topics[:middle])
    second = frozenset[str]().union(*topics[middle:])
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer else UNKNOWN_HALVES
