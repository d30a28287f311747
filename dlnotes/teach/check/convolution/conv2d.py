"""The exercise on the convolution itself."""

from __future__ import annotations

import numpy as np

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.convolution._slips import last_only, pad


@exercise()
def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    stride: int = 1,
    padding: int = 0,
) -> Array:
    """Slide the kernels over the images, unflipped, and return (N, C_out, OH, OW).

    x is (N, C, H, W), weight (C_out, C, KH, KW), bias (C_out,). Each output is the sum
    over channels and window of x times weight, plus bias; outside the image x is zero.
    Keep the dtype of x.
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


def _turned(weight: Array) -> Array:
    """Exchange rows and columns of square kernels; others would raise."""
    return weight.swapaxes(2, 3) if weight.shape[2] == weight.shape[3] else weight


conv2d.mistake(
    "This is true convolution: your kernel is flipped. Deep learning cross-correlates: "
    "multiply weight[..., u, v] by x[..., i + u, j + v].",
    lambda x, weight, *bias, **how: convolution.conv2d(
        x, weight[..., ::-1, ::-1], *bias, **how
    ),
)
for _axis in (-1, -2):
    conv2d.mistake(
        "Your kernel is flipped along one axis: multiply weight[..., u, v] by "
        "x[..., i + u, j + v].",
        lambda x, weight, *bias, _axis=_axis, **how: convolution.conv2d(
            x, np.flip(weight, _axis), *bias, **how
        ),
    )
conv2d.mistake(
    "The kernel is transposed: in weight[:, :, u, v] u is the row, v the column. "
    "Kernels that are not square show it.",
    lambda x, weight, *bias, **how: convolution.conv2d(
        x, _turned(weight), *bias, **how
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
