"""How a source is doing, so that a quiet outlet and a dead one are never taken for each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.sources import LISTING_FIELDS
from pipelines.text.moments import utc_text
from pipelines.visits import Health, History, Usual, Visit
from pipelines.web.own_pace import is_silent, longest_gap
from pipelines.web.page_health import judge_pages, usual_of

TROUBLED: tuple[Health, ...] = ("broken", "blocked", "thin", "stale", "overflow")
"""The states in which articles are missed, or may be, worst first."""
QUIET_AFTER = timedelta(hours=24)
TOLD_AFTER = timedelta(hours=1)
"""Trouble that no visit found so long after it began passed by itself: nobody is told."""
LEAST_OVERFLOW = 5
"""A list of fewer articles may well be all new by chance."""
LONGEST_WAIT = timedelta(hours=6)
USUAL_PACE_S = 900
"""The wait between two visits to an outlet whose rhythm is not known."""
UNCLOSED_LIST = "the list ends early, without its last line"
"""What is said of a list that was not closed, though no entry is seen to be missing."""
NO_ADDRESS = "entries without an address: "
"""Begins what is said of entries that cannot be asked for; their number stands behind it."""
_WITHOUT_ADDRESS = re.compile(rf"{NO_ADDRESS}([\d,]*\d)")
NO_LISTING = (
    f"has no URL to visit; give it {' or '.join(one.name for one in LISTING_FIELDS)} or a homepage"
)
_SHORTER = "give it a shorter list, such as a feed of its news alone"
_BROKEN_OFF = (
    "the document that the outlet sent breaks off, and what stood behind is missing; it is asked "
    "again at the next visit, and if that lasts, give another feed or sitemap of the outlet"
)
_ANSWERED = {"ok", "not_modified"}
_ASKED_AGAIN = "it is asked again by itself; if that lasts, see whether its site opens in a browser"
_ADVICE = {
    "not_a_feed": "look for its present feed",
    "not_found": "look for its present feed",
    "gone": "look for its present feed",
    "blocked": "visit it less often (every_s), or through a proxy",
    "robots": "it does not want to be read by programs; another feed of it may be open",
    "dns": "look whether its host name is still right",
    "http_5xx": _ASKED_AGAIN,
    "timeout": _ASKED_AGAIN,
    "connection": _ASKED_AGAIN,
    "tls": "its certificate is not in order; look whether the address is still right",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A source's health, with the evidence and what to do in words.

    ``usual`` is what its pages are like while all is well, to be kept for later.
    """

    health: Health
    reason: str
    usual: Usual | None = None


def in_trouble(health: str) -> bool:
    """Tell whether articles of an outlet in this state are missed, or may be.

    What is said of outlets anywhere (mails, status, the desk, the exit code) goes by this.
    """
    return health in TROUBLED


def has_lasted(began: datetime | None, seen: datetime | None) -> bool:
    """Tell whether trouble that began then, and was last seen then, is worth a notice."""
    return bool(began and seen and seen - began >= TOLD_AFTER)


def gives_nothing(health: str) -> bool:
    """Tell whether an outlet in this state gives no articles, so that a pass over it has failed."""
    return health in TROUBLED[:3]


def condition_of(visits: Sequence[Visit], history: History, now: datetime) -> Condition:
    """Return the health that a round of ``visits`` and what came before show.

    There is one visit for each URL. One that answered "not modified" holds what was found when the
    list was last read. One URL that answers is enough for a source to be alive; then its pages
    count, its pace, and whether its lists were read whole. The worst state is the health, but all
    of them are said.
    """
    answered = [visit for visit in visits if visit.outcome in _ANSWERED]
    if not answered:
        return _silent(visits, history.usual)
    found = [*_troubles(answered, history, now)]
    usual = history.usual
    if judge_pages(history) is None:
        usual = usual_of(history.pages) or usual
    if found:
        worst = min((health for health, _ in found), key=TROUBLED.index)
        found.sort(key=lambda one: one[0] != worst)
        return Condition(worst, "; ".join(reason for _, reason in found), usual)
    health, reason = _well(visits, answered, history, now)
    return Condition(health, reason, usual)


