"""The exercise on the dense kernel that does what a grouped one does."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


def _laid(weight: Array, groups: int, *, columns: str = "blocks") -> Array:
    """Put each output's kernels into the columns of its group, or into wrong ones."""
    out_channels, size, *taps = weight.shape
    dense = np.zeros((out_channels, groups * size, *taps), weight.dtype)
    for o in range(out_channels):
        group = o // (out_channels // groups)
        if columns == "blocks":
            dense[o, group * size : (group + 1) * size] = weight[o]
        elif columns == "strided":
            dense[o, group::groups] = weight[o]
        elif columns == "interleaved outputs":
            group = o % groups
            dense[o, group * size : (group + 1) * size] = weight[o]
        elif columns == "first":
            dense[o, :size] = weight[o]
        elif columns == "anti-diagonal":
            group = groups - 1 - group
            dense[o, group * size : (group + 1) * size] = weight[o]
    return dense


@exercise()
def grouped_to_dense(weight: Array, groups: int) -> Array:
    """Return the dense kernel, (C_out, C, KH, KW), that does what a grouped one does.

    weight is (C_out, C // groups, KH, KW). Where an output does not read an input, the
    dense kernel holds zeros. Keep the dtype of weight.
    """
    return _laid(weight, groups)


for _label, _weight, _groups in (
    ("1 group", count(2, 2, 1, 1, start=1), 1),
    ("2 channels, 2 groups", count(2, 1, 1, 1, start=1), 2),
    ("4 channels, 2 groups", count(4, 2, 1, 1, start=1), 2),
    ("2 to 4 channels, 2 groups", count(4, 1, 1, 1, start=1), 2),
    ("6 to 3 channels, 3 groups", count(3, 2, 1, 1, start=1), 3),
    ("a 2×3 kernel", count(2, 1, 2, 3, start=1), 2),
    ("all at once", integers(6, 2, 3, 2), 3),
    ("float32 noise", noise(4, 3, 3, 3), 2),
):
    grouped_to_dense.case(_label, _weight, _groups)

for _columns, _sentence in {
    "strided": "A group's inputs lie side by side: group g reads the channels from "
    "g * size to (g + 1) * size, not every groups-th one.",
    "interleaved outputs": "A group's outputs lie side by side: output o belongs to "
    "group o // (C_out // groups), not o % groups.",
    "first": "All outputs read the first group: move the columns along with the group.",
    "anti-diagonal": "The groups run backwards: the first outputs read the first "
    "inputs.",
}.items():
    grouped_to_dense.mistake(
        _sentence,
        lambda weight, groups, _columns=_columns: _laid(
            weight, groups, columns=_columns
        ),
    )
grouped_to_dense.mistake(
    "Outputs read the channels of other groups, too: leave zeros there.",
    lambda weight, groups: np.tile(weight, (1, groups, 1, 1)),
)
