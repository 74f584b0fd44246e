"""Numbers in which the reports of one event contradict each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.events.signs import EventSigns

LEAST = 10
MOST_APART = 0.2
"""Numbers further apart than this share of the greater one count different things."""
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Conflict:
    """Numbers that seem to count the same, each with the names of those who say it."""

    said: tuple[tuple[float, tuple[str, ...]], ...]


def conflicts(reports: Mapping[str, EventSigns]) -> tuple[Conflict, ...]:
    """Return the numbers of headlines and leads that differ, by the names of their reports.

    What one of them says beside the other's is another count, and what is the other's rounded is no
    conflict. At most ``MOST_SHOWN``, the largest numbers first.
    """
    named = sorted(reports)
    groups: list[set[float]] = []
    for at, one in enumerate(named):
        for other in named[at + 1 :]:
            for pair in _differing(reports[one], reports[other]):
                _add(groups, set(pair))
    found = [Conflict(_said(reports, named, sorted(group))) for group in groups]
    return tuple(sorted(found, key=lambda conflict: -conflict.said[0][0])[:MOST_SHOWN])


def _differing(one: EventSigns, other: EventSigns) -> list[tuple[float, float]]:
    return [
        (mine, theirs)
        for mine in sorted(one.head_numbers - other.numbers)
        for theirs in sorted(other.head_numbers - one.numbers)
        if _count_the_same(mine, theirs)
    ]


def _count_the_same(one: float, other: float) -> bool:
    least, most = sorted((one, other))
    if least < LEAST or most - least > MOST_APART * most:
        return False
    return not (_is_rounded(one, other) or _is_rounded(other, one))


def _is_rounded(rough: float, exact: float) -> bool:
    """Tell whether a number is another one rounded, or cut, to the digits that it has."""
    step = 1.0
    while rough % (step * 10) == 0:
        step *= 10
    return step > 1 and abs(exact - rough) < step


def _add(groups: list[set[float]], pair: set[float]) -> None:
    touched = [group for group in groups if not group.isdisjoint(pair)]
    for group in touched:
        pair |= group
        groups.remove(group)
    groups.append(pair)


def _said(
    reports: Mapping[str, EventSigns], named: Sequence[str], values: Sequence[float]
) -> tuple[tuple[float, tuple[str, ...]], ...]:
    told = [
        (value, tuple(name for name in named if value in reports[name].head_numbers))
        for value in values
    ]
    return tuple(sorted(told, key=lambda one: (-len(one[1]), -one[0])))
