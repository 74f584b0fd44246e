"""The order of trust for dates: what each witness of a page can know, and whom to believe.

docs/dates.md tells the same in words, with the reasons.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from pipelines.dates.moments import Moment
from pipelines.items import DateOrigin

Witness = Literal["feed", "jsonld", "meta", "byline", "address", "data"]
Role = Literal["publication", "change"]

# The most reliable first; how far each is believed that nothing contradicts, and what it is called
# in the table of articles.
_WITNESSES: dict[Witness, tuple[float, DateOrigin]] = {
    "feed": (0.98, "feed"),
    "jsonld": (0.95, "jsonld"),
    "meta": (0.9, "meta"),
    "byline": (0.8, "byline"),
    "address": (0.5, "body"),
    "data": (0.5, "body"),
}
_RANK = {witness: rank for rank, witness in enumerate(_WITNESSES)}
_TOLD: frozenset[Witness] = frozenset({"feed", "jsonld", "meta"})
DISPUTED = 0.6
"""How much a date is trusted that is contradicted elsewhere, or told only roughly."""
SAME_DAY = timedelta(hours=36)
"""Two dates no further apart may be the same day, told in two zones or without a time."""
FARTHEST_ZONES = timedelta(hours=26)
"""One time read in two zones differs by no more than this (UTC-12 and UTC+14)."""
EDITION = timedelta(days=300)
"""So long after it appeared a guide that shows the day of its change was issued anew."""
RENEWED = timedelta(days=30)
"""So long after it appeared a guide that shows that day as plainly its date was renewed."""
_HALF_A_DAY = timedelta(hours=12)
_ZONE_STEP = timedelta(minutes=15)
"""All zones differ by whole quarters of an hour."""
_SAME_TIME = timedelta(minutes=1)
_CLOCKS_DIFFER = timedelta(hours=1)
"""A time so little ahead of ours is not in the future: clocks differ."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that a witness gives for an article: of its publication, or of a later change.

    ``relative`` ones ("3 hours ago") were true when the page was made. ``marked`` tells that the
    page itself calls it a date (an element, a class, a label), so that it is none by chance;
    ``named`` that it says in so many words that this is the publication.
    """

    moment: Moment
    witness: Witness
    role: Role = "publication"
    relative: bool = False
    marked: bool = True
    named: bool = False


@dataclass(frozen=True, slots=True)
class PublicationDates:
    """When an article appeared and changed, in UTC, who says so, and how far it is believed.

    ``..._day_only``: only the day is known, and the time stands for it.
    """

    published_at: datetime | None
    origin: DateOrigin
    confidence: float
    modified_at: datetime | None
    published_day_only: bool = False
    modified_day_only: bool = False


def weigh(
    candidates: Iterable[Candidate],
    zone: tzinfo,
    now: datetime,
    *,
    press: bool = True,
    years: Container[int] = (),
) -> PublicationDates:
    """Return what to believe of all that witnesses say; their order does not count.

    ``zone`` is the clock of the outlet, by which days are days. ``press`` tells that the page is
    news: its articles are corrected, not renewed. ``years`` are those that its headline names.
    """
    every = sorted(set(candidates), key=_key)
    births = [one for one in every if one.role == "publication" and not one.relative]
    changes = [one for one in every if one.role == "change"]
    first = next((one for one in births if one.witness in _TOLD), None)
    if press:
        edition = None
    elif first is not None:
        edition = _edition(first, births, changes)
    else:
        edition = _only_edition(every, years)
    if edition is not None:
        day_only = not edition.moment.timed
        return PublicationDates(edition.moment.at, "byline", DISPUTED, None, day_only)
    if first is None:
        return _without_word(every, births, changes, zone)
    earlier = _earlier(first, births, changes)
    chosen = earlier or first
    if earlier is not None and first.witness != "feed":
        # The day when a template was rebuilt is no change either.
        changes = [one for one in changes if _apart(one, first) > SAME_DAY]
    elif earlier is not None:
        changes.append(replace(first, role="change"))
    exact = _exact(chosen, births, zone, now)
    confidence, origin = _WITNESSES[exact.witness]
    if earlier is not None or exact.moment.rough:
        confidence = min(DISPUTED, confidence)
    return _publication_dates(exact, origin, confidence, changes, zone)


def _key(one: Candidate) -> tuple[object, ...]:
    moment = one.moment
    known = ("told", "utc", "outlet", "assumed").index(moment.zone)
    return (
        *(_RANK[one.witness], one.relative, not one.marked, moment.rough, not moment.timed),
        *(known, moment.at, moment.wall, one.role),
    )


def _without_word(
    every: list[Candidate], births: list[Candidate], changes: list[Candidate], zone: tzinfo
) -> PublicationDates:
    """Return the date of an article that nobody tells programs, by what readers see.

    Where they see but when it changed, it stays without a date.
    """
    # "15 hours ago" was true when the page was made, not when it is read: it comes late.
    ago = [one for one in every if one.role == "publication" and one.relative]
    chosen = next(iter([*births, *ago]), None)
    if chosen is None:
        return _publication_dates(None, "none", 0.0, changes, zone)
    sure = chosen in births and not chosen.moment.rough
    exact = _exact(chosen, births, zone, None) if chosen in births else chosen
    confidence, origin = _WITNESSES[chosen.witness]
    return _publication_dates(exact, origin, confidence if sure else DISPUTED, changes, zone)


def _earlier(
    first: Candidate, births: list[Candidate], changes: list[Candidate]
) -> Candidate | None:
    """Return a birth well before the told one that is to be believed rather, or None.

    Software that takes the day of a change, or of a rebuilt template, for the publication moves it
    forward and never back. Where a change is told apart from it, the publication is meant.
    """
    before = [one for one in births if first.moment.at - one.moment.at > SAME_DAY]
    if first.witness == "feed":
        told = [one for one in before if one.witness in _TOLD]
        seen = [one for one in before if one.witness in ("byline", "address") and one.marked]
        return next(iter([*told, *seen]), None)
    change = _told_change(changes)
    if change is not None and _apart(change, first) > SAME_DAY:
        return None
    return next((one for one in before if one.witness in ("byline", "address")), None)


def _told_change(changes: list[Candidate]) -> Candidate | None:
    return next((one for one in changes if one.witness in ("jsonld", "meta")), None)


def _edition(
    first: Candidate, births: list[Candidate], changes: list[Candidate]
) -> Candidate | None:
    """Return the day when a guide was issued anew, or None where it appeared once.

    That day is what it shows its readers and no other, and what it tells programs of its change.
    """
    change = _told_change(changes)
    in_url = [one for one in births if one.witness == "address"]
    if (
        change is None
        or first.witness == "feed"
        or any(_apart(one, first) <= SAME_DAY for one in in_url)
    ):
        return None
    seen = next((one for one in births if one.witness == "byline"), None)
    day = seen or _shown_change(changes)
    if day is None or day.named or _apart(day, change) > SAME_DAY:
        return None
    return day if day.moment.at - first.moment.at > (RENEWED if seen else EDITION) else None


def _only_edition(every: list[Candidate], years: Container[int]) -> Candidate | None:
    """Return the day of the edition at hand of a guide that tells of no publication, or None.

    Readers see that day, and a second sign supports it: programs are told of the same one, or of
    none and the headline names its year.
    """
    if any(one.role == "publication" for one in every):
        return None
    day, change = _shown_change(every), _told_change(every)
    if day is None or (change is not None and _apart(day, change) > SAME_DAY):
        return None
    return day if change is not None or day.moment.day.year in years else None


def _shown_change(changes: list[Candidate]) -> Candidate | None:
    """Return the last change that readers see, None if they see none or only how long ago."""
    shown = [one for one in changes if one.witness == "byline" and not one.relative]
    return max(shown, key=lambda one: one.moment.at, default=None)


def _apart(one: Candidate, other: Candidate) -> timedelta:
    return abs(one.moment.at - other.moment.at)


def _exact(
    chosen: Candidate, births: list[Candidate], zone: tzinfo, now: datetime | None
) -> Candidate:
    """Return the birth that tells the chosen one's time best, by what each can know."""
    if not chosen.moment.timed:
        return next(
            (one for one in births if one.moment.timed and _share_a_day(one, chosen, zone)), chosen
        )
    for other in births:
        if other.moment.timed and _is_clearer(other, chosen, zone, now):
            return other
    return chosen


