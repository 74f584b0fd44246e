"""The outlets as lists for a person or JSON for a program: what is declared and how each does."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from db.crawl.past import PastVisit
from db.status import SourceStatus
from pipelines.discovery.trial import Trial
from pipelines.items import LANGUAGES
from pipelines.newsrooms import CORRIDORS
from pipelines.sources import LISTING_FIELDS, Source
from pipelines.text.moments import utc_text
from pipelines.visits import Health, LearnedList
from press_catalogue.sources import CatalogueEntry

_ONE = {field.name: field.kind for field in LISTING_FIELDS} | {"searches": "search"}
_INDEPENDENCE = {
    "own": "reports of its own",
    "shared": "shares a newsroom",
    "reprint": "prints what others report",
    "official": "statements of an authority",
    "index": "finds what others report",
}
_LEARNED = {
    "provisional": "in use for the time being",
    "confirmed": "confirmed by what it brought",
    "undone": "not asked: a person did not want it",
    "elsewhere": "on another site; `khabardar sources accept` takes it",
}


STATES = ("unproven", "new", *get_args(Health))
"""In one word how an outlet is: as its visits show it, not visited yet, or off."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of an outlet: as declared, in the catalogue, and from visits.

    ``off`` says why it is not watched, "" if it is.
    """

    source: Source
    entry: CatalogueEntry | None
    status: SourceStatus | None
    off: str = ""

    @property
    def state(self) -> str:
        """In one word how it is: its health, unproven, new (never visited) or off."""
        if self.off:
            return "off"
        if self.status is None or self.status.health == "off":
            return "unproven" if self.source.unproven else "new"
        if self.status.unproven:
            return "unproven"
        return self.status.health if self.status.last_visit_at else "new"


def known_outlets(
    declared: Sequence[Source],
    catalogue: Sequence[CatalogueEntry],
    visited: Mapping[str, SourceStatus],
    switched_off: Collection[str] = (),
) -> list[Known]:
    """Return the outlets that are declared, and those of the catalogue that are not watched.

    ``switched_off`` are the ids that the settings name as such.
    """
    entries = {entry.source.id: entry for entry in catalogue}
    found = [Known(one, entries.get(one.id), visited.get(one.id)) for one in declared]
    watched = {one.id for one in declared}
    found += (
        Known(entry.source, entry, None, entry.off or _why_off(entry.source, switched_off))
        for entry in catalogue
        if entry.source.id not in watched
    )
    return found


def _why_off(source: Source, switched_off: Collection[str]) -> str:
    if source.id in switched_off:
        return f"[catalogue] off names it; `khabardar sources on {source.id}` watches it again"
    if source.reliefweb:
        return "answers only with an appname that ReliefWeb approved: [network] reliefweb_appname"
    return "[catalogue] use is false"


def outlet_lines(outlets: Sequence[Known]) -> Iterator[str]:
    """Yield a line for each outlet: id, state, country, languages, corridors, ways in, name."""
    width = max((len(one.source.id) for one in outlets), default=0)
    for one in outlets:
        source = one.source
        place = f"{source.country or '-':2} {'/'.join(source.corridors) or '-':8}"
        languages = ",".join(source.languages) or "-"
        yield (
            f"{source.id:{width}}  {one.state:8}  {place}  {languages:12}  {_ways(source)}  "
            f"{source.name}"
        )


def _ways(source: Source) -> str:
    counted = [
        f"{len(urls)} {_ONE[field.name] if len(urls) == 1 else field.name}"
        for field in LISTING_FIELDS
        if (urls := getattr(source, field.name))
    ]
    return ", ".join(counted) or ("front page" if source.homepage else "nothing")


def outlet_facts(one: Known) -> dict[str, object]:
    """Return all that is known of an outlet, for JSON; what is unknown is left out."""
    source, entry, status = one.source, one.entry, one.status
    facts: dict[str, object] = {"id": source.id, "name": source.name, "state": one.state}
    facts |= {
        name: getattr(source, name)
        for name in (
            *("homepage", "country", "languages", "kind", "group", "every_s", "afghan"),
            *("corridors", "independence", "newsroom"),
        )
    }
    facts |= {field.name: getattr(source, field.name) for field in LISTING_FIELDS}
    if entry:
        facts |= {
            name: getattr(entry, name)
            for name in CatalogueEntry.__slots__
            if name not in ("source", "off")
        }
    if status:
        facts |= {name: getattr(status, name) for name in SourceStatus.__slots__[2:]}
    facts["off"] = one.off
    return {name: value for name, value in facts.items() if value not in (None, "", (), False, 0)}


def outlet_page(one: Known) -> Iterator[str]:
    """Yield all that is known of an outlet, a line each, for a person."""
    source, entry, status = one.source, one.entry, one.status
    yield f"{source.name} ({source.id}): {one.state}"
    if one.off:
        yield f"  not watched: {one.off}"
    if status and one.state not in ("off", "new"):
        yield f"  {status.health_reason}"
        yield (
            f"  visited {status.last_visit_at or 'never'}, something new "
            f"{status.last_new_at or 'never'}, next visit {status.next_visit_at or 'not planned'}"
        )
    languages = ", ".join(LANGUAGES.get(code, code) for code in source.languages) or "unknown"
    yield f"  {source.homepage or 'no home page'}"
    yield f"  {source.kind or 'kind unknown'}, {source.country or 'no country'}, {languages}"
    for field in LISTING_FIELDS:
        yield from (f"  {field.via}: {url}" for url in getattr(source, field.name))
    yield f"  corridor: {_corridors(source)}{_because(entry.corridor_reason if entry else '')}"
    room = f" of {source.newsroom!r}" if source.newsroom else ""
    whose = _INDEPENDENCE.get(source.independence, source.independence)
    yield f"  independence: {whose}{room}{_because(entry.independence_reason if entry else '')}"
    if entry:
        yield from _entry_lines(entry)


def _corridors(source: Source) -> str:
    return ", ".join(name for code, name in CORRIDORS.items() if code in source.corridors) or "none"


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _entry_lines(entry: CatalogueEntry) -> Iterator[str]:
    yield from (f"  said to be a feed, too: {url}" for url in entry.other_feeds)
    known = f", last evidence of {entry.known_at}" if entry.known_at else ""
    yield f"  confidence: {entry.confidence}{known}"
    if entry.access:
        yield f"  access: {entry.access}"
    if entry.note:
        yield f"  note: {entry.note}"


def explained_lines(
    visits: Sequence[PastVisit],
    fates: Mapping[tuple[str, str], int],
    trial: Trial | None,
    learned: Sequence[LearnedList],
) -> Iterator[str]:
    """Yield how an outlet came to be as it is: its visits, links, trial and what was learned."""
    for visit in visits:
        said = f": {visit.error}" if visit.error else ""
        listed = f", {visit.found} listed, {visit.new} new" if visit.outcome == "ok" else ""
        yield f"{visit.at} {visit.outcome}{listed} {visit.address}{said}"
    if not visits:
        yield "no list of it was asked yet"
    for (state, reason), count in fates.items():
        why = "" if reason == state else f" ({reason})"
        yield f"links of seven days: {count} {state}{why}"
    if trial is not None:
        well = f"well at {utc_text(trial.at)}" if trial.at else "never well yet"
        yield (
            f"on trial: {well}, {counted(len(trial.urls), 'address', 'addresses')} known from "
            f"then, {counted(trial.failures, 'visit')} in a row showed nothing"
        )
    yield from (learned_line(one) for one in learned)


def counted(number: int, one: str, more: str = "") -> str:
    """Return a number of things in words: 1 outlet, 2 outlets; ``more`` is the plural without s."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}"


def learned_line(one: LearnedList) -> str:
    """Return a line on a list that was found for an outlet, and on what became of it."""
    since = f" on {one.since[:10]}" if one.since else ""
    state = "" if one.state == "found" else f"; {_LEARNED[one.state]}"
    return f"found by a search{since}: {one.kind} {one.url} ({one.how}){state}"
