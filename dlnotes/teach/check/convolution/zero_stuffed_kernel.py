"""The exercise on the plain kernel that does what a dilated one does."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _stuffed(weight: Numbers, rows: int, columns: int, extra: int = 0) -> Numbers:
    """Put the taps rows and columns apart, with extra zeros after the last."""
    *channels, height, width = weight.shape
    wide = np.zeros(
        (*channels, rows * (height - 1) + 1 + extra, columns * (width - 1) + 1 + extra),
        weight.dtype,
    )
    wide[:, :, : wide.shape[2] - extra : rows, : wide.shape[3] - extra : columns] = (
        weight
    )
    return wide


@exercise()
def zero_stuffed_kernel(weight: Numbers, dilation: int) -> Numbers:
    """Return the kernel that does at dilation 1 what weight does at this dilation.

    weight is (C_out, C_in, KH, KW). Between two neighbouring taps stand dilation - 1
    zeros, along both axes, and none before the first or after the last. Keep the dtype
    of weight.
    """
    return _stuffed(weight, dilation, dilation)


for _label, _weight, _dilation in (
    ("1 row of 3 taps", np.array([[[[1.0, 2, 3]]]]), 2),
    ("1 column of 2 taps", np.array([[[[1.0], [2]]]]), 3),
    ("1 tap", np.array([[[[5.0]]]]), 3),
    ("2×2 taps", count(1, 1, 2, 2, start=1), 2),
    ("dilation 1", count(1, 1, 2, 3, start=1), 1),
    ("3×2 taps", count(1, 1, 3, 2, start=1), 3),
    ("2 input channels", integers(1, 2, 2, 2), 2),
    ("2 output channels", integers(2, 1, 2, 2), 2),
    ("3×3 taps", integers(2, 3, 3, 3), 4),
    ("float32", noise(2, 2, 3, 3), 2),
):
    zero_stuffed_kernel.case(_label, _weight, _dilation)

zero_stuffed_kernel.mistake(
    "You put dilation zeros between two taps: it is one less, so that dilation 1 "
    "changes nothing.",
    lambda weight, d: _stuffed(weight, d + 1, d + 1),
)
zero_stuffed_kernel.mistake(
    "Zeros follow the last tap too: the kernel spans dilation * (K - 1) + 1.",
    lambda weight, d: _stuffed(weight, d, d, extra=d - 1),
)
zero_stuffed_kernel.mistake(
    "You fill the gaps with copies of the taps: there stand zeros.",
    lambda weight, d: np.kron(weight, np.ones((d, d), weight.dtype)),
)
zero_stuffed_kernel.mistake(
    "Only the rows are spread: the columns move apart too.",
    lambda weight, d: _stuffed(weight, d, 1),
)
zero_stuffed_kernel.mistake(
    "Only the columns are spread: the rows move apart too.",
    lambda weight, d: _stuffed(weight, 1, d),
)
zero_stuffed_kernel.mistake(
    "This is the kernel as it was: put zeros between its taps.",
    lambda weight, d: weight,
)
