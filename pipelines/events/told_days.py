"""The days around its publication that a text names, without the year: when something happened."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipelines.dates.calendars import gregorian_day, solar_date, solar_day
from pipelines.dates.days import find_days
from pipelines.lexicon.joined import GREGORIAN_MONTHS, SOLAR_MONTHS, any_of, words
from pipelines.lexicon.weekdays import WEEKDAYS

DAYS_BACK, DAYS_AHEAD = 5, 1
"""Only days so near to the publication say when what is reported happened."""

_MONTHS = any_of(word for word in (*GREGORIAN_MONTHS, *SOLAR_MONTHS) if len(word) > 2)
_ENDING = any_of(words(lambda language: language.dates.ordinals))
_DAY = rf"(?<!\d)(?P<day>\d{{1,2}})(?:\s?(?:{_ENDING})(?!\w)|\.)?(?!\d)"
_BETWEEN = r"\s{0,2}(?:of |د |په |کی |ماه )?"
_DAY_MONTH = re.compile(rf"{_DAY}{_BETWEEN}(?P<month>{_MONTHS})(?!\w)")
_MONTH_DAY = re.compile(rf"(?<!\w)(?P<month>{_MONTHS}){_BETWEEN}{_DAY}")
_GLUED = "morgen|mittag|vormittag|nachmittag|abend|nacht|s"
"""What German joins to a day: "Freitagmorgen"."""
_WEEKDAY = re.compile(rf"(?<!\w)(?P<name>{any_of(WEEKDAYS)})(?:{_GLUED})?(?!\w)")
_RELATIVE = {
    **dict.fromkeys(words(lambda language: language.relative.before_yesterday), 2),
    **dict.fromkeys(words(lambda language: language.relative.yesterday), 1),
    **dict.fromkeys(words(lambda language: language.relative.today), 0),
}
_RELATIVE_DAY = re.compile(rf"(?<!\w)(?:{any_of(_RELATIVE)})(?!\w)")


def told_days(folded: str, published: date) -> frozenset[date]:
    """Return the days near to ``published`` that a folded text names, in whatever calendar.

    A weekday is the last one of its name; a day and month without a year are the nearest.
    """
    least, most = published - timedelta(DAYS_BACK), published + timedelta(DAYS_AHEAD)
    return frozenset(day for day in _every(folded, published) if least <= day <= most)


def _every(folded: str, published: date) -> Iterator[date]:
    yield from (found.day for found in find_days(folded, "", published))
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(folded):
            yield from _nearest(match["month"], int(match["day"]), published)
    for match in _WEEKDAY.finditer(folded):
        yield published - timedelta((published.weekday() - WEEKDAYS[match["name"]]) % 7)
    for match in _RELATIVE_DAY.finditer(folded):
        yield published - timedelta(_RELATIVE[match[0]])


def _nearest(month: str, day: int, published: date) -> Iterator[date]:
    """Yield the days of that month and day in the years around; the caller takes what is near."""
    for step in (-1, 0, 1):
        if month in GREGORIAN_MONTHS:
            found = gregorian_day(published.year + step, GREGORIAN_MONTHS[month], day)
        else:
            year = solar_date(published)[0] + step
            found = solar_day(year, SOLAR_MONTHS[month], day)
        if found is not None:
            yield found
