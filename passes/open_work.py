"""Keeps the list of what a crawl was given and has not ended yet, so that nothing is lost in it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.items import Target
from pipelines.visits import SourceForVisit, Visit


@dataclass(slots=True)
class _Round:
    """One visit to a source: the URLs that have not answered, and the answers so far."""

    waiting: Counter[str]
    visits: list[Visit] = field(default_factory=list)


class OpenWork:
    """The listings and pages of one crawl that have neither a verdict nor a next try yet."""

    def __init__(self, due: Sequence[SourceForVisit], targets: Iterable[Target]) -> None:
        self._rounds: dict[str, _Round] = {}
        self.add_sources(due)
        self._targets: dict[tuple[type[Target], str], Target] = {}
        self.add_targets(targets)

    def add_sources(self, due: Sequence[SourceForVisit]) -> None:
        """Take up a round of visits to each of ``due``."""
        for one in due:
            listings = Counter(listing.url for listing in one.source.visited())
            self._rounds[one.source.id] = _Round(listings)

    def is_open(self, source_id: str) -> bool:
        """Tell whether a source is in the midst of a round of visits."""
        return source_id in self._rounds and bool(+self._rounds[source_id].waiting)

    def add_listing(self, source_id: str, url: str) -> None:
        """Take up a listing that another one pointed to."""
        self._rounds[source_id].waiting[url] += 1

    def end_listing(self, visit: Visit) -> Sequence[Visit] | None:
        """Take note of an answer; return all answers of its source once the last is in."""
        self._rounds[visit.source_id].visits.append(visit)
        return self._end(visit.source_id, visit.address)

    def put_off_listing(self, source_id: str, url: str) -> Sequence[Visit] | None:
        """Wait for a listing no longer; returns as ``end_listing`` does."""
        return self._end(source_id, url)

    def _end(self, source_id: str, url: str) -> Sequence[Visit] | None:
        round_ = self._rounds[source_id]
        round_.waiting[url] -= 1
        return None if +round_.waiting else round_.visits

    def add_targets(self, targets: Iterable[Target]) -> None:
        """Take up pages that are to be fetched."""
        self._targets.update(((type(one), one.entry.url), one) for one in targets)

    def end_target(self, target: Target) -> None:
        """Take note that a page has its verdict or its next try."""
        self._targets.pop((type(target), target.entry.url), None)

    def open_listings(self) -> tuple[tuple[str, str], ...]:
        """Return each listing without an answer: its source's id, and its URL."""
        return tuple(
            (source_id, url)
            for source_id, round_ in self._rounds.items()
            for url in round_.waiting.elements()
        )

    def open_targets(self) -> tuple[Target, ...]:
        """Return the pages without a verdict."""
        return tuple(self._targets.values())
