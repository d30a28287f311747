"""The exercises on the convolution: its size, its values, its windows as columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, last_only, noise, pad
from dlnotes.teach.check._grader import exercise

__all__ = ["conv2d", "im2col", "output_size"]


# --- output_size ----------------------------------------------------------------------


@exercise()
def output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return the size of a convolution's output along one axis, an int.

    The size inputs have padding zeros on each side. The kernel's taps are dilation
    apart; it moves on by stride as long as it fits.
    """
    return convolution.output_size(
        size, kernel_size, stride=stride, padding=padding, dilation=dilation
    )


output_size.case("one pixel", 1, 1)
output_size.case("kernel as large as the image", 3, 3)
output_size.case("5 pixels", 5, 3)
output_size.case("padding", 5, 3, padding=1)
output_size.case("stride", 7, 3, stride=2)
output_size.case("the last step does not fit", 8, 3, stride=2)
output_size.case("stride beyond the image", 3, 2, stride=5)
output_size.case("dilation", 7, 3, dilation=2)
output_size.case("dilation of a 1-tap kernel", 4, 1, dilation=3)
output_size.case("ResNet's first layer", 224, 7, stride=2, padding=3)
for _size, _kernel, _stride, _padding, _dilation in (
    np.random.default_rng(0)
    .integers((9, 2, 1, 0, 1), (60, 5, 5, 4, 3), (6, 5))
    .tolist()
):
    output_size.case(
        "random numbers",
        *(_size, _kernel),
        **{"stride": _stride, "padding": _padding, "dilation": _dilation},
    )

output_size.mistake(
    "The + 1 is missing: the kernel's first position counts before any step.",
    lambda *a, **how: convolution.output_size(*a, **how) - 1,
)
output_size.mistake(
    "You divide with /, which gives a float. A last step that does not fit is not "
    "taken: divide with //.",
    lambda size, k, stride=1, padding=0, dilation=1: (
        (size + 2 * padding - dilation * (k - 1) - 1) / stride + 1
    ),
)
output_size.mistake(
    "You round up: a last step that does not fit is not taken, so round down.",
    lambda size, k, stride=1, padding=0, dilation=1: (
        -((size + 2 * padding - dilation * (k - 1) - 1) // -stride) + 1
    ),
)
output_size.mistake(
    "Padding counts once: it stands on both sides, so add 2 * padding.",
    lambda size, k, stride=1, padding=0, dilation=1: (
        (size + padding - dilation * (k - 1) - 1) // stride + 1
    ),
)
output_size.mistake(
    "Padding is ignored: add 2 * padding to the size.",
    lambda size, k, padding=0, **how: convolution.output_size(size, k, **how),
)
output_size.mistake(
    "Stride is ignored: divide the number of single steps by it.",
    lambda size, k, stride=1, **how: convolution.output_size(size, k, **how),
)
output_size.mistake(
    "Dilation is ignored: a kernel spans dilation * (kernel_size - 1) + 1 inputs.",
    lambda size, k, dilation=1, **how: convolution.output_size(size, k, **how),
)
output_size.mistake(
    "The kernel's span is too large: between kernel_size taps there are "
    "kernel_size - 1 gaps, so it is dilation * (kernel_size - 1) + 1.",
    lambda size, k, stride=1, padding=0, dilation=1: (
        (size + 2 * padding - dilation * k) // stride + 1
    ),
)


# --- conv2d ---------------------------------------------------------------------------


@exercise()
def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    stride: int = 1,
    padding: int = 0,
) -> Array:
    """Slide the kernels over the images, unflipped, and return (N, O, OH, OW).

    x is (N, C, H, W), weight (O, C, KH, KW), bias (O,). Each output is the sum over
    channels and window of x times weight, plus bias; outside the image x is zero.
    """
    return convolution.conv2d(x, weight, bias, stride=stride, padding=padding)


