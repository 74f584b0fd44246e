"""Decides when a known article is visited again, and what its absence means."""

from collections.abc import Sequence
from datetime import datetime, timedelta

CONFIRM_AFTER = timedelta(hours=1)
CONFIRM_ANOTHER_AFTER = timedelta(hours=12)
"""A page that shows a short text of another matter may be in trouble for the rest of a day."""
HURRY_AT_MOST = 5
"""So often a feed that gives an article a newer date has it visited before its time."""
MISSES_TO_BE_GONE = 2
"""A page that is missing is asked for once more: servers stumble, editors put things back."""
MISSING_REASONS = frozenset(("gone", "not_found", "redirect"))


def next_revisit(first_seen_at: datetime, now: datetime, hours: Sequence[float]) -> datetime | None:
    """Return the first of the planned visits that lies after ``now``, None after the last.

    Those that were missed while nothing ran are not made up for: one visit sees all that changed.
    """
    if first_seen_at > now and hours:  # this machine's clock was ahead then
        return now + timedelta(hours=max(hours))
    planned = (first_seen_at + timedelta(hours=wait) for wait in sorted(hours))
    return next((moment for moment in planned if moment > now), None)
