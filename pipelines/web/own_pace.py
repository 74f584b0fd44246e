"""An outlet's own pace: whether it has been silent for longer than chance and its week explain."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

PACE_WINDOW = timedelta(days=28)
"""So far back an outlet's hours are counted: four of each day of the week."""
LEAST_SILENCE = timedelta(hours=20)
SURE = 12.0
"""The silence must have had a chance below exp(-12), one in 160,000: with 150 outlets, that is one
false alarm in several years."""
LIKELIEST_HOUR = 0.9
"""No hour is counted on with more than this: an outlet may be late."""
STALE_AFTER = timedelta(days=7)
FEW_HOURS = 10
"""An outlet of which fewer active hours are known has twice that time: its pace is unknown."""
GAPS = 10
"""An outlet that brings little is silent when it was for ten of its usual gaps."""
_HOUR = timedelta(hours=1)


def is_silent(active_hours: Sequence[datetime], since: datetime, now: datetime) -> bool:
    """Tell whether an outlet would surely have brought something ``since`` then, by its own pace.

    ``active_hours`` are the hours within ``PACE_WINDOW`` before ``now`` in which something came.
    Week-ends and nights are the outlet's own: what was never seen to have news counts for nothing.
    """
    if now - since < LEAST_SILENCE:
        return False
    seen = sorted(hour for hour in set(active_hours) if now - PACE_WINDOW <= hour <= since)
    return bool(seen) and _surprise(seen, since, now) >= SURE


def longest_gap(active_hours: Sequence[datetime]) -> timedelta:
    """Return how long an outlet may be silent whatever its week is like: a week, or ten gaps.

    Two weeks if little is known of it; a week, too, if nothing is.
    """
    seen = sorted(set(active_hours))
    if len(seen) < 2:
        return STALE_AFTER
    least = STALE_AFTER if len(seen) >= FEW_HOURS else 2 * STALE_AFTER
    return max(least, GAPS * (seen[-1] - seen[0]) / (len(seen) - 1))


def _surprise(seen: Sequence[datetime], since: datetime, now: datetime) -> float:
    """Return how unlikely the silence is, as the negative logarithm of its chance.

    The chance that something comes in an hour is taken as how much comes on such a day of the week
    times how much of it at such an hour of the day.
    """
    by_day = Counter(hour.weekday() for hour in seen)
    by_hour = Counter(hour.hour for hour in seen)
    days = _days_seen(seen[0], since)
    total = 0.0
    hour = since + _HOUR  # the hour that had something is no part of the silence
    while hour + _HOUR <= now:
        often = by_day[hour.weekday()] / max(days[hour.weekday()], 1.0)
        chance = often * by_hour[hour.hour] / len(seen)
        total -= math.log1p(-min(chance, LIKELIEST_HOUR))
        hour += _HOUR
    return total


def _days_seen(begin: datetime, end: datetime) -> Counter[int]:
    """Return how many days of each kind lie between two moments; parts of a day count as whole."""
    days = (end.date() - begin.date()).days + 1
    return Counter((begin + timedelta(days=number)).weekday() for number in range(days))
