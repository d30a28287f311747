"""The exercise on the way back through max pooling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes import pooling
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

Indices = NDArray[np.int64]
Add = Callable[[Array, Indices, Array], None]


def _scattered(dy: Array, indices: Indices, height: int, width: int, add: Add) -> Array:
    """Let each value of dy be added where its window's maximum stood."""
    dx = np.zeros((*dy.shape[:2], height * width), dy.dtype)
    for plane in np.ndindex(dy.shape[:2]):
        add(dx[plane], indices[plane].ravel(), dy[plane].ravel())
    return dx.reshape(*dy.shape[:2], height, width)


@exercise()
def max_pool2d_backward(dy: Array, indices: Indices, height: int, width: int) -> Array:
    """Return dx, the gradient of a loss for x, from dy, that for y = max_pool2d(x).

    x is (N, C, height, width), dy like y (N, C, OH, OW). indices has dy's shape: where
    each maximum stood in its own map, as row * width + column. Windows may overlap.
    Keep the dtype of dy.
    """
    return _scattered(dy, indices, height, width, np.add.at)


def _case(label: str, x: Array, kernel_size: int, **how: Any) -> None:
    y, indices = pooling.max_pool2d(x, kernel_size, return_indices=True, **how)
    dy = integers(*y.shape) if x.dtype == np.float64 else noise(*y.shape)
    dy[dy == 0] = 5  # else a lost gradient may go unnoticed
    max_pool2d_backward.case(label, dy, indices, *x.shape[2:])


_case("1 window", np.array([[[[1.0, 5], [3, 4]]]]), 2)
_case("2 windows", np.array([[[[1.0, 5, 2, 0], [3, 4, 8, 6]]]]), 2)
_case("3 columns, overlapping", np.array([[[[1.0, 9, 2], [3, 4, 6]]]]), 2, stride=1)
_case("a tall map", integers(1, 1, 6, 2), 2)
_case("overlapping windows", integers(1, 1, 5, 4), 3, stride=1)
_case("padding", integers(1, 1, 4, 6), 3, stride=2, padding=1)
_case("2 channels", integers(1, 2, 4, 6), 2)
_case("2 images", integers(2, 1, 4, 3), 2, stride=1)
_case("all at once", integers(2, 3, 7, 6), 3, stride=2, padding=1)
_case("float32", noise(2, 2, 5, 6), 3, stride=1)


def _assign(dx: Array, at: Indices, dy: Array) -> None:
    dx[at] = dy


def _assign_first(dx: Array, at: Indices, dy: Array) -> None:
    dx[at[::-1]] = dy[::-1]


def _average(dx: Array, at: Indices, dy: Array) -> None:
    np.add.at(dx, at, dy)
    times = np.bincount(at, minlength=len(dx))
    dx /= np.maximum(times, 1).astype(dx.dtype)


def _count(dx: Array, at: Indices, dy: Array) -> None:
    np.add.at(dx, at, dy.dtype.type(1))


for _sentence, _add in (
    (
        "Where windows overlap, one pixel may win several, and what comes back adds "
        "up. Write += for = in a loop, or np.add.at: dx[indices] += dy keeps only the "
        "last.",
        _assign,
    ),
    (
        "Where windows overlap, one pixel may win several, and what comes back adds "
        "up: you keep the first.",
        _assign_first,
    ),
    (
        "What comes back to one pixel from several windows is averaged: it adds up.",
        _average,
    ),
    (
        "You mark the maxima with ones: what comes back to them is dy.",
        _count,
    ),
):
    max_pool2d_backward.mistake(
        _sentence,
        lambda dy, indices, height, width, _add=_add: _scattered(
            dy, indices, height, width, _add
        ),
    )


def _columns_first(dy: Array, indices: Indices, height: int, width: int) -> Array:
    """Take an index for column * height + row."""
    dx = _scattered(dy, indices, width, height, np.add.at)
    return dx.swapaxes(2, 3)


def _one_map(dy: Array, indices: Indices, height: int, width: int) -> Array:
    """Take the indices of all maps for those of the first."""
    dx = np.zeros((*dy.shape[:2], height, width), dy.dtype)
    np.add.at(dx.reshape(-1), indices.ravel(), dy.ravel())
    return dx


max_pool2d_backward.mistake(
    "Rows and columns are exchanged: an index is row * width + column, so divmod by "
    "width gives (row, column).",
    _columns_first,
)
max_pool2d_backward.mistake(
    "All gradients land in the first map: the indices begin anew in every map of every "
    "image.",
    _one_map,
)
