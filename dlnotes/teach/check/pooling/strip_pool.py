"""The exercise on pooling whole rows and whole columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _crossed(rows: Numbers, columns: Numbers) -> Numbers:
    """Add where they cross: (N, C, H) and (N, C, W) to (N, C, H, W)."""
    y: Numbers = rows[..., :, None] + columns[..., None, :]
    return y


@exercise()
def strip_pool(x: Numbers) -> Numbers:
    """Return at each place the mean of its row plus the mean of its column.

    x is (N, C, H, W), and so is the result, of x's dtype. No weights.
    """
    return _crossed(x.mean(axis=3), x.mean(axis=2))


for _label, _x in (
    ("1 pixel", np.array([[[[3.0]]]])),
    ("2×2", np.array([[[[1.0, 5], [3, 4]]]])),
    ("a bar", np.array([[[[0.0, 0, 0], [3, 3, 3], [0, 0, 0]]]])),
    ("2 rows, 4 columns", count(1, 1, 2, 4, start=1)),
    ("4 rows, 2 columns", count(1, 1, 4, 2, start=1)),
    ("2 channels", integers(1, 2, 3, 3)),
    ("2 images", integers(2, 1, 3, 4)),
    ("1 row", integers(1, 2, 1, 5)),
    ("all at once", integers(2, 3, 4, 5)),
    ("all axes alike", integers(3, 3, 3, 3)),
    ("float32 noise", noise(2, 3, 6, 5)),
):
    strip_pool.case(_label, _x)

strip_pool.mistake(
    "These are the means of the rows alone: add those of the columns.",
    lambda x: _crossed(x.mean(axis=3), 0 * x.mean(axis=2)),
)
strip_pool.mistake(
    "These are the means of the columns alone: add those of the rows.",
    lambda x: _crossed(0 * x.mean(axis=3), x.mean(axis=2)),
)
strip_pool.mistake(
    "You add sums: divide a row's by W, a column's by H.",
    lambda x: _crossed(x.sum(axis=3), x.sum(axis=2)),
)
strip_pool.mistake(
    "This is half of the sum: add the two means, without dividing by 2.",
    lambda x: _crossed(x.mean(axis=3), x.mean(axis=2)) / x.dtype.type(2),
)
strip_pool.mistake(
    "You multiply the two means: add them.",
    lambda x: x.mean(axis=3)[..., :, None] * x.mean(axis=2)[..., None, :],
)
strip_pool.mistake(
    "You take the largest of each row and column: asked for are the means.",
    lambda x: _crossed(x.max(axis=3), x.max(axis=2)),
)
strip_pool.mistake(
    "Rows and columns are exchanged: the mean over axis 3 belongs to a row, and is the "
    "same all along it.",
    lambda x: (
        x.mean(axis=3)[..., None, :] + x.mean(axis=2)[..., :, None]
        if x.shape[2] == x.shape[3]
        else x.mean(axis=2)[..., None] + x.mean(axis=3)[..., None, :]
    ),
)
strip_pool.mistake(
    "You average over the channels too: each map is pooled by itself.",
    lambda x: np.broadcast_to(
        _crossed(x.mean(axis=(1, 3)), x.mean(axis=(1, 2)))[:, None], x.shape
    ),
)
strip_pool.mistake(
    "You add x itself as well: the two means alone.",
    lambda x: x + _crossed(x.mean(axis=3), x.mean(axis=2)),
)
strip_pool.mistake(
    "You leave out the pixel itself, or subtract the mean of the map, so that it does "
    "not count twice: simply add the two means.",
    lambda x: (
        _crossed(x.mean(axis=3), x.mean(axis=2)) - x.mean(axis=(2, 3), keepdims=True)
    ),
)
