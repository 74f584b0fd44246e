"""Counts words, also where a script writes no space between them."""

import re

LETTERS_A_WORD = 2.0
"""Chinese and Japanese words are about two letters long on average."""
LETTERS_A_WORD_THAI = 5.0
"""The same for Thai, Lao, Khmer and Burmese, vowel signs included."""
_ANY = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def word_count(text: str) -> int:
    """Return how many words ``text`` has; in scripts without spaces, about how many."""
    spaced = len(text.split())
    if text.isascii() or not _ANY.search(text):
        return spaced
    wide, unspaced = len(_WIDE.findall(text)), len(_UNSPACED.findall(text))
    return max(spaced, round(wide / LETTERS_A_WORD + unspaced / LETTERS_A_WORD_THAI))


def has_more_words(text: str, limit: int) -> bool:
    """Tell whether ``text`` has more than ``limit`` words, without counting all of a long one."""
    return len(text.split(None, limit)) > limit or word_count(text) > limit