conv2d.case(
    "1 pixel, 1×1 kernel", count(1, 1, 1, 1, start=2), count(1, 1, 1, 1, start=3)
)
conv2d.case("3×3 image, 2×2 kernel", count(1, 1, 3, 3), count(1, 1, 2, 2))
conv2d.case(
    "3×3 image, 2×2 kernel and bias",
    *(count(1, 1, 3, 3), count(1, 1, 2, 2), np.array([100.0])),
)
conv2d.case("kernel as large as the image", count(1, 1, 2, 3), count(1, 1, 2, 3))
conv2d.case("padding", count(1, 1, 3, 3), count(1, 1, 2, 2), padding=1)
conv2d.case("stride", count(1, 1, 3, 5), count(1, 1, 2, 2), stride=2)
conv2d.case("2 channels", integers(1, 2, 3, 3), integers(1, 2, 2, 2))
conv2d.case("2 kernels", integers(1, 1, 3, 3), integers(2, 1, 2, 2))
conv2d.case("2 images", integers(2, 1, 3, 4), integers(1, 1, 2, 2))
conv2d.case(
    "padding around 1×1", integers(2, 3, 6, 5)[:, :1], integers(1, 1, 1, 1), padding=2
)
conv2d.case(
    "all at once",
    *(integers(2, 3, 6, 5), integers(4, 3, 3, 2), integers(4)),
    **{"stride": 2, "padding": 1},
)
conv2d.case(
    "float32 noise",
    *(noise(2, 3, 5, 6), noise(2, 3, 3, 3), noise(2)),
    **{"padding": 1},
)

conv2d.mistake(
    "This is true convolution: your kernel is flipped. Deep learning cross-correlates: "
    "multiply weight[..., u, v] by x[..., i + u, j + v].",
    lambda x, weight, *bias, **how: convolution.conv2d(
        x, weight[..., ::-1, ::-1], *bias, **how
    ),
)
conv2d.mistake(
    "Bias is forgotten: add bias[o] to every output of channel o.",
    lambda x, weight, *bias, **how: convolution.conv2d(x, weight, **how),
)
conv2d.mistake(
    "Padding is ignored: surround the image by padding zeros on each side first.",
    lambda *a, padding=0, **how: convolution.conv2d(*a, **how),
)
conv2d.mistake(
    "Only the bottom and the right are padded: zeros go on all four sides.",
    lambda x, *a, padding=0, **how: convolution.conv2d(pad(x, 0, padding), *a, **how),
)
conv2d.mistake(
    "Stride is ignored: output (i, j) looks at the window at (i * stride, j * stride).",
    lambda *a, stride=1, **how: convolution.conv2d(*a, **how),
)
conv2d.mistake(
    "Only the first channel counts: sum over all input channels.",
    lambda x, weight, *bias, **how: convolution.conv2d(
        x[:, :1], weight[:, :1], *bias, **how
    ),
)
conv2d.mistake(
    "Only the last channel counts: a channel overwrites the one before, so write += "
    "for =.",
    lambda x, weight, *bias, **how: convolution.conv2d(
        x, last_only(weight, 1), *bias, **how
    ),
)
conv2d.mistake(
    "Only the kernel's last entry counts: a product overwrites the one before, so "
    "write += for =.",
    lambda x, weight, *bias, **how: convolution.conv2d(
        x, last_only(weight, 1, 2, 3), *bias, **how
    ),
)
conv2d.mistake(
    "You take the mean over the window: a convolution sums.",
    lambda x, weight, *bias, **how: convolution.conv2d(
        x, weight / weight[0].size, *bias, **how
    ),
)


# --- im2col ---------------------------------------------------------------------------


@exercise()
def im2col(
    x: Array, kernel_size: tuple[int, int], stride: int = 1, padding: int = 0
) -> Array:
    """Lay the windows of a convolution side by side and return (N, C*KH*KW, L).

    x is (N, C, H, W), kernel_size (KH, KW). Each of the L = OH*OW columns is a window,
    flattened channel by channel, row by row; windows follow each other row by row.
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
    "Padding is ignored: surround the image by padding zeros on each side first.",
    lambda *a, padding=0, **how: convolution.unfold(*a, **how),
)
im2col.mistake(
    "Stride is ignored: consecutive windows are stride pixels apart.",
    lambda *a, stride=1, **how: convolution.unfold(*a, **how),
)
