"""The exercise on a map's value between its places."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _between(x: Numbers, column: float, row: float, *, lost: bool = True) -> float:
    """Interpolate; a point outside takes the edge's value, farther out perhaps 0."""
    height, width = x.shape
    near = -1 <= row <= height and -1 <= column <= width
    if lost and not near:
        return 0.0
    v, u = min(max(row, 0), height - 1), min(max(column, 0), width - 1)
    top, left = int(v), int(u)
    below, right = min(top + 1, height - 1), min(left + 1, width - 1)
    down, along = v - top, u - left
    return float(
        (1 - down) * ((1 - along) * x[top, left] + along * x[top, right])
        + down * ((1 - along) * x[below, left] + along * x[below, right])
    )


@exercise(keeps_dtype=False)
def roi_align_point(x: Numbers, column: float, row: float) -> float:
    """Return the value of a map x, (H, W), at a point between its places, a number.

    Column and row count from the middle of the first place, which is (0, 0). Weigh the
    four places around. A point up to one place beyond the first or the last takes the
    edge's value (-1 <= row <= H, columns alike); farther out the answer is 0.
    """
    return _between(x, column, row)


RAMP = 10.0 * np.arange(6)[:, None] + np.arange(6)


def rough(rows: int, columns: int) -> Numbers:
    """Return a map of small whole numbers."""
    return np.random.default_rng(rows).integers(0, 20, (rows, columns)).astype(float)


for _label, _x, _column, _row in (
    ("the chapter's point", RAMP, 1.5, 1.25),
    ("a place itself", RAMP, 3.0, 2.0),
    ("between two columns", RAMP, 2.25, 4.0),
    ("near a place", rough(4, 5), 2.9, 1.2),
    ("no ramp", rough(5, 4), 1.5, 2.75),
    ("the last place", rough(4, 6), 5.0, 3.0),
    ("half a place beyond", rough(3, 4), 3.5, 0.5),
    ("before the first", rough(6, 3), 1.25, -0.75),
    ("far beyond", rough(3, 5), 5.5, 1.0),
    ("far above", rough(4, 4), 1.0, -1.5),
    ("just too far above", rough(4, 4), 1.0, -1.2),
    ("many columns", rough(2, 9), 6.4, 0.3),
    ("many rows", rough(9, 2), 0.7, 7.6),
    ("a single place", rough(1, 1), 0.25, 0.5),
    ("exactly a place beyond", rough(4, 5), 5.0, 1.0),
    ("exactly a place before", rough(5, 4), 1.0, -1.0),
    ("nearly a place beyond", rough(4, 5), 4.8, 1.0),
    ("just too far beyond", rough(4, 5), 5.2, 1.0),
):
    roi_align_point.case(_label, _x, _column, _row)


def _nearest(x: Numbers, column: float, row: float) -> float:
    return _between(x, math.floor(column + 0.5), math.floor(row + 0.5))


roi_align_point.mistake(
    "Rows and columns are exchanged: x[row, column] is `row` down and `column` along.",
    lambda x, column, row: _between(x, row, column),
)
roi_align_point.mistake(
    "You take the nearest place: that is the rounding that RoIAlign does away with.",
    _nearest,
)
roi_align_point.mistake(
    "You cut the fractions off: they are the weights of the later places.",
    lambda x, column, row: _between(x, math.floor(column), math.floor(row)),
)
roi_align_point.mistake(
    "The weights are exchanged: a point near a place takes more of it, so the earlier "
    "place has weight 1 minus the fraction.",
    lambda x, column, row: _between(
        x,
        math.floor(column) + (1 - column % 1) * (column % 1 > 0),
        math.floor(row) + (1 - row % 1) * (row % 1 > 0),
    ),
)
roi_align_point.mistake(
    "Half a place is lost: here (0, 0) is the middle of the first place already.",
    lambda x, column, row: _between(x, column - 0.5, row - 0.5),
)
roi_align_point.mistake(
    "You take the mean of the four places: weigh each by how near it is.",
    lambda x, column, row: _between(
        x,
        math.floor(column) + 0.5 * (column % 1 > 0),
        math.floor(row) + 0.5 * (row % 1 > 0),
    ),
)
roi_align_point.mistake(
    "A point more than a place outside is 0.",
    lambda x, column, row: _between(x, column, row, lost=False),
)
roi_align_point.mistake(
    "A point just outside is not 0 yet: up to a place beyond it takes the edge's "
    "value.",
    lambda x, column, row: (
        _between(x, column, row)
        if 0 <= row <= len(x) - 1 and 0 <= column <= len(x[0]) - 1
        else 0.0
    ),
)