def _share_a_day(one: Candidate, other: Candidate, zone: tzinfo) -> bool:
    return bool(_days(one.moment, zone) & _days(other.moment, zone))


def _days(moment: Moment, zone: tzinfo) -> set[object]:
    """Return the days that a moment may be called by: as written, in UTC, and at the outlet."""
    if not moment.timed:
        return {moment.day}
    return {moment.day, moment.at.date(), moment.at.astimezone(zone).date()}


def _is_clearer(other: Candidate, chosen: Candidate, zone: tzinfo, now: datetime | None) -> bool:
    """Tell whether ``other`` is the same time as the chosen one, and its reading the surer one."""
    one, two = chosen.moment, other.moment
    apart = abs(one.at - two.at)
    if apart == timedelta(0) or apart > FARTHEST_ZONES:
        return False
    future = now is not None and one.at > now + _CLOCKS_DIFFER >= two.at
    if abs(one.wall - two.wall) < _SAME_TIME:  # one clock, read in two zones
        return future or _zone_rank(other) > _zone_rank(chosen)
    clocks = abs(one.wall - two.wall) == _HALF_A_DAY  # in one zone, whoever tells it
    if apart == _HALF_A_DAY and (clocks or _is_told(one) == _is_told(two)):
        # An hour past noon cannot be a slip of the pen; one before it may have lost its PM.
        late = two.at.astimezone(zone).hour >= 12 > one.at.astimezone(zone).hour
        return late and (now is None or two.at <= now + _CLOCKS_DIFFER)
    in_steps = apart % _ZONE_STEP < _SAME_TIME
    return in_steps and apart <= FARTHEST_ZONES and _is_told(two) and not _is_told(one)


