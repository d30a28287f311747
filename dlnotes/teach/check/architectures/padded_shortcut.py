"""The exercise on the shortcut that changes shape without a weight."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _behind(x: Array, out_channels: int) -> Numbers:
    """Add channels of zeros behind those of x."""
    extra = out_channels - x.shape[1]
    return np.pad(x, ((0, 0), (0, extra), (0, 0), (0, 0)))


@exercise()
def padded_shortcut(x: Array, out_channels: int, stride: int = 2) -> Numbers:
    """Return x, (N, C, H, W), in the shape (N, out_channels, OH, OW), without weights.

    Of the pixels every stride-th row and column is kept, from the first on. The new
    channels are zeros, behind those of x; out_channels is at least C. Keep the dtype.
    """
    return _behind(x[:, :, ::stride, ::stride], out_channels)


padded_shortcut.case("1 channel becomes 2", count(1, 1, 2, 2, start=1), 2)
padded_shortcut.case("an odd side", count(1, 1, 3, 3, start=1), 2)
padded_shortcut.case("2 channels", integers(1, 2, 4, 4), 4)
padded_shortcut.case("1 channel more", integers(2, 2, 4, 6), 3)
padded_shortcut.case("no channel more", integers(2, 3, 5, 4), 3)
padded_shortcut.case("stride 1", integers(2, 3, 3, 4), 6, stride=1)
padded_shortcut.case("stride 3", integers(3, 2, 7, 8), 5, stride=3)
padded_shortcut.case("float32 noise", noise(4, 4, 6, 6), 8)

padded_shortcut.mistake(
    "The zeros stand before the channels of x: they belong behind.",
    lambda x, out, stride=2: np.pad(
        x[:, :, ::stride, ::stride],
        ((0, 0), (out - x.shape[1], 0), (0, 0), (0, 0)),
    ),
)
padded_shortcut.mistake(
    "You share the zeros between front and back, as some repositories do: here all "
    "stand behind.",
    lambda x, out, stride=2: np.pad(
        x[:, :, ::stride, ::stride],
        (
            (0, 0),
            ((out - x.shape[1]) // 2, (out - x.shape[1] + 1) // 2),
            (0, 0),
            (0, 0),
        ),
    ),
)
padded_shortcut.mistake(
    "You repeat the channels of x: the new ones are zeros.",
    lambda x, out, stride=2: np.take(
        x[:, :, ::stride, ::stride], np.arange(out) % x.shape[1], axis=1
    ),
)
padded_shortcut.mistake(
    "You keep every second pixel whatever the stride: use the argument.",
    lambda x, out, stride=2: _behind(x[:, :, ::2, ::2], out),
)
padded_shortcut.mistake(
    "You begin with the second pixel: the first row and column are kept.",
    lambda x, out, stride=2: _behind(
        np.roll(x, (1 - stride, 1 - stride), (2, 3))[:, :, ::stride, ::stride], out
    ),
)
padded_shortcut.mistake(
    "You keep all columns: the stride goes for rows and columns.",
    lambda x, out, stride=2: _behind(x[:, :, ::stride], out),
)
padded_shortcut.mistake(
    "You keep all rows: the stride goes for rows and columns.",
    lambda x, out, stride=2: _behind(x[..., ::stride], out),
)
padded_shortcut.mistake(
    "The pixels are all there: keep every stride-th row and column.",
    lambda x, out, stride=2: _behind(x, out),
)
padded_shortcut.mistake(
    "The channels of zeros are missing.",
    lambda x, out, stride=2: x[:, :, ::stride, ::stride],
)
padded_shortcut.mistake(
    "The new channels are ones: they are zeros.",
    lambda x, out, stride=2: np.pad(
        x[:, :, ::stride, ::stride],
        ((0, 0), (0, out - x.shape[1]), (0, 0), (0, 0)),
        constant_values=1,
    ),
)
