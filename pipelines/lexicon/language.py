"""What a language is to this program: tables of its words, as the files in languages/ fill them.

Three notations. "Words" are parted by blanks, and an underscore stands for a space within one.
"Phrases" are parted by "|" or a line break. "Patterns" are regular expressions, one a line.
All are given as people write them, and are compared in folded form.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[int, str] = MappingProxyType({})
_NO_PARTS: Mapping[str, str] = MappingProxyType({})
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


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

    ``units`` are words by their length in seconds, ``long_units`` by their length in months,
    ``two_units`` those that mean two of a unit. ``hundredths`` are words of broken numbers
    (50 is "half an"); ``fractions`` make the number or unit behind them one that no other table
    has ("third of"), ``minus`` that before them. ``several`` are units that mean more than one.
    ``joints`` stand between two units ("and"). ``after`` ("ago") stands behind
    a number and its unit, ``before`` ("vor") in front of them; numbers are those of ``Numbers``.
    """

    units: Mapping[int, str] = field(default_factory=lambda: _NONE)
    long_units: Mapping[int, str] = field(default_factory=lambda: _NONE)
    two_units: Mapping[int, str] = field(default_factory=lambda: _NONE)
    hundredths: Mapping[int, str] = field(default_factory=lambda: _NONE)
    fractions: str = ""
    minus: str = ""
    several: str = ""
    joints: str = ""
    after: str = ""
    before: str = ""
    before_yesterday: str = ""
    yesterday: str = ""
    today: str = ""
    now: str = ""

    def said(self) -> str:
        """Return every word that alone makes a text one that may say how long ago it was."""
        days = (self.before_yesterday, self.yesterday, self.today)
        return " ".join((self.after, self.before, *days, self.now))


