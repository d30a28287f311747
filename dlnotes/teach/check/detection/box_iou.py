"""The exercise on intersection over union."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _sides(a: Numbers, b: Numbers, more: int = 0) -> Numbers:
    """Return how far each pair overlaps along x and y, (N, M, 2); below 0: apart."""
    first = np.maximum(a[:, None, :2], b[:, :2])
    last = np.minimum(a[:, None, 2:], b[:, 2:])
    sides: Numbers = last - first + a.dtype.type(more)
    return sides


def _area(boxes: Numbers, more: int = 0) -> Numbers:
    sides = boxes[..., 2:] - boxes[..., :2] + boxes.dtype.type(more)
    area: Numbers = sides[..., 0] * sides[..., 1]
    return area


def _shared(a: Numbers, b: Numbers, more: int = 0) -> Numbers:
    sides = np.maximum(_sides(a, b, more), a.dtype.type(0))
    shared: Numbers = sides[..., 0] * sides[..., 1]
    return shared


def _sum(a: Numbers, b: Numbers, more: int = 0) -> Numbers:
    total: Numbers = _area(a, more)[:, None] + _area(b, more)
    return total


@exercise()
def box_iou(boxes1: Numbers, boxes2: Numbers) -> Numbers:
    """Return the IoU of all pairs, (N, M), of boxes (x1, y1, x2, y2), (N, 4), (M, 4).

    Every box has some area, so add nothing to the union. Keep the dtype of the boxes.
    """
    shared = _shared(boxes1, boxes2)
    iou: Numbers = shared / (_sum(boxes1, boxes2) - shared)
    return iou


def drawn(n: int, seed: int, dtype: Any = np.float64) -> Numbers:
    """Draw boxes on whole pixels: some pairs overlap, some do not."""
    rng = np.random.default_rng([n, seed])
    corner, size = rng.integers(0, 9, (n, 2)), rng.integers(1, 9, (n, 2))
    return np.hstack([corner, corner + size]).astype(dtype)


HAND = np.array([[1.0, 1, 5, 5]])

for _label, _a, _b in (
    ("1 pair", HAND, np.array([[3.0, 2, 7, 6]])),
    ("equal boxes", HAND, HAND),
    ("one inside", HAND, np.array([[2.0, 2, 3, 4]])),
    ("side by side", HAND, np.array([[7.0, 1, 9, 5]])),
    ("apart both ways", HAND, np.array([[7.0, 8, 9, 9]])),
    ("touching", HAND, np.array([[5.0, 1, 6, 5]])),
    ("2 against 1", drawn(2, 0), drawn(1, 1)),
    ("2 against 3", drawn(2, 2), drawn(3, 3)),
    ("as many of each", drawn(4, 4), drawn(4, 5)),
    ("0 against 2", np.ones((0, 4)), drawn(2, 6)),
    ("all at once", drawn(7, 7), drawn(9, 8)),
    ("float32", drawn(6, 9, np.float32), drawn(5, 10, np.float32)),
):
    box_iou.case(_label, _a, _b)


def _divided(shared: Numbers, a: Numbers, b: Numbers) -> Numbers:
    with np.errstate(all="ignore"):  # what is wrong may divide by zero
        iou: Numbers = shared / (_sum(a, b) - shared)
        return iou


def _unclipped(a: Numbers, b: Numbers) -> Numbers:
    sides = _sides(a, b)
    return _divided(sides[..., 0] * sides[..., 1], a, b)


def _clipped_late(a: Numbers, b: Numbers) -> Numbers:
    sides = _sides(a, b)
    return _divided(np.maximum(sides[..., 0] * sides[..., 1], a.dtype.type(0)), a, b)


def _exchanged(a: Numbers, b: Numbers) -> Numbers:
    """Take (x1, y1, x2, y2) for (x1, x2, y1, y2)."""
    order = [0, 2, 1, 3]
    return _divided(_shared(a[:, order], b[:, order]), a[:, order], b[:, order])


def _rows(a: Numbers, b: Numbers) -> Numbers:
    n = min(len(a), len(b))
    return np.diagonal(np.asarray(box_iou.oracle(a[:n], b[:n]))).copy()


box_iou.mistake(
    "Boxes that are apart get a negative side, and two negative sides make a positive "
    "area: clip each side of the intersection at 0.",
    _unclipped,
)
box_iou.mistake(
    "You clip the area at 0, but two negative sides make a positive one: clip each "
    "side of the intersection.",
    _clipped_late,
)
box_iou.mistake(
    "You divide by the sum of the areas: what both share is counted twice there, so "
    "subtract it once.",
    lambda a, b: _shared(a, b) / _sum(a, b),
)
box_iou.mistake(
    "You add 1 to the sides: x2 and y2 lie behind the last pixel, so x2 - x1 is the "
    "width.",
    lambda a, b: _shared(a, b, 1) / (_sum(a, b, 1) - _shared(a, b, 1)),
)
box_iou.mistake(
    "You divide by the smaller of the two areas: then a small box inside a large one "
    "would fit perfectly.",
    lambda a, b: _shared(a, b) / np.minimum(_area(a)[:, None], _area(b)),
)
box_iou.mistake(
    "You divide by the area of the second box alone: divide by what both cover.",
    lambda a, b: _shared(a, b) / _area(b) + 0 * _area(a)[:, None],
)
box_iou.mistake(
    "You return the intersection: divide it by the union.",
    _shared,
)
box_iou.mistake(
    "You take (x1, y1, x2, y2) for (x1, x2, y1, y2): entries 0 and 2 belong to x.",
    _exchanged,
)
box_iou.mistake(
    "Rows and columns are exchanged: entry (n, m) is for box n of boxes1 and box m of "
    "boxes2.",
    lambda a, b: np.asarray(box_iou.oracle(a, b)).T.copy(),
)
box_iou.mistake(
    "You compare the boxes row by row: asked for is every box of boxes1 against every "
    "box of boxes2, (N, M).",
    _rows,
)
