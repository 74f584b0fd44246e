"""An outlet's own pace: whether it has been silent for longer than chance and its week explain."""

import math
from collections import Counter
from collections.abc import Sequence, Set
from datetime import date, datetime, timedelta
from itertools import pairwise

PACE_WINDOW = timedelta(days=28)
"""So far back an outlet's hours are counted: four of each day of the week."""
LEAST_SILENCE = timedelta(hours=20)
SURE = 12.0
"""The silence must have had a chance below exp(-12), one in 160,000, as far as the pace is known.

It is known from few weeks: five seeds of benchmarks.alerts.ten_days, 6,000 days of outlets that
were well, had one false "stale" of half a day, and no notice of it. A higher bound would tell
later.
"""
LIKELIEST_HOUR = 0.9
"""No hour is counted on with more than this: an outlet may be late."""
DATES_OF_A_DAY, DAYS_OF_A_WEEK = 2, 4
"""A day of the week is the outlet's own once it had news on two dates, and its week is known once
four days are; before that, and for what comes out less often, only long gaps count."""
EVERY_DAY = 10
"""After so many days in a row with news, all days of the week are the outlet's own."""
STALE_AFTER = timedelta(days=7)
LONGEST_GAPS, USUAL_GAPS = 3, 12
"""So many times its longest gap so far, or its usual one, an outlet may be silent."""
FEW_HOURS, FEW_DAYS = 10, 5
"""An outlet of which fewer hours, or days, with news are known has five weeks, or two."""
_HOUR = timedelta(hours=1)


def is_silent(
    active_hours: Sequence[datetime], since: datetime, now: datetime, peers: float = 1.0
) -> bool:
    """Tell whether an outlet would surely have brought something ``since`` then, by its own pace.

    Of the ``active_hours``, in which something came, those within ``PACE_WINDOW`` before ``now``
    count. Week-ends and nights are the outlet's own: what was never seen to have news counts for
    nothing. ``peers`` is the share of their usual news that other outlets of its country brought
    since then: on a holiday all bring less.
    """
    if now - since < LEAST_SILENCE:
        return False
    seen = sorted(hour for hour in set(active_hours) if now - PACE_WINDOW <= hour <= since)
    return bool(seen) and _surprise(seen, since, now) * min(peers, 1.0) >= SURE


def longest_gap(active_hours: Sequence[datetime]) -> timedelta:
    """Return how long an outlet may be silent whatever its week is like.

    That is a week, three times its longest gap so far or twelve times its usual one, whichever is
    most; two or five weeks while little is known of it. ``active_hours`` may go back as far as is
    known.
    """
    seen = sorted(set(active_hours))
    gaps = [later - earlier for earlier, later in pairwise(seen)] or [timedelta()]
    usual = sum(gaps, timedelta()) / len(gaps)
    return max(_least_gap(seen), LONGEST_GAPS * max(gaps), USUAL_GAPS * usual)


def _least_gap(seen: Sequence[datetime]) -> timedelta:
    if len(seen) < FEW_HOURS:
        return 5 * STALE_AFTER
    return STALE_AFTER if len({hour.date() for hour in seen}) >= FEW_DAYS else 2 * STALE_AFTER


def _surprise(seen: Sequence[datetime], since: datetime, now: datetime) -> float:
    """Return how unlikely the silence is, as the negative logarithm of its chance.

    The chance that something comes in an hour is taken as how much comes on such a day of the week
    times how much of it at such an hour of the day. A day begins in the outlet's own night, so that
    its week-end is whole wherever it is.
    """
    night = _night(seen)
    first, last = (seen[0] - night).date(), (since - night).date()
    # Of the first day only the end is known, however the list of then was cut.
    shifted = [hour - night for hour in seen if (hour - night).date() > first]
    own = _own_days({hour.date() for hour in shifted}, (last - first).days)
    if not own:
        return 0.0
    by_day = Counter(hour.weekday() for hour in shifted)
    by_hour = Counter(hour.hour for hour in shifted)
    days = Counter((first + timedelta(days=n)).weekday() for n in range(1, (last - first).days))
    begun = sum(by_hour[hour] for hour in range((since - night).hour + 1)) / len(shifted)
    total = 0.0
    hour = since - night + _HOUR  # the hour that had something is no part of the silence
    while hour + _HOUR <= now - night:
        if hour.weekday() in own:
            of_last_day = begun if hour.weekday() == last.weekday() else 0.0
            often = by_day[hour.weekday()] / (days[hour.weekday()] + of_last_day)
            chance = often * by_hour[hour.hour] / len(shifted)
            total -= math.log1p(-min(chance, LIKELIEST_HOUR))
        hour += _HOUR
    # How much comes is itself known from so few articles: what their gamma distribution foretells.
    return len(shifted) * math.log1p(total / len(shifted))


def _own_days(dates: Set[date], days: int) -> Set[int]:
    """Return the days of the week on which an outlet may be counted on, Monday as 0.

    ``dates`` are those with news, of so many ``days``. Empty if its week is not known yet.
    """
    if len(dates) == days >= EVERY_DAY:
        return {*range(7)}
    often = Counter(one.weekday() for one in dates)
    own = {day for day, count in often.items() if count >= DATES_OF_A_DAY}
    return own if len(own) >= DAYS_OF_A_WEEK else set()


def _night(seen: Sequence[datetime]) -> timedelta:
    """Return how long after midnight UTC the middle of the six hours with least news is."""
    by_hour = Counter(hour.hour for hour in seen)
    news = [sum(by_hour[(begin + after) % 24] for after in range(6)) for begin in range(24)]
    return _HOUR * ((news.index(min(news)) + 3) % 24)
