"""The exercise on ridge regression in closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]
Line = tuple[Numbers, Numbers]


def _solved(features: Numbers, targets: Numbers, lam: float, bias: bool = True) -> Line:
    """Fit; without `bias` the line goes through the origin."""
    centre = features.mean(axis=0) if bias else 0 * features[0]
    middle = targets.mean(axis=0) if bias else 0 * targets[0]
    x = features - centre
    grown = x.T @ x + lam * np.eye(x.shape[1])
    weights = np.linalg.solve(grown, x.T @ (targets - middle))
    return weights, middle - centre @ weights


@exercise("weights", "bias")
def ridge(features: Numbers, targets: Numbers, lam: float) -> Line:
    """Return the weights, (D, K), and the bias, (K,), of ridge regression.

    They make the sum over the N rows of |features @ weights + bias - targets|², plus
    lam times the sum of all squared weights, as small as can be. The bias is not
    penalised. features is (N, D), targets (N, K), lam is positive.
    """
    return _solved(features, targets, lam)


def _drawn(n: int, d: int, k: int) -> Line:
    rng = np.random.default_rng([n, d, k])
    features = rng.normal(2, 1, (n, d))
    noise = rng.normal(5, 0.3, (n, k))
    return features, features @ rng.normal(0, 1, (d, k)) + noise


_TWO = np.array([[1.0], [3.0]]), np.array([[1.0], [3.0]])

ridge.case("2 points on a line", *_TWO, 2.0)
ridge.case("nearly no penalty", *_TWO, 1e-6)
ridge.case("2 features", *_drawn(5, 2, 1), 1.0)
ridge.case("2 targets", *_drawn(6, 2, 2), 1.0)
ridge.case("more features than rows", *_drawn(3, 5, 1), 0.5)
ridge.case("4 targets", *_drawn(30, 6, 4), 10.0)
ridge.case("a large penalty", *_drawn(30, 3, 4), 1000.0)

_LATE = "The weights are right, the bias is not: it is the mean of the targets minus "


def _penalised(features: Numbers, targets: Numbers, lam: float) -> Line:
    ones = np.ones((len(features), 1))
    both, _ = _solved(np.hstack([features, ones]), targets, lam, bias=False)
    return both[:-1], both[-1]


ridge.mistake(
    "You penalise the bias too, as the weight of a column of ones: then it pulls the "
    "predictions towards 0. Subtract the means instead, and get it from them.",
    _penalised,
)
ridge.mistake(
    "There is no bias: subtract the means of features and targets before you solve.",
    lambda x, t, lam: _solved(x, t, lam, bias=False),
)
ridge.mistake(
    "lam is missing: add it to the diagonal.",
    lambda x, t, lam: _by_lstsq(x, t),
)
ridge.mistake(
    "lam is multiplied by the number of rows: here the squared errors are summed, not "
    "averaged, so add lam itself.",
    lambda x, t, lam: _solved(x, t, lam * len(x)),
)
ridge.mistake(
    "lam is divided by the number of rows: here the squared errors are summed, not "
    "averaged, so add lam itself.",
    lambda x, t, lam: _solved(x, t, lam / len(x)),
)
ridge.mistake(
    "lam is added to every entry: add it to the diagonal alone, lam times np.eye.",
    lambda x, t, lam: _everywhere(x, t, lam),
)
ridge.mistake(
    _LATE + "the mean features times the weights.",
    lambda x, t, lam: (_solved(x, t, lam)[0], t.mean(axis=0)),
)
ridge.mistake(
    "The result is transposed: weights are (D, K), a column for each target.",
    lambda x, t, lam: (_solved(x, t, lam)[0].T.copy(), _solved(x, t, lam)[1]),
)


def _by_lstsq(features: Numbers, targets: Numbers) -> Line:
    x, middle = features - features.mean(axis=0), targets.mean(axis=0)
    weights = np.linalg.lstsq(x, targets - middle, rcond=None)[0]
    return weights, middle - features.mean(axis=0) @ weights


def _everywhere(features: Numbers, targets: Numbers, lam: float) -> Line:
    x, middle = features - features.mean(axis=0), targets.mean(axis=0)
    weights = np.linalg.lstsq(x.T @ x + lam, x.T @ (targets - middle), rcond=None)[0]
    return weights, middle - features.mean(axis=0) @ weights
