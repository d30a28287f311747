"""Sums along rows, and the kernel of layer and RMS norm: a weight for each column."""

from math import prod

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import FLOATS, Array
from dlnotes._loops import blocks, empty_like, quietly_row_by_row, row_by_row

BLOCK, ROWS = 1 << 18, 1 << 17
"""Values in a block, of maps and of rows, 1 MiB and 512 KiB in float32: smaller ones
cost more in calls than they save in a core's cache, larger ones the other way round."""

SHORT, LONG = 1 << 6, 1 << 12
"""Up to the one, rows are not worth a call of BLAS each; beyond the other, its rounding
errors pile up in float32."""

ONES = {dtype: np.ones(LONG, dtype) for dtype in FLOATS}

TINY = {np.dtype(kind): np.finfo(kind).tiny for kind in (np.float32, np.float64)}
"""Sums of squares below it lack digits."""

TALL = 1 << 7
"""Rows to sum at once: more, and float32's rounding errors pile up."""


def dot(a: Array, b: Array, *, out: Array | None = None) -> Array:
    """Sum a * b along the last axis."""
    length = a.shape[-1]
    if length > LONG:
        half = length // 2
        left = dot(a[..., :half], b[..., :half])
        return np.asarray(np.add(left, dot(a[..., half:], b[..., half:]), out=out))
    if length > SHORT:
        sums: Array = np.vecdot(a, b, out=out)
        return sums
    return np.asarray(np.einsum("...l,...l->...", a, b, out=out))


def total(values: Array, *, out: Array | None = None) -> Array:
    """Sum the last axis: a product with ones, which BLAS does."""
    length = values.shape[-1]
    if length > LONG:
        half = length // 2
        left = total(values[..., :half])
        return np.asarray(np.add(left, total(values[..., half:]), out=out))
    return dot(values, ONES[values.dtype][:length], out=out)


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
    return np.asarray(total(values) / max(1, length))


def _shares(sums: Array, values: Array) -> Array:
    """Divide sums along the last axis by its length, in float64."""
    return np.asarray(np.divide(sums, max(1, values.shape[-1]), dtype=np.float64))


def _have_room(squares: Array) -> bool:
    """Say whether none of these sums lacks digits or is an infinity of its dtype."""
    have_room = squares > TINY[squares.dtype]
    have_room &= squares < np.inf
    return bool(have_room.all())


def mean_over(values: Array, axes: tuple[int, ...]) -> Array:
    """Average over axes, which stay, of size 1; 0 where nothing is to be averaged."""
    count = max(1, prod(values.shape[axis] for axis in axes))
    return np.asarray(np.sum(values, axis=axes, keepdims=True) / count)


def column_sums(values: Array) -> Array:
    """Sum all rows, (R, D); some of them by BLAS, which is faster, these in float64."""
    sums, ones = np.zeros(values.shape[1]), ONES[values.dtype]
    for rows in blocks(len(values), 1, TALL):
        sums += ones[: rows.stop - rows.start] @ values[rows]
    return sums


def as_rows(x: Array, shape: tuple[int, ...]) -> Array:
    """See x, (*, shape), as (R, D)."""
    if x.ndim == 2 and len(shape) == 1 and x.flags.c_contiguous:
        return x
    return np.ascontiguousarray(x).reshape(prod(x.shape[: -len(shape)]), prod(shape))


def flat(parameter: Array | None) -> Array | None:
    """See a parameter as (D,)."""
    return None if parameter is None else parameter.reshape(-1)


def normalize_rows(
    x: Array, weight: Array | None, bias: Array | None, eps: float, *, centre: bool
) -> Array:
    """Return x_hat * weight + bias for x, (R, D)."""
    # where memory begins matters to products of two arrays alone
    y = np.empty(x.shape, x.dtype) if weight is None else empty_like(x)
    _standardize(x, weight, bias, eps, out=y, centre=centre)
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
        for rows in blocks(len(x), x.shape[1], ROWS):
            part, x_hat = dx[rows], empty_like(dx[rows])
            rstd = _standardize(x[rows], None, None, eps, out=x_hat, centre=centre)
            if weight is not None:
                dweight += column_sums(np.multiply(dy[rows], x_hat, out=part))
            if bias is not None:
                dbias += column_sums(dy[rows])
            np.multiply(dy[rows], 1 if weight is None else weight, out=part)
            x_hat *= dot(part, x_hat)[:, None] / max(1, x.shape[1])
            if centre:
                part -= mean(part)[:, None]
            part -= x_hat
            part *= rstd[:, None]
    return dx, dweight, dbias


def _standardize(
    x: Array,
    weight: Array | None,
    bias: Array | None,
    eps: float,
    *,
    out: Array,
    centre: bool,
) -> Array:
    """Write x_hat * weight + bias to `out`; return 1 / root(var + eps), (R,)."""
    length = x.shape[1]
    rstd, unsure = quietly_row_by_row(length).run(
        _standardize_narrowly, x, weight, bias, eps, out=out, centre=centre
    )
    for rows in blocks(len(unsure), length, ROWS):
        few = unsure[rows]
        centred = _centred(x[few]) if centre else x[few]
        scale = (1 / np.sqrt(mean_square(centred) + eps)).astype(x.dtype)
        rstd[few] = scale
        out[few] = _scale_and_shift(centred, scale, weight, bias, out=centred)
    return rstd


def _standardize_narrowly(
    x: Array,
    weight: Array | None,
    bias: Array | None,
    eps: float,
    *,
    out: Array,
    centre: bool,
) -> tuple[Array, npt.NDArray[np.intp]]:
    """Standardize in x's dtype; return also which rows have no room for that."""
    length = x.shape[1]
    means, squares, rstd = np.zeros((3, len(x)), x.dtype)
    for rows in blocks(len(x), length, ROWS):
        centred, part, scale = x[rows], out[rows], rstd[rows]
        if centre:
            near = total(centred, out=means[rows])
            near /= length
            centred = np.subtract(centred, near[:, None], out=part)
        sums = dot(centred, centred, out=squares[rows])
        np.add(sums, length * eps, out=scale)
        np.divide(length, scale, out=scale)
        np.sqrt(scale, out=scale)
        _scale_and_shift(centred, scale, weight, bias, out=part)
    # looked at once for all blocks: each look takes time
    beyond = (means * means + TINY[x.dtype]) * length
    sure = beyond < squares
    sure &= rstd > 0  # else squares, or eps, are an infinity of this dtype
    (unsure,) = (~sure).nonzero()
    return rstd, unsure


def _centred(x: Array) -> Array:
    """Return x - mean, where float32 may lack room."""
    centred: Array = x - mean(x)[:, None]
    # around the rounded mean, what is missing from it is small, hence exact
    centred -= mean(centred)[:, None]
    return centred


def _scale_and_shift(
    centred: Array,
    rstd: Array,
    weight: Array | None,
    bias: Array | None,
    *,
    out: Array,
) -> Array:
    np.multiply(centred, rstd[:, None], out=out)
    if weight is not None:
        out *= weight
    if bias is not None:
        out += bias
    return out
