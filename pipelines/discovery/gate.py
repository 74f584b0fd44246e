"""Decides whether what an address answers is a live list of an outlet's articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from pipelines.items import Discovered, Entry
from pipelines.listings.article_shapes import looks_like_article
from pipelines.listings.entries import newest_time
from pipelines.web.urls import site_of

LEAST_ITEMS = 5
FRESH = timedelta(hours=72)
FRESH_WHERE_NEWS_IS_RARE = timedelta(days=14)
RARE_KINDS = frozenset(("NGO", "UN", "analysis", "government"))
"""Kinds of outlets that publish now and then, so that an older list is alive, too."""
_AHEAD = timedelta(days=1)
"""What is dated further ahead is announced, not published."""

Verdict = Literal["fresh", "candidate", "refused"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a list is worth: ``fresh``, a ``candidate`` that a later look may confirm, or refused.

    ``why`` is in words; ``items`` counts its entries on the outlet's own site.
    """

    verdict: Verdict
    why: str
    items: int = 0
    newest_at: datetime | None = None


def longest_age(kind: str) -> timedelta:
    """Return how old the newest article of an outlet of this kind may be."""
    return FRESH_WHERE_NEWS_IS_RARE if kind in RARE_KINDS else FRESH


def judge_list(
    found: Discovered, site: str, now: datetime, longest: timedelta, *, foreign: bool = False
) -> Finding:
    """Judge a list that was read; ``site`` is the outlet's registered name, as bbc.co.uk.

    ``longest`` is how old the newest article may be; what is older, small or undated may come to
    life, and is a candidate. ``foreign``: its articles are of any site, as
    a search's are. That an address answers decides nothing: lists with a newest item of 276 days
    before, and empty ones, did.
    """
    own = [entry for entry in found.entries if foreign or site_of(entry.url) == site]
    if not own:
        said = "articles of other sites alone" if found.entries else "no articles"
        return Finding("refused", f"lists {said}")
    if len(own) * 2 < len(found.entries):
        return Finding("refused", "most of what it lists are pages of other sites", len(own))
    articles = [entry for entry in own if entry.title or looks_like_article(entry.url)]
    if not articles:
        return Finding("refused", "lists pages, but none that looks like an article", 0)
    newest = _newest(articles, now)
    count = len(articles)
    if newest is not None and now - newest > longest:
        said = f"lists {count}, but its newest item is of {newest:%Y-%m-%d}"
        return Finding("candidate", said, count, newest)
    if count < LEAST_ITEMS:
        return Finding("candidate", f"lists only {count}", count, newest)
    if newest is None:
        return Finding("candidate", f"lists {count}, none with a date", count)
    return Finding("fresh", f"lists {count}, the newest of {newest:%Y-%m-%d %H:%M}", count, newest)


def _newest(entries: Sequence[Entry], now: datetime) -> datetime | None:
    times = (newest_time(entry) for entry in entries)
    return max((at for at in times if at and at <= now + _AHEAD), default=None)


def in_another_language(finding: Finding, language: str) -> Finding:
    """Return what a list is worth whose titles are in another language than the front page's.

    It may be another edition on the same host: a person has to say whether it is wanted.
    """
    verdict: Verdict = "candidate" if finding.verdict == "fresh" else finding.verdict
    return replace(
        finding, verdict=verdict, why=f"{finding.why}; in {language}, the front page is not"
    )


def is_confirmed(finding: Finding, before: frozenset[str], urls: frozenset[str]) -> bool:
    """Tell whether a second look at a list shows that it is one, and goes on.

    ``before`` are the URLs that it had at the first look. Some must stay, for what is another with
    each look is a search; of a list that is only a candidate some must be new, too.
    """
    if finding.verdict == "refused" or not before & urls:
        return False
    return finding.verdict == "fresh" or bool(urls - before)
