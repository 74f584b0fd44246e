"""What a language is to this program: tables of its words, as the files in languages/ fill them.

Three notations. "Words" are parted by blanks, and an underscore stands for a space within one.
"Phrases" are parted by "|" or a line break. "Patterns" are regular expressions, one a line.
All are given as people write them, and are compared in folded form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Months:
    """Names of months in three calendars: words, one line a month, "-" for a month without one.

    After twelve lines it may begin anew: languages that are kept together have twelve each.
    """

    gregorian: str = ""
    solar: str = ""
    lunar: str = ""


@dataclass(frozen=True, slots=True)
class Relative:
    """How a language says how long ago something was.

    ``units`` are words by their length in seconds, ``two_units`` those that mean two of a unit.
    ``after`` ("ago") stands behind a number and its unit, ``before`` ("vor") in front of them.
    """

    units: Mapping[int, str] = field(default_factory=lambda: _NONE)
    two_units: Mapping[int, str] = field(default_factory=lambda: _NONE)
    counts: Mapping[int, str] = field(default_factory=lambda: _NONE)
    after: str = ""
    before: str = ""
    yesterday: str = ""
    today: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """Words in and around written dates.

    ``ordinals`` are glued to a day ("5th"), ``of`` stand between day, month and year, ``year``
    before a year. ``morning`` and ``evening`` stand behind a time. ``modified`` and ``published``
    are beginnings of words that say what a date is of.
    """

    ordinals: str = ""
    of: str = ""
    year: str = ""
    morning: str = ""
    evening: str = ""
    modified: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """The words that the program knows of one language, by what they are for."""

    code: str
    months: Months = field(default_factory=Months)
    relative: Relative = field(default_factory=Relative)
    dates: Dates = field(default_factory=Dates)
