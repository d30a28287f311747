"""The exercise on the depthwise separable convolution."""

from __future__ import annotations

import numpy as np

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.convolution._slips import last_only


@exercise()
def depthwise_separable(
    x: Array, depthwise: Array, pointwise: Array, stride: int = 1
) -> Array:
    """Convolve each channel with its own kernel, then mix the channels.

    x is (C, H, W), depthwise (C, KH, KW), one kernel a channel, and pointwise
    (C_out, C). Return (C_out, OH, OW); no padding. Keep the dtype of x.
    """
    return convolution.depthwise_separable_conv2d(
        x, depthwise[:, None], pointwise[:, :, None, None], stride=stride
    )


# No kernel is longer than an image is wide: a transposed one has to fit as well.
for _label, _x, _depthwise, _pointwise in (
    ("1 pixel", count(1, 1, 1, start=2), count(1, 1, 1, start=3), count(1, 1, start=5)),
    ("1 channel", count(1, 3, 3), count(1, 2, 2), count(1, 1, start=2)),
    ("1×2 kernel", count(1, 3, 4), count(1, 1, 2), count(1, 1, start=2)),
    ("2 channels", integers(2, 3, 3), integers(2, 2, 2), integers(1, 2)),
    ("2 outputs", integers(1, 3, 4), integers(1, 2, 2), count(2, 1, start=1)),
    ("2 channels, 2 outputs", integers(2, 3, 3), integers(2, 2, 2), integers(2, 2)),
):
    depthwise_separable.case(_label, _x, _depthwise, _pointwise)
depthwise_separable.case(
    "stride",
    *(integers(2, 5, 6), integers(2, 2, 2), integers(3, 2)),
    **{"stride": 2},
)
depthwise_separable.case(
    "all at once",
    *(integers(3, 6, 5), integers(3, 3, 2), integers(4, 3)),
    **{"stride": 2},
)
depthwise_separable.case("float32 noise", noise(3, 5, 6), noise(3, 3, 3), noise(2, 3))


def _square(matrix: Array) -> Array:
    """Transpose a square matrix; another would raise."""
    return matrix.T if matrix.shape[0] == matrix.shape[1] else matrix


def _each(x: Array, depthwise: Array, stride: int) -> Array:
    """Convolve each channel apart."""
    return convolution.conv2d(x, depthwise[:, None], groups=len(x), stride=stride)


def _strided_twice(
    x: Array, depthwise: Array, pointwise: Array, stride: int = 1
) -> Array:
    right: Array = depthwise_separable.oracle(x, depthwise, pointwise, stride)
    return right[:, ::stride, ::stride]


depthwise_separable.mistake(
    "Your kernels are flipped: deep learning cross-correlates, so multiply "
    "depthwise[c, u, v] by x[c, i + u, j + v].",
    lambda x, d, p, stride=1: depthwise_separable.oracle(
        x, d[:, ::-1, ::-1], p, stride
    ),
)
depthwise_separable.mistake(
    "Every channel is convolved with the first kernel: channel c has its own, "
    "depthwise[c].",
    lambda x, d, p, stride=1: depthwise_separable.oracle(
        x, np.broadcast_to(d[:1], d.shape).copy(), p, stride
    ),
)
depthwise_separable.mistake(
    "The channels are summed before they are mixed: each output weighs the channels by "
    "its own row of pointwise.",
    lambda x, d, p, stride=1: np.tile(_each(x, d, stride).sum(axis=0), (len(p), 1, 1)),
)
depthwise_separable.mistake(
    "pointwise is transposed: row o holds the weights of output o.",
    lambda x, d, p, stride=1: depthwise_separable.oracle(x, d, _square(p), stride),
)
depthwise_separable.mistake(
    "Only the last channel counts in an output: a channel overwrites the one before, "
    "so write += for =.",
    lambda x, d, p, stride=1: depthwise_separable.oracle(x, d, last_only(p, 1), stride),
)
depthwise_separable.mistake(
    "Only the kernel's last entry counts: a product overwrites the one before, so "
    "write += for =.",
    lambda x, d, p, stride=1: depthwise_separable.oracle(
        x, last_only(d, 1, 2), p, stride
    ),
)
depthwise_separable.mistake(
    "The channels are never mixed: after the depthwise step each output is a weighted "
    "sum over them.",
    lambda x, d, p, stride=1: _each(x, d, stride),
)
depthwise_separable.mistake(
    "Stride is ignored: output (i, j) looks at the window at (i * stride, j * stride).",
    lambda x, d, p, stride=1: depthwise_separable.oracle(x, d, p),
)
depthwise_separable.mistake(
    "You take the stride twice: only the first step moves by it.",
    _strided_twice,
)
