"""The exercise on pixel shuffle."""

from __future__ import annotations

import numpy as np

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


@exercise()
def pixel_shuffle(x: Array, upscale_factor: int) -> Array:
    """Return (N, C, H * r, W * r) of x, (N, C * r * r, H, W), where r is the factor.

    Channel c * r * r + a * r + b becomes the pixels at row i * r + a and column
    j * r + b of channel c. Keep the dtype of x.
    """
    return convolution.pixel_shuffle(x, upscale_factor)


for _label, _x, _factor in (
    ("4 maps of 1 pixel", count(1, 4, 1, 1, start=1), 2),
    ("4 maps of 2 pixels", count(1, 4, 1, 2, start=1), 2),
    ("a tall map", count(1, 4, 3, 1, start=1), 2),
    ("9 maps", count(1, 9, 1, 2), 3),
    ("factor 1", integers(1, 2, 2, 3), 1),
    ("2 channels", count(1, 8, 1, 2), 2),
    ("2 images", integers(2, 4, 2, 2), 2),
    ("all at once", integers(2, 18, 2, 3), 3),
    ("float32", noise(2, 8, 3, 2), 2),
):
    pixel_shuffle.case(_label, _x, _factor)


def _arranged(x: Array, factor: int, split: str, order: str) -> Array:
    """Split the channels into axes named c, a, b, and put all axes into an order."""
    n, channels, height, width = x.shape
    sizes = {"c": channels // factor**2, "a": factor, "b": factor}
    parts = x.reshape(n, *(sizes[name] for name in split), height, width)
    moved = parts.transpose(0, *(1 + (split + "hw").index(name) for name in order))
    return moved.reshape(n, sizes["c"], height * factor, width * factor)


for _sentence, _split, _order in (
    (
        "Rows and columns of each block are exchanged: the last index of a channel, b, "
        "counts the columns.",
        "cab",
        "chbwa",
    ),
    (
        "This is reshape alone: between the two reshapes the axes must change places, "
        "from (C, r, r, H, W) to (C, H, r, W, r).",
        "cab",
        "cabhw",
    ),
    (
        "The blocks' axes stand before the pixels': that is r images side by side. Row "
        "i * r + a wants the axis of i before that of a.",
        "cab",
        "cahbw",
    ),
    (
        "Your channels count last, as in TensorFlow: c * r * r + a * r + b splits into "
        "(C, r, r), not into (r, r, C).",
        "abc",
        "chawb",
    ),
):
    pixel_shuffle.mistake(
        _sentence,
        lambda x, upscale_factor, _split=_split, _order=_order: _arranged(
            x, upscale_factor, _split, _order
        ),
    )
pixel_shuffle.mistake(
    "This repeats the pixels of the first map of each block: the other maps hold the "
    "pixels between.",
    lambda x, upscale_factor: (
        x[:, :: upscale_factor**2]
        .repeat(upscale_factor, axis=2)
        .repeat(upscale_factor, axis=3)
    ),
)
pixel_shuffle.mistake(
    "The rows of each block stand upside down: a counts downwards, from row i * r.",
    lambda x, upscale_factor: _arranged(
        np.ascontiguousarray(
            x.reshape(len(x), -1, upscale_factor, upscale_factor, *x.shape[2:])[
                :, :, ::-1
            ]
        ).reshape(x.shape),
        upscale_factor,
        "cab",
        "chawb",
    ),
)
