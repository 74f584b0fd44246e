"""When an outlet is visited again: by its own rhythm, and before its lists run over."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=2)
"""An outlet that seldom brings anything is asked every two hours all the same: an alert of it must
not come a day late, its failure must be noticed within one, and such visits are a 304."""
AWAITED = 1.5
"""So many new articles are awaited at a visit: by chance eight visits of ten bring one then, and
1.9 each; the others are a 304, so that lists and pages together take 1.5 requests an article."""
LONGEST_WHOLE, AWAITED_WHOLE = timedelta(hours=6), 2.0
"""The same for an outlet that sends its list whole though nothing is new: each visit costs it."""
EVEN_SHARE = 0.1
"""So much of what an outlet brings is counted as if it came at any hour."""
LEAST_ARTICLES = 10
FIRST_DAY, LEAST_DAYS, ENOUGH_DAYS = 1.0, 3.0, 7.0
"""The rhythm of an outlet is known from so many articles of three days, or after seven days. Of a
busy one the list reaches back a few hours, which tell nothing of the other hours of a day."""
LONGEST_HALF_KNOWN = timedelta(minutes=45)
"""What one day showed may have been a day of rest: lists run over in a few hours of another."""
NEW_AT_MOST = 0.5
"""No more than this share of a list may be new at a visit: else some may have left it unseen."""
SPREAD = 0.1
GRID = timedelta(minutes=5)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How an outlet brings articles: how many at each hour of the day (UTC) in so many days.

    ``fills`` are the visits of late to lists of it, each with the time since the visit before and
    the share of the list that was new. ``whole``: lists in which nothing is new come whole.
    """

    by_hour: tuple[int, ...] = (0,) * 24
    days: float = 0.0
    fills: tuple[tuple[timedelta, float], ...] = ()
    whole: bool = False


def rhythm_of(
    times: Sequence[datetime],
    days: float,
    fills: Sequence[tuple[timedelta, float]],
    *,
    whole: bool = False,
) -> Rhythm:
    """Return the rhythm that the times of an outlet's articles in the last ``days`` show."""
    by_hour = Counter(at.astimezone(UTC).hour for at in times)
    return Rhythm(tuple(by_hour[hour] for hour in range(24)), days, tuple(fills), whole)


def fitted_wait(rhythm: Rhythm, now: datetime) -> timedelta | None:
    """Return how long to wait for the next visit, None while the rhythm is not known.

    Until one or two new articles are awaited: by day sooner than by night. Sooner where more than
    half of a list was new at a visit of late, and while the rhythm is half known.
    """
    if rhythm.days < FIRST_DAY:
        return None
    total = sum(rhythm.by_hour)
    known = LEAST_DAYS if total >= LEAST_ARTICLES else ENOUGH_DAYS
    longest = LONGEST_WHOLE if rhythm.whole else LONGEST
    if rhythm.days < known:
        longest = LONGEST_HALF_KNOWN
    wait = _until_awaited(rhythm, total, now, longest)
    for since, share in rhythm.fills:
        if share > NEW_AT_MOST:
            wait = min(wait, since * (NEW_AT_MOST / share))
    return max(wait, SHORTEST)


def _until_awaited(rhythm: Rhythm, total: int, now: datetime, longest: timedelta) -> timedelta:
    """Return how long it takes until enough is awaited, ``longest`` at the most."""
    wanted = AWAITED_WHOLE if rhythm.whole else AWAITED
    awaited, at = 0.0, now
    while at - now < longest:
        end = at.replace(minute=0, second=0, microsecond=0) + _HOUR
        own = rhythm.by_hour[at.astimezone(UTC).hour] * (1 - EVEN_SHARE)
        per_hour = (own + total * EVEN_SHARE / 24) / rhythm.days
        here = per_hour * ((end - at) / _HOUR)
        if awaited + here >= wanted:
            return min(at + _HOUR * ((wanted - awaited) / per_hour) - now, longest)
        awaited, at = awaited + here, end
    return longest


def spread_out(source_id: str, now: datetime, wait: timedelta) -> datetime:
    """Return the moment of a visit after about ``wait``: outlets do not all come due together.

    Each has its own part of the time around it. Moments are full five minutes, so that a pass
    visits several outlets.
    """
    digest = hashlib.sha256(f"{source_id} {now.isoformat()}".encode()).digest()
    chance = int.from_bytes(digest[:4]) / 2**32
    at = now + max(wait * (1 + SPREAD * (2 * chance - 1)), SHORTEST)
    past = timedelta(seconds=at.timestamp() % GRID.total_seconds())
    return at if not past else at - past + GRID
