"""The exercise on the block that adds its input."""

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


def _conv(x: Array, weight: Array) -> Array:
    return conv2d(x, weight, padding=1)


def _norm(x: Array, scale: Array, shift: Array) -> Numbers:
    normed: Numbers = x * scale[:, None, None] + shift[:, None, None]
    return normed


@exercise()
def residual_block(
    x: Array,
    weight1: Array,
    scale1: Array,
    shift1: Array,
    weight2: Array,
    scale2: Array,
    shift2: Array,
) -> Numbers:
    """Return what ResNet's basic block makes of x, (N, C, H, W), at inference.

    Both convolutions are 3×3 with one pixel of padding, their weights (C, C, 3, 3). A
    batch norm at inference is a scale and a shift a channel, (C,) each. Keep the dtype
    of x.
    """
    y = _relu(_norm(_conv(x, weight1), scale1, shift1))
    return _relu(_norm(_conv(y, weight2), scale2, shift2) + x)


def _case(label: str, *shape: int, kind: Any = integers) -> None:
    c = shape[1]
    first = kind(c, c, 3, 3), kind(c), kind(2 * c)[c:]
    second = kind(c, 3, c, 3).transpose(0, 2, 1, 3).copy(), kind(c, 1)[:, 0]
    residual_block.case(label, kind(*shape), *first, *second, kind(3 * c)[c : 2 * c])


def _centre(value: float) -> Array:
    kernel = np.zeros((1, 1, 3, 3))
    kernel[0, 0, 1, 1] = value
    return kernel


def _one(label: str, *x: float) -> None:
    """Add a case of single pixels: twice and plus 1, then minus 1 times and plus 3."""
    pixels = np.array(x).reshape(-1, 1, 1, 1)
    first = _centre(2.0), np.array([1.0]), np.array([1.0])
    residual_block.case(
        label, pixels, *first, _centre(1.0), np.array([-1.0]), np.array([3.0])
    )


_one("1 pixel", 3.0)
_one("1 pixel below zero", -2.0)
_one("3 images", 1.0, -1.0, 4.0)
_case("1 channel", 1, 1, 3, 3)
_case("2 channels", 1, 2, 3, 4)
_case("all axes alike", 3, 3, 3, 3)
_case("4 images", 4, 2, 5, 4)
_case("float32 noise", 2, 4, 5, 6, kind=noise)


def _slip(sentence: str, wrong: Callable[..., Numbers]) -> None:
    residual_block.mistake(sentence, wrong)


def _first(x: Array, w: Array, scale: Array, shift: Array) -> Numbers:
    return _relu(_norm(_conv(x, w), scale, shift))


_slip(
    "The input is not added: the last step is relu(F(x) + x).",
    lambda x, w1, a1, b1, w2, a2, b2: _first(_first(x, w1, a1, b1), w2, a2, b2),
)
_slip(
    "You apply ReLU before the addition, relu(F(x)) + x: then a block can only add. "
    "In this block it stands behind the sum.",
    lambda x, w1, a1, b1, w2, a2, b2: _first(_first(x, w1, a1, b1), w2, a2, b2) + x,
)
_slip(
    "The last ReLU is missing: in this block it stands behind the sum.",
    lambda x, w1, a1, b1, w2, a2, b2: (
        _norm(_conv(_first(x, w1, a1, b1), w2), a2, b2) + x
    ),
)
_slip(
    "The ReLU between the two convolutions is missing.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(
        _norm(_conv(_norm(_conv(x, w1), a1, b1), w2), a2, b2) + x
    ),
)
_slip(
    "Your second batch norm stands behind the sum, so it scales the shortcut as well: "
    "it belongs to the second convolution.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(
        _norm(_conv(_first(x, w1, a1, b1), w2) + x, a2, b2)
    ),
)
_slip(
    "Your first batch norm stands behind the ReLU: convolution, batch norm, ReLU.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(
        _norm(_conv(_norm(_relu(_conv(x, w1)), a1, b1), w2), a2, b2) + x
    ),
)
_slip(
    "Your batch norms stand before the convolutions, as in the second version of "
    "ResNet: here each stands behind its own.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(
        _conv(_relu(_norm(_conv(_norm(x, a1, b1), w1), a2, b2)), w2) + x
    ),
)
_slip(
    "That is the second version of ResNet, with batch norm and ReLU before each "
    "convolution and nothing behind the sum: here they stand behind.",
    lambda x, w1, a1, b1, w2, a2, b2: (
        _conv(_relu(_norm(_conv(_relu(_norm(x, a1, b1)), w1), a2, b2)), w2) + x
    ),
)
_slip(
    "You add what the first convolution made, not the block's input x.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(
        _norm(_conv(_first(x, w1, a1, b1), w2), a2, b2) + _first(x, w1, a1, b1)
    ),
)
_slip(
    "You add x twice, after each convolution: the shortcut goes around both.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(
        _norm(_conv(_relu(_norm(_conv(x, w1), a1, b1) + x), w2), a2, b2) + x
    ),
)
_slip(
    "You add relu(x): the shortcut carries x as it is.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(
        _norm(_conv(_first(x, w1, a1, b1), w2), a2, b2) + _relu(x)
    ),
)
_slip(
    "You subtract x: the block adds it.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(
        _norm(_conv(_first(x, w1, a1, b1), w2), a2, b2) - x
    ),
)
_slip(
    "The shifts are missing: a batch norm is a scale and a shift.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(
        _norm(_conv(_first(x, w1, a1, 0 * b1), w2), a2, 0 * b2) + x
    ),
)
_slip(
    "The batch norms are missing.",
    lambda x, w1, a1, b1, w2, a2, b2: _relu(_conv(_relu(_conv(x, w1)), w2) + x),
)
