"""How well reports were put into events, against the truth."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class PairScore:
    """Pairs of reports that were put together rightly and wrongly, and those that were missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Which share of the pairs that were put together belong together; 1 of none."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Which share of the pairs that belong together were put together; 1 of none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(frozen=True, slots=True)
class ScoredReport:
    """A report: its language, its event in truth, and the one it was put into."""

    language: str
    event: str
    found: str


def pair_scores(reports: Iterable[ScoredReport]) -> dict[tuple[str, str], PairScore]:
    """Return the score of each pair of different languages that has one, sorted."""
    told: Counter[tuple[tuple[str, str], bool, bool]] = Counter()
    for one, other in _pairs_together([*reports]):
        if one.language != other.language:
            first, second = sorted((one.language, other.language))
            told[(first, second), one.event == other.event, one.found == other.found] += 1
    return {
        pair: PairScore(told[pair, True, True], told[pair, False, True], told[pair, True, False])
        for pair in sorted({key[0] for key in told})
    }


def _pairs_together(
    reports: Sequence[ScoredReport],
) -> Iterator[tuple[ScoredReport, ScoredReport]]:
    """Yield the pairs that stand together in truth or as found, each once."""
    by_event: dict[str, list[ScoredReport]] = defaultdict(list)
    by_found: dict[str, list[ScoredReport]] = defaultdict(list)
    for one in reports:
        by_event[one.event].append(one)
        by_found[one.found].append(one)
    for group in by_event.values():
        yield from combinations(group, 2)
    for group in by_found.values():
        yield from (pair for pair in combinations(group, 2) if pair[0].event != pair[1].event)


def summed(scores: Mapping[tuple[str, str], PairScore]) -> PairScore:
    """Return the score of all pairs together."""
    return PairScore(
        sum(one.right for one in scores.values()),
        sum(one.wrong for one in scores.values()),
        sum(one.missed for one in scores.values()),
    )


def b_cubed(reports: Iterable[ScoredReport]) -> float:
    """Return the B-cubed F1: the mean over reports of how pure and how whole their events are.

    After Bagga and Baldwin (1998): for each report, the share of what it was put with that belongs
    to it, and of what belongs to it that it was put with.
    """
    known = list(reports)
    if not known:
        return 1.0
    events, found = Counter(one.event for one in known), Counter(one.found for one in known)
    both = Counter((one.event, one.found) for one in known)
    pure = sum(both[one.event, one.found] / found[one.found] for one in known) / len(known)
    whole = sum(both[one.event, one.found] / events[one.event] for one in known) / len(known)
    return 2 * pure * whole / (pure + whole)
