"""Tells digits that are a day, a year or an ordinal from those that count something."""

import re

from pipelines.lexicon.joined import MONTHS
from pipelines.lexicon.number_words import NumberWords
from pipelines.text.fold import fold

_LETTERS = r"[^\W\d_]+"
_DAYS = 31
_YEAR_DIGITS = 4
_YEARS = (range(1300, 1500), range(1900, 2100))
"""Years of the solar and the lunar Hijri calendar, and of the Gregorian one."""
_DOTTED = re.compile(rf"\.[ \u00a0]+({_LETTERS})")
_MOST_DOTTED = 1_000
_MOST_BEFORE_CAPITALS = 100
"""A sentence may end with a greater number, and the next one begin with a capital."""
_SUFFIX = re.compile(rf"[\s\u200c'’]?({_LETTERS})")
# "3-5 October", "24. November", "3 of October"; a year's word behind it.
_BEHIND = re.compile(rf"(?:\s?[-–]\s?\d{{1,2}})?\.?[\s\u200c]?(?:of )?({_LETTERS})")
_BETWEEN = re.compile(r"[\s.,،-]*")


def is_ordinal(text: str, end: int, digits: str, words: NumberWords) -> bool:
    """Tell whether digits that end at a place are an ordinal: "27th", "27'nci", "27 ویں", "27."."""
    behind = _SUFFIX.match(text, end)
    if behind and fold(behind[1]) in words.ordinals:
        return True
    dotted = _DOTTED.match(text, end)
    if not dotted or not digits.isdecimal() or int(digits) >= _MOST_DOTTED:
        return False
    if dotted[1][0].islower():
        return True
    return words.dotted_ordinals and int(digits) < _MOST_BEFORE_CAPITALS


class DateWatch:
    """Sees which digits of a text, asked for in its order, are days and years of dates."""

    def __init__(self, text: str, words: NumberWords) -> None:
        """Watch the dates of ``text``, whose words of years are in ``words``."""
        self._text = text
        self._words = words
        self._end = -1
        """Where the last day or month ended that a year may follow."""

    def has(self, start: int, end: int, word: str, word_end: int) -> bool:
        """Tell whether digits are of a date; ``word`` is the last word before them, and its end."""
        digits = self._text[start:end]
        if not digits.isdecimal():
            return False
        near = bool(word) and bool(_BETWEEN.fullmatch(self._text, word_end, start))
        before = word if near else ""
        found = _BEHIND.match(self._text, end)
        behind = found[1] if found else ""
        goes_on = self._end == start - 1 and self._text[self._end] in "-–/"  # "2024-25"
        dated = (
            goes_on
            or self._is_day(digits, before, behind)
            or self._is_year(start, digits, before, behind)
        )
        if dated:
            self._end = found.end() if found and _is_month(behind) else end
        return dated

    def _is_day(self, digits: str, before: str, behind: str) -> bool:
        day = len(digits) <= 2 and 1 <= int(digits) <= _DAYS
        return day and (_is_month(before) or _is_month(behind))

    def _is_year(self, start: int, digits: str, before: str, behind: str) -> bool:
        if len(digits) != _YEAR_DIGITS or not any(int(digits) in years for years in _YEARS):
            return False
        of_date = self._end >= 0 and bool(_BETWEEN.fullmatch(self._text, self._end, start))
        told = fold(before) in self._words.year_before or fold(behind) in self._words.year_behind
        return of_date or told or _is_month(before)


def _is_month(word: str) -> bool:
    """Tell whether a word is a month; in Latin letters it needs a capital: "may" is a verb."""
    return bool(word) and fold(word) in MONTHS and not word[0].islower()
