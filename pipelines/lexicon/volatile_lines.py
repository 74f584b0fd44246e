"""Knows the lines of a page that change by themselves: counters, and when it was last touched."""

import re
from collections.abc import Iterable
from functools import lru_cache

from pipelines.lexicon.joined import MONTHS, words
from pipelines.text.fold import fold, folded_words
from pipelines.text.sentences import ends_sentence

LONGEST_LINE_WORDS = 16
_SENTENCE_WORDS = 5
"""So many words that end like a sentence are one, whatever they speak of."""
_AFTER_NOON = re.compile(r"[ap]\.m\.\s*$", re.IGNORECASE)
_PARTS = re.compile(r"\s+[|•·]\s+")


@lru_cache(1)
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the folded words that mark a moving line, and those that may stand beside them."""
    marks = _bared(words(lambda language: language.volatile_lines.marks))
    fillers = words(lambda language: language.volatile_lines.fillers)
    days = words(lambda language: language.dates.weekdays)
    return marks, marks | _bared((*fillers, *days, *MONTHS))


def _bared(known: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_bare, folded_words(" ".join(known))))


def _bare(word: str) -> str:
    """Return a folded word without the article of Arabic."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def is_moving(line: str) -> bool:
    """Tell whether a line only counts readers, or only says when the page was last touched.

    Such a line holds a number or a unit of time; a sentence of the article has other words too.
    """
    said = folded_words(fold(line))
    if not said or len(said) > LONGEST_LINE_WORDS:
        return False
    if len(said) >= _SENTENCE_WORDS and ends_sentence(line) and not _AFTER_NOON.search(line):
        return False
    marks, known = _words()
    plain = [_bare(word) for word in said if not word[0].isdecimal()]
    return not marks.isdisjoint(plain) and known.issuperset(plain)


def without_moving(line: str) -> str:
    """Return a line without those of its parts that move: "By A | 2 May | views: 12" has two."""
    parts = _PARTS.split(line)
    if len(parts) == 1:
        return "" if is_moving(line) else line
    return " | ".join(part for part in parts if not is_moving(part))
