"""What all losses share: many numbers become one, and its gradient goes to each."""

from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

from dlnotes._arguments import (
    Array,
    check_array,
    check_choice,
    check_dy,
    check_same_dtype,
    check_shape,
)


def check_alike(x: Array, target: Array) -> None:
    """Require a target for each entry of x, of its dtype."""
    check_array("x", x)
    check_array("target", target)
    check_same_dtype(x=x, target=target)
    check_shape("target", target, x.shape)


def check_reduction(reduction: object) -> None:
    """Require a name of what becomes of many losses."""
    check_choice("reduction", reduction, ("mean", "sum", "none"))


def reduced(losses: Array, reduction: str, count: float) -> Array:
    """Return the losses, their sum, or their sum by `count`: of nothing, NaN."""
    if reduction == "none":
        return np.asarray(losses)
    total = losses.sum(dtype=np.float64)
    if reduction == "mean":
        with np.errstate(divide="ignore", invalid="ignore"):
            total = total / count
    return np.asarray(total, losses.dtype)


def spread(
    dy: Any, x: Array, shape: Sequence[int], reduction: str, count: float
) -> Array:
    """Return the gradient for each single loss, these being of `shape`."""
    check_reduction(reduction)
    if isinstance(dy, Real) and not isinstance(dy, bool):
        dy = np.asarray(dy, x.dtype)
    check_dy(dy, x, shape if reduction == "none" else ())
    if reduction == "mean":  # of nothing: no slope
        dy = dy / count if count else 0 * dy
    return np.asarray(dy, x.dtype)
