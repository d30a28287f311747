"""The exercise on non-maximum suppression."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.detection import box_iou
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]
Indices = NDArray[np.int64]


def _kept(
    boxes: Numbers,
    scores: Numbers,
    order: Indices,
    iou_threshold: float,
    *,
    at: bool = False,
    dropped_too: bool = False,
) -> Indices:
    """Suppress in the given order; `at` the threshold, or by dropped boxes, too."""
    overlaps = box_iou(boxes, boxes)
    over = overlaps >= iou_threshold if at else overlaps > iou_threshold
    kept: list[int] = []
    for place, i in enumerate(order):
        before = order[:place] if dropped_too else np.array(kept, np.int64)
        if not over[i, before].any():
            kept.append(int(i))
    return np.array(kept, np.int64)


def _order(scores: Numbers) -> Indices:
    order: Indices = np.argsort(-scores, kind="stable").astype(np.int64)
    return order


@exercise()
def nms(boxes: Numbers, scores: Numbers, iou_threshold: float) -> Indices:
    """Return the indices of the boxes kept, the highest score first.

    boxes, (N, 4), are x1, y1, x2, y2, all of some area, and scores (N,). A box is
    dropped where its IoU with a kept one of a higher score is greater than the
    threshold. Of equal scores the lower index counts as the higher.
    """
    return _kept(boxes, scores, _order(scores), iou_threshold)


def crowd(n: int, seed: int, dtype: Any = np.float64) -> tuple[Numbers, Numbers]:
    """Draw boxes on whole pixels that overlap much, and scores without order."""
    rng = np.random.default_rng([n, seed])
    corner, size = rng.integers(0, 7, (n, 2)), rng.integers(5, 9, (n, 2))
    boxes = np.hstack([corner, corner + size]).astype(dtype)
    return boxes, (rng.permutation(n) + 1).astype(dtype) / 64


FOUR = np.array([[0.0, 0, 8, 8], [1, 0, 9, 8], [4, 0, 12, 8], [5, 0, 13, 8]])
SURE = np.array([0.9, 0.8, 0.7, 0.6])

nms.case("1 box", FOUR[:1], SURE[:1], 0.5)
nms.case("a double", FOUR[:2], SURE[:2], 0.5)
nms.case("the second is better", FOUR[:2], SURE[1::-1], 0.5)
nms.case("two things", FOUR, SURE, 0.5)
nms.case("a chain", FOUR[:3], SURE[:3], 0.4)
nms.case("just the threshold", FOUR[[0, 2]], SURE[:2], 1 / 3)
nms.case("equal scores", FOUR, np.array([0.5, 0.5, 0.5, 0.5]), 0.5)
nms.case("nothing is dropped", FOUR, SURE[::-1], 0.9)
nms.case("no box", np.ones((0, 4)), np.ones(0), 0.5)
nms.case("12 boxes", *crowd(12, 0), 0.4)
nms.case("30 boxes", *crowd(30, 1), 0.5)
nms.case("30 boxes, float32", *crowd(30, 2, np.float32), 0.3)

nms.mistake(
    "You begin with the lowest score: sort by falling scores.",
    lambda b, s, t: _kept(b, s, _order(-s), t),
)
nms.mistake(
    "You take the boxes as they come: sort by falling scores.",
    lambda b, s, t: _kept(b, s, np.arange(len(b)), t),
)
nms.mistake(
    "A box that is dropped drops others no more: compare with kept boxes alone.",
    lambda b, s, t: _kept(b, s, _order(s), t, dropped_too=True),
)
nms.mistake(
    "You drop where IoU equals the threshold: only where it is greater.",
    lambda b, s, t: _kept(b, s, _order(s), t, at=True),
)
nms.mistake(
    "Of equal scores you take the higher index first: argsort(scores)[::-1] turns "
    'equal ones round, argsort(-scores, kind="stable") does not.',
    lambda b, s, t: _kept(b, s, np.argsort(s, kind="stable")[::-1].astype(np.int64), t),
)
nms.mistake(
    "Your indices are places in the sorted list: return those of the boxes as they "
    "were given.",
    lambda b, s, t: _kept(b[_order(s)], s, np.arange(len(b)), t),
)
nms.mistake(
    "The right boxes, but not in their order: the highest score comes first.",
    lambda b, s, t: np.sort(_kept(b, s, _order(s), t)),
)
nms.mistake(
    "You return the first box alone: go on with what is left.",
    lambda b, s, t: _order(s)[:1],
)
nms.mistake(
    "You return the boxes that are dropped.",
    lambda b, s, t: np.setdiff1d(np.arange(len(b)), _kept(b, s, _order(s), t)).astype(
        np.int64
    ),
)
