"""The exercise on the formats of boxes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


@exercise()
def to_corners(boxes: Numbers) -> Numbers:
    """Return boxes (x1, y1, x2, y2), (N, 4), of boxes (cx, cy, w, h), (N, 4).

    cx and cy are the centre, w and h width and height. Keep the dtype of boxes.
    """
    half = boxes[:, 2:] / 2
    return np.hstack([boxes[:, :2] - half, boxes[:, :2] + half])


def _drawn(n: int, dtype: Any = np.float64) -> Numbers:
    """Draw boxes around whole pixels, wider than high and the other way round."""
    rng = np.random.default_rng(n)
    middle, size = rng.integers(3, 20, (n, 2)), rng.integers(1, 9, (n, 2))
    return np.hstack([middle, size]).astype(dtype)


to_corners.case("1 box", np.array([[3.0, 5, 4, 2]]))
to_corners.case("a square", np.array([[2.0, 2, 4, 4]]))
to_corners.case("an odd width", np.array([[3.0, 5, 3, 2]]))
to_corners.case("2 boxes", np.array([[3.0, 5, 4, 2], [6, 1, 2, 8]]))
to_corners.case("no area", np.array([[3.0, 5, 0, 2]]))
to_corners.case("over the border", np.array([[1.0, 1, 6, 8]]))
to_corners.case("4 boxes", _drawn(4))
to_corners.case("no box", np.ones((0, 4)))
to_corners.case("9 boxes, float32", _drawn(9, np.float32))

to_corners.mistake(
    "This takes (cx, cy) for the first corner: it is the centre, so go back by half "
    "the width and half the height.",
    lambda b: np.hstack([b[:, :2], b[:, :2] + b[:, 2:]]),
)
to_corners.mistake(
    "You go the whole width and height both ways from the centre: half is enough.",
    lambda b: np.hstack([b[:, :2] - b[:, 2:], b[:, :2] + b[:, 2:]]),
)
to_corners.mistake(
    "Width and height are exchanged: w goes with x, and h with y.",
    lambda b: np.hstack([b[:, :2] - b[:, :1:-1] / 2, b[:, :2] + b[:, :1:-1] / 2]),
)
to_corners.mistake(
    "The order is (x1, x2, y1, y2): asked for are the corners one after the other, "
    "(x1, y1, x2, y2).",
    lambda b: _right(b)[:, [0, 2, 1, 3]],
)
to_corners.mistake(
    "x and y are exchanged: asked for is (x1, y1, x2, y2), x first.",
    lambda b: _right(b)[:, [1, 0, 3, 2]],
)
to_corners.mistake(
    "Your second corner lies a pixel too near: x2 and y2 lie behind the last pixel, so "
    "nothing is subtracted.",
    lambda b: _right(b) - np.array([0, 0, 1, 1], b.dtype),
)
to_corners.mistake(
    "The first corner is right, but then come width and height: asked for is the "
    "second corner.",
    lambda b: np.hstack([_right(b)[:, :2], b[:, 2:]]),
)
to_corners.mistake(
    "Half of an odd width is not whole: divide by 2 with /, not //.",
    lambda b: np.hstack([b[:, :2] - b[:, 2:] // 2, b[:, :2] + b[:, 2:] // 2]),
)
to_corners.mistake(
    "You cut the boxes off at 0: this function knows no image, and a box may reach "
    "beyond it.",
    lambda b: np.maximum(_right(b), b.dtype.type(0)),
)


def _right(boxes: Numbers) -> Numbers:
    answer: Numbers = to_corners.oracle(boxes)
    return answer
