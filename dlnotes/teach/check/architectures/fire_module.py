"""The exercise on SqueezeNet's fire module."""

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


def _relu(x: Numbers) -> Numbers:
    positive: Numbers = np.maximum(x, x.dtype.type(0))
    return positive


def _parts(x: Array, squeeze: Array, ones: Array, threes: Array) -> list[Numbers]:
    """Return what the two kernels of the expansion make, each with its ReLU."""
    s = _relu(conv2d(x, squeeze))
    return [_relu(conv2d(s, ones)), _relu(conv2d(s, threes, padding=1))]


@exercise()
def fire_module(x: Array, squeeze: Array, ones: Array, threes: Array) -> Numbers:
    """Return what a fire module makes of x, (N, C, H, W).

    The weights are squeeze, (S, C, 1, 1), ones, (E, S, 1, 1), and threes, (F, S, 3, 3);
    there are no biases. The answer is (N, E + F, H, W), the channels of the 1×1 first.
    Keep the dtype of x.
    """
    return np.concatenate(_parts(x, squeeze, ones, threes), axis=1)


def _case(label: str, n: int, *sizes: int, kind: Any = integers) -> None:
    c, h, w, s, e, f = sizes
    fire_module.case(
        label,
        kind(n, c, h, w),
        kind(s, c)[:, :, None, None],
        kind(e, s, 1, 1),
        kind(f, s, 3, 3),
    )


_tiny = np.array([[[[2.0, 0], [1, 3]], [[1, 1], [0, 2]], [[0, 3], [0, 1]]]])
_left = np.zeros((2, 1, 3, 3))
_left[0], _left[1, 0, 1, 0] = 1, 1
fire_module.case(
    "the example of the chapter",
    _tiny,
    np.array([1.0, 1, -1]).reshape(1, 3, 1, 1),
    np.array([1.0, 2]).reshape(2, 1, 1, 1),
    _left,
)
_case("1 place", 1, 2, 1, 1, 2, 1, 1)
_case("maps that are not square", 1, 3, 2, 4, 2, 2, 3)
_case("all channels alike", 2, 3, 3, 3, 3, 3, 3)
_case("3 images", 3, 4, 3, 5, 2, 4, 4)
_case("float32 noise", 2, 8, 5, 4, 3, 6, 5, kind=noise)


def _slip(sentence: str, wrong: Callable[..., Numbers]) -> None:
    fire_module.mistake(sentence, wrong)


def _together(s: Numbers, ones: Array, threes: Array) -> Numbers:
    """Expand, and lay channels behind one another, before any ReLU."""
    parts = conv2d(s, ones), conv2d(s, threes, padding=1)
    return np.concatenate(parts, axis=1)


def _filled(small: Numbers, large: Numbers) -> Numbers:
    """Put zeros where a 3×3 without padding has no output."""
    inner = np.zeros_like(large)
    inner[:, :, 1:-1, 1:-1] = large[:, :, 1:-1, 1:-1]
    return np.concatenate([small, inner], axis=1)


_slip(
    "The ReLU behind the squeeze is missing: without it squeeze and expand are one "
    "linear map.",
    lambda x, s, e, f: _relu(_together(conv2d(x, s), e, f)),
)
_slip(
    "The ReLU behind the expansion is missing: both parts have one.",
    lambda x, s, e, f: _together(_relu(conv2d(x, s)), e, f),
)
_slip(
    "Both ReLUs are missing: one behind the squeeze, one behind the expansion.",
    lambda x, s, e, f: _together(conv2d(x, s), e, f),
)
_slip(
    "The channels of the 3×3 stand first: those of the 1×1 do.",
    lambda x, s, e, f: np.concatenate(_parts(x, s, e, f)[::-1], axis=1),
)
_slip(
    "The padding is missing, and you filled up with zeros: pad what the 3×3 reads, not "
    "what it makes.",
    lambda x, s, e, f: _filled(*_parts(x, s, e, f)),
)
_slip(
    "You apply ReLU to the part of the 1×1 alone: the 3×3 has one, too.",
    lambda x, s, e, f: np.concatenate(
        [_parts(x, s, e, f)[0], conv2d(_relu(conv2d(x, s)), f, padding=1)], axis=1
    ),
)
_slip(
    "You apply ReLU to the part of the 3×3 alone: the 1×1 has one, too.",
    lambda x, s, e, f: np.concatenate(
        [conv2d(_relu(conv2d(x, s)), e), _parts(x, s, e, f)[1]], axis=1
    ),
)
