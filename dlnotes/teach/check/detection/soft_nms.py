"""The exercise on suppression that lowers scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.detection import box_iou
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.detection.nms import FOUR, SURE, crowd

Numbers = NDArray[Any]


def _lowered(
    boxes: Numbers,
    scores: Numbers,
    factor: Callable[[Numbers], Numbers],
    *,
    once: bool = False,
    fixed: bool = False,
    himself: bool = False,
) -> Numbers:
    """Lower scores; `once`: by the best alone; `fixed`: in the order of the scores."""
    overlaps, now = box_iou(boxes, boxes), scores.copy()
    left = list(range(len(boxes)))
    while left:
        judge = scores if fixed else now
        best = max(left, key=lambda i: (judge[i], -i))
        left.remove(best)
        for i in [*left, best] if himself else left:
            now[i] *= factor(overlaps[best, i])
        if once:
            break
    return now


@exercise()
def soft_nms(boxes: Numbers, scores: Numbers, sigma: float) -> Numbers:
    """Return the scores after soft suppression, (N,), in the order of the boxes.

    Take the box with the highest score of those left, which keeps it, and multiply the
    score of each other one that is left by exp(-IoU² / sigma); go on until none is
    left. boxes are (N, 4), scores (N,) and positive. Keep the dtype of scores.
    """
    return _lowered(boxes, scores, lambda o: np.exp(-(o**2) / o.dtype.type(sigma)))


soft_nms.case("1 box", FOUR[:1], SURE[:1], 0.5)
soft_nms.case("a double", FOUR[:2], SURE[:2], 0.5)
soft_nms.case("the second is better", FOUR[:2], SURE[1::-1], 0.5)
soft_nms.case("apart", FOUR[:2] * [[1.0], [9.0]] + 2, SURE[:2], 0.5)
soft_nms.case("3 boxes", FOUR[:3], SURE[:3], 0.5)
soft_nms.case("two things", FOUR, SURE, 0.5)
soft_nms.case("two things, harder", FOUR, SURE, 0.1)
soft_nms.case("no box", np.ones((0, 4)), np.ones(0), 0.5)
soft_nms.case("the order changes", FOUR, np.array([0.9, 0.8, 0.6, 0.7]), 0.2)
soft_nms.case("12 boxes", *crowd(12, 6), 0.5)
soft_nms.case("25 boxes", *crowd(25, 7), 0.3)
soft_nms.case("float32", *crowd(15, 8, np.float32), 0.5)


def _gauss(sigma: float) -> Callable[[Numbers], Numbers]:
    return lambda o: np.exp(-(o**2) / o.dtype.type(sigma))


soft_nms.mistake(
    "IoU is not squared: the factor is exp(-IoU² / sigma).",
    lambda b, s, sigma: _lowered(b, s, lambda o: np.exp(-o / o.dtype.type(sigma))),
)
soft_nms.mistake(
    "This is the linear rule, 1 - IoU: asked for is exp(-IoU² / sigma).",
    lambda b, s, sigma: _lowered(b, s, lambda o: 1 - o),
)
soft_nms.mistake(
    "You divide by 2 sigma², as in a normal distribution: divide by sigma.",
    lambda b, s, sigma: _lowered(
        b, s, lambda o: np.exp(-(o**2) / o.dtype.type(2 * sigma**2))
    ),
)
soft_nms.mistake(
    "Only the first box lowers scores: go on with the best of what is left.",
    lambda b, s, sigma: _lowered(b, s, _gauss(sigma), once=True),
)
soft_nms.mistake(
    "You go by the scores as they were: the next box is the best by the new ones.",
    lambda b, s, sigma: _lowered(b, s, _gauss(sigma), fixed=True),
)
soft_nms.mistake(
    "A box lowers its own score, too: its IoU with itself is 1, so leave it out.",
    lambda b, s, sigma: _lowered(b, s, _gauss(sigma), himself=True),
)
soft_nms.mistake(
    "The new scores are sorted: return them in the order of the boxes.",
    lambda b, s, sigma: np.sort(_lowered(b, s, _gauss(sigma)))[::-1].copy(),
)
soft_nms.mistake(
    "You multiply by 1 - exp(-IoU² / sigma): then boxes apart would lose all.",
    lambda b, s, sigma: _lowered(
        b, s, lambda o: 1 - np.exp(-(o**2) / o.dtype.type(sigma))
    ),
)
