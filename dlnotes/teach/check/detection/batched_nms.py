"""The exercise on suppression in each class by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.detection import batched_nms as reference
from dlnotes.detection import nms
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.detection.nms import FOUR, SURE, crowd

Numbers = NDArray[Any]
Indices = NDArray[np.int64]


@exercise()
def batched_nms(
    boxes: Numbers, scores: Numbers, idxs: Indices, iou_threshold: float
) -> Indices:
    """Return the indices of the boxes kept in any class, the highest score first.

    As nms, but a box is dropped only by a box of its own class; idxs, (N,), are the
    classes, whole numbers from 0. You may call dlnotes.detection.nms.
    """
    return reference(boxes, scores, idxs, iou_threshold)


def _classes(n: int, count: int) -> Indices:
    return np.random.default_rng(n).integers(0, count, n)


batched_nms.case("1 class", FOUR, SURE, np.array([0, 0, 0, 0]), 0.5)
batched_nms.case("2 classes", FOUR[:2], SURE[:2], np.array([0, 1]), 0.5)
batched_nms.case("the later class is better", FOUR, SURE, np.array([1, 1, 0, 0]), 0.5)
batched_nms.case("classes in turn", FOUR, SURE[::-1], np.array([0, 1, 0, 1]), 0.3)
batched_nms.case("a class is missing", FOUR, SURE, np.array([0, 3, 0, 3]), 0.5)
batched_nms.case("no box", np.ones((0, 4)), np.ones(0), np.ones(0, np.int64), 0.5)
batched_nms.case("far from the border", FOUR - 40, SURE, np.array([0, 1, 0, 1]), 0.4)
batched_nms.case("all below zero", FOUR - 13, SURE, np.array([0, 1, 0, 1]), 0.4)
batched_nms.case("large boxes", 10 * FOUR, SURE, np.array([0, 1, 0, 1]), 0.4)
batched_nms.case("12 boxes", *crowd(12, 3), _classes(12, 2), 0.4)
batched_nms.case("40 boxes", *crowd(40, 4), _classes(40, 3), 0.4)
batched_nms.case("float32", *crowd(30, 5, np.float32), _classes(30, 3), 0.5)


def _class_by_class(
    b: Numbers, s: Numbers, idxs: Indices, t: float, own: bool = False
) -> Indices:
    """Forget to sort the classes' boxes together, or that they have other indices."""
    parts = [np.zeros(0, np.int64)]
    for one in np.unique(idxs):
        (members,) = (idxs == one).nonzero()
        kept = nms(b[members], s[members], t)
        parts.append(kept if own else members[kept])
    return np.concatenate(parts)


batched_nms.mistake(
    "The classes are ignored: a box drops none of another class.",
    lambda b, s, idxs, t: nms(b, s, t),
)
batched_nms.mistake(
    "You return class after class: sort what is kept by falling scores.",
    _class_by_class,
)
batched_nms.mistake(
    "Your indices count within a class: return those of the boxes as they were given.",
    lambda b, s, idxs, t: _class_by_class(b, s, idxs, t, own=True),
)
batched_nms.mistake(
    "You keep the best box of each class alone: a class may have several things.",
    lambda b, s, idxs, t: np.sort(
        [
            int(np.flatnonzero(idxs == one)[s[idxs == one].argmax()])
            for one in np.unique(idxs)
        ]
    ).astype(np.int64),
)
batched_nms.mistake(
    "Your classes are too near to each other: move class k by k times more than the "
    "boxes reach, from the smallest coordinate to the largest.",
    lambda b, s, idxs, t: nms(b + idxs[:, None].astype(b.dtype), s, t),
)
batched_nms.mistake(
    "You move class k by k times the largest coordinate: the boxes may begin below 0, "
    "so take the largest minus the smallest.",
    lambda b, s, idxs, t: nms(
        b + (idxs * (b.max(initial=-np.inf) + 1)).astype(b.dtype)[:, None], s, t
    ),
)
batched_nms.mistake(
    "The right boxes, but not in their order: the highest score comes first.",
    lambda b, s, idxs, t: np.sort(reference(b, s, idxs, t)),
)
