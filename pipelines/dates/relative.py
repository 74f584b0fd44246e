"""Reads how long ago something was: "3 hours ago", "۱ ساعت و ۲۰ دقیقه پیش", "قبل ساعتين"."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pipelines.dates.calendars import gregorian_day
from pipelines.dates.clock import FoundClock, find_clocks
from pipelines.dates.moments import Moment, day_moment, told_zone, zone_known
from pipelines.dates.timezones import country_zone
from pipelines.lexicon.joined import any_of, numbered_words, words

HOUR_S, DAY_S = 3_600, 86_400
LONGEST = timedelta(days=3_000)
"""Longer ago than this is no way to date an article."""

_SECONDS = numbered_words(lambda language: language.relative.units)
_MONTHS = numbered_words(lambda language: language.relative.long_units)
_TWO = numbered_words(lambda language: language.relative.two_units)
_COUNT = {
    **dict.fromkeys(words(lambda language: language.numbers.articles), 1),
    **numbered_words(
        lambda language: {
            number: said for number, said in language.numbers.values.items() if 0 < number < 100
        }
    ),
}
_HUNDREDTHS = numbered_words(lambda language: language.relative.hundredths)
_SEVERAL = frozenset(words(lambda language: language.relative.several))
_JOINT = any_of(words(lambda language: language.relative.joints))
# A number or a unit in words is a word of its own, or hangs on "and": "وثلاث ساعات".
_START = r"(?:(?<!\w)|(?<=\bو))"
# "twenty-five", "بیست و پنج", "خمس وعشرين".
_WORD = any_of(_COUNT)
_WORDS = rf"(?:{_WORD})(?:(?:\s+(?:{_JOINT})\s*|[\s-])(?:{_WORD}))?"
_NUMBER = rf"(?<!\d)\d{{1,3}}(?:[.,]\d)?|{_START}(?:{any_of(_HUNDREDTHS)}|{_WORDS})(?!\w)"
_UNIT = any_of([*_SECONDS, *_MONTHS, *_TWO])
# "an hour and a half", and not "a day and half an hour".
_PART_OF_ONE = any_of(word for word, share in _HUNDREDTHS.items() if share < 100)
_AND_PART = rf"(?P<more>\s+(?:{_JOINT})\s*(?P<share>{_PART_OF_ONE})(?!\w)(?!\s*(?:{_UNIT})))?"
_AND_PART_UNNAMED = _AND_PART.replace("?P<more>", "?:").replace("?P<share>", "?:")
_QUANTITY = rf"(?:(?:{_NUMBER})\s*)?(?:{_UNIT})(?!\w){_AND_PART_UNNAMED}"
_CHAIN = rf"{_QUANTITY}(?:\s*[,،]?\s*(?:(?:{_JOINT})\s*)?{_QUANTITY})*"
_AFTER = any_of(words(lambda language: language.relative.after))
_BEFORE = any_of(words(lambda language: language.relative.before))
_MAY_BE_AGO = re.compile(rf"(?<!\w)(?:{_AFTER}|{_BEFORE})(?!\w)")
# What makes the quantity behind or before it another one: "a third of", "a hundred and", "less".
_ANY_NUMBER = any_of(
    [
        *_COUNT,
        *numbered_words(lambda language: {**language.numbers.values, **language.numbers.scales}),
    ]
)
_FRACTION = (
    rf"(?<!\w)(?:(?:{any_of(words(lambda language: language.relative.fractions))})\s(?:an?\s)?"
    rf"|(?:{_ANY_NUMBER})(?:\s+(?:{_JOINT})\s*|[\s-]))$"
)
_SINGLE = re.compile(rf"{_START}(?:{_WORD})(?!\w)")
_LESS = re.compile(rf"\s+(?:{any_of(words(lambda language: language.relative.minus))})(?!\w)")
# A day by name is a stamp only where it stands alone, with a label or a time: "Today at 10:30".
# Anywhere else it is a word of a name, a hashtag or a question.
_DAY_WORDS = {
    **dict.fromkeys(words(lambda language: language.relative.before_yesterday), 2),
    **dict.fromkeys(words(lambda language: language.relative.yesterday), 1),
    **dict.fromkeys(words(lambda language: language.relative.today), 0),
}
_NOW = frozenset(words(lambda language: language.relative.now))
_DAY = re.compile(rf"(?<![\w#@])(?:{any_of([*_DAY_WORDS, *_NOW])})(?!\w)")
_LABEL = any_of(words(lambda language: f"{language.dates.published} {language.dates.modified}"))
_AT = any_of(words(lambda language: language.dates.at))
_STAMP = re.compile(
    rf"(?:(?:first|last|آخر|آخرین)?\s?(?:{_LABEL})\w*|on|am|کو|{_AT}|[\s,،:;.()-])*"
)
_SEGMENT = re.compile(r"\s*[|•·–—]\s*")


@lru_cache(1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of "3 hours ago", of each quantity in it, and of a part before it.

    They are the longest of the program, and most of its runs meet no such date: so they are
    compiled when one comes.
    """
    chains = rf"(?P<chain>{_CHAIN})\s+(?:{_AFTER})|(?:{_BEFORE})\s+(?P<chain2>{_CHAIN})"
    part = rf"(?:(?P<number>{_NUMBER})\s*|{_START})(?P<unit>{_UNIT})(?!\w){_AND_PART}"
    ago = rf"(?<![\w.,])(?:{chains})(?!\w)"
    return re.compile(ago), re.compile(part), re.compile(_FRACTION)


