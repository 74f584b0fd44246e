"""Reads the dates that a line names as people write them, in many languages and calendars."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from pipelines.dates.clock import FoundClock, find_clocks
from pipelines.dates.days import FoundDay, find_days
from pipelines.dates.moments import Moment, believable, day_moment, told_zone, zone_known
from pipelines.dates.relative import find_relative
from pipelines.dates.timezones import country_zone
from pipelines.lexicon.joined import any_of, words
from pipelines.text.fold import fold

LONGEST_TEXT = 400
"""So many characters of a text are looked at."""
_MOST_WORDS_OF_STAMP = 2
"""A label or a place may stand beside a date."""
_BESIDE_DAYS = frozenset(words(lambda language: f"{language.dates.weekdays} {language.dates.eras}"))
_BEHIND_DAY, _BEFORE_DAY = 48, 40
"""How far from a day its time of day may stand, in characters."""

_MODIFIED = re.compile(any_of(words(lambda language: language.dates.modified)))
_PUBLISHED = re.compile(any_of(words(lambda language: language.dates.published)))
# In some languages, and in brackets, the label stands behind: "26.11.2026 tarihinde güncellendi".
# It ends its part of the line, and no other number stands between.
_BEHIND_LABEL = re.compile(
    r"(?:[^|•·–—،,;\d]| \d{1,2}[:.]\d{2}(?!\d))*?(?=\s*(?:[|•·–—،,;]| - |$))(?<!\d)"
)
# "Event: ", "Event: Sunday, ".
_ENDS_AS_LABEL = re.compile(
    r"([^|•·–—،,;:：\d]*[^\W\d])\s*[:：]\s*"
    rf"(?:(?:{any_of(words(lambda language: language.dates.weekdays))})[\s,،.]*)?$"
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as a line of a page names it, and whether it is of a later change.

    ``relative`` ones ("3 hours ago") were true when the page was made, not when it is read.
    ``label`` is what stands before the date and a colon, folded: "event" of "Event: 1 December".
    """

    moment: Moment
    modified: bool
    relative: bool = False
    label: str = ""


def read_date(text: str, country: str, now: datetime) -> datetime | None:
    """Return the first date that a line of a page names, as UTC, or None.

    Understands words and digits of the languages at hand, the solar and lunar Hijri calendars, and
    how long ago; ``country`` (ISO 3166, "" if unknown) settles the order of day and month.
    """
    dates = read_dates(text, country, now)
    return dates[0].moment.at if dates else None


def read_dates(text: str, country: str, now: datetime) -> tuple[WrittenDate, ...]:
    """Return the believable dates that a line of a page names, in the order of the line.

    Numbers that may be day and month either way are no date where the country is unknown. Of one
    day in several calendars the reckoned lunar one is never taken.
    """
    folded = re.sub(r"\s+", " ", fold(text[:LONGEST_TEXT]))
    dates: list[WrittenDate] = []
    last = 0
    for found, moment in _moments(folded, country, now):
        if not believable(moment.at, now):
            continue
        before = folded[last : found.start]
        behind = _BEHIND_LABEL.match(folded, found.end)
        told_behind = behind is not None and says_when(behind[0]) and not says_when(before)
        label = says_modified(behind[0] if behind and told_behind else before)
        same = next((n for n, one in enumerate(dates) if _is_same(one.moment, moment)), None)
        if same is None or (label and not dates[same].modified):
            dates.append(WrittenDate(moment, label, label=label_before(before)))
            last = behind.end() if behind and told_behind else found.start
        elif moment.timed and not dates[same].moment.timed:
            dates[same] = replace(dates[same], moment=moment)
    return tuple(dates) or _relative_dates(folded, country, now)


def _relative_dates(folded: str, country: str, now: datetime) -> tuple[WrittenDate, ...]:
    """Return the dates that a folded line tells by how long ago they were, each with its label.

    A label stands before them; that of the last one may stand behind it.
    """
    found = find_relative(folded, country, now)
    dates: list[WrittenDate] = []
    for number, ago in enumerate(found):
        said = folded[found[number - 1].end if number else 0 : ago.end]
        if number == len(found) - 1 and not says_when(said):
            said += folded[ago.end :]
        if believable(ago.moment.at, now):
            dates.append(WrittenDate(ago.moment, says_modified(said), relative=True))
    return tuple(dates)


