"""What may stand in for the lists of an outlet that has died, and how long it may be silent."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.discovery.gate import longest_age
from pipelines.listings.entries import newest_time
from pipelines.sources import Source
from pipelines.text.language import language_of
from pipelines.text.moments import utc_text
from pipelines.visits import LearnedList, LearnedState
from pipelines.web.urls import site_of

if TYPE_CHECKING:
    from pipelines.discovery.search import Found, Way

USUAL_GAPS = 6
"""So many times its usual gap an outlet may be silent until other lists of it are looked for."""
LEAST_SILENCE = timedelta(hours=20)
"""A night and a morning are no silence, however often an outlet publishes by day."""
OVER_LONGEST = 1.25
KNOWN_FOR = timedelta(days=4)
KNOWN_WELL, MANY_HOURS = timedelta(days=2), 20
SHORTEST_SILENCE = timedelta(hours=3)
"""Once four days of an outlet are known, with their nights, or two with news in twenty of their
hours, it may be silent for a quarter longer than it ever was, by an hour and three hours in all at
the least."""
LEAST_DUE = 2.75
"""In so many hours of a silence news must have been due: what falls into a night or a day of rest
is none. Of 130 generated outlets that were well for two weeks 62 searches came of it, 128 without
it; of 126 that died as many were noticed within one and a half times their longest gap."""
MISSED = 3.0
"""A day of the week without news is one of rest if so many hours with news usually fell into it."""
LEAST_HOURS = 5
"""Of an outlet of which fewer hours with news are known, the usual gap is not."""
PROVES = 5
"""So many articles confirm a list that was found."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_PERSIAN = frozenset(("fa", "prs"))


def is_overdue(active_hours: Sequence[datetime], now: datetime) -> bool:
    """Tell whether an outlet has been silent for so long that others of its lists are looked for.

    ``active_hours`` are the hours in which something came. By them too much of the silence must lie
    in hours in which news was due, not in the outlet's nights and days of rest.
    """
    allowed = overdue_after(active_hours)
    if allowed is None or now - max(active_hours) <= allowed:
        return False
    return _hours_due(sorted(set(active_hours)), now) >= LEAST_DUE


def _hours_due(seen: Sequence[datetime], now: datetime) -> float:
    """Return in how many hours since the last one ``seen`` news was to be expected.

    An hour is as likely to have news as its hour of the day and those beside it had, on a day of
    the week that had as much as others or less. Of each day of the week one more is reckoned than
    was seen, with half as much news: who was never seen on a Friday may rest then. One on which
    news was missed is a day of rest.
    """
    first, last = seen[0], seen[-1]
    days = max((last - first) / DAY, 1.0)
    a_day = len(seen) / days
    by_hour = Counter(hour.hour for hour in seen)
    by_weekday = Counter(hour.weekday() for hour in seen)
    known = Counter((first + n * HOUR).weekday() for n in range(int((last - first) / HOUR) + 1))
    due, hour = 0.0, last + HOUR
    while hour + HOUR <= now:
        often = sum(by_hour[(hour.hour + beside) % 24] for beside in (-1, 0, 1)) / (3 * days)
        news, whole = by_weekday[hour.weekday()], known[hour.weekday()] / 24
        if news or whole * a_day < MISSED:
            due += min(often, 1.0) * min((news / a_day + 0.5) / (whole + 1), 1.0)
        hour += HOUR
    return due


def overdue_after(active_hours: Sequence[datetime]) -> timedelta | None:
    """Return how long an outlet may be silent before others of its lists are looked for.

    Six times its usual gap, or its longest gap and a quarter of it, whichever is less.
    ``active_hours`` are the hours in which something came. None while too few are known.
    """
    seen = sorted(set(active_hours))
    if len(seen) < LEAST_HOURS:
        return None
    gaps = [later - earlier for earlier, later in pairwise(seen)]
    usual = max(USUAL_GAPS * sum(gaps, timedelta()) / len(gaps), LEAST_SILENCE)
    if seen[-1] - seen[0] < (KNOWN_WELL if len(seen) >= MANY_HOURS else KNOWN_FOR):
        return usual
    longest = max(gaps)
    return min(usual, max(OVER_LONGEST * longest, longest + HOUR, SHORTEST_SILENCE))