@dataclass(frozen=True, slots=True)
class FoundAgo:
    """Where a text says how long ago something was, and the moment that this was."""

    start: int
    end: int
    moment: Moment


def find_relative(folded: str, country: str, now: datetime) -> list[FoundAgo]:
    """Return the moments that a folded text puts before ``now``, in the order of the text.

    Hours and minutes are told to the minute; days name a day of the outlet's calendar, and so do
    months with days. Whole weeks, months and years name none; nor does a unit without a number,
    except where the word before it says "one" (Arabic "منذ ساعة"). A day by its name counts where
    nothing else does, and once.
    """
    agos: list[re.Match[str]] = []
    found = []
    if _MAY_BE_AGO.search(folded):
        ago_pattern, _, fraction = _patterns()
        agos = list(ago_pattern.finditer(folded))
    for ago in agos:
        one = ago["chain2"] is not None
        if fraction.search(folded[: ago.start()]) or _LESS.match(folded, ago.end()):
            continue
        if moment := _ago(ago["chain"] or ago["chain2"], country, now, one=one):
            found.append(FoundAgo(ago.start(), ago.end(), moment))
    if agos:
        return found
    start = 0
    for segment in _SEGMENT.split(folded):
        start = folded.index(segment, start)
        if moment := _named_day(segment, country, now):
            return [FoundAgo(start, start + len(segment), moment)]
    return []


def _ago(chain: str, country: str, now: datetime, *, one: bool) -> Moment | None:
    months, seconds, smallest = 0, 0.0, float("inf")
    for part in _patterns()[1].finditer(chain):
        unit = part["unit"]
        count = _count(part["number"], one=one and unit not in _SEVERAL)
        if part["more"] and unit in _MONTHS:
            return None
        if part["more"]:
            length = _SECONDS.get(unit) or _TWO[unit]
            seconds += length * _HUNDREDTHS[part["share"]] / 100
        if unit in _TWO:
            seconds += 2 * _TWO[unit]
            smallest = min(smallest, _TWO[unit])
        elif count is None:
            return None
        elif unit in _MONTHS:
            if count != int(count):
                return None
            months += int(count) * _MONTHS[unit]
        else:
            seconds += count * _SECONDS[unit]
            smallest = min(smallest, _SECONDS[unit] if count == int(count) else HOUR_S)
    if smallest > DAY_S or seconds > LONGEST.total_seconds() or months > LONGEST.days / 30:
        return None
    zone = country_zone(country)
    before = _months_before(now.astimezone(zone), months)
    if smallest == DAY_S:
        return day_moment((before - timedelta(seconds=seconds)).date())
    at = before.astimezone(UTC) - timedelta(seconds=seconds)
    return Moment(at, at.astimezone(zone).replace(tzinfo=None), timed=True, zone="told")


def _count(number: str | None, *, one: bool) -> float | None:
    if not number:
        return 1 if one else None
    if number in _HUNDREDTHS:
        return _HUNDREDTHS[number] / 100
    if number[0].isdigit():
        return float(number.replace(",", "."))
    if number in _COUNT:
        return _COUNT[number]
    parts = sorted(_COUNT[word] for word in _SINGLE.findall(number))
    return (
        sum(parts) if len(parts) == 2 and parts[0] < 10 < parts[1] and not parts[1] % 10 else None
    )


def _months_before(moment: datetime, months: int) -> datetime:
    """Return the same time so many months earlier, on the month's last day if it is shorter."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = moment.day
    while gregorian_day(year, month + 1, day) is None:
        day -= 1
    return moment.replace(year=year, month=month + 1, day=day)


def _named_day(segment: str, country: str, now: datetime) -> Moment | None:
    found = _DAY.search(segment)
    if not found:
        return None
    clocks = find_clocks(segment, country)
    rest = segment[: found.start()] + " " + segment[found.end() :]
    clock: FoundClock | None = None
    if len(clocks) == 1:
        clock = clocks[0]
        rest = rest.replace(segment[clock.start : clock.end], " ")
    if len(clocks) > 1 or not _STAMP.fullmatch(rest.strip()):
        return None
    if found[0] in _NOW:
        local = now.astimezone(country_zone(country)).replace(tzinfo=None)
        return Moment(now.astimezone(UTC), local, timed=True, zone="told")
    zone = (clock.zone if clock else None) or country_zone(country)
    day = (now.astimezone(zone) - timedelta(days=_DAY_WORDS[found[0]])).date()
    if clock is None or clock.time is None:
        return day_moment(day)
    wall = datetime.combine(day, clock.time)
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at > now + timedelta(hours=1):
        return day_moment(day)
    return Moment(
        at, wall, timed=True, zone=told_zone(wall, at) if clock.zone else zone_known(country)
    )
