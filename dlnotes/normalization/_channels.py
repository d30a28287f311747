"""The kernel of batch, instance and group norm: one scale and one shift a channel.

x is seen as (N, C, L), L values for each channel of each image, and every statistic is
(N, C), in float64. A pool averages these over the (n, c) that share one. As all (n, c)
have as many values, the shared mean is the mean of the means, and the shared variance
the mean of the variances plus the variance of the means: nothing large cancels.
"""

from collections.abc import Callable, Iterator
from math import prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array
from dlnotes._loops import blocks, empty_like, row_by_row
from dlnotes.normalization._rows import BLOCK, dot, moments, total

Pool = Callable[[Array], Array]
"""Replaces each entry of (N, C) by the mean of those that share its statistic."""

Block = tuple[slice, slice]


class Moments(NamedTuple):
    """Mean and biased variance, float64, (N, C) or what broadcasts to it."""

    mean: Array
    var: Array

    @classmethod
    def of(cls, running_mean: Array, running_var: Array) -> "Moments":
        """See running statistics, (C,), as (1, C), which broadcasts over the batch."""
        return cls(*(a.astype(np.float64)[None] for a in (running_mean, running_var)))


def over_batch(values: Array) -> Array:
    """Pool as batch norm: a channel, over all images."""
    mean = values.sum(axis=0) / max(1, len(values))
    return np.broadcast_to(mean, values.shape)


def alone(values: Array) -> Array:
    """Pool as instance norm: not at all."""
    return values


