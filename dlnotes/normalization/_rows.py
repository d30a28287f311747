"""The kernel of layer and RMS norm: each row by itself, a weight for each column."""

from collections.abc import Iterator
from math import prod

import numpy as np

from dlnotes._arguments import Array
from dlnotes._loops import empty_like, row_by_row
from dlnotes.normalization._sums import BLOCK, dot, sum_of_squares


def as_rows(x: Array, shape: tuple[int, ...]) -> Array:
    """See x, (*, shape), as (R, D)."""
    return np.ascontiguousarray(x).reshape(prod(x.shape[: -len(shape)]), prod(shape))


def flat(parameter: Array | None) -> Array | None:
    """See a parameter as (D,)."""
    return None if parameter is None else parameter.reshape(-1)


def normalize_rows(
    x: Array, weight: Array | None, bias: Array | None, eps: float, *, centre: bool
) -> Array:
    """Return x_hat * weight + bias for x, (R, D)."""
    y = empty_like(x)
    with row_by_row(x.shape[1]):
        for rows in _blocks(x, BLOCK):
            part = y[rows]
            _standardize(x[rows], eps, out=part, centre=centre)
            if weight is not None:
                part *= weight
            if bias is not None:
                part += bias
    return y


def normalize_rows_backward(
    dy: Array, x: Array, weight: Array | None, eps: float, *, centre: bool
) -> tuple[Array, Array, Array]:
    """Return dx, and dweight and dbias, (D,)."""
    width = max(1, x.shape[1])
    ones = np.ones(x.shape[1], x.dtype)
    dweight, dbias = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    dx = empty_like(x)
    with row_by_row(x.shape[1]):
        for rows in _blocks(x, BLOCK // 2):
            part, x_hat = dx[rows], empty_like(dx[rows])
            rstd = _standardize(x[rows], eps, out=x_hat, centre=centre)
            every = np.ones(len(x_hat), x.dtype)
            dweight += every @ np.multiply(dy[rows], x_hat, out=part)
            dbias += every @ dy[rows]
            np.multiply(dy[rows], 1 if weight is None else weight, out=part)
            x_hat *= dot(part, x_hat)[:, None] / width
            if centre:
                part -= dot(part, ones)[:, None] / width
            part -= x_hat
            part *= rstd
    return dx, dweight, dbias


def _standardize(x: Array, eps: float, *, out: Array, centre: bool) -> Array:
    """Write x_hat to `out`; return 1 / root(var + eps), (R, 1), in x's dtype."""
    centred, var = _centre(x, out=out) if centre else (x, _mean_square(x))
    rstd: Array = (1 / np.sqrt(var + eps)).astype(x.dtype)[:, None]
    np.multiply(centred, rstd, out=out)
    return rstd


def _centre(x: Array, *, out: Array) -> tuple[Array, Array]:
    """Write x - mean to `out`; return it and its mean square, (R,)."""
    ones, width = np.ones(x.shape[1], x.dtype), max(1, x.shape[1])
    mean = dot(x, ones) / width
    np.subtract(x, mean[:, None], out=out)
    var = _mean_square(out)
    if (var < mean.astype(np.float64) ** 2).any():
        # around the rounded mean, what is missing from it is small, hence exact
        out -= dot(out, ones)[:, None] / width
        var = _mean_square(out)
    return out, var


def _mean_square(values: Array) -> Array:
    """Average squares along each row, in float64."""
    return np.asarray(sum_of_squares(values) / max(1, values.shape[1]))


def _blocks(x: Array, size: int) -> Iterator[slice]:
    """Cut the rows into blocks of about `size` values."""
    step = max(1, size // max(1, x.shape[1]))
    for start in range(0, len(x), step):
        yield slice(start, start + step)
