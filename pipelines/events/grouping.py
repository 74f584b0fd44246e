"""Which articles or stories are one event, the same in whatever order they came."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from pipelines.events.likeness import MOST_ODDS
from pipelines.judging.regression import Numbers

MOST_TOGETHER = 300
"""So many that links join are looked at together; more are parted at their weaker links first."""
_STEP = 0.5
_HELD = 1e6
"""What a person says outweighs any log-odds."""

Pair = frozenset[str]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Decided:
    """What people said of pairs of members; in a contradiction, split wins."""

    merged: frozenset[Pair] = field(default_factory=frozenset)
    split: frozenset[Pair] = field(default_factory=frozenset)


def group_events(
    members: Iterable[str],
    odds: Mapping[Pair, float],
    link_from: float,
    decided: Decided | None = None,
) -> list[tuple[str, ...]]:
    """Return the groups that members form by the mean log-odds between them, each sorted.

    The two groups that are likeliest one join first, until no two have a mean of ``link_from``;
    pairs without odds are certainly two. What people ``decided`` holds, whatever the odds. The
    answer does not depend on the order of ``members``.
    """
    names = sorted(set(members))
    at = {name: number for number, name in enumerate(names)}
    matrix = np.full((len(names), len(names)), -MOST_ODDS)
    for pair, value in odds.items():
        _set(matrix, at, pair, value)
    said = decided or Decided()
    for pair in said.merged - said.split:
        _set(matrix, at, pair, _HELD)
    for pair in said.split:
        _set(matrix, at, pair, -_HELD * _HELD)
    return [tuple(names[number] for number in group) for group in _joined(matrix, link_from)]


def _set(matrix: Numbers, at: Mapping[str, int], pair: Pair, value: float) -> None:
    places = [at[name] for name in pair if name in at]
    if len(places) == 2:
        matrix[places[0], places[1]] = matrix[places[1], places[0]] = value


def _joined(odds: Numbers, link_from: float) -> list[list[int]]:
    """Return groups of row numbers by average linkage, each in rising order."""
    groups: list[list[int] | None] = [[number] for number in range(len(odds))]
    sizes = np.ones(len(odds))
    sums = odds.astype(np.float64).copy()
    np.fill_diagonal(sums, -np.inf)
    means = sums.copy()
    while len(odds) > 1:
        one, other = divmod(int(np.argmax(means)), len(odds))
        if means[one, other] < link_from:
            break
        one, other = sorted((one, other))
        mine, theirs = groups[one], groups[other]
        assert mine is not None and theirs is not None  # noqa: S101, PT018 - those are gone from means
        groups[one], groups[other] = sorted(mine + theirs), None
        sizes[one] += sizes[other]
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        sums[one, one] = -np.inf
        sums[other] = sums[:, other] = -np.inf
        means[one] = means[:, one] = sums[one] / (sizes[one] * sizes)
        means[other] = means[:, other] = -np.inf
    return [group for group in groups if group]


def linked(
    links: Iterable[tuple[Name, Name, float]], link_from: float
) -> list[list[tuple[Name, Name, float]]]:
    """Return links parted into sets that share no member, of ``MOST_TOGETHER`` members at most.

    Where more hang together, the weakest links are dropped, but for those that are certain.
    """
    found = []
    for part in _components([one for one in links if one[2] >= link_from]):
        few = len({name for one in part for name in (one[0], one[1])}) <= MOST_TOGETHER
        if few or link_from + _STEP > MOST_ODDS:
            found.append(part)
        else:
            found += linked(part, link_from + _STEP)
    return found


def _components(
    links: Sequence[tuple[Name, Name, float]],
) -> list[list[tuple[Name, Name, float]]]:
    group: dict[Name, list[Name]] = {}
    for one, other, _ in links:
        mine, theirs = group.setdefault(one, [one]), group.setdefault(other, [other])
        if mine is not theirs:
            fewer, more = sorted((mine, theirs), key=len)
            more += fewer
            for name in fewer:
                group[name] = more
    parts: dict[int, list[tuple[Name, Name, float]]] = {}
    for link in links:
        parts.setdefault(id(group[link[0]]), []).append(link)
    return list(parts.values())