def over_groups(num_groups: int) -> Pool:
    """Return the pool of group norm: runs of C / num_groups channels of an image."""

    def pool(values: Array) -> Array:
        channels = values.shape[1]
        # (N, C) -> (N, G, C/G)
        grouped = values.reshape(len(values), num_groups, channels // num_groups)
        mean = grouped.sum(axis=2) / max(1, grouped.shape[2])
        return np.repeat(mean, grouped.shape[2], axis=1)

    return pool


def as_rows(x: Array) -> Array:
    """See x, (N, C, *), as (N, C, L)."""
    return np.ascontiguousarray(x).reshape(*x.shape[:2], prod(x.shape[2:]))


def normalize(
    x: Array, pool: Pool, weight: Array | None, bias: Array | None, eps: float
) -> tuple[Array, Moments]:
    """Normalize x, (N, C, L), by the moments it shares; return these as well."""
    y = empty_like(x)
    with row_by_row(x.shape[2]):
        near, by = _centre(x, pool, out=y)
        _scale_and_shift(x, near, by, weight, bias, eps, out=y)
    return y, by


def normalize_backward(
    dy: Array, x: Array, pool: Pool, weight: Array | None, eps: float
) -> tuple[Array, Array, Array]:
    """Return dx, and dweight and dbias, (C,), of :func:`normalize`."""
    dx, length = empty_like(x), x.shape[2]
    if not x.size:
        return dx, np.zeros(x.shape[1]), np.zeros(x.shape[1])
    gain: Array = np.ones(x.shape[1]) if weight is None else weight.astype(np.float64)
    with row_by_row(length):
        near, by = _centre(x, pool, out=dx)
        away, rstd = near - by.mean, 1 / np.sqrt(by.var + eps)
        sum_dy, sum_dy_x_hat = _sums(dy, x, near, away, rstd, centred=dx)
        slope = pool(gain * sum_dy_x_hat) / length * rstd
        offset = pool(gain * sum_dy) / length + away * slope
        _combine(dy, x, near, gain, offset, slope, rstd, out=dx)
    return dx, sum_dy_x_hat.sum(axis=0), sum_dy.sum(axis=0)


def normalize_by(
    x: Array, by: Moments, weight: Array | None, bias: Array | None, eps: float
) -> Array:
    """Normalize x, (N, C, L), by constants."""
    y = empty_like(x)
    rstd = 1 / np.sqrt(by.var + eps)
    scale = _column(rstd if weight is None else rstd * weight, x)
    centre, shift = _column(by.mean, x), None if bias is None else _column(bias, x)
    with row_by_row(x.shape[2]):
        for block in _blocks(x):
            part = np.subtract(x[block], centre[block], out=y[block])
            part *= scale[block]
            if shift is not None:
                part += shift[block]
    return y


def normalize_by_backward(
    dy: Array, x: Array, by: Moments, weight: Array | None, eps: float
) -> tuple[Array, Array, Array]:
    """Return dx, and dweight and dbias, (C,), of :func:`normalize_by`."""
    dx = empty_like(x)
    if not x.size:  # even where a constant is NaN
        return dx, np.zeros(x.shape[1]), np.zeros(x.shape[1])
    sum_dy, sum_dy_x = np.empty((2, *x.shape[:2]))
    rstd = 1 / np.sqrt(by.var + eps)
    scale = _column(rstd if weight is None else rstd * weight, x)
    centre = _column(by.mean, x)
    with row_by_row(x.shape[2]):
        for block in _blocks(x):
            part = np.subtract(x[block], centre[block], out=dx[block])
            sum_dy[block] = total(dy[block])
            sum_dy_x[block] = dot(dy[block], part)
            np.multiply(dy[block], scale[block], out=part)
    return dx, (sum_dy_x * rstd).sum(axis=0), sum_dy.sum(axis=0)


def update(
    running_mean: Array | None,
    running_var: Array | None,
    batch: Moments,
    count: int,
    momentum: float,
) -> None:
    """Move by `momentum` to the batch's mean and variance; the latter made unbiased.

    `count` values were averaged for each statistic; an empty batch says nothing.
    """
    if running_mean is None or running_var is None or not batch.mean.size * count:
        return
    channels = len(running_mean)
    mean, var = (values.reshape(-1, channels).mean(axis=0) for values in batch)
    unbiased = var * (count / (count - 1))
    with np.errstate(over="ignore"):  # as torch, infinite where float32 ends
        running_mean[:] = (1 - momentum) * running_mean + momentum * mean
        running_var[:] = (1 - momentum) * running_var + momentum * unbiased


def _centre(x: Array, pool: Pool, *, out: Array) -> tuple[Array, Moments]:
    """Return near, (N, C), and the shared moments; write x - near to `out`.

    Near is 0 where x's mean is small beside its deviation, and `out` is left alone.
    Else it is the mean of each (n, c), but for its rounding; what this missed is small,
    hence exact, and stays in float64.
    """
    near, rest, square = np.zeros((3, *x.shape[:2]))
    for block in _blocks(x):
        part = x[block]
        missed, square[block] = moments(part)
        # again where x varies by less than the mean was rounded: a constant becomes 0
        while np.any(_is_far(missed, square[block])):
            missed = np.where(np.isfinite(missed), missed, 0)
            part = np.subtract(part, missed[..., None], out=out[block])
            near[block] += missed
            missed, square[block] = moments(part)
        rest[block] = missed
    centre, var = near + rest, np.maximum(square - rest**2, 0)
    shared = pool(centre)
    shared = shared + np.where(np.isfinite(shared), pool(centre - shared), 0)
    return near, Moments(shared, pool(var + (centre - shared) ** 2))


def _is_far(mean: Array, square: Array) -> npt.NDArray[np.bool_]:
    """Say where x is so far from 0 that its squares tell little of its variance."""
    return np.isfinite(mean) & (square < 2 * mean.astype(np.float64) ** 2)


def _scale_and_shift(
    x: Array,
    near: Array,
    by: Moments,
    weight: Array | None,
    bias: Array | None,
    eps: float,
    *,
    out: Array,
) -> None:
    """Turn `out`, x - near, into (x - mean) / root(var + eps) * weight + bias."""
    scale = 1 / np.sqrt(by.var + eps)
    if weight is not None:
        scale = scale * weight
    # an infinite scale says all by itself, and must not meet itself with another sign
    shift = np.where(np.isfinite(scale), (near - by.mean) * scale, 0)
    if bias is not None:
        shift = shift + bias
    scale, shift = _column(scale, x), _column(shift, x)
    for block in _blocks(x):
        part = _centred(x, near, out, block)
        part = np.multiply(part, scale[block], out=out[block])
        part += shift[block]


def _centred(x: Array, near: Array, out: Array, block: Block) -> Array:
    """Find a block of x - near: in x itself where near is 0, else in `out`."""
    return out[block] if near[block].any() else x[block]


def _sums(
    dy: Array, x: Array, near: Array, away: Array, rstd: Array, *, centred: Array
) -> tuple[Array, Array]:
    """Sum dy, and dy * x_hat, for each (n, c); x_hat is (x - near + away) * rstd."""
    sum_dy, sum_dy_x = np.empty((2, *dy.shape[:2]))
    for block in _blocks(dy):
        sum_dy[block] = total(dy[block])
        sum_dy_x[block] = dot(dy[block], _centred(x, near, centred, block))
    # an infinite dy is in sum_dy_x as well, and must not meet itself with another sign
    missing = np.where(np.isfinite(sum_dy), away * sum_dy, 0)
    return sum_dy, (sum_dy_x + missing) * rstd


def _combine(
    dy: Array,
    x: Array,
    near: Array,
    gain: Array,
    offset: Array,
    slope: Array,
    rstd: Array,
    *,
    out: Array,
) -> None:
    """Turn `out`, x - near, into (dy * gain - offset - (x - near) * slope) * rstd."""
    gain, offset, slope, rstd = (
        _column(values, dy) for values in (gain, offset, slope, rstd)
    )
    for block in _blocks(dy):
        part = _centred(x, near, out, block)
        part = np.multiply(part, slope[block], out=out[block])
        part += offset[block]
        gained = np.multiply(dy[block], gain[block], out=empty_like(part))
        np.subtract(gained, part, out=part)
        part *= rstd[block]


def _blocks(x: Array) -> Iterator[Block]:
    """Cut (N, C) into blocks of about BLOCK values of x, (N, C, L)."""
    n, channels, length = x.shape
    for images in blocks(n, channels * length, BLOCK):
        together = images.stop - images.start
        for rows in blocks(channels, together * length, BLOCK):
            yield images, rows


def _column(values: Array, x: Array) -> Array:
    """Lay (N, C), or what broadcasts to it, along x's rows, in x's dtype."""
    values = np.broadcast_to(values.astype(x.dtype, copy=False), x.shape[:2])
    return values[..., None]
