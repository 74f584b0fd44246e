"""Finds the events that stories form: which pairs are linked, and which groups that makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipelines.events.grouping import Decided, Pair, group_events, linked
from pipelines.events.likeness import EventModel, Report, evened, log_odds, report_of
from pipelines.events.signs import EventSigns
from pipelines.meaning.engine import DIMENSIONS, Vectors

NEAR_MISS = 2.5
"""So much below the threshold (log-odds) a pair is still kept: as perhaps a sequel."""


@dataclass(frozen=True, slots=True)
class EventLink:
    """Two stories that may tell of one event, by name, the lesser in front, and the log-odds."""

    one: str
    other: str
    odds: float


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Stories that may be linked with each other, by name, with their vectors side by side."""

    reports: Mapping[str, Report]
    names: tuple[str, ...] = field(init=False)
    heads: Vectors = field(init=False)
    languages: NDArray[np.str_] = field(init=False)

    def __post_init__(self) -> None:
        """Lay the vectors side by side: float32[n, 384]."""
        names = tuple(sorted(self.reports))
        told = [self.reports[name] for name in names]
        heads = np.array([one.head for one in told], dtype=np.float32).reshape(-1, DIMENSIONS)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "heads", heads)
        object.__setattr__(self, "languages", np.array([one.signs.language for one in told]))

    @classmethod
    def of(cls, stored: Mapping[str, tuple[str, bytes]]) -> Self:
        """Return the candidates of signs and vectors of heads as they are stored, by name."""
        return cls(
            {
                name: report_of(EventSigns.from_text(signs), head)
                for name, (signs, head) in stored.items()
            }
        )


def links_of(name: str, among: Candidates, model: EventModel) -> list[EventLink]:
    """Return the links of a story with others, those a little too weak among them, by name."""
    report = among.reports[name]
    cosines = (among.heads @ report.head).astype(np.float64)
    same = among.languages == report.signs.language
    cosines[same] = evened(cosines[same], model.same_language)
    worth = np.flatnonzero(cosines >= model.least_cosine - NEAR_MISS / model.weights[0])
    found = []
    for other in (among.names[int(at)] for at in worth):
        odds = log_odds(model, report, among.reports[other])
        if other != name and odds >= model.link_from - NEAR_MISS:
            found.append(EventLink(min(name, other), max(name, other), odds))
    return found


def find_events(
    reports: Mapping[str, Report],
    links: Sequence[EventLink],
    model: EventModel,
    decided: Decided | None = None,
) -> list[tuple[str, ...]]:
    """Return the events of two stories or more that ``links`` form, each sorted, by name.

    ``reports`` has all stories that are linked; what people ``decided`` counts more than links, and
    may name stories without a report.
    """
    said = decided or Decided()
    joined = [(link.one, link.other, link.odds) for link in links]
    joined += [
        (min(pair), max(pair), np.inf) for pair in said.merged - said.split if len(pair) == 2
    ]
    events = []
    for part in linked(joined, model.link_from):
        members = sorted({name for one in part for name in (one[0], one[1])})
        odds: dict[Pair, float] = {
            frozenset(pair): log_odds(model, reports[pair[0]], reports[pair[1]])
            for pair in combinations(members, 2)
            if reports.keys() >= {*pair}
        }
        groups = group_events(members, odds, model.link_from, said)
        events += [group for group in groups if len(group) > 1]
    return sorted(events)


def all_links(reports: Mapping[str, Report], model: EventModel) -> list[EventLink]:
    """Return the links between all stories, each once."""
    among = Candidates(reports)
    links = (link for name in among.names for link in links_of(name, among, model))
    return sorted(set(links), key=lambda link: (link.one, link.other))