def _share_a_clock(one: Candidate, other: Candidate) -> bool:
    """Tell whether two candidates are one time of one clock, perhaps read in two zones."""
    apart = abs(one.moment.wall - other.moment.wall)
    return one.moment.timed and other.moment.timed and apart < _SAME_TIME


def _is_told(moment: Moment) -> bool:
    return moment.zone in ("told", "utc")


def _zone_rank(one: Candidate) -> int:
    """Return how sure the zone of a time is, beside one with the same time in another zone.

    Software that was told of no zone writes UTC: where it writes the same time without a zone, too,
    the time is the outlet's own. Where only readers see that time, the site itself is set to UTC.
    """
    moment = one.moment
    if _is_told(moment):
        return 4 if moment.zone == "told" else 2
    if moment.wall == moment.at.replace(tzinfo=None):
        return 0
    return 3 if one.witness in _TOLD else 1


def _publication_dates(
    chosen: Candidate | None,
    origin: DateOrigin,
    confidence: float,
    changes: list[Candidate],
    zone: tzinfo,
) -> PublicationDates:
    published = chosen.moment if chosen else None
    later = (one for one in _by_trust(changes) if _is_later(one.moment, published))
    change = next((one for one in later if one is not chosen), None)
    if change is not None and not change.moment.timed:
        timed = (one for one in changes if one.moment.timed and _share_a_day(one, change, zone))
        change = next(timed, change)
    if change is not None:
        same = (one for one in changes if _share_a_clock(one, change))
        change = max((change, *same), key=_zone_rank)
    return PublicationDates(
        published.at if published else None,
        origin,
        confidence,
        change.moment.at if change else None,
        published_day_only=published is not None and not published.timed,
        modified_day_only=change is not None and not change.moment.timed,
    )


def _is_later(change: Moment, published: Moment | None) -> bool:
    """Tell whether a change is one: a later time, and not the publication told again.

    A day alone must be a later day; within a minute, or on the same clock, it is the same time.
    """
    if published is None:
        return True
    if not (change.timed and published.timed):
        return change.day > published.day and change.at > published.at
    return change.at - published.at > _SAME_TIME and abs(change.wall - published.wall) > _SAME_TIME


def _by_trust(changes: list[Candidate]) -> list[Candidate]:
    """Return changes with the page's last one first, and those of lists behind those of pages.

    A sitemap is often written anew as a whole, and "an hour ago" was true for one reader.
    """
    latest = sorted(changes, key=lambda one: (one.moment.at, _key(one)), reverse=True)
    return sorted(latest, key=lambda one: (one.witness == "feed", one.relative))
