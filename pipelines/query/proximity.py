"""Places of words and how they lie to each other: next to, near, in order, in one sentence."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heapreplace

from pipelines.query.token_index import Place


def merged(places: Iterable[Place]) -> list[Place]:
    """Return places in order, with those that overlap joined."""
    joined: list[Place] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def near(
    left: Sequence[Place], right: Sequence[Place], distance: int, ordered: bool
) -> tuple[list[Place], set[Place], set[Place]]:
    """Return the stretches in which a place of each side has at most ``distance`` words between.

    Also returns the places of the left and of the right that are in one. A place is not near
    itself. Of many fitting partners on one side the nearest and the farthest are taken, and of
    many stretches those that ``outermost`` keeps: there are no more than four for each word.
    """
    by_start = sorted(set(right))
    starts = [place[0] for place in by_start]
    by_end = sorted(by_start, key=lambda place: place[1])
    ends = [place[1] for place in by_end]
    ours = sorted(set(left))
    overlapping = _Overlaps(by_start, by_end, starts, ends) if _any_wide(ours, by_start) else None
    found: list[Place] = []
    lefts: set[Place] = set()
    rights: set[Place] = set()
    for place in ours:
        start, end = place
        partners = []
        first, last = bisect_right(starts, end), bisect_right(starts, end + distance + 1)
        if first < last:
            partners += [by_start[first], by_start[last - 1]]
        if not ordered:
            first, last = bisect_left(ends, start - distance - 1), bisect_left(ends, start)
            if first < last:
                partners += [by_end[first], by_end[last - 1]]
            if overlapping is not None:
                partners += overlapping.of(place)
        for one in partners:
            found.append((min(start, one[0]), max(end, one[1])))
            rights.add(one)
        if partners:
            lefts.add(place)
    return outermost(found), lefts, rights


def _any_wide(*sides: Sequence[Place]) -> bool:
    return any(start != end for side in sides for start, end in side)


class _Overlaps:
    """Finds, of some places, those that overlap a place and reach out farthest on either side."""

    def __init__(
        self, by_start: list[Place], by_end: list[Place], starts: list[int], ends: list[int]
    ) -> None:
        self._starts, self._ends = starts, ends
        self._latest = _best_so_far(by_start, key=lambda place: -place[1])
        self._earliest = _best_so_far(by_end[::-1], key=lambda place: place[0])[::-1]

    def of(self, place: Place) -> list[Place]:
        """Return up to four of them, never ``place`` itself."""
        start, end = place
        first, last = bisect_left(self._ends, start), bisect_right(self._starts, end)
        likely = self._latest[last - 1] if last else ()
        likely += self._earliest[first] if first < len(self._ends) else ()
        return [one for one in likely if one[0] <= end and one[1] >= start and one != place]


def _best_so_far(places: Sequence[Place], key: Callable[[Place], int]) -> list[tuple[Place, ...]]:
    """Return for each place the two of least ``key`` among it and those before it."""
    best: list[tuple[Place, ...]] = []
    two: tuple[Place, ...] = ()
    for place in places:
        if len(two) < 2 or key(place) < key(two[1]):
            two = tuple(sorted((*two, place), key=key)[:2])
        best.append(two)
    return best


def outermost(stretches: Iterable[Place]) -> list[Place]:
    """Return, in order, the shortest and the longest stretch from each start and to each end.

    A chain of NEAR needs no others: what is near some stretch is near a longer one, and what has
    nothing near has nothing near a shorter one. Without this their number would grow with the
    square of the text.
    """
    kept: set[Place] = set()
    ends: dict[int, tuple[int, int]] = {}
    starts: dict[int, tuple[int, int]] = {}
    for start, end in stretches:
        near_end, far_end = ends.get(start, (end, end))
        ends[start] = (min(near_end, end), max(far_end, end))
        far_start, near_start = starts.get(end, (start, start))
        starts[end] = (min(far_start, start), max(near_start, start))
    for start, (near_end, far_end) in ends.items():
        kept |= {(start, near_end), (start, far_end)}
    for end, (far_start, near_start) in starts.items():
        kept |= {(far_start, end), (near_start, end)}
    return sorted(kept)


def together(
    left: Sequence[Place], right: Sequence[Place], sentence: Callable[[int], tuple[int, int]]
) -> tuple[list[Place], set[Place], set[Place]]:
    """Return the places of both sides that stand in one sentence, as ``near`` does."""
    theirs: dict[tuple[int, int], list[Place]] = {}
    for place in sorted(set(right)):
        theirs.setdefault(sentence(place[0]), []).append(place)
    found: list[Place] = []
    lefts: dict[tuple[int, int], set[Place]] = {}
    rights: set[Place] = set()
    for place in sorted(set(left)):
        one = _nearest(place, theirs.get(sentence(place[0]), ()))
        if one is not None:
            found.append((min(place[0], one[0]), max(place[1], one[1])))
            lefts.setdefault(sentence(place[0]), set()).add(place)
    for where, ours in lefts.items():
        # Whatever stands in the sentence has a partner there, but for a place that is the only one.
        rights.update(place for place in theirs[where] if ours != {place})
    return outermost(found), set().union(*lefts.values()), rights


def _nearest(place: Place, others: Sequence[Place]) -> Place | None:
    """Return the nearest of places in order that is not ``place`` itself."""
    at = bisect_left(others, place)
    beside = [one for one in others[max(at - 1, 0) : at + 2] if one != place]
    return min(beside, key=lambda one: abs(one[0] - place[0]), default=None)


def sloppy(lists: Sequence[Sequence[int]], slop: int) -> list[Place]:
    """Return where words stand together with at most ``slop`` moves from their given order.

    A word between costs one move, two words changing places two, as Lucene counts.
    """
    if not all(lists):
        return []
    at = [0] * len(lists)
    heap = [(places[0] - number, number) for number, places in enumerate(lists)]
    heapify(heap)
    high = max(value for value, _ in heap)
    found = []
    while True:
        low, number = heap[0]
        if high - low <= slop:
            chosen = [places[at[n]] for n, places in enumerate(lists)]
            if len(set(chosen)) == len(chosen):
                found.append((min(chosen), max(chosen)))
        at[number] += 1
        if at[number] == len(lists[number]):
            return found
        value = lists[number][at[number]] - number
        high = max(high, value)
        heapreplace(heap, (value, number))
