"""Which words of a line were exchanged for others; spelling and punctuation are no difference."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from pipelines.text.fold import fold, folded_words

_MOST_WORDS = 4_000
"""Beyond this a paragraph is shown as replaced: comparing takes time in the square of it."""
_RAW = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, and its folded form."""

    raw: str
    key: str

    @property
    def has_digit(self) -> bool:
        """Whether it holds a digit."""
        return any(letter.isdecimal() for letter in self.key)


Words = list[Word]
Piece = tuple[Literal["equal", "replace", "delete", "insert"], Words, Words]
"""What became of some words, with the old and the new ones."""


def words_of_line(line: str) -> Words:
    """Return the words of a line, with the punctuation that hangs on them."""
    return [word for word in map(_word, _RAW.findall(line)) if word.key]


@lru_cache(20_000)
def _word(raw: str) -> Word:
    return Word(raw, " ".join(folded_words(fold(raw))))


def word_edits(old: Words, new: Words) -> list[Piece]:
    """Return the pieces by which one line became another, in order."""
    ours, theirs = [word.key for word in old], [word.key for word in new]
    if ours == theirs:
        return [("equal", old, new)]
    if not ours or not theirs:
        return [("delete" if ours else "insert", old, new)]
    if max(len(ours), len(theirs)) > _MOST_WORDS:
        return [("replace", old, new)]
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return [(kind, old[i:j], new[k:m]) for kind, i, j, k, m in codes]


def joined(words: Sequence[Word]) -> str:
    """Return words as they are written."""
    return " ".join(word.raw for word in words)