def longest_for(
    source: Source, last_at: datetime | None, now: datetime, *, dead: bool
) -> timedelta:
    """Return how old the newest article of a list may be that stands in for an outlet's own.

    ``dead``: its own lists answer no more. Those that answer are replaced by newer ones alone;
    ``last_at`` is of the newest article that they had.
    """
    longest = longest_age(source.kind)
    return longest if dead or last_at is None else min(longest, max(now - last_at, timedelta()))


def replacements(
    source: Source,
    found: "Found",
    owners: Mapping[str, str],
    last_at: datetime | None,
    now: datetime,
    *,
    dead: bool,
) -> list[LearnedList]:
    """Return which of the lists that were found stand in for those of ``source``.

    If none is alive, small ones may that hold an article which the outlet brought itself.
    ``owners`` are the outlets, by id, whose links the articles of these lists are already; what
    belongs to another outlet, is in another language or brings nothing new is none. What is on
    another registered domain waits for a person (``elsewhere``). Times as in ``longest_for``.
    """
    longest = longest_for(source, last_at, now, dead=dead)
    used = {listing.url for listing in source.listings()}
    sites = {site_of(url) for url in (source.homepage, *used)}
    home = site_of(found.home.url)
    small = [way for way in found.candidates if _is_own(source, way, owners, longest, now)]
    learned = []
    for way in found.ways or small:
        if way.url in used or not _fits(source, way, owners, last_at, dead=dead):
            continue
        own = home in sites and site_of(way.url) in sites
        state: LearnedState = "provisional" if own else "elsewhere"
        learned.append(LearnedList(way.kind, way.url, way.how, state, since=utc_text(now)))
    return learned


def _is_own(
    source: Source, way: "Way", owners: Mapping[str, str], longest: timedelta, now: datetime
) -> bool:
    """Tell whether a list that is only a candidate surely is the outlet's, and alive.

    An outlet that publishes seldom has few articles in a sitemap of two days; that it has brought
    one of them itself shows whose they are.
    """
    newest = way.finding.newest_at
    fresh = newest is not None and now - newest <= longest and _speaks(source, way)
    return fresh and any(owners.get(entry.url) == source.id for entry in way.entries)


def _fits(
    source: Source, way: "Way", owners: Mapping[str, str], last_at: datetime | None, *, dead: bool
) -> bool:
    own = sum(owners.get(entry.url) == source.id for entry in way.entries)
    others = sum(owners.get(entry.url, source.id) != source.id for entry in way.entries)
    if others > own:
        return False
    if not dead and not any(_is_newer(source, way, owners, last_at)):
        return False
    return own > 0 or _speaks(source, way)


def _is_newer(
    source: Source, way: "Way", owners: Mapping[str, str], last_at: datetime | None
) -> Iterator[bool]:
    """Yield of each article of a list whether it is one that the lists of the outlet lack."""
    for entry in way.entries:
        at = newest_time(entry)
        yield entry.url not in owners and bool(at and (last_at is None or at > last_at))


def _speaks(source: Source, way: "Way") -> bool:
    """Tell whether the titles of a list are in a language of the outlet, as far as can be told."""
    titles = ". ".join(entry.title for entry in way.entries if entry.title)
    language = language_of("", titles, "", source)
    wanted = frozenset(source.languages)
    if not wanted or language == "other":
        return True
    return language in (wanted | _PERSIAN if wanted & _PERSIAN else wanted)


def mended_words(source_id: str, learned: Sequence[LearnedList]) -> str:
    """Return what is to be said of lists that stand in for an outlet's own, "" if none do."""
    words = ""
    for one in learned:
        if one.state in ("provisional", "confirmed"):
            sure = "confirmed" if one.state == "confirmed" else "for the time being"
            words += f"; articles are taken from {one.url}, found on {one.since[:10]} ({sure})"
        elif one.state == "elsewhere":
            words += (
                f"; it may have moved to {one.url}: `khabardar sources accept {source_id} "
                f"{one.url}` takes articles from there"
            )
    return words
