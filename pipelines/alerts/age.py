"""Whether an article that was found is news, was there already, or is too old to be mailed."""

from datetime import datetime, timedelta
from typing import Literal

from pipelines.dates.moments import is_day_only

NEWS = timedelta(days=2)
"""An article that is found so long after it appeared is not taken for the day's news."""
_HALF_A_DAY = timedelta(hours=12)
Placement = Literal["new", "base_line", "old"]
UNMAILED = {
    "old": "appeared more than max_age_days before it was found",
    "before_rule": "stored before the rule began",
    "changes_only": "its rule asks for changes alone",
    "same_event": "another story of the same event was told by its rule",
    "not_asked": "imported or read again without --alerts",
}
"""Why a match led to no alert, by the word that the table ``matches`` has for it."""


def age_when_found(published_at: datetime | None, found_at: datetime) -> timedelta:
    """Return how old an article surely was when it was found; an undated one counts as new.

    One that tells only its day may have appeared at the end of it.
    """
    if published_at is None:
        return timedelta()
    latest = published_at + _HALF_A_DAY if is_day_only(published_at) else published_at
    return max(found_at - latest, timedelta())


def placement(age: timedelta, *, offered_first: bool, max_age_days: int) -> Placement:
    """Return how an article of an ``age`` (when found) is told of.

    ``offered_first`` says that its outlet had it when it was first visited: what is no news then
    is the outlet's base line. ``max_age_days`` 0 sets no bound.
    """
    if offered_first and age > NEWS:
        return "base_line"
    return "old" if max_age_days and age > timedelta(days=max_age_days) else "new"
