"""The exercise on the overlap of stamps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Counts = NDArray[np.int64]


def _counts(size: int, kernel_size: int, stride: int) -> Counts:
    counts = np.zeros((size - 1) * stride + kernel_size, np.int64)
    for i in range(size):
        counts[i * stride : i * stride + kernel_size] += 1
    return counts


@exercise()
def stamp_overlap(size: int, kernel_size: int, stride: int) -> Counts:
    """Return how many stamps lie on each output pixel of a transposed convolution.

    One axis, no padding: each of size pixels stamps kernel_size pixels of the output,
    and its neighbour's stamp begins stride pixels further. Return an array of integers,
    as long as the output.
    """
    return _counts(size, kernel_size, stride)


for _label, _numbers in (
    ("1 stamp of 2", (1, 2, 1)),
    ("1 stamp of 3", (1, 3, 2)),
    ("2 stamps of 3", (2, 3, 2)),
    ("stamps side by side", (3, 2, 2)),
    ("stamps of 4", (4, 4, 2)),
    ("stride 1", (4, 3, 1)),
    ("gaps", (3, 1, 2)),
    ("gaps of 2", (3, 2, 4)),
    ("stamps of 5", (6, 5, 2)),
    ("stride 3", (5, 4, 3)),
    ("wide stamps", (4, 9, 2)),
    ("many pixels", (12, 6, 4)),
):
    stamp_overlap.case(_label, *_numbers)

stamp_overlap.mistake(
    "Each pixel is counted once at most: where stamps overlap, add 1 for each of them.",
    lambda size, kernel_size, stride: np.minimum(_counts(size, kernel_size, stride), 1),
)
stamp_overlap.mistake(
    "The output is too short: the last stamp begins at (size - 1) * stride and is "
    "kernel_size long.",
    lambda size, kernel_size, stride: _counts(size, kernel_size, stride)[
        : size * stride
    ],
)
stamp_overlap.mistake(
    "Stride is ignored: neighbouring stamps begin stride pixels apart.",
    lambda size, kernel_size, stride: _counts(size, kernel_size, 1),
)
stamp_overlap.mistake(
    "These are the counts inside only: at the border stamps are missing.",
    lambda size, kernel_size, stride: _counts(size + 2, kernel_size, stride)[
        stride : -stride or None
    ],
)
stamp_overlap.mistake(
    "This is kernel_size / stride everywhere: at the border stamps are missing, "
    "and where stride does not divide kernel_size the counts alternate.",
    lambda size, kernel_size, stride: np.full(
        (size - 1) * stride + kernel_size, kernel_size // stride
    ),
)
stamp_overlap.mistake(
    "Kernel and stride are exchanged: stamps are kernel_size long and begin stride "
    "pixels apart.",
    lambda size, kernel_size, stride: _counts(size, stride, kernel_size),
)
