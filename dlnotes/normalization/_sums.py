"""Sums along the last axis, and how many values to work on at a time."""

import numpy as np

from dlnotes._arguments import Array

BLOCK = 1 << 18
"""Values in a block, about what a core's cache holds: 1 MiB in float32."""

SHORT, LONG = 1 << 6, 1 << 14
"""Up to the one, rows are not worth a call of BLAS each; beyond the other, its rounding
errors pile up in float32."""


def dot(a: Array, b: Array) -> Array:
    """Sum a * b along the last axis."""
    length = a.shape[-1]
    if length > LONG:
        half = length // 2
        return dot(a[..., :half], b[..., :half]) + dot(a[..., half:], b[..., half:])
    if length > SHORT:
        return np.asarray(np.vecdot(a, b))
    return np.asarray(np.einsum("...l,...l->...", a, b))


def sum_of_squares(values: Array) -> Array:
    """Sum squares along the last axis, in float64, which has room for float32's."""
    limits = np.finfo(values.dtype)
    with np.errstate(over="ignore"):
        squares = dot(values, values)
    if squares.size and limits.tiny < squares.min() and squares.max() < limits.max:
        return squares.astype(np.float64)
    wide = values.astype(np.float64)
    return dot(wide, wide)
