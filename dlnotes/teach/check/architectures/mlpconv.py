"""The exercise on NIN's block: the same small dense network at every place."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


@exercise()
def mlpconv(x: Numbers, w1: Numbers, b1: Numbers, w2: Numbers, b2: Numbers) -> Numbers:
    """Return what two 1×1 convolutions, each followed by ReLU, make of x, (C, H, W).

    w1 is (M, C) and w2 is (O, M): the weights of two dense layers with the biases b1,
    (M,), and b2, (O,), which all places share. The answer is (O, H, W), in the
    dtype of x.
    """
    return _dense(_dense(x, w1, b1), w2, b2)


def _dense(x: Numbers, w: Numbers, b: Numbers, *, relu: bool = True) -> Numbers:
    """Apply a dense layer at each place."""
    y: Numbers = np.einsum("oc,chw->ohw", w, x) + b[:, None, None]
    return np.maximum(y, 0) if relu else y


for _label, _shape, _draw in (
    ("1 place, 1 channel", (1, 1, 1, 1, 1), integers),
    ("1 place", (2, 3, 2, 1, 1), integers),
    ("2 places", (2, 3, 2, 1, 2), integers),
    ("maps that are not square", (3, 4, 2, 2, 5), integers),
    ("square maps, as many channels", (4, 4, 4, 4, 4), integers),
    ("float32 noise", (3, 8, 5, 6, 4), noise),
):
    _c, _m, _o, _h, _w = _shape
    mlpconv.case(
        _label,
        _draw(_c, _h, _w),
        *(_draw(_m, _c), _draw(1, _m)[0], _draw(_o, _m), _draw(1, _o)[0]),
    )

mlpconv.mistake(
    "ReLU is missing between the layers: two dense layers in a row are one.",
    lambda x, w1, b1, w2, b2: _dense(_dense(x, w1, b1, relu=False), w2, b2),
)
mlpconv.mistake(
    "The last ReLU is missing: one follows each of the two layers.",
    lambda x, w1, b1, w2, b2: _dense(_dense(x, w1, b1), w2, b2, relu=False),
)
mlpconv.mistake(
    "Both ReLUs are missing.",
    lambda x, w1, b1, w2, b2: _dense(_dense(x, w1, b1, relu=False), w2, b2, relu=False),
)
mlpconv.mistake(
    "The biases are missing.",
    lambda x, w1, b1, w2, b2: _dense(_dense(x, w1, 0 * b1), w2, 0 * b2),
)
mlpconv.mistake(
    "You average the maps: the dense network works at each place by itself.",
    lambda x, w1, b1, w2, b2: np.broadcast_to(
        y := _dense(_dense(x.mean((1, 2), keepdims=True), w1, b1), w2, b2),
        (len(y), *x.shape[1:]),
    ),
)
mlpconv.mistake(
    "You stop after the first layer: a second one follows.",
    lambda x, w1, b1, w2, b2: _dense(x, w1, b1),
)