@dataclass(frozen=True, slots=True)
class Dates:
    """Words in and around written dates.

    ``weekdays`` are the names of days. ``ordinals`` are glued to a day ("5th"), ``of`` stand
    between day, month and year, ``year`` before a year. ``morning``, ``noon``, ``afternoon``,
    ``evening``, ``night`` and ``dawn`` stand before or behind a time of twelve hours. ``at``
    stands before a time, ``hour`` behind one without minutes ("7 o'clock"). ``clocks`` are words
    for whose clock a time is of, by the name of the zone in the IANA database. ``modified`` and
    ``published`` are beginnings of words that say what a date is of; ``labels`` are words that
    begin a line which dates the article; with one of the ``events`` in its label, a date is of
    something else ("Date of birth:"). ``eras`` tell the calendar of a day, or stand between the
    same day in two of them.
    """

    weekdays: str = ""
    ordinals: str = ""
    of: str = ""
    year: str = ""
    morning: str = ""
    noon: str = ""
    afternoon: str = ""
    evening: str = ""
    night: str = ""
    dawn: str = ""
    at: str = ""
    hour: str = ""
    clocks: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES)
    modified: str = ""
    published: str = ""
    labels: str = ""
    events: str = ""
    eras: str = ""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Lines that outlets write around articles and that are not the article's.

    Phrases: ``list_headings`` head a box of other articles, alone on a line; ``lines`` are whole
    lines; ``starts`` begin a notice. Patterns: ``stamps`` begin a line of a date or a counter and
    ``stamp_ends`` end one; ``pleas`` begin a plea or a notice, ``bios`` a line on who the author
    is; ``paywalls`` stand anywhere where the rest is for subscribers.
    """

    list_headings: str = ""
    lines: str = ""
    starts: str = ""
    stamps: str = ""
    stamp_ends: str = ""
    pleas: str = ""
    paywalls: str = ""
    bios: str = ""


@dataclass(frozen=True, slots=True)
class Walls:
    """Patterns of what a page says that shows no article, by why it does not.

    ``scripts`` are of pages that are empty until their scripts have run.
    """

    bot: str = ""
    not_found: str = ""
    error: str = ""
    consent: str = ""
    login: str = ""
    scripts: str = ""


@dataclass(frozen=True, slots=True)
class VolatileLines:
    """Words of lines that change by themselves: counters, and when a page was last touched.

    Such a line has one of the ``marks``, and beside it only numbers, months and ``fillers``.
    """

    marks: str = ""
    fillers: str = ""


@dataclass(frozen=True, slots=True)
class Bylines:
    """How a language says who wrote an article; patterns that are compared as written.

    ``leads`` are what may stand before a name and is no part of it; ``by`` and, with a colon,
    ``labels`` say that a line is a byline. Words: ``joins`` stand between two names, ``trails``
    behind the last one, before a place or a date; of ``generic`` words alone no name is made;
    ``signature`` words may stand in a line that only says who wrote and when; ``posts`` name what
    a person does, ``pictures`` what a photographer is credited for. Patterns, folded: ``desks`` are
    no one's names; ``controls`` are what a reader is asked to do beside a name, ``credits`` stand
    before an agency that is credited.
    """

    leads: str = ""
    by: str = ""
    labels: str = ""
    joins: str = ""
    trails: str = ""
    posts: str = ""
    pictures: str = ""
    controls: str = ""
    desks: str = ""
    credits: str = ""
    generic: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a language writes numbers in words; all fields are words, or words by their value.

    ``values`` are below a thousand, ``scales`` multiply what stands before them, ``duals`` are two
    of a scale; scales in ``alone`` mean one of themselves. ``doubtful`` words mean something else
    as well and count only with others, ``doubtful_abroad`` ones do so in other languages. ``parts``
    of one ("half", "2.5") and ``added`` ("ساڑھے": a half more) go by decimal numbers. ``articles``
    are one before a scale.

    ``joins`` stand between parts of one number; ``loose_joins`` also between two numbers, and so
    join words only. ``points`` are read as decimal points. ``until`` stands between the two ends of
    a range, ``between`` before them; ``to`` does where no word of ``since`` stands before, with
    one it tells a change, as ``becoming`` always does. ``of`` stands between a part and its whole.
    ``vague`` words make a scale no number. ``ordinals`` end words and digits that count nothing,
    ``uncounted`` words are ordinals, parts and dozens by themselves; ``dotted_ordinals`` says that
    a dot behind digits makes them ordinal. ``year_before`` and ``year_behind`` stand by years.

    ``comma`` is the decimal mark, "." or ",". ``units_first`` says that 25 is "five and twenty",
    or "five twenty"; ``glued`` that several words of a number may be written as one.
    ``in_any_text``: the words are read also in a text of which the language is not known.
    """

    values: Mapping[int, str] = field(default_factory=lambda: _NONE)
    scales: Mapping[int, str] = field(default_factory=lambda: _NONE)
    duals: Mapping[int, str] = field(default_factory=lambda: _NONE)
    parts: Mapping[str, str] = field(default_factory=lambda: _NO_PARTS)
    added: Mapping[str, str] = field(default_factory=lambda: _NO_PARTS)
    doubtful: str = ""
    doubtful_abroad: str = ""
    alone: str = ""
    articles: str = ""
    joins: str = ""
    loose_joins: str = ""
    points: str = ""
    until: str = ""
    to: str = ""
    becoming: str = ""
    since: str = ""
    between: str = ""
    of: str = ""
    vague: str = ""
    ordinals: str = ""
    uncounted: str = ""
    dotted_ordinals: bool = False
    year_before: str = ""
    year_behind: str = ""
    comma: str = "."
    units_first: bool = False
    glued: bool = False
    in_any_text: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """The words that the program knows of one language, by what they are for."""

    code: str
    months: Months = field(default_factory=Months)
    relative: Relative = field(default_factory=Relative)
    dates: Dates = field(default_factory=Dates)
    numbers: Numbers = field(default_factory=Numbers)
    boilerplate: Boilerplate = field(default_factory=Boilerplate)
    walls: Walls = field(default_factory=Walls)
    volatile_lines: VolatileLines = field(default_factory=VolatileLines)
    bylines: Bylines = field(default_factory=Bylines)
