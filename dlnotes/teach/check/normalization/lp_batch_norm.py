"""The exercise on batch norm with another norm."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise


@exercise()
def lp_batch_norm(x: Array, p: float = 1, eps: float = 1e-5) -> Array:
    """Return (x - mean) / (scale + eps) for each column of x, (N, C), mean over N.

    With d = x - mean the scale is mean |d| for p = 1, (mean d²)^(1/2) for p = 2 and
    max |d| for p = inf. Keep the dtype of x.
    """
    return _lp(x, p, eps)


def _scale(d: Array, p: float) -> Array:
    """Return the p-norm of each column, of its mean power but for p = inf."""
    if p == np.inf:
        largest: Array = np.max(np.abs(d), axis=0)
        return largest
    mean: Array = np.mean(np.abs(d) ** p, axis=0) ** (1 / p)
    return mean


def _lp(
    x: Array,
    p: float = 1,
    eps: float = 1e-5,
    *,
    centre: Callable[[Array], Array] = lambda x: x - x.mean(0),
    scale: Callable[[Array, float], Array] = _scale,
    divisor: Callable[[Array, float], Array] = lambda scale, eps: scale + eps,
) -> Array:
    """Normalize in steps, any of which may be given as a wrong one."""
    d = centre(x)
    with np.errstate(all="ignore"):  # 0 / 0 without eps
        return d / divisor(scale(d, p), eps)


_TRIPLE = np.array([[1.0], [2.0], [6.0]])  # d is -2, -1, 3
lp_batch_norm.case("2 values", np.array([[1.0], [3.0]]), eps=1.0)
lp_batch_norm.case("3 values", _TRIPLE, eps=1.0)
lp_batch_norm.case("p = 2", np.array([[1.0], [3.0], [1.0], [3.0]]), 2, eps=1.0)
lp_batch_norm.case("p = 2, 3 values", _TRIPLE, 2)
lp_batch_norm.case("p = inf", _TRIPLE, np.inf, eps=1.0)
lp_batch_norm.case("largest below the mean", -_TRIPLE, np.inf)
lp_batch_norm.case("1 value", np.array([[5.0, 7.0]]))
lp_batch_norm.case("constant column", np.array([[7.0, 1.0], [7.0, 4.0]]), 2)
lp_batch_norm.case("3 columns", integers(5, 3))
lp_batch_norm.case("3 columns, p = 2", integers(5, 3), 2)
lp_batch_norm.case("3 columns, p = inf", integers(5, 3), np.inf)
lp_batch_norm.case("float32 noise", noise(6, 4), 1)


def _mistake(sentence: str, **steps: Any) -> None:
    """Add a mistake in one of the steps."""
    lp_batch_norm.mistake(sentence, partial(_lp, **steps))


def _signed(d: Array, p: float) -> Array:
    """Forget the absolute values, which p = 2 does not need."""
    if p == 2:
        return _scale(d, p)
    wrong: Array = d.max(0) if p == np.inf else d.mean(0)
    return wrong


def _summed(d: Array, p: float) -> Array:
    """Sum the powers; the largest is what it is."""
    return _scale(d, p) if p == np.inf else _scale(d, p) * len(d) ** (1 / p)


def _without_eps(scale: Array, eps: float) -> Array:
    return scale


def _eps_under_the_root(x: Array, p: float = 1, eps: float = 1e-5) -> Array:
    def divisor(scale: Array, eps: float) -> Array:
        return np.sqrt(scale**2 + eps) if p == 2 else scale + eps

    return _lp(x, p, eps, divisor=divisor)


_mistake("The mean is not subtracted.", centre=lambda x: x)
_mistake(
    "You subtract the mean of each row: a column has a mean and a scale of its own.",
    centre=lambda x: x - x.mean(1, keepdims=True),
)
_mistake(
    "All columns share a scale: take it over axis 0 alone.",
    scale=lambda d, p: _scale(d.reshape(-1, 1), p),
)
_mistake("The absolute values are missing: deviations have both signs.", scale=_signed)
_mistake(
    "You sum the powers: take their mean, else the scale grows with the batch.",
    scale=_summed,
)
_mistake(
    "The root is missing: for p = 2 the scale is (mean d²)^(1/2).",
    scale=lambda d, p: _scale(d, p) ** (2 if p == 2 else 1),
)
_mistake(
    "You always divide by the mean of |d|, whatever p.", scale=lambda d, p: _scale(d, 1)
)
_mistake(
    "You always divide by the standard deviation, whatever p.",
    scale=lambda d, p: _scale(d, 2),
)
_mistake("eps is missing: divide by scale + eps.", divisor=_without_eps)
lp_batch_norm.mistake(
    "eps stands under the root: here it is added to the scale.", _eps_under_the_root
)
