"""Logistic regression with a penalty for each weight, by Newton's method, in numpy alone."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

MOST_STEPS = 30
"""Newton's method needs five to ten on data like ours; more means that it does not converge."""
SMALL_STEP = 1e-6
FREE = 1e-6
"""The penalty of the constant: nearly none, so that the share of yes is met."""


def chances(rows: Numbers, weights: Numbers) -> Numbers:
    """Return the probability of yes for each of ``rows`` (n x d) by d weights and a constant."""
    said = np.clip(rows @ weights[:-1] + weights[-1], -30.0, 30.0)
    found: Numbers = 1.0 / (1.0 + np.exp(-said))
    return found


def fit(rows: Numbers, labels: Numbers, penalties: Numbers, importance: Numbers) -> Numbers:
    """Return the d weights and the constant that make ``labels`` most likely.

    ``rows`` are n x d, ``labels`` n numbers of 0 to 1, ``penalties`` (above 0) how dear the square
    of each weight is, ``importance`` how much each row counts. The answer is the same on each run.
    """
    padded = np.c_[rows, np.ones(len(rows))]
    dear = np.r_[penalties, FREE]
    weights = np.zeros(padded.shape[1])
    for _ in range(MOST_STEPS):
        likely = chances(rows, weights)
        slope = padded.T @ (importance * (likely - labels)) + dear * weights
        bend = (padded * (importance * likely * (1.0 - likely))[:, None]).T @ padded
        step = np.linalg.solve(bend + np.diag(dear), slope)
        weights = weights - step
        if float(np.abs(step).max()) < SMALL_STEP:
            break
    return weights
