"""The exercise on a vector of one length for maps of any size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Cut = Callable[[int, int], list[slice]]


def _overlapping(size: int, parts: int) -> list[slice]:
    """Round the begin of a part down, and its end up."""
    return [slice(i * size // parts, -(-(i + 1) * size // parts)) for i in range(parts)]


def _maxima(x: Array, side: int, cut: Cut = _overlapping, keep: Any = np.max) -> Array:
    """Return (N, C, side, side)."""
    y = np.empty((*x.shape[:2], side, side), x.dtype)
    for i, rows in enumerate(cut(x.shape[2], side)):
        for j, columns in enumerate(cut(x.shape[3], side)):
            y[:, :, i, j] = keep(x[:, :, rows, columns], axis=(2, 3))
    return y


def _joined(maps: Sequence[NDArray[Any]]) -> Array:
    """Flatten each level and put them side by side."""
    return np.concatenate([level.reshape(len(level), -1) for level in maps], axis=1)


@exercise()
def spatial_pyramid_pool(x: Array, levels: tuple[int, ...] = (1, 2, 4)) -> Array:
    """Return (N, C·Σl²): of x, (N, C, H, W), each map's largest values, level by level.

    At level l a map is cut into l × l parts. Of H rows, part i has those from
    floor(i·H/l) up to, and without, ceil((i+1)·H/l); columns alike. Within a level the
    order is (C, l, l). No map is smaller than l. Keep the dtype of x.
    """
    return _joined([_maxima(x, side) for side in levels])


for _label, _x, _levels in (
    ("1 map of 2×2, level 1", np.array([[[[1.0, 5], [3, 4]]]]), (1,)),
    ("1 map of 2×2, level 2", np.array([[[[1.0, 5], [3, 4]]]]), (2,)),
    ("levels 1 and 2", np.array([[[[1.0, 5, 2, 0], [3, 4, 8, 6]]]]), (1, 2)),
    ("levels 2 and 1", np.array([[[[1.0, 5, 2, 0], [3, 4, 8, 6]]]]), (2, 1)),
    ("negative values", -count(1, 1, 4, 4, start=1), (1, 2)),
    ("2 channels", integers(1, 2, 4, 4), (1, 2)),
    ("a map that is not square", integers(1, 1, 2, 6), (2,)),
    ("5 rows in 2 parts", count(1, 1, 5, 4, start=1) % 7, (2,)),
    ("5 rows in 3 parts", -count(1, 1, 5, 5, start=1), (3,)),
    ("2 images", integers(2, 1, 4, 5), (1, 2)),
    ("all at once", integers(3, 2, 7, 9), (1, 2, 4)),
    ("float32 noise", noise(2, 3, 13, 13), (1, 2, 4)),
):
    spatial_pyramid_pool.case(_label, _x, _levels)


def _dropping(size: int, parts: int) -> list[slice]:
    """Cut into parts of one size, and drop the rest."""
    step = size // parts
    return [slice(i * step, (i + 1) * step) for i in range(parts)]


def _tiling(size: int, parts: int) -> list[slice]:
    """Round begin and end alike, so that parts never overlap."""
    return [slice(i * size // parts, (i + 1) * size // parts) for i in range(parts)]


for _sentence, _cut in (
    (
        "Your parts all have H // l rows, so the last rows or columns are never looked "
        "at: round the end of a part up.",
        _dropping,
    ),
    (
        "You round the end of a part down; it is rounded up, so neighbours may overlap "
        "by a row or column.",
        _tiling,
    ),
):
    spatial_pyramid_pool.mistake(
        _sentence,
        lambda x, levels=(1, 2, 4), _cut=_cut: _joined(
            [_maxima(x, side, _cut) for side in levels]
        ),
    )
spatial_pyramid_pool.mistake(
    "This is the mean of each part: asked for is the largest value.",
    lambda x, levels=(1, 2, 4): _joined(
        [_maxima(x, side, keep=np.mean) for side in levels]
    ),
)
spatial_pyramid_pool.mistake(
    "Your maxima start at 0, so a part without a positive value gives 0: start with "
    "the first value of the part, or with minus infinity.",
    lambda x, levels=(1, 2, 4): _joined(
        [np.maximum(_maxima(x, side), x.dtype.type(0)) for side in levels]
    ),
)
spatial_pyramid_pool.mistake(
    "Your order is map by map: all levels of the first channel, then of the second. "
    "Asked for is level by level.",
    lambda x, levels=(1, 2, 4): _joined(
        [
            _maxima(x[:, channel : channel + 1], side)
            for channel in range(x.shape[1])
            for side in levels
        ]
    ),
)
spatial_pyramid_pool.mistake(
    "Within a level your channels stand last, (l, l, C): asked for is (C, l, l).",
    lambda x, levels=(1, 2, 4): _joined(
        [_maxima(x, side).transpose(0, 2, 3, 1) for side in levels]
    ),
)
spatial_pyramid_pool.mistake(
    "Rows and columns of the parts are exchanged: part (i, j) comes before (i, j + 1).",
    lambda x, levels=(1, 2, 4): _joined(
        [_maxima(x, side).swapaxes(2, 3) for side in levels]
    ),
)
spatial_pyramid_pool.mistake(
    "You sort the levels: keep the order in which they are given.",
    lambda x, levels=(1, 2, 4): _joined([_maxima(x, side) for side in sorted(levels)]),
)
spatial_pyramid_pool.mistake(
    "All images end up in one row: each image has a vector of its own.",
    lambda x, levels=(1, 2, 4): np.concatenate(
        [_maxima(x, side).ravel() for side in levels]
    ),
)
