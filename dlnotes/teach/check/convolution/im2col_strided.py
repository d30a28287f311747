"""The exercise on windows that copy nothing."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers
from dlnotes.teach.check._grader import exercise


@exercise()
def im2col_strided(x: Array, kernel_size: tuple[int, int]) -> Array:
    """Return all windows as a view of x, (C, KH, KW, OH, OW): nothing is copied.

    x is (C, H, W), kernel_size (KH, KW). Entry (c, u, v, i, j) is x[c, i + u, j + v].
    Keep the dtype of x.
    """
    windows = sliding_window_view(x, kernel_size, axis=(1, 2))
    return windows.transpose(0, 3, 4, 1, 2)  # (C, OH, OW, KH, KW) before


im2col_strided.case("1 pixel, 1×1 kernel", count(1, 1, 1, start=2), (1, 1))
im2col_strided.case("3×4 image, 2×2 kernel", count(1, 3, 4, start=1), (2, 2))
im2col_strided.case("kernel as large as the image", count(1, 2, 3, start=1), (2, 3))
im2col_strided.case("2 channels", count(2, 3, 4, start=1), (2, 3))
im2col_strided.case(
    "channels last in memory", count(3, 4, 2, start=1).transpose(2, 0, 1), (2, 2)
)
im2col_strided.case("float32", integers(3, 6, 5).astype(np.float32), (3, 2))

im2col_strided.demand(
    "The values are right, but they are a copy: return a view, which shares its memory "
    "with x. A reshape of overlapping windows copies too.",
    lambda fn, x, kernel_size: np.may_share_memory(fn(x, kernel_size), x),
)


def _strided(x: Array, kernel_size: tuple[int, int], strides: tuple[int, ...]) -> Array:
    """Lay out the windows with the strides of an image's three axes."""
    channel, row, column = strides
    return as_strided(
        x,
        im2col_strided.oracle(x, kernel_size).shape,
        (channel, row, column, row, column),
    )


im2col_strided.mistake(
    "Your axes are (C, OH, OW, KH, KW), as sliding_window_view has them: move the "
    "kernel's axes before the positions.",
    lambda x, kernel_size: sliding_window_view(x, kernel_size, axis=(1, 2)),
)
im2col_strided.mistake(
    "Your strides count entries: as_strided wants bytes, as x.strides has them.",
    lambda x, kernel_size: _strided(
        x, kernel_size, tuple(stride // x.itemsize for stride in x.strides)
    ),
)
im2col_strided.mistake(
    "Your strides come from the shape of x, which holds for row-major memory alone: "
    "take x.strides, right for every view.",
    lambda x, kernel_size: _strided(x, kernel_size, np.empty(x.shape, x.dtype).strides),
)
im2col_strided.mistake(
    "Every channel shows the first: its axis has stride x.strides[0].",
    lambda x, kernel_size: _strided(x, kernel_size, (0, *x.strides[1:])),
)
im2col_strided.mistake(
    "Your windows are flipped: entry (c, u, v, i, j) is x[c, i + u, j + v], so all "
    "strides are positive.",
    lambda x, kernel_size: im2col_strided.oracle(x, kernel_size)[:, ::-1, ::-1],
)