def _troubles(
    answered: Sequence[Visit], history: History, now: datetime
) -> Iterator[tuple[Health, str]]:
    """Yield each thing that is wrong with a source that answers."""
    pages = judge_pages(history)
    if pages:
        yield pages.health, pages.reason
    if not any(visit.found for visit in answered):
        remark = next((f" ({visit.error})" for visit in answered if visit.error), "")
        yield "thin", f"answers, but lists no articles{remark}; look for its present feed"
    stale = _stale(answered, history, now)
    if stale:
        yield "stale", stale
    yield from (("overflow", words) for words in _overflows(answered, history))


def without_address(said: str) -> int:
    """Return how many entries name no page, by what is said of a list or of an outlet."""
    return sum(int(count.replace(",", "")) for count in _WITHOUT_ADDRESS.findall(said))


def _stale(answered: Sequence[Visit], history: History, now: datetime) -> str:
    """Return in words that the newest article is too old, "" if it is not."""
    told = [visit.newest_at for visit in answered if visit.newest_at]
    newest = min(max(told), now) if told else None
    advice = "look whether it publishes elsewhere now, or has another feed"
    if newest and now - newest > longest_gap(history.active_hours):
        return f"answers, but its newest item is of {newest:%Y-%m-%d}; {advice}"
    since = min(filter(None, (newest, history.last_new_at)), default=None)
    if since and is_silent(history.active_hours, since, now, history.peers):
        return (
            f"answers, but brought nothing new since {utc_text(since)}, which its own pace does "
            f"not explain; {advice}"
        )
    return ""


def _overflows(answered: Sequence[Visit], history: History) -> Iterator[str]:
    """Yield in words which lists may have had articles that were not seen."""
    for visit in answered:
        if not _is_remark(visit.error):
            yield (
                f"not all of a list could be read: {visit.error} ({visit.address}); "
                f"{_BROKEN_OFF if _is_broken_off(visit.error) else _SHORTER}"
            )
    if history.floods:
        worst = max(history.floods, key=lambda visit: visit.found)
        yield (
            f"all {worst.found} articles listed on {utc_text(worst.at)} were new, so some in "
            f"between may have been missed; visit it more often (every_s) ({worst.address})"
        )


def _is_broken_off(said: str) -> bool:
    """Tell whether a document breaks off or is damaged; one that is too long does neither."""
    parts = [part for part in said.split("; ") if part != UNCLOSED_LIST]
    return any("ends early" in part or "damaged" in part for part in parts)


def _is_remark(said: str) -> bool:
    """Tell whether nothing that is said of a list would be mended by a shorter one."""
    return all(
        part in ("", UNCLOSED_LIST) or part.startswith(NO_ADDRESS) for part in said.split("; ")
    )


def _well(
    visits: Sequence[Visit], answered: Sequence[Visit], history: History, now: datetime
) -> tuple[Health, str]:
    last_new = history.last_new_at
    if last_new and now - last_new > QUIET_AFTER:
        return "quiet", f"answers; nothing new since {utc_text(last_new)}"
    failed = len(visits) - len(answered)
    words = f"; {failed} of {len(visits)} addresses did not answer" if failed else ""
    unclosed = next((visit for visit in answered if visit.error), None)
    if unclosed:
        words += f"; {unclosed.error} ({unclosed.address})"
    return "ok", f"answers{words}"


def _silent(visits: Sequence[Visit], usual: Usual | None) -> Condition:
    if not visits:
        return Condition("broken", NO_LISTING, usual)
    first = visits[0]
    words = f": {first.error}" if first.error else ""
    advice = f"; {_ADVICE[first.outcome]}" if first.outcome in _ADVICE else ""
    health: Health = (
        "blocked" if all(v.outcome in ("blocked", "robots") for v in visits) else "broken"
    )
    return Condition(health, f"{first.outcome}{words} ({first.address}){advice}", usual)


def next_visit_at(now: datetime, every_s: int, failures: int) -> datetime:
    """Return when to visit again: at the wished pace (0 for none), later after each failure.

    The wait doubles up to ``LONGEST_WAIT`` (or the pace itself, if that is longer); a source is
    never given up.
    """
    pace = timedelta(seconds=every_s or USUAL_PACE_S)
    return now + min(pace * (1 << min(failures, 20)), max(pace, LONGEST_WAIT))
