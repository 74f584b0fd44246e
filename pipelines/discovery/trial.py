"""The first visits to an outlet whose addresses nobody vouches for: do they prove it?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.discovery.gate import Finding, is_confirmed, judge_list, longest_age
from pipelines.items import Discovered
from pipelines.sources import Source
from pipelines.visits import Visit
from pipelines.web.urls import site_of

SECOND_LOOK = timedelta(minutes=15)
AGAIN_AFTER = timedelta(days=1)
LONGEST_PAUSE = timedelta(days=7)
MOST_URLS = 200


@dataclass(frozen=True, slots=True)
class Trial:
    """How far the proof of an outlet has come: when it was well, and what it listed then.

    ``failures`` counts the visits in a row that showed nothing.
    """

    at: datetime | None = None
    urls: tuple[str, ...] = ()
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """What a round of first visits showed: proved or not, in words, and when to look again."""

    proven: bool
    why: str
    trial: Trial
    again_at: datetime


def judge_trial(
    source: Source,
    before: Trial,
    lists: Iterable[tuple[bool, Discovered]],
    visits: Sequence[Visit],
    now: datetime,
) -> Judged:
    """Return what a round of visits proves: two looks at a fresh list that goes on.

    ``lists`` are those that were read, each with whether its articles are of any site (a search).
    """
    site, longest = site_of(source.homepage), longest_age(source.kind)
    found = [(judge_list(one, site, now, longest, foreign=foreign), one) for foreign, one in lists]
    good = [(finding, one) for finding, one in found if finding.verdict != "refused"]
    if not good:
        pause = min(AGAIN_AFTER * (1 << min(before.failures, 8)), LONGEST_PAUSE)
        failed = replace(before, failures=before.failures + 1)
        why = _why_not([finding for finding, _ in found], visits)
        return Judged(False, why, failed, now + pause)
    urls = frozenset(entry.url for _, one in good for entry in one.entries[:MOST_URLS])
    known = frozenset(before.urls)
    if before.at and any(is_confirmed(finding, known, _urls(one)) for finding, one in good):
        return Judged(True, f"two visits showed it: {good[0][0].why}", before, now)
    first = good[0][0]
    if before.at and known & urls:  # a candidate with nothing new so far: keep what it had
        return Judged(False, f"{first.why}; nothing new came since", before, now + AGAIN_AFTER)
    trial = Trial(now, tuple(sorted(urls))[:MOST_URLS])
    return Judged(False, f"{first.why}; a second visit confirms", trial, now + SECOND_LOOK)


def _urls(one: Discovered) -> frozenset[str]:
    return frozenset(entry.url for entry in one.entries)


def _why_not(findings: Sequence[Finding], visits: Sequence[Visit]) -> str:
    if findings:
        return findings[0].why
    lost = [visit for visit in visits if visit.error or visit.outcome != "ok"]
    return lost[0].error or lost[0].outcome if lost else "nothing was listed"
