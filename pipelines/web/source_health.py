"""How a source is doing, so that a quiet outlet and a dead one are never taken for each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from pipelines.text.moments import utc_text
from pipelines.visits import Visit

Health = Literal["ok", "quiet", "stale", "blocked", "broken", "thin", "overflow", "off"]

QUIET_AFTER = timedelta(hours=24)
STALE_AFTER = timedelta(days=7)
LEAST_OVERFLOW = 5
"""A list of fewer articles may well be all new by chance."""
LONGEST_WAIT = timedelta(hours=6)
_ANSWERED = {"ok", "not_modified"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A source's health, with the evidence in words."""

    health: Health
    reason: str


def condition_of(visits: Sequence[Visit], last_new_at: datetime | None, now: datetime) -> Condition:
    """Return the health that one round of ``visits`` (one for each URL) shows.

    ``last_new_at`` is when the source last brought a link never seen before, this round included.
    One URL that answers is enough for a source to be alive.
    """
    answered = [visit for visit in visits if visit.outcome in _ANSWERED]
    if not answered:
        return _silent(visits)
    condition = _condition_of(visits, answered, last_new_at, now)
    cut = next((visit for visit in answered if visit.error), None)
    if cut is None:
        return condition
    words = f"; not all of a list could be read: {cut.error} ({cut.address})"
    return replace(condition, reason=condition.reason + words)


def _condition_of(
    visits: Sequence[Visit],
    answered: Sequence[Visit],
    last_new_at: datetime | None,
    now: datetime,
) -> Condition:
    newest = max((visit.newest_at for visit in answered if visit.newest_at), default=None)
    if newest and now - newest > STALE_AFTER:
        return Condition("stale", f"answers, but its newest item is of {newest:%Y-%m-%d}")
    read = [visit for visit in answered if visit.outcome == "ok"]
    if read and not any(visit.found for visit in read) and len(read) == len(answered):
        return Condition("thin", "answers, but lists no articles")
    if any(visit.found and visit.new == visit.found for visit in read) and last_new_at is None:
        return Condition("ok", f"first visit: {sum(visit.new for visit in read)} articles listed")
    unseen = [visit for visit in read if visit.found >= LEAST_OVERFLOW and visit.new == visit.found]
    if unseen:
        return Condition(
            "overflow",
            f"all {unseen[0].found} articles listed are new, so some in between may have been "
            f"missed; visit it more often (every_s) ({unseen[0].address})",
        )
    if last_new_at and now - last_new_at > QUIET_AFTER:
        return Condition("quiet", f"answers; nothing new since {utc_text(last_new_at)}")
    failed = len(visits) - len(answered)
    words = f"; {failed} of {len(visits)} addresses did not answer" if failed else ""
    return Condition("ok", f"answers{words}")


def _silent(visits: Sequence[Visit]) -> Condition:
    if not visits:
        return Condition("broken", "has no URL to visit")
    first = visits[0]
    words = f": {first.error}" if first.error else ""
    evidence = f"{first.outcome}{words} ({first.address})"
    health: Health = (
        "blocked" if all(v.outcome in ("blocked", "robots") for v in visits) else "broken"
    )
    return Condition(health, evidence)


def next_visit_at(now: datetime, every_s: int, failures: int) -> datetime:
    """Return when to visit again: at the wished pace, later after each failure in a row.

    The wait doubles up to ``LONGEST_WAIT`` (or the pace itself, if that is longer); a source is
    never given up.
    """
    pace = timedelta(seconds=every_s)
    return now + min(pace * (1 << min(failures, 20)), max(pace, LONGEST_WAIT))
