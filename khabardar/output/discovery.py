"""What a search for an outlet's lists showed, as lines for a person, JSON, or a [[source]]."""

from collections.abc import Iterator
from datetime import datetime

from khabardar.settings_file import Value
from pipelines.discovery.check import Checked
from pipelines.discovery.search import Found, Way
from pipelines.items import LANGUAGES
from pipelines.sources import Source
from pipelines.text.moments import utc_text

_FIELDS = {
    **{"feed": "feeds", "sitemap": "sitemaps", "section": "sections"},
    **{"wordpress": "wordpress"},
}


def found_lines(found: Found, *, explain: bool) -> Iterator[str]:
    """Yield the lists that were found and the candidates; every step first, if ``explain``."""
    if explain:
        for step in found.steps:
            yield f"{step.url} ({step.how}): {step.said}"
    about = ", ".join(
        part
        for part in (
            found.home.language,
            " and ".join(family.name for family in found.home.families[:2]),
        )
        if part
    )
    named = ", ".join(filter(None, (found.home.name, found.home.url)))
    yield f"{named}{f' ({about})' if about else ''}"
    for mark, ways in (("found", found.ways), ("candidate", found.candidates)):
        yield from (f"  {mark}: {way.kind} {way.url} ({_why(way)})" for way in ways)
    if found.trouble:
        yield f"  {found.trouble}"
    elif not found.ways and not found.candidates:
        yield "  no list of articles was found"
        if not found.home.html:
            yield from (f"  {one.url}: {one.said}" for one in found.steps[:1])


def _why(way: Way) -> str:
    return f"{way.how}; {way.finding.why}"


def found_facts(found: Found) -> dict[str, object]:
    """Return what a search showed, for JSON."""
    home = found.home
    return {
        **{"url": home.url, "name": home.name, "language": home.language, "country": home.country},
        "families": [family.name for family in home.families],
        "found": [_way_facts(way) for way in found.ways],
        "candidates": [_way_facts(way) for way in found.candidates],
        "steps": [{"url": one.url, "how": one.how, "said": one.said} for one in found.steps],
        **{"requests": found.requests, "trouble": found.trouble},
    }


def _way_facts(way: Way) -> dict[str, object]:
    newest = way.finding.newest_at
    return {
        **{"kind": way.kind, "url": way.url, "how": way.how, "why": way.finding.why},
        **{"items": way.finding.items, "newest_at": utc_text(newest) if newest else None},
    }


def as_source(found: Found, name: str, now: datetime) -> tuple[dict[str, Value], list[str]]:
    """Return a found outlet as a [[source]] called ``name``: its settings, and comments.

    What is only a candidate, or a section page, makes it unproven: its first visits decide.
    """
    home = found.home
    lists = [way for way in found.ways if way.kind != "section"]
    taken = lists or [*found.ways, *found.candidates]
    facts: dict[str, Value] = {"id": name, "name": home.name or name, "homepage": home.url}
    if home.country:
        facts["country"] = home.country
    if home.language in LANGUAGES:
        facts["languages"] = [home.language]
    for kind, field in _FIELDS.items():
        urls = [*dict.fromkeys(way.url for way in taken if way.kind == kind)]
        if urls:
            facts[field] = urls
    if not lists:
        facts["unproven"] = True
    said = [f"found by khabardar on {now:%Y-%m-%d}"]
    return facts, said + [f"{way.kind}: {_why(way)}" for way in taken]


def checked_lines(source: Source, checked: Checked) -> Iterator[str]:
    """Yield what a check of an outlet showed, and what would have to change."""
    for one in checked.lists:
        mark = "ok  " if one.alive else "FAIL"
        yield f"{mark} {one.listing.via} {one.listing.url}: {one.said}"
    if checked.found is None:
        if not source.homepage and not any(one.alive for one in checked.lists):
            yield "no list is alive; to search for others, give its [[source]] a homepage"
        return
    if not checked.lists:
        yield "no list is declared; this is what its front page leads to"
    else:
        yield "no list is alive; this is what its front page leads to"
    yield from found_lines(checked.found, explain=True)
    lists = [way for way in checked.found.ways if way.kind != "section"]
    for kind, field in _FIELDS.items():
        urls = [f'"{way.url}"' for way in lists if way.kind == kind]
        if urls:
            yield f"to change it: [[source]] id = {source.id!r}, {field} = [{', '.join(urls)}]"
