"""The days of an outlet as a strip of boxes, drawn as one path for each kind of day."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.reading.outlets import DayKind, OutletDay

BOX, STEP, HEIGHT = 8, 10, 12
"""Pixels: how wide a box is, how far it is to the next one, and how high they are."""
WORDS: dict[DayKind, str] = {
    "news": "news",
    "nothing": "nothing new",
    "silent": "no answer",
    "unvisited": "not asked",
}


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
        outline = f"M{number * STEP} 0h{BOX}v{HEIGHT}h-{BOX}z"
        outlines.setdefault(day.kind, []).append(outline)
    paths = tuple((kind, "".join(found)) for kind, found in outlines.items())
    said = ", ".join(str(day.articles) if day.articles else WORDS[day.kind] for day in days)
    return Strip(len(days) * STEP, paths, said)
