"""When a rule's mail is due: at once, each hour, each day or each week, in the rule's time zone."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.errors import OperatorError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FORM = re.compile(
    r"(?P<plain>now|hourly)|daily (?P<daily>\d\d:\d\d)|"
    r"weekly (?P<day>[a-z]{3}) (?P<weekly>\d\d:\d\d)"
)
BACK_OFF = (1, 5, 15, 30, 60)
"""Minutes between the first tries of a message; hourly after that."""
GIVE_UP_AFTER = timedelta(days=5)
LEAST_TRIES = 10


def next_due(when: str, timezone: str, now: datetime) -> datetime:
    """Return when mail of a rule with schedule ``when`` is due, as UTC; ``now`` for "now".

    Clock times that a change to summer time skips are due at the moment of the change; those that
    occur twice are due the first time.

    Raises:
        OperatorError: ``when`` or ``timezone`` cannot be understood; says what to write.
    """
    found = _FORM.fullmatch(when.strip().lower())
    clock = found and (found["daily"] or found["weekly"])
    if (
        not found
        or (clock and not _is_clock(clock))
        or (found["day"] and found["day"] not in _DAYS)
    ):
        raise OperatorError(
            f"{when!r} is no schedule; write now, hourly, daily 07:00 or weekly mon 07:00"
        )
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise OperatorError(
            f"{timezone!r} is no time zone; write one like UTC or Asia/Karachi"
        ) from None
    if found["plain"] == "now":
        return now
    if found["plain"] == "hourly":
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    hour, minute = map(int, str(clock).split(":"))
    local = now.astimezone(zone)
    days = (
        (local + timedelta(days=ahead)).replace(
            hour=hour, minute=minute, second=0, microsecond=0, fold=0
        )
        for ahead in range(9)
    )
    return next(
        due
        for day in days
        if (due := _moment(day)) > now
        and (not found["day"] or day.weekday() == _DAYS.index(found["day"]))
    )


def _moment(local: datetime) -> datetime:
    """Return when it is ``local`` in its zone, as UTC; if never, when the clock is put forward."""
    skipped = local.utcoffset() != local.replace(fold=1).utcoffset()
    before, after = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if not skipped or before < after:  # where a time occurs twice, the first one counts
        return before
    # Of a skipped time, the offsets before and after give the two ends of the hour it lies in.
    while before - after > timedelta(seconds=1):
        middle = after + (before - after) / 2
        later = middle.astimezone(local.tzinfo).utcoffset() == local.replace(fold=1).utcoffset()
        before, after = (middle, after) if later else (before, middle)
    return before.replace(microsecond=0)


def _is_clock(text: str) -> bool:
    hour, minute = map(int, text.split(":"))
    return hour < 24 and minute < 60


def next_try(attempts: int, first_try: datetime, now: datetime) -> datetime | None:
    """Return when to try a message again after ``attempts`` tries, None to give it up.

    A machine that slept for a week has not tried for a week: a message is given up only when
    five days went by since its first try and it was tried often enough in them.
    """
    if now - first_try > GIVE_UP_AFTER and attempts >= LEAST_TRIES:
        return None
    minutes = BACK_OFF[attempts - 1] if 0 < attempts <= len(BACK_OFF) else BACK_OFF[-1]
    return now + timedelta(minutes=minutes)
