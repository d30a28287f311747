"""The exercise on a convolution by products that never holds all patches."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.convolution._slips import last_only

OVERHEAD = 2**18  # bytes, of which Python itself may take a half


@exercise()
def implicit_gemm(x: Array, weight: Array) -> Array:
    """Convolve, one row of outputs at a time, and return (C_out, OH, OW).

    x is (C, H, W), weight (C_out, C, KH, KW); stride 1, no padding. Lay out the patches
    of one row of outputs as columns, multiply, and forget them before the next row:
    never hold the patches of the whole image. Keep the dtype of x.
    """
    return convolution.conv2d(x, weight)


for _label, _x, _weight in (
    ("1 pixel, 1×1 kernel", count(1, 1, 1, start=2), count(1, 1, 1, 1, start=3)),
    ("3×3 image, 2×2 kernel", count(1, 3, 3), count(1, 1, 2, 2)),
    ("kernel as large as the image", count(1, 3, 3), count(1, 1, 3, 3)),
    ("3×4 image, 2×2 kernel", count(1, 3, 4), integers(1, 1, 2, 2)),
    ("2 channels", integers(2, 3, 3), integers(1, 2, 2, 2)),
    ("2 kernels", integers(1, 3, 3), integers(2, 1, 2, 2)),
    ("all at once", integers(3, 5, 5), integers(3, 3, 3, 3)),
    ("many pixels, float32", noise(8, 40, 40), noise(2, 8, 5, 5)),
):
    implicit_gemm.case(_label, _x, _weight)


def _allocated(fn: Callable[..., Array], *args: Array) -> int:
    """Return the most bytes that a call holds beyond what is held before it.

    Python's and NumPy's are counted; PyTorch's cannot be traced.
    """
    was_tracing = tracemalloc.is_tracing()
    if not was_tracing:
        tracemalloc.start()
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    fn(*args)
    _, peak = tracemalloc.get_traced_memory()
    if not was_tracing:
        tracemalloc.stop()
    return peak - before


def _holds_few_patches(fn: Callable[..., Array], x: Array, weight: Array) -> bool:
    """Whether a call allocates less than a half of all patches."""
    _, height, width = convolution.conv2d(x, weight).shape
    patches: int = weight[0].size * height * width * x.itemsize
    return 2 * _allocated(fn, x, weight) < OVERHEAD + patches


implicit_gemm.demand(
    "The values are right, but you hold the patches of the whole image: lay out those "
    "of one row of outputs, multiply, and only then lay out the next.",
    _holds_few_patches,
)


def _first_row_only(x: Array, weight: Array) -> Array:
    """Let every row of outputs see the first rows of the image."""
    right = convolution.conv2d(x, weight)
    wrong: Array = np.broadcast_to(right[:, :1], right.shape).copy()
    return wrong


def _pixel_by_pixel(x: Array, weight: Array) -> Array:
    """Read each kernel as if its channel varied fastest, as in such patches."""
    out, channels, kh, kw = weight.shape
    read = weight.reshape(out, kh, kw, channels).transpose(0, 3, 1, 2)
    return convolution.conv2d(x, read)


def _as_it_lies(x: Array, weight: Array) -> Array:
    """Flatten the windows of a band, (C, KH, OW, KW), without swapping OW and KW."""
    y = np.empty_like(convolution.conv2d(x, weight))
    kernels, (kh, kw) = weight.reshape(len(weight), -1), weight.shape[2:]
    for i in range(y.shape[1]):
        windows = sliding_window_view(x[:, i : i + kh], kw, 2)
        y[:, i] = kernels @ windows.reshape(kernels.shape[1], -1)
    return y


def _rows_first(x: Array, weight: Array) -> Array:
    """Take what is stacked row by row, (OH, C_out, OW), for (C_out, OH, OW)."""
    right = convolution.conv2d(x, weight)
    return right.swapaxes(0, 1).reshape(right.shape)


implicit_gemm.mistake(
    "Every row of outputs shows the first: row i sees rows i to i + KH - 1 of x.",
    _first_row_only,
)
implicit_gemm.mistake(
    "The rows stand first: stack them along axis 1, behind the kernels.",
    _rows_first,
)
implicit_gemm.mistake(
    "Weights and patches list their numbers in different orders: both go channel by "
    "channel, then row by row.",
    _pixel_by_pixel,
)
implicit_gemm.mistake(
    "You reshape the windows of a band, (C, KH, OW, KW), as they lie: bring KW before "
    "OW first.",
    _as_it_lies,
)
implicit_gemm.mistake(
    "The kernel is transposed: its rows go down the image, its columns across.",
    lambda x, weight: convolution.conv2d(x, weight.swapaxes(2, 3)),
)
implicit_gemm.mistake(
    "This is true convolution: your kernel is flipped. Multiply the patch as it lies.",
    lambda x, weight: convolution.conv2d(x, weight[..., ::-1, ::-1]),
)
implicit_gemm.mistake(
    "Only the last channel counts: a column holds the patch in all channels.",
    lambda x, weight: convolution.conv2d(x, last_only(weight, 1)),
)
