"""The exercise on the shuffle between two grouped convolutions, and back."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


def _order(channels: int, groups: int) -> list[int]:
    """List the first channels of all groups, then the second ones, ..."""
    size = channels // groups
    return [g * size + k for k in range(size) for g in range(groups)]


def _taken(x: Array, groups: int, back: bool) -> Array:
    order = _order(x.shape[1], groups)
    taken: Array = x[:, np.argsort(order) if back else order]
    return taken


@exercise()
def interleave(x: Array, groups: int, *, back: bool = False) -> Array:
    """Return x, (N, C, H, W), in the order that the second grouped convolution reads.

    The first convolution has `groups` groups, which divide C and stand one after the
    other. First come the first channels of all groups, in the order of the groups, then
    the second channels, and so on. With `back` x is in that order, and is returned in
    the order of before. Keep the dtype.
    """
    return _taken(x, groups, back)


interleave.case("6 channels, 3 groups", count(1, 6, 1, 1), 3)
interleave.case("6 channels, 2 groups", count(1, 6, 1, 1), 2)
interleave.case("6 channels, 3 groups, back", count(1, 6, 1, 1), 3, back=True)
interleave.case("12 channels, 3 groups", integers(2, 12, 2, 3), 3)
interleave.case("12 channels, 4 groups, back", integers(2, 12, 2, 3), 4, back=True)
interleave.case("1 group", integers(1, 5, 2, 2), 1)
interleave.case("each channel a group, back", integers(1, 5, 2, 2), 5, back=True)
interleave.case("float32 noise", noise(2, 8, 3, 3), 4)

interleave.mistake(
    "You shuffle by the size of a group, which is the way back: the table has a row a "
    "group.",
    lambda x, groups, *, back=False: _taken(x, groups, not back),
)
interleave.mistake(
    "The way back is the way there once more: that undoes it only where groups and "
    "their size are equal.",
    lambda x, groups, *, back=False: _taken(x, groups, False),
)
interleave.mistake(
    "Nothing moves: the groups of the second convolution would be those of the first.",
    lambda x, groups, *, back=False: x.copy(),
)
interleave.mistake(
    "With `back` nothing moves: it has to undo the shuffle.",
    lambda x, groups, *, back=False: x.copy() if back else _taken(x, groups, False),
)
interleave.mistake(
    "The groups come in reverse: that of the first channels comes first.",
    lambda x, groups, *, back=False: (
        x[:, np.argsort(_order(x.shape[1], groups)[::-1])]
        if back
        else x[:, _order(x.shape[1], groups)[::-1]]
    ),
)
interleave.mistake(
    "You shuffle the pixels, not the channels.",
    lambda x, groups, *, back=False: x[..., ::-1].copy() if x.shape[3] > 1 else x + 1,
)
