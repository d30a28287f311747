"""Whether two answers agree, and if not, in words, how they differ."""

from __future__ import annotations

from itertools import permutations
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

FLOAT = (float, np.floating)
INTEGERS = "iu"  # kinds of dtypes
TOLERANCE = {"float16": 1e-2, "float32": 1e-5}  # of the largest entry; else 1e-10
LEAST = 1e-2  # what the largest entry counts at least: zero is met within rounding
MOST_COMPARED = 1_000_000  # entries of two answers of the reader's


def is_numeric(value: Any) -> bool:
    """Whether ``value`` is an array of real numbers."""
    return isinstance(value, np.ndarray) and value.dtype.kind in "fiub"


def close(a: Array, b: Array) -> bool:
    """Whether ``a`` agrees with ``b`` within the coarser of the two dtypes."""
    if a.shape != b.shape:
        return False
    tolerance = max(TOLERANCE.get(array.dtype.name, 1e-10) for array in (a, b))
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    with np.errstate(all="ignore"):  # infinities and NaN: not close
        error = np.abs(a - b).max(initial=0.0)
        return bool(error <= tolerance * np.abs(b).max(initial=LEAST))


def same(a: Any, b: Any) -> bool:
    """Whether answers are equal: arrays in shape and values, numbers in kind too."""
    if is_numeric(a) and is_numeric(b):
        return close(a, b)
    if isinstance(a, FLOAT) and isinstance(b, FLOAT):
        return close(np.asarray(a), np.asarray(b))
    return isinstance(a, Integral) and isinstance(b, Integral) and bool(a == b)


def repeated(a: Any, b: Any) -> bool:
    """Whether a numeric answer came again, NaN for NaN."""
    if type(a) is type(b) and np.size(a) > MOST_COMPARED:  # maybe larger than memory
        return bool(np.shape(a) == np.shape(b))
    if same(a, b):
        return True
    if type(a) is not type(b) or np.shape(a) != np.shape(b):
        return False
    return np.asarray(a).tobytes() == np.asarray(b).tobytes()


def difference(got: Any, want: Any, *, related: bool = True) -> str:
    """Say in a sentence how ``got`` differs from ``want``.

    Unless ``related``, no simple relation between them is named, such as a factor.
    """
    if not isinstance(want, np.ndarray):
        return f"is {got}, expected {want}."
    if got.shape != want.shape:
        return _difference_in_shape(got, want)
    got, want = np.asarray(got, np.float64), np.asarray(want, np.float64)
    return _difference_in_values(got, want, related)


def _difference_in_shape(got: Array, want: Array) -> str:
    shapes = f"has shape {got.shape}, expected {want.shape}"
    if got.ndim == want.ndim <= 5:
        for axes in permutations(range(got.ndim)):
            if close(got.transpose(axes), want):
                return f"{shapes}: its axes are in another order, {axes} puts it right."
    if got.size == want.size and close(got.reshape(want.shape), want):
        return f"{shapes}: the values are right, reshape them."
    return f"{shapes}."


def _difference_in_values(got: Array, want: Array, related: bool) -> str:
    """Name the first simple relation of ``got`` to ``want`` that holds."""
    if not np.isfinite(got).all():
        return (
            "holds NaN or infinity: is every entry written (np.zeros, not np.empty), "
            "and nothing divided by zero?"
        )
    if want.size < 4:  # a few numbers are related in many ways
        return _count(got, want)
    if not got.any():
        return "is zero everywhere: is the result ever written?"
    if not related:
        return _count(got, want)
    with np.errstate(all="ignore"):
        factor = np.vdot(want, got) / np.vdot(want, want)
        if close(got, factor * want):
            return f"is the right one times {factor:.4g}."
    offset = (got - want).mean()
    if close(got, want + offset):
        return f"is the right one plus {offset:.4g}."
    if want.ndim >= 2 and close(got.swapaxes(-1, -2), want):
        return "is transposed: rows and columns are exchanged."
    for axis in range(want.ndim):
        if close(np.flip(got, axis), want):
            return f"is reversed along axis {axis}."
        size = want.shape[axis]
        for step in (1, -1) if size > 2 else ():
            stays = range(max(0, -step), size - max(0, step))
            moved = [i + step for i in stays]
            if close(got.take(moved, axis), want.take(stays, axis)):
                return f"is shifted by {step:+d} along axis {axis}."
    return _count(got, want)


def _count(got: Array, want: Array) -> str:
    """Say how many entries differ, and which is the first."""
    if want.size == 1:
        return f"is {got.item():.6g}, expected {want.item():.6g}."
    tolerance = 1e-5 * np.abs(want).max(initial=0.0)
    wrong = np.argwhere(np.abs(got - want) > tolerance)
    if not len(wrong):
        error = np.abs(got - want).max() / np.abs(want).max()
        return f"is almost right: its largest relative error is {error:.0e}."
    first = tuple(wrong[0].tolist())
    return (
        f"differs in {len(wrong)} of {want.size} entries, first at {list(first)}: "
        f"{got[first]:.6g}, expected {want[first]:.6g}."
    )
