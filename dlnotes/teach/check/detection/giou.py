"""The exercise on the measure that sees boxes which do not touch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.detection.box_iou import HAND, drawn

Numbers = NDArray[Any]
Measure = Callable[[Numbers, Numbers, Numbers], Numbers]


def _measured(a: Numbers, b: Numbers, measure: Measure, inner: bool = False) -> Numbers:
    """Measure by the shared area, the union, and the area of the box around both."""
    zero = a.dtype.type(0)
    meet = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    hull = np.maximum(a[:, 2:], b[:, 2:]) - np.minimum(a[:, :2], b[:, :2])
    shared = np.maximum(meet, zero).prod(axis=1)
    union = _area(a) + _area(b) - shared
    with np.errstate(all="ignore"):  # what is wrong may divide by zero
        return measure(shared, union, (meet if inner else hull).prod(axis=1))


def _area(boxes: Numbers) -> Numbers:
    area: Numbers = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    return area


@exercise()
def giou(boxes1: Numbers, boxes2: Numbers) -> Numbers:
    """Return the GIoU of each row's two boxes, (N,), of boxes (x1, y1, x2, y2), (N, 4).

    Box n of boxes1 is compared with box n of boxes2. Every box has some area, so add
    nothing to the areas that divide. Keep the dtype of the boxes.
    """
    return _measured(boxes1, boxes2, lambda s, u, c: s / u - (c - u) / c)


for _label, _a, _b in (
    ("1 pair", HAND, np.array([[3.0, 2, 7, 6]])),
    ("equal boxes", HAND, HAND),
    ("side by side", HAND, np.array([[7.0, 1, 11, 5]])),
    ("apart both ways", HAND, np.array([[7.0, 8, 9, 9]])),
    ("touching", HAND, np.array([[5.0, 1, 6, 5]])),
    ("one inside", HAND, np.array([[2.0, 2, 3, 4]])),
    ("2 rows", drawn(2, 0), drawn(2, 1)),
    ("5 rows", drawn(5, 2), drawn(5, 3)),
    ("no row", np.ones((0, 4)), np.ones((0, 4))),
    ("20 rows", drawn(20, 4), drawn(20, 5)),
    ("float32", drawn(9, 6, np.float32), drawn(9, 7, np.float32)),
):
    giou.case(_label, _a, _b)

for _sentence, _measure in {
    "This is IoU: the share of the enclosing box that neither covers is still to be "
    "subtracted.": lambda s, u, c: s / u + 0 * c,
    "You divide the empty space by the union: it counts as a share of the enclosing "
    "box.": lambda s, u, c: s / u - (c - u) / u,
    "You add the share that is empty: it is subtracted.": lambda s, u, c: (
        s / u + (c - u) / c
    ),
    "You subtract the share of the enclosing box that the union covers: subtract what "
    "it leaves empty.": lambda s, u, c: s / u - u / c,
    "This is the loss, 1 - GIoU: asked for is GIoU itself.": lambda s, u, c: (
        1 - s / u + (c - u) / c
    ),
    "You clip the result at 0: it is negative where boxes are far apart, and that is "
    "its use.": lambda s, u, c: np.maximum(s / u - (c - u) / c, u.dtype.type(0)),
    "You subtract the empty space in square pixels: divide it by the area of the "
    "enclosing box.": lambda s, u, c: s / u - (c - u),
}.items():
    giou.mistake(_sentence, lambda a, b, _m=_measure: _measured(a, b, _m))


def _not_clipped(a: Numbers, b: Numbers) -> Numbers:
    meet = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    shared = meet.prod(axis=1)
    union = _area(a) + _area(b) - shared
    return _measured(a, b, lambda _, u, c: shared / union - (c - union) / c)


giou.mistake(
    "Boxes that are apart get a negative side: clip each side of the intersection at "
    "0 before you multiply.",
    _not_clipped,
)
giou.mistake(
    "Your enclosing box is the intersection: it takes the smallest x1 and y1 and the "
    "largest x2 and y2.",
    lambda a, b: _measured(a, b, lambda s, u, c: s / u - (c - u) / c, inner=True),
)


def _all_pairs(a: Numbers, b: Numbers) -> Numbers:
    rows = [np.asarray(giou.oracle(np.tile(one, (len(b), 1)), b)) for one in a]
    return np.array(rows, a.dtype).reshape(len(a), len(b))


giou.mistake(
    "You compare every box with every other, (N, N): asked for is one number a row.",
    _all_pairs,
)
