"""Checks a declared outlet step by step, and looks for what could stand in a dead list's place."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime

from pipelines.discovery.gate import Finding, is_confirmed, judge_list, longest_age
from pipelines.discovery.list_language import foreign_language
from pipelines.discovery.search import Found, KnownRobots, Reply, search
from pipelines.discovery.trial import Trial
from pipelines.items import Failed, Page
from pipelines.listings.listing import read_listing
from pipelines.sources import Listing, Source
from pipelines.web.urls import site_of


@dataclass(frozen=True, slots=True)
class CheckedList:
    """What one declared list showed: ``alive`` if articles come from it, and why in words."""

    listing: Listing
    alive: bool
    said: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check showed: each declared list, and what a search found if none is alive."""

    lists: tuple[CheckedList, ...]
    found: Found | None


def check(
    source: Source, before: Trial, now: datetime, robots: KnownRobots
) -> Generator[str, Reply, Checked]:
    """Ask every list of ``source``, and search from its front page if none is alive.

    ``before`` is what its visits showed so far, if it is on trial. Yields URLs, as ``search`` does.
    """
    lists = []
    for listing in source.listings():
        reply = yield listing.url
        lists.append(_checked(source, listing, reply, before, now))
    found = None
    if source.homepage and not any(one.alive for one in lists):
        longest = longest_age(source.kind)
        found = yield from search(source.homepage, now, longest, robots)
    return Checked(tuple(lists), found)


def _checked(
    source: Source, listing: Listing, reply: Reply, before: Trial, now: datetime
) -> CheckedList:
    if not isinstance(reply, Page):
        return CheckedList(listing, False, reply.detail or reply.reason)
    found = read_listing(None, listing.kind, reply, source.country)
    if isinstance(found, Failed):
        return CheckedList(listing, False, found.detail)
    if not found.entries and found.nested:
        return CheckedList(listing, True, f"an index of {len(found.nested)} further lists")
    if listing.kind == "section":
        return CheckedList(listing, True, f"links {len(found.entries)} articles")
    site = site_of(source.homepage or listing.url)
    finding = judge_list(
        found, site, now, longest_age(source.kind), foreign=listing.via == "search"
    )
    urls = frozenset(entry.url for entry in found.entries)
    known = frozenset(before.urls)
    confirmed = bool(known) and is_confirmed(finding, known, urls)
    said = finding.why
    if language := foreign_language(found.entries, source.languages):
        said += f"; its titles are in {language}, which the outlet is not declared in"
    if confirmed:
        stayed, new = len(known & urls), len(urls - known)
        said += f"; confirmed: {stayed} were there at the visit before, {new} came since"
    return CheckedList(listing, _is_alive(finding, confirmed), said)


def _is_alive(finding: Finding, confirmed: bool) -> bool:
    return finding.verdict == "fresh" or confirmed
