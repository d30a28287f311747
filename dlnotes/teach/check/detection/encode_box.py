"""The exercise on the four targets of a proposal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _targets(
    goal: Numbers,
    start: Numbers,
    *,
    place: Callable[[Numbers, Numbers], Numbers] = lambda goal, start: (
        (goal[:, :2] - start[:, :2]) / start[:, 2:]
    ),
    size: Callable[[Numbers], Numbers] = np.log,
    half: float = 0.5,
) -> Numbers:
    """Put the targets together; at `half` of the size is the point that moves."""
    goal, start = _middle_and_size(goal, half), _middle_and_size(start, half)
    return np.hstack([place(goal, start), size(goal[:, 2:] / start[:, 2:])])


def _middle_and_size(boxes: Numbers, half: float) -> Numbers:
    sides = boxes[:, 2:] - boxes[:, :2]
    return np.hstack([boxes[:, :2] + boxes.dtype.type(half) * sides, sides])


@exercise()
def encode_box(goal: Numbers, start: Numbers) -> Numbers:
    """Return the targets (t_x, t_y, t_w, t_h), (N, 4), that take start to goal.

    goal and start are boxes (x1, y1, x2, y2), (N, 4), row by row, all of some area.
    Keep their dtype.
    """
    return _targets(goal, start)


def drawn(n: int, seed: int, dtype: Any = np.float64) -> Numbers:
    """Draw boxes on whole pixels, wider than high and the other way round."""
    rng = np.random.default_rng([n, seed])
    corner, size = rng.integers(0, 20, (n, 2)), rng.integers(2, 12, (n, 2))
    return np.hstack([corner, corner + size]).astype(dtype)


GOAL, START = np.array([[6.0, 6, 18, 12]]), np.array([[4.0, 4, 12, 12]])

for _label, _goal, _start in (
    ("the boxes of Idea", GOAL, START),
    ("nothing to do", START, START),
    ("only moved", START + np.array([2.0, 0, 2, 0]), START),
    ("only wider", np.array([[2.0, 4, 14, 12]]), START),
    ("a proposal that is not square", GOAL, np.array([[4.0, 4, 14, 8]])),
    ("2 boxes", drawn(2, 0), drawn(2, 1)),
    ("no box", np.ones((0, 4)), np.ones((0, 4))),
    ("9 boxes", drawn(9, 2), drawn(9, 3)),
    ("float32", drawn(6, 4, np.float32), drawn(6, 5, np.float32)),
):
    encode_box.case(_label, _goal, _start)

encode_box.mistake(
    "You divide by the goal's width and height: at test time only the proposal's are "
    "known, so divide by those.",
    lambda goal, start: _targets(
        goal, start, place=lambda g, s: (g[:, :2] - s[:, :2]) / g[:, 2:]
    ),
)
encode_box.mistake(
    "The shifts are in pixels: divide them by the proposal's width and height.",
    lambda goal, start: _targets(goal, start, place=lambda g, s: g[:, :2] - s[:, :2]),
)
encode_box.mistake(
    "The sizes are ratios: take their logarithm.",
    lambda goal, start: _targets(goal, start, size=lambda ratio: ratio),
)
encode_box.mistake(
    "The sizes are ratios minus 1: take the logarithm of the ratio.",
    lambda goal, start: _targets(goal, start, size=lambda ratio: ratio - 1),
)
encode_box.mistake(
    "You compare the first corners: it is the centres that move.",
    lambda goal, start: _targets(goal, start, half=0),
)
encode_box.mistake(
    "This is the way back, from goal to start: exchange the two.",
    lambda goal, start: _targets(start, goal),
)
encode_box.mistake(
    "The sizes are upside down: the goal's is divided by the proposal's.",
    lambda goal, start: _targets(goal, start, size=lambda ratio: -np.log(ratio)),
)
encode_box.mistake(
    "The signs of the shifts are exchanged: it is the goal's centre minus the "
    "proposal's.",
    lambda goal, start: _targets(
        goal, start, place=lambda g, s: (s[:, :2] - g[:, :2]) / s[:, 2:]
    ),
)
encode_box.mistake(
    "x is divided by the height and y by the width: exchange them.",
    lambda goal, start: _targets(
        goal, start, place=lambda g, s: (g[:, :2] - s[:, :2]) / s[:, :1:-1]
    ),
)
encode_box.mistake(
    "This is the logarithm to base 2: take the natural one, np.log.",
    lambda goal, start: _targets(goal, start, size=np.log2),
)
