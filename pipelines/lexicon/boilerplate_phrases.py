"""What stands around articles and is not theirs: headings of widgets, pleas, notices.

The words of each language are in languages/; compared in folded form, so each is given once.
"""

import re
from functools import cache

from pipelines.lexicon.joined import any_of, phrases

LONGEST_NOTICE_WORDS = 34
"""A line that starts like a notice but is longer than this is left as it is."""
LONGEST_LINK_TITLE_WORDS = 24
"""A title in a list of other articles is seldom longer than this."""


@cache
def list_headings() -> frozenset[str]:
    """Return the headings of boxes that list other articles, folded and bare."""
    return frozenset(map(bare, phrases(lambda language: language.boilerplate.list_headings)))


@cache
def whole_lines() -> frozenset[str]:
    """Return the lines that are boilerplate by themselves, folded and bare."""
    return frozenset(map(bare, phrases(lambda language: language.boilerplate.lines)))


@cache
def notice_start() -> re.Pattern[str]:
    """Return a pattern of how notices begin, folded, with their punctuation."""
    return re.compile(any_of(phrases(lambda language: language.boilerplate.starts)))


_COUNT = re.compile(r"\s*\(?\d+\)?$")


def bare(folded: str) -> str:
    """Return a folded line without marks at its ends and without a count behind it."""
    trimmed = folded.strip()
    counted = trimmed[-1:] == ")" or trimmed[-1:].isdigit()
    return (_inner(_COUNT.sub("", trimmed)) if counted else "") or _inner(trimmed)


def _inner(text: str) -> str:
    """Return what is left between the first and the last letter or digit."""
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]
