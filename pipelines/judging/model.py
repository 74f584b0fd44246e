"""What was learned of a topic: a calibrated linear model over sentence vectors and signs."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from pipelines.items import Relevance
from pipelines.judging.regression import Numbers, chances
from pipelines.judging.signs import Signs

Vector = NDArray[np.float32]

SURELY_OFF = 0.05
"""What the topic's query calls relevant is called off only if its probability is below this."""
DIGITS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What the model looks at of an article: its language, the mean of its vectors, its signs."""

    language: str
    vector: Vector
    signs: Signs


@dataclass(frozen=True, slots=True)
class LearnedModel:
    """What was learned: weights of the 384 numbers of a vector, then of the signs, and a constant.

    ``means`` are taken off the vectors of a language ("" those of the others); what is left is
    divided by ``spread``. ``slope`` and ``shift`` make the sum a probability that holds on
    subtopics that were not learned from. From ``relevant_from`` on an article is relevant, from
    ``review_from`` on a person should look. ``examples`` and ``judged`` are how many it was
    learned from: the package's, and the user's own.
    """

    sentence_model: str
    signs: tuple[str, ...]
    means: Mapping[str, tuple[float, ...]]
    spread: float
    weights: tuple[float, ...]
    slope: float
    shift: float
    review_from: float
    relevant_from: float
    examples: int
    judged: int

    def to_text(self) -> str:
        """Return the model as JSON text, the same for the same model."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the model that ``to_text`` wrote.

        Raises:
            ValueError, TypeError: the text is no such model.
        """
        said = json.loads(text)
        said["means"] = {name: tuple(mean) for name, mean in said["means"].items()}
        return cls(**said | {"signs": tuple(said["signs"]), "weights": tuple(said["weights"])})

    @property
    def digest(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of ``to_text``."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()[:16]


def row_of(facts: Facts, means: Mapping[str, Sequence[float]], spread: float) -> Numbers:
    """Return what the weights are applied to: the vector without its language, and the signs."""
    mean = np.asarray(means.get(facts.language, means[""]))
    row: Numbers = np.r_[(facts.vector - mean) / spread, np.asarray(facts.signs.values)]
    return row


def probability(model: LearnedModel, facts: Facts) -> float:
    """Return how likely an article is on topic, from 0 to 1."""
    row = row_of(facts, model.means, model.spread)
    said = float(row @ np.asarray(model.weights[:-1])) + model.weights[-1]
    return float(chances(np.array([[said]]), np.array([model.slope, model.shift]))[0])


def label_of(model: LearnedModel, chance: float, by_query: Relevance) -> Relevance:
    """Return the label of an article from its probability and what the topic's query made of it.

    What the query calls relevant goes to a person at least, unless the model is surer than
    ``SURELY_OFF``.
    """
    if chance >= model.relevant_from:
        return "relevant"
    if chance >= model.review_from or (by_query == "relevant" and chance >= SURELY_OFF):
        return "review"
    return "off"


def weighed_signs(model: LearnedModel, facts: Facts) -> list[tuple[str, float]]:
    """Return the signs that an article has, with what each added to its log-odds, widest first."""
    weights = model.weights[len(facts.vector) : -1]
    found = zip(model.signs, facts.signs.values, weights, strict=True)
    added = [(name, value * weight * model.slope) for name, value, weight in found if value]
    return sorted(added, key=lambda one: (-abs(one[1]), one[0]))
