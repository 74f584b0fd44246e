"""What people are quoted with: the quotations of a text that another version of it lacks."""

import re
from collections import Counter
from typing import Any

from pipelines.text.fold import fold, folded_words

ALIKE = 0.4
"""Paragraphs that share so much of their words (Dice) are one paragraph that was edited."""
LEAST_QUOTE_WORDS = 4
_QUOTE = re.compile('[«“„"]([^«»“”„"]{12,1500})[»”“"]')


def lost_quotes(text: str, other: str) -> list[str]:
    """Return the quotations of ``text`` that ``other`` does not have, not even reworded."""
    there = paragraph_key(other)
    counted = [Counter(folded_words(fold(sentence))) for sentence in _QUOTE.findall(other)]
    lost = []
    for quote in _QUOTE.findall(text):
        words = folded_words(fold(quote))
        if len(words) < LEAST_QUOTE_WORDS or " ".join(words) in there:
            continue
        if all(dice(Counter(words), quoted) < 2 * ALIKE for quoted in counted):
            lost.append(quote)
    return lost


def paragraph_key(text: str) -> str:
    """Return the folded words of a paragraph, by which it is known again."""
    return " ".join(folded_words(fold(text)))


def dice(one: Counter[Any], other: Counter[Any]) -> float:
    """Return the share of what two counts have in common (Dice), 1 if both are empty."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0
