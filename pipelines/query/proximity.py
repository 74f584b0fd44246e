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
    itself. Of many fitting partners on one side the nearest and the farthest are taken.
    """
    by_start = sorted(set(right))
    starts = [place[0] for place in by_start]
    by_end = sorted(by_start, key=lambda place: place[1])
    ends = [place[1] for place in by_end]
    longest = max((end - start for start, end in by_start), default=0)
    found: list[Place] = []
    lefts: set[Place] = set()
    rights: set[Place] = set()
    for place in left:
        start, end = place
        partners = []
        first, last = bisect_right(starts, end), bisect_right(starts, end + distance + 1)
        if first < last:
            partners += [by_start[first], by_start[last - 1]]
        if not ordered:
            first, last = bisect_left(ends, start - distance - 1), bisect_left(ends, start)
            if first < last:
                partners += [by_end[first], by_end[last - 1]]
            over = by_start[bisect_left(starts, start - longest) : bisect_right(starts, end)]
            partners += [one for one in over if one[1] >= start and one != place][:1]
        for one in partners:
            found.append((min(start, one[0]), max(end, one[1])))
            rights.add(one)
        if partners:
            lefts.add(place)
    return found, lefts, rights


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
    for place in left:
        one = _nearest(place, theirs.get(sentence(place[0]), ()))
        if one is not None:
            found.append((min(place[0], one[0]), max(place[1], one[1])))
            lefts.setdefault(sentence(place[0]), set()).add(place)
    for where, ours in lefts.items():
        # Whatever stands in the sentence has a partner there, but for a place that is the only one.
        rights.update(place for place in theirs[where] if ours != {place})
    return found, set().union(*lefts.values()), rights


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
