"""The mistakes that every normalization invites: in the formula, in the statistics."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from dlnotes._arguments import Array

Formula = Callable[[Array, Array, Array, float], Array]
Moments = tuple[Array, Array]
Statistics = Callable[[Array, tuple[int, ...]], Moments]


def normalized(x: Array, mean: Array, var: Array, eps: float) -> Array:
    """Subtract and divide, as the formula says."""
    with np.errstate(invalid="ignore"):  # one pass may leave a variance below 0
        y: Array = (x - mean) / np.sqrt(var + eps)
    return y


def moments(x: Array, axes: Sequence[int], ddof: int = 0) -> Moments:
    """Return mean and variance, with the axes kept; one value varies by nothing.

    In float64, so that a mistake in the formula does not look like one in rounding.
    """
    axes, x = tuple(axes), x.astype(np.float64)
    count = np.prod([x.shape[axis] for axis in axes], dtype=int)
    ddof = ddof if count > 1 else 0
    return x.mean(axes, keepdims=True), x.var(axes, ddof=ddof, keepdims=True)


def unbiased(x: Array, axes: Sequence[int]) -> Moments:
    """Return mean and unbiased variance."""
    return moments(x, axes, ddof=1)


def one_pass(x: Array, axes: Sequence[int]) -> Moments:
    """Return mean and variance, the latter as E[x²] - E[x]²."""
    axes = tuple(axes)
    mean = x.mean(axes, keepdims=True)
    return mean, (x**2).mean(axes, keepdims=True) - mean**2


def one_pass_in_float64(x: Array, axes: Sequence[int]) -> Moments:
    """Return the same, but first take float64, which does for float32 data alone."""
    return one_pass(x.astype(np.float64), axes)


def about(x: Array, axes: Sequence[int], mean: Array) -> Moments:
    """Return a mean, and the variance about it."""
    return mean, ((x - mean) ** 2).mean(tuple(axes), keepdims=True)


def rounded(x: Array, axes: Sequence[int]) -> Moments:
    """Return mean and variance, all in the dtype of x."""
    return about(x, axes, x.mean(tuple(axes), keepdims=True))


def rounded_in_the_sum(x: Array, axes: Sequence[int]) -> Moments:
    """Return the same, but divide the sum in float64."""
    count = np.prod([x.shape[axis] for axis in axes])
    return about(x, axes, x.sum(tuple(axes), keepdims=True) / count)


def rounded_at_last(x: Array, axes: Sequence[int]) -> Moments:
    """Return the same, of a mean in float64 that is rounded to the dtype of x."""
    return about(x, axes, moments(x, axes)[0].astype(x.dtype))


def rounded_in_the_variance(x: Array, axes: Sequence[int]) -> Moments:
    """Return the right mean, and NumPy's variance, which is about a mean of its own."""
    return moments(x, axes)[0], x.var(tuple(axes), keepdims=True)


def without_keepdims(x: Array, axes: Sequence[int]) -> Moments:
    """Return mean and variance without the axes, where they broadcast all the same."""
    axes = tuple(axes)
    mean, var = x.mean(axes), x.var(axes)
    try:
        np.broadcast_shapes(x.shape, mean.shape)
    except ValueError:
        return moments(x, axes)
    return mean, var


def per_channel(values: Array, x: Array) -> Array:
    """Lay (C,) along the channels of x, (N, C, *)."""
    return values.reshape(-1, *(1,) * (x.ndim - 2))


def both_or_none(weight: Array | None, bias: Array | None) -> Sequence[Array]:
    """Forget the one that was given without the other."""
    return () if weight is None or bias is None else (weight, bias)


def _without_eps(x: Array, mean: Array, var: Array, eps: float) -> Array:
    with np.errstate(all="ignore"):
        return normalized(x, mean, var, 0)


WRONG_FORMULAS: list[tuple[str, Formula]] = [
    (
        "eps stands outside the root: it is added to the variance, sqrt(var + eps).",
        lambda x, mean, var, eps: (x - mean) / (np.sqrt(var) + eps),
    ),
    (
        "You divide by the variance: divide by its root, sqrt(var + eps).",
        lambda x, mean, var, eps: (x - mean) / (var + eps),
    ),
    ("eps is missing: divide by sqrt(var + eps).", _without_eps),
    (
        "Your eps is always 1e-5: add the argument eps.",
        lambda x, mean, var, eps: normalized(x, mean, var, 1e-5),
    ),
    (
        "The mean is not subtracted.",
        lambda x, mean, var, eps: x / np.sqrt(var + eps),
    ),
    (
        "This is RMSNorm: subtract the mean first, then divide by the deviation.",
        lambda x, mean, var, eps: x / np.sqrt(var + mean**2 + eps),
    ),
]

UNBIASED = (
    "You normalize by the unbiased variance: divide the squares by their number n, not "
    "by n - 1."
)
ONE_PASS = (
    "You take the variance as E[x²] - E[x]², which cancels where the mean is large: "
    "subtract the mean first, then square."
)
ROUNDED = (
    "Your mean is rounded: float32 has seven digits, too few where the mean is large "
    "and the deviations are small. Take the mean in float64 and keep it so, or "
    "subtract from x - mean its own mean."
)
ROUNDED_VARIANCE = (
    "Your variance is about a mean that is rounded to float32: take it in float64, or "
    "as the mean of your squared deviations."
)
WAYS_TO_ROUND: list[tuple[str, Statistics]] = [
    (ROUNDED, rounded),
    (ROUNDED, rounded_in_the_sum),
    (ROUNDED, rounded_at_last),
    (ROUNDED_VARIANCE, rounded_in_the_variance),
]
KEEPDIMS = (
    "The statistics lost their axes and were broadcast along others: take mean and "
    "variance with keepdims=True."
)
