"""Which numbers and months of a text were put in place of others, each told as a whole."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from pipelines.lexicon.joined import MONTHS
from pipelines.lexicon.number_digits import Value
from pipelines.lexicon.numbers import Number, read_numbers
from pipelines.stories.word_edits import Piece, Word, Words, joined

_FIGURE_WORDS = 4
"""So many words that stand in place of a number are told with it."""
_EDGES = ".,;:!?()[]{}«»“”„\"'…،؛؟۔"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A number or a month in a line: its first word, the one after its last, and what it says."""

    kind: Literal["number", "month"]
    start: int
    stop: int
    says: str | tuple[Value, Value]
    shown: str

    def spans(self, place: int) -> bool:
        """Tell whether it stands on both sides of the beginning of a word."""
        return self.start < place < self.stop


@dataclass(slots=True)
class _Zone:
    """Words of the old line, and those of the new one that stand in their place."""

    old: int
    old_stop: int
    new: int
    new_stop: int


def figure_changes(pieces: Sequence[Piece], language: str = "") -> Iterator[tuple[str, str]]:
    """Yield each number or month that was put in place of another, as it is told.

    A number is told with all its words, also where only some of them changed: "4.6 billion" became
    "4.9 billion". One that is added up of several parts is told in digits. ``language``
    is a code of the lexicon, "" if it is not known.
    """
    old = [word for _, words, _ in pieces for word in words]
    new = [word for _, _, words in pieces for word in words]
    ours, theirs = _units(old, language), _units(new, language)
    for zone in _zones(pieces, ours, theirs):
        before, after = old[zone.old : zone.old_stop], new[zone.new : zone.new_stop]
        if before and after:
            mine = [unit for unit in ours if zone.old <= unit.start < zone.old_stop]
            others = [unit for unit in theirs if zone.new <= unit.start < zone.new_stop]
            yield from _changes(mine, others, before, after)


def _changes(
    ours: list[_Unit], theirs: list[_Unit], old: Words, new: Words
) -> Iterator[tuple[str, str]]:
    paired = False
    for kind in ("number", "month"):
        mine, others = ([u for u in units if u.kind == kind] for units in (ours, theirs))
        paired = paired or bool(mine and others)
        yield from (
            (one.shown, other.shown)
            for one, other in zip(mine, others, strict=False)
            if one.says != other.says
        )
    numbers = any(unit.kind == "number" for unit in (*ours, *theirs))
    if numbers and not paired and max(len(old), len(new)) <= _FIGURE_WORDS:
        yield _bare(joined(old)), _bare(joined(new))


def _zones(pieces: Sequence[Piece], ours: Sequence[_Unit], theirs: Sequence[_Unit]) -> list[_Zone]:
    """Return what was exchanged, widened until no number is cut, those that meet as one."""
    zones: list[_Zone] = []
    changed = [zone for zone, kind in _places(pieces) if kind != "equal"]
    for zone, following in zip(changed, [*changed[1:], None], strict=True):
        while zone.old and zone.new:
            last = zones[-1] if zones else None
            if last and zone.old <= last.old_stop and zone.new <= last.new_stop:
                zone.old, zone.new = last.old, last.new
                zones.pop()
            elif _cut(zone.old, zone.new, ours, theirs):
                zone.old, zone.new = zone.old - 1, zone.new - 1
            else:
                break
        while (
            not following or (zone.old_stop < following.old and zone.new_stop < following.new)
        ) and _cut(zone.old_stop, zone.new_stop, ours, theirs):
            zone.old_stop, zone.new_stop = zone.old_stop + 1, zone.new_stop + 1
        zones.append(zone)
    return zones


def _places(pieces: Sequence[Piece]) -> Iterator[tuple[_Zone, str]]:
    old = new = 0
    for kind, before, after in pieces:
        yield _Zone(old, old + len(before), new, new + len(after)), kind
        old, new = old + len(before), new + len(after)


def _cut(old: int, new: int, ours: Sequence[_Unit], theirs: Sequence[_Unit]) -> bool:
    """Tell whether a number stands on both sides of a place in the old line or the new one."""
    return any(unit.spans(old) for unit in ours) or any(unit.spans(new) for unit in theirs)


def _units(words: Words, language: str) -> list[_Unit]:
    """Return the numbers and months of a line, in order; digits that are no number count too."""
    units = _numbers(words, language)
    taken = {place for unit in units for place in range(unit.start, unit.stop)}
    for place, word in enumerate(words):
        if place not in taken and word.has_digit:
            units.append(_Unit("number", place, place + 1, word.key, _bare(word.raw)))
        elif _is_month(word):
            units.append(_Unit("month", place, place + 1, word.key, _bare(word.raw)))
    return sorted(units, key=lambda unit: unit.start)


def _numbers(words: Words, language: str) -> list[_Unit]:
    text = joined(words)
    starts = [0, *accumulate(len(word.raw) + 1 for word in words)]
    units: list[_Unit] = []
    for number in read_numbers(text, language):
        start = bisect_right(starts, number.start) - 1
        stop = bisect_right(starts, number.end - 1)
        if units and start < units[-1].stop:
            continue
        beside = text[starts[start] : number.start] + text[number.end : starts[stop]]
        if any(letter.isdecimal() for letter in beside):  # "3x5": told by the whole word
            said = words[start:stop]
            key = " ".join(word.key for word in said)
            units.append(_Unit("number", start, stop, key, _bare(joined(said))))
        else:
            says = (number.low, number.high)
            units.append(_Unit("number", start, stop, says, _shown(number, text)))
    return units


def _shown(number: Number, text: str) -> str:
    if number.groups > 1 and number.value is not None:
        return f"{number.value:,}"
    return _bare(text[number.start : number.end])


def _is_month(word: Word) -> bool:
    """Tell whether a word is a month: a deadline that moves is told by one; "may" is a verb too."""
    return word.key in MONTHS and not word.raw[0].islower()


def _bare(raw: str) -> str:
    return raw.strip(_EDGES)
