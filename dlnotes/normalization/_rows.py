"""Sums along rows, and the kernel of layer and RMS norm: a weight for each column."""

from math import prod

import numpy as np

from dlnotes._arguments import Array
from dlnotes._loops import blocks, empty_like, row_by_row

BLOCK = 1 << 18
"""Values in a block, 1 MiB in float32: smaller ones cost more in calls than they save
in a core's cache, larger ones the other way round."""

SHORT, LONG = 1 << 6, 1 << 12
"""Up to the one, rows are not worth a call of BLAS each; beyond the other, its rounding
errors pile up in float32."""

TALL = 1 << 7
"""Rows to sum at once: more, and float32's rounding errors pile up."""


def dot(a: Array, b: Array) -> Array:
    """Sum a * b along the last axis."""
    length = a.shape[-1]
    if length > LONG:
        half = length // 2
        return dot(a[..., :half], b[..., :half]) + dot(a[..., half:], b[..., half:])
    if length > SHORT:
        return np.asarray(np.vecdot(a, b))
    return np.asarray(np.einsum("...l,...l->...", a, b))


def mean(values: Array) -> Array:
    """Average the last axis; float64 has room for sums that float32 has not."""
    with np.errstate(over="ignore", invalid="ignore"):
        means = _mean(values)
    if np.isfinite(means).all():
        return means
    wide: Array = np.asarray(np.sum(values, axis=-1, dtype=np.float64))
    return np.asarray(wide / max(1, values.shape[-1]), values.dtype)


def mean_square(values: Array) -> Array:
    """Average squares along the last axis, in float64, which has room for float32's."""
    with np.errstate(over="ignore"):
        squares = dot(values, values)
    if not _have_room(squares):
        wide = values.astype(np.float64)
        squares = dot(wide, wide)
    return _shares(squares, values)


def moments(values: Array) -> tuple[Array, Array]:
    """Average values and squares along the last axis: both with one look for room."""
    with np.errstate(over="ignore"):
        squares = dot(values, values)
    if not _have_room(squares):
        return mean(values), mean_square(values)
    # where squares have room, sums have it
    return _mean(values), _shares(squares, values)


def _mean(values: Array) -> Array:
    length = values.shape[-1]
    return np.asarray(dot(values, np.ones(length, values.dtype)) / max(1, length))


def _shares(sums: Array, values: Array) -> Array:
    """Divide sums along the last axis by its length, in float64."""
    return np.asarray(np.divide(sums, max(1, values.shape[-1]), dtype=np.float64))


def _have_room(squares: Array, beyond: Array | int = 0) -> bool:
    """Say whether these sums are normal numbers of their dtype, and exceed `beyond`."""
    limits = np.finfo(squares.dtype)
    return not squares.size or bool(
        limits.tiny < (squares - beyond).min() and squares.max() < limits.max
    )


def mean_over(values: Array, axes: tuple[int, ...]) -> Array:
    """Average over axes, which stay, of size 1; 0 where nothing is to be averaged."""
    count = max(1, prod(values.shape[axis] for axis in axes))
    return np.asarray(np.sum(values, axis=axes, keepdims=True) / count)


def column_sums(values: Array) -> Array:
    """Sum all rows, (R, D); some of them by BLAS, which is faster, these in float64."""
    total, ones = np.zeros(values.shape[1]), np.ones(TALL, values.dtype)
    for rows in blocks(len(values), 1, TALL):
        total += ones[: rows.stop - rows.start] @ values[rows]
    return total


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
        for rows in blocks(len(x), x.shape[1], BLOCK):
            part = y[rows]
            _standardize(x[rows], eps, out=part, centre=centre)
            if weight is not None:
                part *= weight
            if bias is not None:
                part += bias
    return y


def normalize_rows_backward(
    dy: Array,
    x: Array,
    weight: Array | None,
    bias: Array | None,
    eps: float,
    *,
    centre: bool,
) -> tuple[Array, Array, Array]:
    """Return dx, and dweight and dbias, (D,); nothing is summed for what is None."""
    dweight, dbias = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    dx = empty_like(x)
    with row_by_row(x.shape[1]):
        for rows in blocks(len(x), x.shape[1], BLOCK // 2):
            part, x_hat = dx[rows], empty_like(dx[rows])
            rstd = _standardize(x[rows], eps, out=x_hat, centre=centre)
            if weight is not None:
                dweight += column_sums(np.multiply(dy[rows], x_hat, out=part))
            if bias is not None:
                dbias += column_sums(dy[rows])
            np.multiply(dy[rows], 1 if weight is None else weight, out=part)
            x_hat *= dot(part, x_hat)[:, None] / max(1, x.shape[1])
            if centre:
                part -= mean(part)[:, None]
            part -= x_hat
            part *= rstd
    return dx, dweight, dbias


def _standardize(x: Array, eps: float, *, out: Array, centre: bool) -> Array:
    """Write x_hat to `out`; return 1 / root(var + eps), (R, 1), in x's dtype."""
    centred, var = (out, _centre(x, out=out)) if centre else (x, mean_square(x))
    rstd: Array = (1 / np.sqrt(var + eps)).astype(x.dtype)[:, None]
    np.multiply(centred, rstd, out=out)
    return rstd


def _centre(x: Array, *, out: Array) -> Array:
    """Write x - mean to `out`; return its mean square, (R,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        near = _mean(x)
        np.subtract(x, near[:, None], out=out)
        squares = dot(out, out)
        is_exact = _have_room(squares, beyond=near * near * x.shape[1])
    if is_exact:
        return _shares(squares, out)
    np.subtract(x, mean(x)[:, None], out=out)
    # around the rounded mean, what is missing from it is small, hence exact
    out -= mean(out)[:, None]
    return mean_square(out)
