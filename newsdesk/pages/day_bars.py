"""Days as plots: bars of stories on topic, and the strip of boxes of an outlet."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from db.reading.days import Day
from db.reading.outlets import DayKind, OutletDay

HEIGHT, WIDTH, GAP = 80, 18, 3
"""Pixels: the highest bar, one bar, and the space between two."""
SHARE_HEIGHT = 40
"""Pixels: a day on which all articles were on topic."""
MOST_COLOURS = 4
OTHER = "other"
BOX, STEP, BOX_HEIGHT = 8, 10, 12
"""Pixels: how wide a box is, how far it is to the next one, and how high they are."""
WORDS: dict[DayKind, str] = {
    "news": "news",
    "nothing": "nothing new",
    "silent": "no answer",
    "unvisited": "not asked",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: stories of one country; ``colour`` is a number from 0."""

    country: str
    count: int
    colour: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the plot at ``x``; ``share`` is its stories on topic in 100 of all articles."""

    day: str
    x: int
    total: int
    share: float | None
    silent: int
    pieces: tuple[Piece, ...]

    @property
    def share_height(self) -> float:
        """How high the bar of the share is, in pixels: all articles fill the height."""
        return round(SHARE_HEIGHT * min(self.share or 0.0, 100.0) / 100, 2)


@dataclass(frozen=True, slots=True)
class Bars:
    """The whole plot: its size in pixels, the countries by colour, and the highest bar's total."""

    width: int
    height: int
    top: int
    countries: tuple[str, ...]
    bars: tuple[Bar, ...]


def day_bars(days: Sequence[Day]) -> Bars:
    """Return days as a plot; countries beyond the first few share a colour."""
    totals: Counter[str] = Counter()
    for day in days:
        totals.update(day.stories)
    named = [country for country, _ in totals.most_common(MOST_COLOURS)]
    if len(totals) > MOST_COLOURS:
        named.append(OTHER)
    top = max((day.total for day in days), default=0)
    bars = tuple(_bar(day, number, named, top) for number, day in enumerate(days))
    return Bars(len(days) * (WIDTH + GAP), HEIGHT, top, tuple(named), bars)


def _bar(day: Day, number: int, named: Sequence[str], top: int) -> Bar:
    counts: Counter[str] = Counter()
    for country, count in day.stories.items():
        counts[country if country in named else OTHER] += count
    pieces, y = [], float(HEIGHT)
    for colour, country in enumerate(named):
        height = HEIGHT * counts[country] / top if top else 0.0
        y -= height
        if height:
            pieces.append(Piece(country, counts[country], colour, round(y, 2), round(height, 2)))
    share = 100 * day.total / day.articles if day.articles else None
    return Bar(
        *(day.day.isoformat(), number * (WIDTH + GAP), day.total),
        *(round(share, 1) if share is not None else None, day.silent, tuple(pieces)),
    )


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip: the outlines of the boxes of each kind of day as an SVG path, and its words.

    Thousands of boxes in a page, each an element of its own, would take seconds to show.
    """

    width: int
    paths: tuple[tuple[DayKind, str], ...]
    said: str


def day_strip(days: Sequence[OutletDay]) -> Strip:
    """Return the strip of an outlet's days, the oldest on the left."""
    outlines: dict[DayKind, list[str]] = {}
    for number, day in enumerate(days):
        outline = f"M{number * STEP} 0h{BOX}v{BOX_HEIGHT}h-{BOX}z"
        outlines.setdefault(day.kind, []).append(outline)
    paths = tuple((kind, "".join(found)) for kind, found in outlines.items())
    said = ", ".join(str(day.articles) if day.articles else WORDS[day.kind] for day in days)
    return Strip(len(days) * STEP, paths, said)
