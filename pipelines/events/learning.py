"""Learns from reports with known events how likely two of them tell of one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pipelines.events.grouping import group_events, linked
from pipelines.events.likeness import (
    MOST_COSINE,
    MOST_ODDS,
    WINDOW,
    EventModel,
    Report,
    evened,
    features,
    without_days,
)
from pipelines.events.scores import ScoredReport, b_cubed, pair_scores, summed
from pipelines.events.signs import EventSigns
from pipelines.judging.regression import Numbers, fit

STRETCH = 3
"""Our reports of an event were written to come within a day; outlets take up to three."""
FOLDS = 10
PENALTY = 1.0
LEAST_PRECISION = 0.93
_THRESHOLDS = tuple(step / 4 for step in range(-6, 9))
DIGITS = 5


@dataclass(frozen=True, slots=True, eq=False)
class KnownReport:
    """A report whose event is known; events of one ``family`` are foretold together."""

    id: str
    event: str
    family: str
    report: Report


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """All pairs of reports within the window: their places, features, and whether they are one."""

    ends: list[tuple[int, int]]
    rows: Numbers
    same: Numbers
    same_language: tuple[float, float]


def stretched(reports: Sequence[KnownReport]) -> list[KnownReport]:
    """Return the reports with the times within each event ``STRETCH`` times as far apart."""
    first: dict[str, datetime] = {}
    for one in reports:
        at = one.report.signs.published_at
        first[one.event] = min(first.get(one.event, at), at)
    return [
        replace(one, report=replace(one.report, signs=replace(signs, published_at=start + later)))
        for one in reports
        for signs, start in [(one.report.signs, first[one.event])]
        for later in [(signs.published_at - start) * STRETCH]
    ]


def pairs_of(reports: Sequence[KnownReport]) -> Pairs:
    """Return all pairs of reports within the window, cosines evened and bounded."""
    ends = [
        (one, other)
        for one, other in combinations(range(len(reports)), 2)
        if abs(_signs(reports, one).published_at - _signs(reports, other).published_at) <= WINDOW
    ]
    rows = np.array([features(reports[one].report, reports[other].report) for one, other in ends])
    same = np.array([float(reports[a].event == reports[b].event) for a, b in ends])
    within = np.array([_signs(reports, a).language == _signs(reports, b).language for a, b in ends])
    cosines, different = rows[:, 0], same == 0.0
    between, inside = cosines[different & ~within], cosines[different & within]
    factor = round(float(between.std() / inside.std()), DIGITS)
    scale = factor, round(float(between.mean() - inside.mean() * factor), DIGITS)
    rows[within, 0] = evened(cosines[within], scale)
    rows[:, 0] = np.minimum(rows[:, 0], MOST_COSINE)
    return Pairs(ends, rows, same, scale)


def _signs(reports: Sequence[KnownReport], number: int) -> EventSigns:
    return reports[number].report.signs


def learn(reports: Sequence[KnownReport], sentence_model: str) -> EventModel:
    """Return the model that pairs of reports teach, with the threshold that folds choose.

    ``reports`` are stretched already.
    """
    pairs = pairs_of(reports)
    weights = _weights(pairs, np.ones(len(pairs.ends), dtype=bool))
    events = len({one.event for one in reports})
    model = EventModel(
        sentence_model,
        tuple(round(float(weight), DIGITS) for weight in weights),
        pairs.same_language,
        0.0,
        *(events, len(pairs.ends)),
    )
    return replace(model, link_from=_threshold(reports, pairs))


def _weights(pairs: Pairs, chosen: NDArray[np.bool_]) -> Numbers:
    """Return what chosen pairs teach, each told with its days and without.

    Many outlets never say the day: what else two reports share must do then.
    """
    told = pairs.rows[chosen]
    rows = np.concatenate([told, without_days(told)])
    same = np.tile(pairs.same[chosen], 2)
    return fit(rows, same, PENALTY * rows.var(axis=0) + 1e-3, np.full(len(rows), 0.5))


def foretold(reports: Sequence[KnownReport], pairs: Pairs, *, days: bool = True) -> Numbers:
    """Return the log-odds of each pair by models that saw nothing of either report's family.

    A pair of two folds has the mean of what the two models say. Without ``days`` the reports are
    foretold as if none of them told a day.
    """
    folds = {name: at % FOLDS for at, name in enumerate(sorted({one.family for one in reports}))}
    ends = np.array([[folds[reports[place].family] for place in pair] for pair in pairs.ends])
    rows = pairs.rows if days else without_days(pairs.rows)
    total, times = np.zeros(len(ends)), np.zeros(len(ends))
    for fold in range(FOLDS):
        held = (ends == fold).any(axis=1)
        weights = _weights(pairs, ~held)
        total[held] += rows[held] @ weights[:-1] + weights[-1]
        times[held] += 1
    odds: Numbers = np.clip(total / times, -MOST_ODDS, MOST_ODDS)
    return odds


def put_together(
    reports: Sequence[KnownReport], pairs: Pairs, odds: Numbers, link_from: float
) -> list[ScoredReport]:
    """Return the reports with the events that they form by some log-odds."""
    by_ends = dict(zip(pairs.ends, map(float, odds), strict=True))
    found = {one.id: one.id for one in reports}
    links = [(one, other, value) for (one, other), value in by_ends.items()]
    for part in linked(links, link_from):
        members = sorted({place for one, other, _ in part for place in (one, other)})
        within = {
            frozenset((reports[a].id, reports[b].id)): by_ends[a, b]
            for a, b in combinations(members, 2)
            if (a, b) in by_ends
        }
        for group in group_events([reports[place].id for place in members], within, link_from):
            found.update(dict.fromkeys(group, group[0]))
    return [ScoredReport(one.report.signs.language, one.event, found[one.id]) for one in reports]


def _threshold(reports: Sequence[KnownReport], pairs: Pairs) -> float:
    """Return the threshold with the best B-cubed F1 by folds that is precise enough, if one is."""
    odds = foretold(reports, pairs)
    ranked = []
    for value in _THRESHOLDS:
        scored = put_together(reports, pairs, odds, value)
        precise = summed(pair_scores(scored)).precision >= LEAST_PRECISION
        ranked.append((precise, round(b_cubed(scored), 4), value))
    return max(ranked)[-1]
