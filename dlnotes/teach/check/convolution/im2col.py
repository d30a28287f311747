"""The exercise on laying windows out as columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers
from dlnotes.teach.check._grader import exercise


@exercise()
def im2col(
    x: Array, kernel_size: tuple[int, int], stride: int = 1, padding: int = 0
) -> Array:
    """Lay the windows of a convolution side by side and return (N, C*KH*KW, L).

    x is (N, C, H, W), kernel_size (KH, KW). Each of the L = OH*OW columns is a window,
    flattened channel by channel, row by row; windows follow each other row by row. Keep
    the dtype of x.
    """
    return convolution.unfold(x, kernel_size, stride=stride, padding=padding)


im2col.case("1 pixel, 1×1 kernel", count(1, 1, 1, 1, start=2), (1, 1))
im2col.case("3×4 image, 2×2 kernel", count(1, 1, 3, 4), (2, 2))
im2col.case("kernel as large as the image", count(1, 1, 2, 3), (2, 3))
im2col.case("padding", count(1, 1, 2, 3, start=1), (2, 2), padding=1)
im2col.case("stride", count(1, 1, 3, 5), (2, 2), stride=2)
im2col.case("2 channels", count(1, 2, 3, 4), (2, 2))
im2col.case("2 images", count(2, 1, 3, 4), (2, 2))
im2col.case("all at once", integers(2, 3, 6, 5), (3, 2), stride=2, padding=1)
im2col.case("float32", integers(2, 3, 6, 5).astype(np.float32), (2, 3))


def _reordered(axes: str) -> Callable[..., Array]:
    """Lay out the windows' axes c u v i j in another order."""

    def columns(
        x: Array, kernel_size: tuple[int, int], stride: int = 1, padding: int = 0
    ) -> Array:
        right = convolution.unfold(x, kernel_size, stride=stride, padding=padding)
        out = [
            convolution.output_size(n, k, stride=stride, padding=padding)
            for n, k in zip(x.shape[2:], kernel_size, strict=True)
        ]
        windows = right.reshape(*x.shape[:2], *kernel_size, *out)
        wrong: Array = np.einsum(f"ncuvij->n{axes}", windows)
        return wrong.reshape(right.shape)

    return columns


im2col.mistake(
    "This is im2row: rows and columns are exchanged. A window is a column.",
    lambda *a, **how: convolution.unfold(*a, **how).swapaxes(1, 2),
)
im2col.mistake(
    "The channel varies fastest inside your columns: a column holds all of channel 0, "
    "then all of channel 1.",
    _reordered("uvcij"),
)
im2col.mistake(
    "Your windows are flattened column by column: go through a window row by row.",
    _reordered("cvuij"),
)
im2col.mistake(
    "Your windows follow each other down the image: go through them row by row.",
    _reordered("cuvji"),
)
im2col.mistake(
    "You reshape windows of axes (N, C, OH, OW, KH, KW) as they lie: bring KH and KW "
    "before OH and OW first.",
    _reordered("cijuv"),
)
im2col.mistake(
    "Padding is ignored: surround the image by padding zeros on each side first.",
    lambda *a, padding=0, **how: convolution.unfold(*a, **how),
)
im2col.mistake(
    "Stride is ignored: consecutive windows are stride pixels apart.",
    lambda *a, stride=1, **how: convolution.unfold(*a, **how),
)
