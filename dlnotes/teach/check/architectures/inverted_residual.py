"""The exercise on the block of MobileNetV2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.convolution import conv2d
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]
Step = Callable[[Numbers], Numbers]


def _relu6(x: Numbers) -> Numbers:
    clipped: Numbers = np.clip(x, x.dtype.type(0), x.dtype.type(6))
    return clipped


def _relu(x: Numbers) -> Numbers:
    positive: Numbers = np.maximum(x, x.dtype.type(0))
    return positive


def _linear(x: Numbers) -> Numbers:
    return x


def _block(
    x: Array,
    expand: Array,
    depthwise: Array,
    project: Array,
    stride: int = 1,
    *,
    first: Step = _relu6,
    second: Step = _relu6,
    last: Step = _linear,
    has_shortcut: Callable[[bool, bool], bool] = lambda same, unit: same and unit,
    early_stride: bool = False,
) -> Numbers:
    """Compute, with one thing changed or none."""
    strides = (stride, 1) if early_stride else (1, stride)
    y = first(conv2d(x, expand, stride=strides[0]))
    y = second(
        conv2d(y, depthwise, stride=strides[1], padding=1, groups=len(depthwise))
    )
    y = last(conv2d(y, project))
    if not has_shortcut(x.shape[1] == y.shape[1], stride == 1):
        return y
    rows, columns, channels = y.shape[2], y.shape[3], min(x.shape[1], y.shape[1])
    small = x[:, :channels, ::stride, ::stride][:, :, :rows, :columns]
    y = y.copy()
    y[:, :channels] += small
    return y


@exercise()
def inverted_residual(
    x: Array, expand: Array, depthwise: Array, project: Array, stride: int = 1
) -> Numbers:
    """Return what MobileNetV2's block makes of x, (N, C, H, W), without batch norm.

    The weights are (M, C, 1, 1), (M, 1, 3, 3) and (O, M, 1, 1). The 3×3 is padded by
    one pixel and has the stride. The activation is ReLU6, the numbers clipped to
    [0, 6]. Keep the dtype of x.
    """
    return _block(x, expand, depthwise, project, stride)


def _case(
    label: str,
    *shape: int,
    middle: int,
    out: int,
    stride: int = 1,
    kind: Callable[..., Array] = integers,
) -> None:
    c = shape[1]
    inverted_residual.case(
        label,
        kind(*shape),
        kind(middle, c, 1, 1) / 4,
        kind(middle, 1, 3, 3) / 4,
        kind(out, middle, 1, 1) / 4,
        stride=stride,
    )


def _pixel(label: str, *x: float) -> None:
    """Add a case of single pixels: x and -x inside, whose difference is x."""
    depthwise = np.zeros((2, 1, 3, 3))
    depthwise[:, :, 1, 1] = 1
    inverted_residual.case(
        label,
        np.array(x).reshape(-1, 1, 1, 1),
        np.array([1.0, -1.0]).reshape(2, 1, 1, 1),
        depthwise,
        np.array([1.0, -1.0]).reshape(1, 2, 1, 1),
    )


_pixel("1 pixel", 2.0)
_pixel("1 pixel below zero", -3.0)
_pixel("1 large pixel", 9.0)
_case("2 channels, 4 inside", 1, 2, 3, 3, middle=4, out=2)
_case("2 images, 3 channels", 2, 3, 4, 5, middle=6, out=3)
_case("stride 2", 1, 2, 5, 4, middle=4, out=2, stride=2)
_case("other channels out", 1, 2, 4, 4, middle=4, out=3)
_case("other channels, stride 2", 2, 3, 6, 5, middle=6, out=4, stride=2)
_case("float32 noise", 2, 4, 6, 5, middle=24, out=4, kind=noise)


def _slip(sentence: str, **change: Any) -> None:
    inverted_residual.mistake(
        sentence,
        lambda x, expand, depthwise, project, stride=1: _block(
            x, expand, depthwise, project, stride, **change
        ),
    )


_slip(
    "You apply ReLU6 behind the projection: the narrow output of this block is linear.",
    last=_relu6,
)
_slip(
    "You apply ReLU behind the projection: the narrow output of this block is linear.",
    last=_relu,
)
_slip(
    "The shortcut is missing: where x and y have one shape, y = x + F(x).",
    has_shortcut=lambda same, unit: False,
)
_slip(
    "At stride 2 there is no shortcut: x has more pixels than y.",
    has_shortcut=lambda same, unit: same,
)
_slip(
    "Where the channels differ there is no shortcut, whatever the stride.",
    has_shortcut=lambda same, unit: unit,
)
_slip(
    "A block whose output has another shape has no shortcut at all.",
    has_shortcut=lambda same, unit: True,
)
_slip(
    "You use ReLU: ReLU6 also clips what is above 6.",
    first=_relu,
    second=_relu,
)
_slip(
    "The ReLU6 behind the expansion is missing.",
    first=_linear,
)
_slip("The ReLU6 behind the depthwise convolution is missing.", second=_linear)
_slip(
    "The stride belongs to the depthwise convolution, not to the expansion.",
    early_stride=True,
)
