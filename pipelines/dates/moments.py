"""A written time as a value: when it was, how exactly it is told, and how its zone is known."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pipelines.dates.timezones import country_zone, is_one_zone
from pipelines.items import ZoneKnown

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(hours=26)
"""A date so far ahead is still believed: clocks and time zones differ. Later ones are not."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A written time: ``at`` in UTC, and ``wall`` as it was written, on the clock of its zone.

    A day without a time of day is not ``timed``; ``at`` is its noon in UTC, which is the same day
    nearly everywhere. ``rough`` ones may be off by a day or two: days of the lunar calendar.
    """

    at: datetime
    wall: datetime
    timed: bool
    zone: ZoneKnown
    rough: bool = False

    @property
    def day(self) -> date:
        """The day as it was written."""
        return self.wall.date()


def day_moment(day: date, *, rough: bool = False) -> Moment:
    """Return the moment that stands for a day without a time."""
    noon = datetime.combine(day, time(12))
    return Moment(noon.replace(tzinfo=UTC), noon, timed=False, zone="told", rough=rough)


def zone_known(country: str) -> ZoneKnown:
    """Return how the zone of a time that names none is known, for an outlet of a country."""
    return "outlet" if is_one_zone(country) else "assumed"


def told_zone(wall: datetime, at: datetime) -> ZoneKnown:
    """Return how the zone of a time is known that was written with one, ``at`` being in UTC."""
    return "utc" if wall == at.replace(tzinfo=None) else "told"


def stored_moment(at: datetime, country: str, zone: ZoneKnown = "told") -> Moment:
    """Return the moment that was stored as ``at`` alone: the stroke of noon, UTC, is a day."""
    if is_day_only(at):
        return day_moment(at.astimezone(UTC).date())
    wall = at.astimezone(UTC if zone == "utc" else country_zone(country)).replace(tzinfo=None)
    return Moment(at.astimezone(UTC), wall, timed=True, zone=zone)


def believable(moment: datetime, now: datetime) -> bool:
    """Tell whether an article may have appeared at an aware moment, seen from ``now``."""
    return EARLIEST <= moment <= now + CLOCK_SKEW


def is_day_only(moment: datetime) -> bool:
    """Tell whether a stored moment stands for a day without a time.

    What truly appeared on the stroke of noon, UTC, is taken for one too: its day is still right.
    """
    return moment.astimezone(UTC).time() == time(12)
