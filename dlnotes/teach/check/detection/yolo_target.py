"""The exercise on what YOLO's cells are to answer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.detection import yolo_target as reference
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]
Indices = NDArray[np.int64]


@exercise()
def yolo_target(
    boxes: Numbers, labels: Indices, size: int, cells: int, classes: int
) -> Numbers:
    """Return what each cell is to answer, (cells, cells, 5 + classes).

    The picture is size×size pixels; boxes, (G, 4), are x1, y1, x2, y2 in pixels, and
    labels, (G,), go from 1 to classes. In row i and column j, the cell of a thing's
    middle: the middle's place within the cell, x and y from 0 to 1; width and height as
    shares of the picture; 1; and 1 for the class. If a cell has several things, the
    first is written. All other numbers are 0.
    """
    return _written(boxes, labels, size, cells, classes)


def _written(
    boxes: Numbers, labels: Indices, size: int, cells: int, classes: int
) -> Numbers:
    how: dict[str, Any] = {"image_size": size, "num_boxes": 1}
    return reference(boxes, labels, cells=cells, num_classes=classes, **how)


def _drawn(n: int) -> tuple[Numbers, Indices]:
    rng = np.random.default_rng(n)
    corner = rng.uniform(0, 40, (n, 2))
    boxes = np.hstack([corner, corner + rng.uniform(4, 24, (n, 2))])
    return boxes, rng.integers(1, 4, n)


_ONE = np.array([[0.0, 0, 4, 2]])
for _label, _boxes, _labels, _size, _cells in (
    ("1 cell", _ONE, [1], 8, 1),
    ("2×2 cells", _ONE, [2], 8, 2),
    ("below the diagonal", _ONE + np.array([0, 5, 0, 5]), [3], 8, 2),
    ("right of the diagonal", _ONE + np.array([4, 0, 4, 0]), [3], 8, 2),
    ("two in a cell", np.vstack([_ONE, _ONE + 1]), [1, 3], 8, 2),
    ("nothing", _ONE[:0], [], 8, 2),
    ("wider than a cell", np.array([[1.0, 3, 15, 11]]), [1], 16, 4),
    ("3 things", *_drawn(3), 64, 7),
    ("5 things", *_drawn(5), 64, 4),
    ("12 things", *_drawn(12), 64, 7),
):
    yolo_target.case(_label, _boxes, np.array(_labels, np.int64), _size, _cells, 3)


def _first_of_cell(b: Numbers, labels: Indices, *how: int) -> Numbers:
    return _written(b[::-1], labels[::-1], *how)


def _changed(target: Numbers, part: slice, factor: float) -> Numbers:
    target = target.copy()
    target[..., part] *= factor
    return target


def _within_the_picture(
    b: Numbers, labels: Indices, size: int, cells: int, classes: int
) -> Numbers:
    target = _written(b, labels, size, cells, classes)
    for i, j in np.argwhere(target[..., 4] > 0):
        target[i, j, :2] = (target[i, j, :2] + (j, i)) / cells
    return target


def _later_classes(
    b: Numbers, labels: Indices, size: int, cells: int, classes: int
) -> Numbers:
    target = _written(b, labels, size, cells, classes + 1)
    return np.delete(np.insert(target, 5, 0, axis=-1), [-1, -2], axis=-1)


yolo_target.mistake(
    "Rows and columns are exchanged: row i comes from y, column j from x.",
    lambda b, labels, *how: _written(b, labels, *how).swapaxes(0, 1),
)
yolo_target.mistake(
    "Of several things in a cell you write the last: write the first.",
    _first_of_cell,
)
yolo_target.mistake(
    "x and y are shares of the picture: give the place within the cell.",
    _within_the_picture,
)
yolo_target.mistake(
    "Width and height are counted in cells: give shares of the picture.",
    lambda b, labels, size, cells, classes: _changed(
        _written(b, labels, size, cells, classes), slice(2, 4), cells
    ),
)
yolo_target.mistake(
    "Width and height are in pixels: give shares of the picture.",
    lambda b, labels, size, cells, classes: _changed(
        _written(b, labels, size, cells, classes), slice(2, 4), size
    ),
)
yolo_target.mistake(
    "The fifth number is missing: 1 where the cell has a thing.",
    lambda b, labels, *how: _changed(_written(b, labels, *how), slice(4, 5), 0),
)
yolo_target.mistake(
    "The classes are one place too late: label 1 is the number after the fifth.",
    _later_classes,
)
