"""The exercise on the formula that all normalizations share."""

from __future__ import annotations

import numpy as np

from dlnotes import normalization
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import far_from_zero, far_noise, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.normalization._normalizers import (
    KEEPDIMS,
    ONE_PASS,
    UNBIASED,
    WAYS_TO_ROUND,
    WRONG_FORMULAS,
    Formula,
    Statistics,
    moments,
    normalized,
    one_pass,
    one_pass_in_float64,
    unbiased,
    without_keepdims,
)


@exercise()
def standardize(x: Array, axes: tuple[int, ...], eps: float = 1e-5) -> Array:
    """Subtract the mean over the axes, and divide by the root of variance plus eps.

    The variance is biased: it divides by the number of values that share it. The result
    has the shape and the dtype of x.
    """
    return normalization.standardize(x, axes, eps=eps)


standardize.case("2 values", np.array([1.0, 3.0]), (0,), eps=3.0)
standardize.case("rows", np.array([[1.0, 3.0], [2.0, 8.0]]), (1,))
standardize.case("columns", np.array([[1.0, 3.0], [2.0, 8.0]]), (0,))
standardize.case("1 value each", np.array([[1.0, 3.0, 2.0]]), (0,))
standardize.case("constant row", np.array([[5.0, 5, 5], [1, 2, 6]]), (1,))
standardize.case("as batch norm", integers(3, 2, 2, 4), (0, 2, 3))
standardize.case("as layer norm", integers(3, 2, 2, 4), (1, 2, 3))
standardize.case("as instance norm", integers(3, 2, 2, 4), (2, 3))
standardize.case("large mean", 1e4 + noise(5, 8).astype(np.float64), (1,))
standardize.case("mean 1000, deviation 0.01", far_from_zero(4, 8), (1,), eps=1e-8)
standardize.case("1000 + 0.01 * noise", far_noise(4, 7), (1,), eps=1e-8)
standardize.case("float32 noise", noise(3, 4, 5), (0, 2))


def _standardize_slip(
    sentence: str, *, statistics: Statistics = moments, formula: Formula = normalized
) -> None:
    """Add a mistake; what is not named is right."""
    standardize.mistake(
        sentence,
        lambda x, axes, eps=1e-5: formula(x, *statistics(x, axes), eps).astype(x.dtype),
    )


for _sentence, _formula in WRONG_FORMULAS:
    _standardize_slip(_sentence, formula=_formula)
_standardize_slip(UNBIASED, statistics=unbiased)
_standardize_slip(ONE_PASS, statistics=one_pass)
_standardize_slip(ONE_PASS, statistics=one_pass_in_float64)
for _sentence, _statistics in WAYS_TO_ROUND:
    _standardize_slip(_sentence, statistics=_statistics)
_standardize_slip(KEEPDIMS, statistics=without_keepdims)
_standardize_slip(
    "Your statistics are over all of x: take them over the given axes alone.",
    statistics=lambda x, axes: moments(x, range(x.ndim)),
)
_standardize_slip(
    "Your statistics are over the first of the axes alone: NumPy takes a tuple, "
    "x.mean(axes, keepdims=True).",
    statistics=lambda x, axes: moments(x, axes[:1]),
)
_standardize_slip(
    "You average over the axes that should stay: take the mean over the given ones.",
    statistics=lambda x, axes: moments(x, [*{*range(x.ndim)}.difference(axes)]),
)