def label_before(before: str) -> str:
    """Return the words that a folded text ends with before a colon, "" if it does not so."""
    found = _ENDS_AS_LABEL.search(before)
    return found[1].strip() if found else ""


def says_modified(folded: str) -> bool:
    """Tell whether a folded text speaks of a change and not of publication, the last word first."""
    changes = [found.start() for found in _MODIFIED.finditer(folded)]
    births = [found.start() for found in _PUBLISHED.finditer(folded)]
    return bool(changes) and (not births or births[-1] < changes[-1])


def says_published(folded: str) -> bool:
    """Tell whether a folded text speaks of publication."""
    return bool(_PUBLISHED.search(folded))


def says_when(folded: str) -> bool:
    """Tell whether a folded text speaks of publication or of a change."""
    return bool(_PUBLISHED.search(folded) or _MODIFIED.search(folded))


def is_stamp(text: str) -> bool:
    """Tell whether a line holds a day, perhaps with its time and weekday, and no sentence."""
    left = words_beside_days(text)
    return left is not None and left <= _MOST_WORDS_OF_STAMP


def words_beside_days(text: str) -> int | None:
    """Return how many words a line has beside its days, times and weekdays; None without a day."""
    folded = re.sub(r"\s+", " ", fold(text[:LONGEST_TEXT]))
    days = find_days(folded, "PK", date.max)
    if not days:
        return None
    rest = list(folded)
    spans = [(day.start, day.end) for day in days]
    spans += [(clock.start, clock.end) for clock in find_clocks(folded, "")]
    for start, end in spans:
        rest[start:end] = " " * (end - start)
    return sum(word not in _BESIDE_DAYS for word in re.findall(r"\w+", "".join(rest)))


def _moments(folded: str, country: str, now: datetime) -> list[tuple[FoundDay, Moment]]:
    """Return the days of a line with their times; lunar days only where there are no others."""
    days = find_days(folded, country, now.date())
    if any(day.calendar != "lunar" for day in days):
        clocks = _clocks_of(folded, days, country)
        rows = zip(days, clocks, strict=True)
        sure = [(day, clock) for day, clock in rows if day.calendar != "lunar"]
        spare = [clock for day, clock in zip(days, clocks, strict=True) if day.calendar == "lunar"]
        if len(sure) == 1 and sure[0][1] is None:  # the time may stand beside the lunar day
            sure = [(sure[0][0], next((clock for clock in spare if clock), None))]
    else:
        sure = list(zip(days, _clocks_of(folded, days, country), strict=True))
    return [(day, _moment(day, clock, country)) for day, clock in sure]


def _clocks_of(folded: str, days: list[FoundDay], country: str) -> list[FoundClock | None]:
    """Return the time of day that belongs to each day: behind it, or else before it.

    Where the first time stands before the first day, each is looked for before its day.
    """
    ends = [0, *(day.end for day in days)]
    starts = [*(day.start for day in days[1:]), len(folded)]
    before, behind = [], []
    for day, end, start in zip(days, ends, starts, strict=False):
        ahead = folded[max(end, day.start - _BEFORE_DAY) : day.start]
        before.append(next(iter(find_clocks(ahead, country)[-1:]), None))
        after = folded[day.end : min(start, day.end + _BEHIND_DAY)]
        behind.append(next(iter(find_clocks(after, country)), None))
    in_front = len(days) > 1 and before[0] is not None
    first, second = (before, behind) if in_front else (behind, before)
    return [one or other for one, other in zip(first, second, strict=True)]


def _moment(day: FoundDay, clock: FoundClock | None, country: str) -> Moment:
    rough = day.calendar == "lunar"
    if clock is None or clock.time is None or not clock.exact:
        return day_moment(day.day, rough=rough)  # software writes midnight where it knows no time
    wall = datetime.combine(day.day, clock.time)
    try:
        at = wall.replace(tzinfo=clock.zone or country_zone(country)).astimezone(UTC)
    except (OverflowError, ValueError):
        return day_moment(day.day, rough=rough)
    zone = told_zone(wall, at) if clock.zone else zone_known(country)
    return Moment(at, wall, timed=True, zone=zone, rough=rough)


def _is_same(one: Moment, other: Moment) -> bool:
    if one.timed and other.timed:
        return abs(one.at - other.at) <= timedelta(minutes=1)
    return one.day == other.day
