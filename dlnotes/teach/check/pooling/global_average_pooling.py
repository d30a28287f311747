"""The exercise on one number a map."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


@exercise()
def global_average_pooling(x: Numbers) -> Numbers:
    """Return the mean of each map, (N, C), of x, (N, C, H, W), whatever H and W are.

    Floats keep the dtype of x; the mean of whole numbers need not be whole.
    """
    means: Numbers = x.mean(axis=(2, 3))
    return means


for _label, _x in (
    ("1 map of 2×2", np.array([[[[1.0, 5], [3, 4]]]])),
    ("a map that is not square", count(1, 1, 2, 3)),
    ("2 channels", integers(1, 2, 2, 2)),
    ("2 images", integers(2, 1, 2, 3)),
    ("1 pixel", count(2, 3, 1, 1)),
    ("all at once", integers(2, 3, 4, 5)),
    ("channels, height and width alike", integers(3, 3, 3, 3)),
    ("integers", count(1, 2, 1, 2, start=1).astype(np.int64)),
    ("more integers", integers(2, 3, 2, 4).astype(np.int64)),
    ("float32 noise", noise(2, 3, 5, 4)),
):
    global_average_pooling.case(_label, _x)

for _axes, _sentence in {
    (1, 2): "This averages over channels and rows, as if the channels stood last: in "
    "(N, C, H, W) a map lies along the axes 2 and 3.",
    (0, 2, 3): "This averages over the images too, as batch normalization does: each "
    "image keeps its own means, so the axes are 2 and 3.",
    (1, 2, 3): "This averages over the channels too: each map keeps its own mean, so "
    "the axes are 2 and 3.",
    (2,): "This averages over the rows alone: the axes are 2 and 3.",
    (3,): "This averages over the columns alone: the axes are 2 and 3.",
    (1,): "This averages over the channels: the axes are 2 and 3.",
}.items():
    global_average_pooling.mistake(_sentence, lambda x, _axes=_axes: x.mean(axis=_axes))
global_average_pooling.mistake(
    "This is the sum of each map: divide by its H * W pixels.",
    lambda x: x.sum(axis=(2, 3)),
)
global_average_pooling.mistake(
    "This is the largest value of each map: asked for is the mean.",
    lambda x: x.max(axis=(2, 3)),
)
global_average_pooling.mistake(
    "You divide by the height squared: a map need not be square.",
    lambda x: x.sum(axis=(2, 3)) / x.dtype.type(x.shape[2] ** 2),
)
global_average_pooling.mistake(
    "Your means of integers are integers again, cut off: the answer there needs a "
    "float dtype.",
    lambda x: x.mean(axis=(2, 3)).astype(x.dtype),
)
global_average_pooling.mistake(
    "You divide by //, which rounds down: write /.",
    lambda x: x.sum(axis=(2, 3)) // (x.shape[2] * x.shape[3]),
)
