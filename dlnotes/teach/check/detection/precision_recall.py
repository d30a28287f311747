"""The exercise on precision and recall after each detection."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _pair(hits: Numbers, counts: Any, objects: Any) -> tuple[Numbers, Numbers]:
    """Divide the right ones so far by two counts."""
    found = np.cumsum(hits)
    return found / counts, found / objects


def _ranks(hits: Numbers) -> Numbers:
    return np.arange(1, len(hits) + 1)


@exercise("precision", "recall")
def precision_recall(
    scores: Numbers, hits: Numbers, objects: int
) -> tuple[Numbers, Numbers]:
    """Return precision and recall of the k surest detections, for k = 1, 2, ...

    scores and hits are (D,), in any order; hits says which detections are right.
    objects is the number of objects in the pictures. Both answers are (D,).
    """
    hits = hits[np.argsort(-scores)]
    return _pair(hits, _ranks(hits), objects)


for _label, _scores, _hits, _objects in (
    ("1 detection", [0.9], [1], 1),
    ("2 detections", [0.9, 0.5], [1, 0], 2),
    ("in disorder", [0.5, 0.9, 0.7], [1, 0, 1], 2),
    ("an object missed", [0.2, 0.9, 0.7, 0.3], [1, 1, 0, 0], 4),
    ("seven for five", [0.3, 0.95, 0.9, 0.8, 0.5, 0.6, 0.7], [1, 1, 1, 0, 0, 0, 1], 5),
    ("none right", [0.1, 0.3, 0.2], [0, 0, 0], 2),
    ("nothing detected", [], [], 3),
    ("scores below zero", [-3.0, -1.0, -2.0, 4.0], [1, 0, 1, 1], 6),
):
    _order = np.array(_hits, bool)
    precision_recall.case(_label, np.array(_scores, float), _order, _objects)

precision_recall.mistake(
    "You begin with the least sure detection: sort by falling score.",
    lambda scores, hits, objects: _pair(
        hits[np.argsort(scores)], _ranks(hits), objects
    ),
)
precision_recall.mistake(
    "You take the detections in the order given: sort by falling score.",
    lambda scores, hits, objects: _pair(hits, _ranks(hits), objects),
)
precision_recall.mistake(
    "You divide by all detections: the precision of the k surest divides by k.",
    lambda scores, hits, objects: _pair(
        hits[np.argsort(-scores)], max(len(hits), 1), objects
    ),
)
precision_recall.mistake(
    "Your recall divides by the objects that were found in the end: divide by all "
    "objects, also those that no detection finds.",
    lambda scores, hits, objects: _pair(
        hits[np.argsort(-scores)], _ranks(hits), max(hits.sum(), 1)
    ),
)
precision_recall.mistake(
    "Your recall divides by the number of detections: divide by the number of objects.",
    lambda scores, hits, objects: _pair(
        hits[np.argsort(-scores)], _ranks(hits), max(len(hits), 1)
    ),
)
precision_recall.mistake(
    "Your first point is that of no detection: begin with k = 1.",
    lambda scores, hits, objects: _pair(
        np.append(0, hits[np.argsort(-scores)])[:-1], _ranks(hits), objects
    ),
)
