"""Foretells how good a text is from its signs: a linear model of how much of it is wrong."""

import math

from pipelines.confidence.signs import NAMES, Signs
from pipelines.confidence.weights import INTERCEPT, WEIGHTS
from pipelines.items import Truncation

OFFSET = 1.02
"""The model adds up the logarithm of ``OFFSET`` minus the quality, which is 1 at best."""
MOST_IF_CUT: dict[Truncation, float] = {"cut": 0.7, "nesting": 0.7, "killed": 0.5}
MOST_IF_GARBLED = 0.5
"""No page with such faults is among those that the weights were made from; these are set by hand:
a part of such a text is missing or cannot be read, however well the rest was found."""


def confidence_of(
    signs: Signs, truncated: Truncation | None = None, garbled: bool = False
) -> float:
    """Return from 0 to 1 how good a text is likely to be: its F1 by words to the true text.

    ``truncated`` and ``garbled`` are what is known of its page. The weights are made by
    ``benchmarks/text/confidence.py``, which also tells how far they are right on unseen outlets.
    """
    said = INTERCEPT + math.fsum(WEIGHTS[name] * getattr(signs, name) for name in NAMES)
    most = MOST_IF_CUT.get(truncated, 1.0) if truncated else 1.0
    if garbled:
        most = min(most, MOST_IF_GARBLED)
    return round(max(0.0, min(most, OFFSET - math.exp(said))), 2)
