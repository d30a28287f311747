"""The exercise on max pooling with a border."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _pooled(
    x: Numbers,
    kernel_size: int,
    stride: int,
    padding: int,
    fill: float | None,
    reduce: Any = np.max,
) -> Numbers:
    """Reduce each window; the padding holds ``fill``, or with None is not there."""
    height, width = ((n + 2 * padding - kernel_size) // stride + 1 for n in x.shape[2:])
    seen = np.pad(
        x,
        ((0, 0), (0, 0), (padding, padding), (padding, padding)),
        constant_values=0 if fill is None else fill,
    )
    y = np.empty((*x.shape[:2], height, width), x.dtype)
    for i, j in np.ndindex(height, width):
        top, left = i * stride, j * stride
        bottom, right = top + kernel_size, left + kernel_size
        if fill is None:
            top, left = max(top, padding), max(left, padding)
            bottom = min(bottom, padding + x.shape[2])
            right = min(right, padding + x.shape[3])
        y[:, :, i, j] = reduce(seen[:, :, top:bottom, left:right], axis=(2, 3))
    return y


@exercise()
def max_pool2d_padding(
    x: Numbers, kernel_size: int, stride: int = 1, padding: int = 0
) -> Numbers:
    """Return the largest value of each window, (N, C, OH, OW), of x, (N, C, H, W).

    Windows are kernel_size × kernel_size and begin padding pixels outside the image;
    what lies outside never wins. x may hold floats or integers: keep the dtype of x.
    """
    return _pooled(x, kernel_size, stride, padding, fill=None)


for _label, _x, _kernel, _how in (
    ("1 window", np.array([[[[1.0, 5], [3, 4]]]]), 2, {}),
    ("a negative pixel", np.array([[[[-2.0]]]]), 3, {"padding": 1}),
    ("overlapping windows", integers(1, 1, 3, 4), 2, {}),
    ("stride", integers(1, 1, 4, 5), 2, {"stride": 2}),
    ("padding, positive values", count(1, 1, 3, 3, start=1), 3, {"padding": 1}),
    ("padding, negative values", -count(1, 1, 3, 3, start=1), 3, {"padding": 1}),
    ("2 channels below zero", integers(1, 2, 4, 4) - 9, 2, {"padding": 1}),
    (
        "all at once",
        *(integers(2, 3, 6, 5) - 3, 3, {"stride": 2, "padding": 1}),
    ),
    (
        "integers",
        *(-count(1, 1, 3, 4, start=1).astype(np.int64), 3, {"padding": 1}),
    ),
    ("float32 noise", noise(2, 3, 5, 6) - 3, 3, {"padding": 1}),
    ("values near -1e30", noise(1, 2, 4, 4) - 1e30, 3, {"padding": 1}),
    (
        "the least of all integers",
        *(np.full((1, 1, 2, 2), np.iinfo(np.int64).min), 3, {"padding": 1}),
    ),
):
    max_pool2d_padding.case(_label, _x, _kernel, **_how)

max_pool2d_padding.mistake(
    "Your padding holds zeros, and a zero is larger than any negative value: fill it "
    "with -inf (with np.iinfo(x.dtype).min for integers), or cut the window off at the "
    "image.",
    lambda x, k, stride=1, padding=0: _pooled(x, k, stride, padding, fill=0),
)
max_pool2d_padding.mistake(
    "Your padding is a fixed number, and a smaller pixel loses to it: fill it with -inf"
    " (with np.iinfo(x.dtype).min for integers), or cut the window off at the image.",
    lambda x, k, stride=1, padding=0: _pooled(x, k, stride, padding, fill=-1000),
)
max_pool2d_padding.mistake(
    "You take the mean of each window: asked for is the largest value.",
    lambda x, k, stride=1, padding=0: _pooled(x, k, stride, padding, None, np.mean),
)
max_pool2d_padding.mistake(
    "You take the smallest value of each window: is your padding +inf, or min "
    "written for max?",
    lambda x, k, stride=1, padding=0: _pooled(x, k, stride, padding, None, np.min),
)
max_pool2d_padding.mistake(
    "Stride is ignored: window (i, j) begins at (i * stride, j * stride) of the padded "
    "image.",
    lambda x, k, stride=1, padding=0: _pooled(x, k, 1, padding, fill=None),
)
max_pool2d_padding.mistake(
    "Padding is ignored: the first window begins padding pixels outside the image.",
    lambda x, k, stride=1, padding=0: (
        _pooled(x, k, stride, 0, fill=None)
        if k <= min(x.shape[2:])
        else x[:, :, :0, :0]
    ),
)
max_pool2d_padding.mistake(
    "Every channel gets the largest value of all channels: each map is pooled alone.",
    lambda x, k, stride=1, padding=0: np.broadcast_to(
        y := _pooled(x, k, stride, padding, fill=None).max(axis=1, keepdims=True),
        (len(y), x.shape[1], *y.shape[2:]),
    ),
)
