"""The exercise on the convolution's gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.convolution._slips import last_only, pad, stamp


@exercise("dx", "dweight", "dbias")
def conv2d_backward(
    dy: Array, x: Array, weight: Array, stride: int = 1, padding: int = 0
) -> tuple[Array | None, ...]:
    """Return (dx, dweight, dbias), the gradients of a loss, from dy, that of y.

    y is conv2d(x, weight, bias, stride, padding), dy like y (N, C_out, OH, OW), x
    (N, C, H, W), weight (C_out, C, KH, KW); each gradient has the shape of its array.
    Keep the dtype of x.
    """
    bias = np.zeros(len(weight), weight.dtype)
    return convolution.conv2d_backward(
        dy, x, weight, bias, stride=stride, padding=padding
    )


def _case(label: str, x: Array, weight: Array, **how: Any) -> None:
    y = convolution.conv2d(x, weight, **how)
    conv2d_backward.case(label, integers(*y.shape).astype(x.dtype), x, weight, **how)


_case("1 pixel, 1×1 kernel", count(1, 1, 1, 1, start=2), count(1, 1, 1, 1, start=3))
_case("3×3 image, 2×2 kernel", count(1, 1, 3, 3), count(1, 1, 2, 2))
_case("kernel as large as the image", count(1, 1, 2, 3), count(1, 1, 2, 3))
_case("padding", count(1, 1, 3, 3), count(1, 1, 2, 2), padding=1)
_case("padding beyond the kernel", count(1, 1, 3, 3), count(1, 1, 2, 2), padding=2)
_case("stride", count(1, 1, 3, 5), count(1, 1, 2, 3), stride=2)
_case("pixels no window sees", count(1, 1, 4, 5), count(1, 1, 1, 2), stride=3)
_case("2 channels", integers(1, 2, 3, 3), integers(1, 2, 2, 2))
_case("2 kernels", integers(1, 1, 3, 3), integers(2, 1, 2, 2))
_case("2 channels, 2 kernels", integers(1, 2, 3, 3), integers(2, 2, 2, 2))
_case("2 images", integers(2, 1, 3, 4), integers(1, 1, 2, 2))
_case("all at once", integers(2, 3, 6, 5), integers(4, 3, 3, 2), stride=2, padding=1)
_case("float32", noise(2, 3, 4, 5), noise(2, 3, 3, 3), padding=1)


def _right(part: int, *arrays: Array, **how: int) -> Any:
    return conv2d_backward.oracle(*arrays, **how)[part]


def _mistake(part: int, sentence: str, wrong: Callable[..., Array]) -> None:
    """Add a mistake in one of the gradients; the others are right."""

    def gradients(*arrays: Array, **how: int) -> tuple[Array, ...]:
        answer = list(conv2d_backward.oracle(*arrays, **how))
        answer[part] = wrong(*arrays, **how)
        return tuple(answer)

    conv2d_backward.mistake(sentence, gradients)


_mistake(
    0,
    "dx reads the kernel the wrong way round. If you stamp it, do not turn it: "
    "x[i + u, j + v] met weight[u, v] on the way forward, so dy[i, j] * weight[u, v] "
    "comes back to it. If you slide it over dy, turn it.",
    lambda dy, x, weight, **how: _right(0, dy, x, weight[..., ::-1, ::-1], **how),
)
_OVERLAP = (
    "In dx the windows overwrite each other: what comes back from all the windows that "
    "see a pixel adds up, so write += for =."
)
_mistake(
    0,
    _OVERLAP,
    lambda dy, x, weight, **how: stamp(dy, weight, x.shape[2:], **how),
)
_mistake(  # the same in a loop that goes through the kernels too
    0,
    _OVERLAP,
    lambda dy, x, weight, **how: stamp(last_only(dy, 1), weight, x.shape[2:], **how),
)
_mistake(
    0,
    "dx still has its padding: cut padding rows and columns off each side.",
    lambda dy, x, weight, stride=1, padding=0: _right(
        0, dy, pad(x, padding, padding), weight, stride=stride
    ),
)
_mistake(
    1,
    "dweight is flipped: weight[u, v] gathers dy[i, j] * x[i + u, j + v].",
    lambda *arrays, **how: _right(1, *arrays, **how)[..., ::-1, ::-1],
)
_mistake(
    1,
    "dweight is averaged over the batch: all images share the kernel, so sum. A mean "
    "in the loss is already in dy.",
    lambda dy, *arrays, **how: _right(1, dy, *arrays, **how) / len(dy),
)
_mistake(
    1,
    "dweight holds the last window alone: all positions of all images add up, so write "
    "+= for =.",
    lambda dy, *arrays, **how: _right(1, last_only(dy, 0, 2, 3), *arrays, **how),
)
_mistake(
    2,
    "dbias is not summed over the batch: sum dy over axes 0, 2 and 3.",
    lambda dy, *arrays, **how: dy.sum((2, 3)),
)
_mistake(
    2,
    "dbias is a mean: the bias enters every output once, so sum dy over axes 0, 2, 3.",
    lambda dy, *arrays, **how: dy.mean((0, 2, 3)),
)
