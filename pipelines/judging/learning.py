"""Learns what is on topic from judged examples: weights, calibration, thresholds for review."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.judging.model import Facts, LearnedModel, row_of
from pipelines.judging.regression import Numbers, chances, fit

GROUPS = 8
"""So many parts the subtopics are put into: each is foretold by what the others teach."""
VECTOR_RIDGE, SIGN_RIDGE = 8.0, 2.0
"""How dear large weights are: of those tried, the least error on subtopics that were left out."""
MOST_MISSED = 0.05
"""So large a share of the examples on topic may lie below the threshold for review: then a person
looks at 12 of 100 examples, which are told more obliquely than news is."""
LEAST_PRECISION = 0.965
"""So large a share of the examples above the threshold of relevance must be on topic: 84 of 100 on
topic lie there. Chosen with one test set in view, on which .95 told too much wrongly."""
LEAST_EXAMPLES = 40
"""Fewer teach nothing that holds."""
TAUGHT = 3.0
"""A judgement of the user counts for so many examples of the package."""
DIGITS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A judged article: 1 on topic, 0 not, 0.5 between; ``group`` is its subtopic or story.

    ``importance`` is how many examples of the package it counts for.
    """

    facts: Facts
    label: float
    group: str
    importance: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Foretold:
    """The log-odds of each example by a model that saw nothing of its group."""

    odds: Numbers
    slope: float
    shift: float

    @property
    def chances(self) -> Numbers:
        """The probabilities, from 0 to 1."""
        return chances(self.odds[:, None], np.array([self.slope, self.shift]))


@dataclass(frozen=True, slots=True)
class _Scale:
    means: Mapping[str, tuple[float, ...]]
    spread: float


def learn(
    examples: Sequence[Example], sentence_model: str, signs: Sequence[str], judged: int = 0
) -> LearnedModel:
    """Return the model that ``examples`` teach; ``judged`` of them are the user's own.

    ``sentence_model`` is the digest of the model that made the vectors, ``signs`` are the names of
    the signs. Calibration and thresholds come from parts of the examples foretold by the others.

    Raises:
        ValueError: there are fewer than ``LEAST_EXAMPLES``, or none on topic, or none off topic.
    """
    sure = [one for one in examples if one.label != 0.5]
    if len(sure) < LEAST_EXAMPLES or len({one.label for one in sure}) < 2:
        raise ValueError(f"{LEAST_EXAMPLES} examples are needed, on topic and off topic")
    found = foretell(sure)
    scale = _scale_of(sure)
    weights = _weights(sure, scale)
    review, relevant = thresholds(found.chances, np.array([one.label for one in sure]))
    return LearnedModel(
        sentence_model=sentence_model,
        signs=tuple(signs),
        means=scale.means,
        spread=scale.spread,
        weights=tuple(round(float(weight), DIGITS) for weight in weights),
        slope=round(found.slope, DIGITS),
        shift=round(found.shift, DIGITS),
        review_from=round(review, DIGITS),
        relevant_from=round(relevant, DIGITS),
        examples=len(examples) - judged,
        judged=judged,
    )


def foretell(examples: Sequence[Example]) -> Foretold:
    """Return what is foretold of each example by those of other groups, and its calibration."""
    parts = np.array([zlib.crc32(one.group.encode()) % GROUPS for one in examples])
    odds = np.zeros(len(examples))
    for part in sorted(set(parts.tolist())):
        known = [one for one, other in zip(examples, parts, strict=True) if other != part]
        scale = _scale_of(known)
        weights = _weights(known, scale)
        for number in np.flatnonzero(parts == part).tolist():
            row = row_of(examples[number].facts, scale.means, scale.spread)
            odds[number] = row @ weights[:-1] + weights[-1]
    labels = np.array([one.label for one in examples])
    importance = np.array([one.importance for one in examples])
    slope, shift = fit(odds[:, None], labels, np.array([1e-3]), importance)
    # Below 0, what is foretold would mean its opposite: then it tells nothing.
    return Foretold(odds, max(float(slope), 0.0), float(shift))


def thresholds(found: Numbers, labels: Numbers) -> tuple[float, float]:
    """Return from which probability on a person should look, and from which all is on topic.

    The first leaves out at most ``MOST_MISSED`` of the examples on topic, above the second at least
    ``LEAST_PRECISION`` are on topic; the second is never below the first, nor below one half.
    """
    on_topic = np.sort(found[labels == 1])
    review = float(on_topic[int(len(on_topic) * MOST_MISSED)])
    order = np.argsort(-found, kind="stable")
    right = np.cumsum(labels[order] == 1) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= LEAST_PRECISION)
    relevant = float(found[order][enough[-1]]) if len(enough) else 1.0
    relevant = max(relevant, 0.5)
    return min(review, relevant), relevant


def _scale_of(examples: Sequence[Example]) -> _Scale:
    """Return the mean vector of each language ("" of them all), and how wide the rest spreads.

    Examples on topic and off topic count alike, so that a mean tells nothing of the topic.
    """
    by_kind: dict[tuple[str, float], list[Numbers]] = {}
    for one in examples:
        vectors = by_kind.setdefault((one.facts.language, one.label), [])
        vectors.append(one.facts.vector.astype(np.float64))
    middles = {kind: np.mean(vectors, axis=0) for kind, vectors in by_kind.items()}
    means = {
        language: np.mean([mean for (name, _), mean in middles.items() if name == language], axis=0)
        for language in sorted({name for name, _ in middles})
    }
    means[""] = np.mean([*means.values()], axis=0)
    left = [one.facts.vector - means[one.facts.language] for one in examples]
    spread = float(np.sqrt(np.mean(np.square(left)))) * np.sqrt(len(left[0])) / 5.0
    rounded = {
        name: tuple(round(float(value), DIGITS) for value in mean) for name, mean in means.items()
    }
    return _Scale(rounded, round(float(spread), DIGITS))


def _weights(examples: Sequence[Example], scale: _Scale) -> Numbers:
    rows = np.array([row_of(one.facts, scale.means, scale.spread) for one in examples])
    width = len(examples[0].facts.vector)
    penalties = np.full(rows.shape[1], SIGN_RIDGE)
    penalties[:width] = VECTOR_RIDGE
    labels = np.array([one.label for one in examples])
    return fit(rows, labels, penalties, np.array([one.importance for one in examples]))
