"""Finds the events that stories form: which pairs are linked, and which groups that makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from pipelines.events.grouping import Decided, Pair, group_events, linked
from pipelines.events.likeness import EventModel, Report, cosines, log_odds

NEAR_MISS = 2.5
"""So much below the threshold (log-odds) a pair is still kept: as perhaps a sequel."""


@dataclass(frozen=True, slots=True)
class EventLink:
    """Two stories that may tell of one event, by name, the lesser in front, and the log-odds."""

    one: str
    other: str
    odds: float


def links_of(
    name: str, report: Report, others: Mapping[str, Report], model: EventModel
) -> list[EventLink]:
    """Return the links of a story with others, those a little too weak among them, by name."""
    least = model.link_from - NEAR_MISS
    names = sorted(other for other in others if other != name)
    found_cosines = cosines(model, report, [others[other] for other in names])
    worth = np.flatnonzero(found_cosines >= model.least_cosine - NEAR_MISS / model.weights[0])
    found = []
    for other in (names[int(at)] for at in worth):
        odds = log_odds(model, report, others[other])
        if odds >= least:
            found.append(EventLink(min(name, other), max(name, other), odds))
    return found


def find_events(
    reports: Mapping[str, Report],
    links: Sequence[EventLink],
    model: EventModel,
    decided: Decided | None = None,
) -> list[tuple[str, ...]]:
    """Return the events of two stories or more that ``links`` form, each sorted, by name.

    ``reports`` has all stories that are linked; what people ``decided`` counts more than links.
    """
    said = decided or Decided()
    joined = [(link.one, link.other, link.odds) for link in links]
    joined += [
        (min(pair), max(pair), np.inf)
        for pair in said.merged - said.split
        if len(pair) == 2 and pair <= reports.keys()
    ]
    events = []
    for part in linked(joined, model.link_from):
        members = sorted({name for one in part for name in (one[0], one[1])})
        odds: dict[Pair, float] = {
            frozenset(pair): log_odds(model, reports[pair[0]], reports[pair[1]])
            for pair in combinations(members, 2)
        }
        groups = group_events(members, odds, model.link_from, said)
        events += [group for group in groups if len(group) > 1]
    return sorted(events)


def all_links(reports: Mapping[str, Report], model: EventModel) -> list[EventLink]:
    """Return the links between all stories, each once."""
    found, before = [], dict[str, Report]()
    for name in sorted(reports):
        found += links_of(name, reports[name], before, model)
        before[name] = reports[name]
    return found
