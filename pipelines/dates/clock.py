"""Reads a time of day in a folded line: hours of twelve or twenty-four, and the zone behind it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time, tzinfo

from pipelines.dates.timezones import ZONE_NAMES, zone_of
from pipelines.lexicon.joined import LANGUAGES, any_of, words, words_in
from pipelines.lexicon.language import Language

# Which hours of the day a word beside a time of twelve hours may mean, first and last.
_PARTS: tuple[tuple[Callable[[Language], str], tuple[int, int]], ...] = (
    (lambda language: language.dates.morning, (0, 11)),
    (lambda language: language.dates.noon, (9, 17)),
    (lambda language: language.dates.afternoon, (12, 20)),
    (lambda language: language.dates.evening, (12, 23)),
    (lambda language: language.dates.night, (18, 23)),
    (lambda language: language.dates.dawn, (0, 7)),
)
_HOURS = {word: hours for table, hours in _PARTS for word in words(table)}
_PART = any_of(_HOURS)
_AT = any_of(words(lambda language: language.dates.at))
_HOUR = any_of(words(lambda language: language.dates.hour))
_CLOCKS = {
    word: place
    for language in LANGUAGES
    for place, text in language.dates.clocks.items()
    for word in words_in(text)
}
_NAMES = rf"{any_of(_CLOCKS)}|[a-z]+(?:/[a-z_-]+){{1,2}}|[a-z]{{1,5}}"
_SHIFT = (
    r"(?:gmt|utc)?\s?[+\N{MINUS SIGN}\N{EN DASH}-]\d{1,2}(?::?\d{2})?(?:\s?z)?(?!\d)"
    r"|(?:gmt|utc)\s?[+\N{MINUS SIGN}\N{EN DASH}-]\s\d{1,2}(?::?\d{2})?(?!\d)"
)
# One letter before a time belongs to the year before it: "2025 م 10:30" is no evening.
_PART_BEFORE = any_of(word for word in _HOURS if len(word) > 1)
_BEFORE = rf"(?:(?<!\w)(?P<before>{_PART_BEFORE})\s*[,:،-]?\s*(?:(?:{_AT})\s+)?)?"
_BEHIND = (
    rf"(?:\s?(?:{_HOUR})(?!\w))?(?:\s*[,،]?\s*(?P<behind>{_PART})(?!\w))?"
    rf"(?:\s*[,،-]?\s*[(\[]?\s?(?P<zone>{_SHIFT}|(?:{_NAMES})(?!\w)))?"
)
_CLOCK = re.compile(
    rf"{_BEFORE}(?<![\d:.])t?(?P<hour>\d{{1,2}})"
    r"(?:[:.]|\s?h\s?|\s?uhr\s|\s?بج کر\s|\sو\s(?=\d{1,2}\sدقیقه))"
    r"(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?![\d:]|\.\d)"
    rf"(?:\s?(?:منٹ|دقیقه)(?!\w))?{_BEHIND}"
)
_WHOLE_HOUR = re.compile(
    rf"(?:(?<!\w)(?P<before>{_PART_BEFORE})\s*(?:(?:{_AT})\s+)?(?<![\d:./-])(?P<hour>\d{{1,2}})\s?"
    rf"(?:{_HOUR})(?!\w)|(?<![\d:./-])(?P<hour2>\d{{1,2}})(?:\s?(?:{_HOUR})(?!\w))?"
    rf"\s?(?P<behind>{_PART})(?!\w)|(?<![\d:./-])(?P<hour3>\d{{1,2}})\s?(?:uhr|hrs)(?!\w))"
    rf"(?:\s*[,،-]?\s*\(?\s?(?P<zone>{_SHIFT}|(?:{_NAMES})(?!\w)))?"
)
_ARMY = re.compile(
    r"(?<![\d:./+-])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?"
    r"(?P<zone>hrs|hours|gmt|utc|pkt|aft|ist)(?!\w)"
)
_ZONE_IN_FRONT = re.compile(r"(?<!\w)(gmt|utc|pkt|aft|irst|cet|msk)[\s:,]+$")


@dataclass(frozen=True, slots=True)
class FoundClock:
    """A time of day in a line: where it stands, and its zone, None if it names none.

    ``time`` is None where the hour may be one of two, or the zone is named but may be several.
    """

    time: time | None
    zone: tzinfo | None
    start: int
    end: int
    exact: bool = True


def find_clocks(folded: str, country: str) -> list[FoundClock]:
    """Return the times of day of a folded text, in its order; ``country`` settles zone names."""
    found: list[FoundClock] = []
    for one in sorted(_every(folded, country), key=lambda clock: (clock.start, -clock.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def _every(folded: str, country: str) -> Iterator[FoundClock]:
    for match in _CLOCK.finditer(folded):
        yield _clock(match, int(match["hour"]), match["minute"], match["second"], country)
    for match in _WHOLE_HOUR.finditer(folded):
        hour = match["hour"] or match["hour2"] or match["hour3"]
        yield _clock(match, int(hour), "00", None, country)
    for match in _ARMY.finditer(folded):
        hour, minute = int(match["hour"]), int(match["minute"])
        zone = zone_of(match["zone"], country)
        known = match["zone"] in ("hrs", "hours") or zone is not None
        yield FoundClock(time(hour, minute) if known else None, zone, match.start(), match.end())


def _clock(
    match: re.Match[str], written: int, minute: str, second: str | None, country: str
) -> FoundClock:
    groups = match.groupdict()
    part = groups.get("behind") or groups.get("before")
    hour = written if part is None else _hour_of_day(written, _HOURS[part])
    zone, known = _zone(match, country)
    told: time | None = None
    if hour is not None and known and hour < 24 and int(minute) < 60 and int(second or 0) < 60:
        told = time(hour, int(minute), int(second or 0))
    exact = told != time(0) or part is not None
    return FoundClock(told, zone, match.start(), match.end(), exact)


def _zone(match: re.Match[str], country: str) -> tuple[tzinfo | None, bool]:
    """Return the zone of a time, and whether it is clear: a name of several zones is not."""
    name = (match["zone"] or "").strip()
    if not name:
        in_front = _ZONE_IN_FRONT.search(match.string[: match.start()])
        name = in_front[1] if in_front else ""
    zone = zone_of(_CLOCKS.get(name, name), country)
    return zone, zone is not None or name not in ZONE_NAMES


def _hour_of_day(written: int, hours: tuple[int, int]) -> int | None:
    """Return the hour of 24 that a written hour and the part of the day mean, None if unclear."""
    if written > 12:
        return written
    first, last = hours
    for hour in (written % 12, written % 12 + 12):
        if first <= hour <= last:
            return hour
    return None
