"""The exercise on the convolution as a sum of shifted ones."""

from __future__ import annotations

import numpy as np

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.convolution._slips import last_only


@exercise()
def shift_conv2d(x: Array, weight: Array) -> Array:
    """Convolve as a sum of KH*KW shifted 1×1 convolutions and return (C_out, OH, OW).

    x is (C, H, W), weight (C_out, C, KH, KW); stride 1, no padding. Tap (u, v) adds
    weight[:, :, u, v], a matrix (C_out, C), times x from row u and column v on. Keep
    the dtype of x.
    """
    return convolution.conv2d(x, weight)


# No kernel is longer than an image is wide: a transposed one has to fit as well.
for _label, _x, _weight in (
    ("1 pixel, 1×1 kernel", count(1, 1, 1, start=2), count(1, 1, 1, 1, start=3)),
    ("3×3 image, 2×2 kernel", count(1, 3, 3), count(1, 1, 2, 2)),
    ("kernel as large as the image", count(1, 3, 3), count(1, 1, 3, 3)),
    ("3×4 image, 1×2 kernel", count(1, 3, 4), count(1, 1, 1, 2)),
    ("2 channels", integers(2, 3, 3), integers(1, 2, 2, 2)),
    ("2 kernels", integers(1, 3, 4), integers(2, 1, 2, 2)),
    ("all at once", integers(3, 6, 5), integers(4, 3, 3, 2)),
    ("float32 noise", noise(2, 5, 6), noise(3, 2, 3, 3)),
):
    shift_conv2d.case(_label, _x, _weight)


def _unshifted(x: Array, weight: Array) -> Array:
    """Let every tap read from the first row and column on."""
    _, height, width = convolution.conv2d(x, weight).shape
    taps = weight.sum((2, 3))
    wrong: Array = np.einsum("oc,cij->oij", taps, x[:, :height, :width])
    return wrong


shift_conv2d.mistake(
    "Only the last tap counts: a product overwrites the one before, so write += for =.",
    lambda x, weight: convolution.conv2d(x, last_only(weight, 2, 3)),
)
shift_conv2d.mistake(
    "You shift in the wrong direction, which flips the kernel: tap (u, v) reads x from "
    "row u and column v on, x[:, u : u + OH, v : v + OW].",
    lambda x, weight: convolution.conv2d(x, weight[..., ::-1, ::-1]),
)
shift_conv2d.mistake(
    "Nothing is shifted: tap (u, v) reads x from row u and column v on, "
    "x[:, u : u + OH, v : v + OW].",
    _unshifted,
)
shift_conv2d.mistake(
    "The taps are transposed: in weight[:, :, u, v] u is the row, v the column.",
    lambda x, weight: convolution.conv2d(x, weight.swapaxes(2, 3)),
)
shift_conv2d.mistake(
    "Only the first channel counts: a tap is a matrix (C_out, C), whose product with x "
    "sums over the channels.",
    lambda x, weight: convolution.conv2d(x[:1], weight[:, :1]),
)
shift_conv2d.mistake(
    "Only the last channel counts: a channel overwrites the one before, so write += "
    "for =.",
    lambda x, weight: convolution.conv2d(x, last_only(weight, 1)),
)
