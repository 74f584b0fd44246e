"""Reads how long ago something was: "3 hours ago", "۳ ساعت پیش", "قبل ساعتين", "گزشتہ روز"."""

import re
from datetime import datetime, timedelta

from pipelines.lexicon.joined import any_of, numbered_words, words

MOST_RELATIVE_S = 40 * 86_400
"""Longer ago than this is no way to date an article."""

_SECONDS = numbered_words(lambda language: language.relative.units)
_TWO_UNITS = numbered_words(lambda language: language.relative.two_units)
_COUNT = numbered_words(lambda language: language.relative.counts)
_QUANTITY = rf"(?:(\d{{1,3}}|{any_of(_COUNT)})\s+)?({any_of(_SECONDS | _TWO_UNITS)})"
_AFTER = any_of(words(lambda language: language.relative.after))
_BEFORE = any_of(words(lambda language: language.relative.before))
_YESTERDAY = any_of(words(lambda language: language.relative.yesterday))
_TODAY = any_of(words(lambda language: f"{language.relative.today} {language.relative.now}"))
_AGO = re.compile(rf"(?<!\w)(?:{_QUANTITY}\s+(?:{_AFTER})|(?:{_BEFORE})\s+{_QUANTITY})(?!\w)")
_DAYS = (
    (re.compile(rf"(?<!\w)(?:{_YESTERDAY})(?!\w)"), 1),
    (re.compile(rf"(?<!\w)(?:{_TODAY})(?!\w)"), 0),
)


def read_relative(folded: str, now: datetime) -> datetime | None:
    """Return the moment that a folded text puts before ``now``, or None.

    "A unit ago" without a number is read as one. Yesterday and today are the same hour of those.
    """
    found = _AGO.search(folded)
    if found:
        number, unit = (found[1], found[2]) if found[2] else (found[3], found[4])
        count = 2 if unit in _TWO_UNITS else _count(number)
        seconds = count * (_TWO_UNITS.get(unit) or _SECONDS[unit])
        return now - timedelta(seconds=seconds) if seconds <= MOST_RELATIVE_S else None
    for pattern, days in _DAYS:
        if pattern.search(folded):
            return now - timedelta(days=days)
    return None


def _count(number: str | None) -> int:
    if not number:
        return 1
    return int(number) if number.isdecimal() else _COUNT[number]
