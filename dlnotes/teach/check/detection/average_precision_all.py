"""The exercise on the area under the best precision."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _precision(hits: Numbers) -> Numbers:
    precision: Numbers = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return precision


def _best(hits: Numbers) -> Numbers:
    """Return at each rank the best precision there or behind it."""
    best: Numbers = np.maximum.accumulate(_precision(hits)[::-1])[::-1]
    return best


def _at_points(hits: Numbers, objects: int, points: int) -> float:
    recall, best = np.cumsum(hits) / objects, np.append(_best(hits), 0)
    reached = np.searchsorted(recall, np.linspace(0, 1, points) - 1e-9)
    return float(best[reached].mean())


def _trapezoids(hits: Numbers, objects: int) -> float:
    recall = np.append(0, np.cumsum(hits) / objects)
    precision = np.append(1, _precision(hits))
    return float(np.trapezoid(precision, recall))


def _sum(values: Numbers, count: float) -> float:
    return float(np.sum(values) / max(count, 1))


@exercise()
def average_precision_all(scores: Numbers, hits: Numbers, objects: int) -> float:
    """Return the average precision, the exact area under the best precision.

    scores and hits are (D,), in any order; hits says which detections are right.
    objects is the number of objects, at least 1. The answer is one float.
    """
    hits = hits[np.argsort(-scores)]
    return _sum(_best(hits)[hits], objects)


for _label, _hits, _objects in (
    ("1 detection", [1], 1),
    ("a false one first", [0, 1], 1),
    ("an object missed", [1, 0], 2),
    ("a late hit", [1, 0, 0, 1], 2),
    ("seven for five", [1, 1, 0, 1, 0, 0, 1], 5),
    ("precision that rises again", [0, 1, 0, 1, 1, 1], 6),
    ("none right", [0, 0], 2),
    ("nothing detected", [], 3),
    ("many", [1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1], 12),
    ("false ones at the end", [1, 0, 1, 1, 0, 0, 0, 0], 4),
):
    _order = np.random.default_rng(len(_hits)).permutation(len(_hits))
    _scores = np.linspace(0.95, 0.05, len(_hits))
    average_precision_all.case(
        _label, _scores[_order], np.array(_hits, bool)[_order], _objects
    )

average_precision_all.mistake(
    "You add up the bare precision at each hit: take the best precision at this rank "
    "or any later one.",
    lambda scores, hits, objects: _sum(
        _precision(h := hits[np.argsort(-scores)])[h], objects
    ),
)
average_precision_all.mistake(
    "You take the best precision so far: take the best from here to the end, so sweep "
    "from the right.",
    lambda scores, hits, objects: _sum(
        np.maximum.accumulate(_precision(h := hits[np.argsort(-scores)]))[h], objects
    ),
)
average_precision_all.mistake(
    "You divide by the objects that were found: divide by all objects, since precision "
    "is 0 at a recall that nobody reaches.",
    lambda scores, hits, objects: _sum(
        _best(h := hits[np.argsort(-scores)])[h], h.sum()
    ),
)
average_precision_all.mistake(
    "You average over all detections: only the hits move the recall on.",
    lambda scores, hits, objects: _sum(_best(hits[np.argsort(-scores)]), len(hits)),
)
average_precision_all.mistake(
    "You begin with the least sure detection: sort by falling score.",
    lambda scores, hits, objects: _sum(
        _best(h := hits[np.argsort(scores)])[h], objects
    ),
)
average_precision_all.mistake(
    "You take the detections in the order given: sort by falling score.",
    lambda scores, hits, objects: _sum(_best(hits)[hits], objects),
)
average_precision_all.mistake(
    "You lay trapezoids under the saw-tooth: the best precision is a staircase, and "
    "its area is a sum of rectangles.",
    lambda scores, hits, objects: _trapezoids(hits[np.argsort(-scores)], objects),
)
average_precision_all.mistake(
    "That is the mean over the 11 recalls 0, 0.1, ..., 1: asked for is the exact area.",
    lambda scores, hits, objects: _at_points(hits[np.argsort(-scores)], objects, 11),
)
average_precision_all.mistake(
    "That is COCO's mean over 101 recalls: asked for is the exact area.",
    lambda scores, hits, objects: _at_points(hits[np.argsort(-scores)], objects, 101),
)
