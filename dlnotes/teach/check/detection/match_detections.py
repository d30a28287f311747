"""The exercise on which detections are right."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _matched(
    overlaps: Numbers,
    order: Numbers,
    threshold: float,
    *,
    strict: bool = False,
    once: bool = True,
    gives_up: bool = False,
    first: bool = False,
) -> Numbers:
    """Let the detections take objects in this order."""
    right = np.zeros(len(overlaps), bool)
    free = np.ones(overlaps.shape[1], bool)
    for d in order if free.size else ():
        row = overlaps[d]
        enough = row > threshold if strict else row >= threshold
        can = enough if gives_up else enough & free
        best = int(can.argmax()) if first else int(np.where(can, row, -1).argmax())
        if can[best] and free[best]:
            right[d] = True
            free[best] = not once
    return right


@exercise()
def match_detections(
    overlaps: Numbers, scores: Numbers, threshold: float = 0.5
) -> Numbers:
    """Tell which detections are right, (D,), True or False, in the order given.

    overlaps is (D, G): the IoU of each detection with each object. By falling score
    each takes, of the objects still free, the one it overlaps most, if that is at
    least the threshold.
    """
    return _matched(overlaps, np.argsort(-scores), threshold)


for _label, _overlaps, _scores, _how in (
    ("1 detection", [[0.8]], [0.9], {}),
    ("too little", [[0.4]], [0.9], {}),
    ("exactly half", [[0.5]], [0.9], {}),
    ("found twice", [[0.7], [0.6]], [0.9, 0.8], {}),
    ("the surer one last", [[0.9], [0.6]], [0.4, 0.8], {}),
    ("two objects", [[0.8, 0.1], [0.2, 0.7]], [0.9, 0.8], {}),
    ("the second best", [[0.8, 0.1], [0.7, 0.6]], [0.9, 0.8], {}),
    ("the best is not the first", [[0.6, 0.9], [0.8, 0.2]], [0.9, 0.8], {}),
    ("threshold 0.75", [[0.7, 0.0], [0.0, 0.75]], [0.9, 0.8], {"threshold": 0.75}),
    ("in disorder", [[0.6, 0], [0, 0.9], [0.9, 0], [0, 0.6]], [0.2, 0.5, 0.9, 0.7], {}),
    ("no object", np.zeros((2, 0)), [0.9, 0.8], {}),
    ("no detection", np.zeros((0, 2)), [], {}),
    *(
        (
            f"{_d} detections, {_g} objects",
            (np.random.default_rng(_d).permutation(_d * _g) / (_d * _g)).reshape(_d, _g)
            ** 4,
            np.random.default_rng(_g).permutation(_d) / _d,
            {"threshold": _least},
        )
        for _d, _g, _least in ((8, 3, 0.5), (12, 5, 0.3), (20, 8, 0.5), (30, 12, 0.4))
    ),
):
    match_detections.case(
        _label, np.array(_overlaps, float), np.array(_scores, float), **_how
    )

match_detections.mistake(
    "An object that was found counts again: each object may be taken once, and a "
    "second box on it is wrong.",
    lambda overlaps, scores, threshold=0.5: _matched(
        overlaps, np.argsort(-scores), threshold, once=False
    ),
)
match_detections.mistake(
    "The least sure detection chooses first: go by falling score.",
    lambda overlaps, scores, threshold=0.5: _matched(
        overlaps, np.argsort(scores), threshold
    ),
)
match_detections.mistake(
    "The detections choose in the order given: go by falling score.",
    lambda overlaps, scores, threshold=0.5: _matched(
        overlaps, np.arange(len(scores)), threshold
    ),
)
match_detections.mistake(
    "An overlap equal to the threshold is enough: write >= for >.",
    lambda overlaps, scores, threshold=0.5: _matched(
        overlaps, np.argsort(-scores), threshold, strict=True
    ),
)
match_detections.mistake(
    "You look for the best of all objects, and give up if it is taken: look among "
    "those still free.",
    lambda overlaps, scores, threshold=0.5: _matched(
        overlaps, np.argsort(-scores), threshold, gives_up=True
    ),
)
match_detections.mistake(
    "You take the first object that overlaps enough: take the one of largest overlap.",
    lambda overlaps, scores, threshold=0.5: _matched(
        overlaps, np.argsort(-scores), threshold, first=True
    ),
)
match_detections.mistake(
    "The threshold stays at 0.5: use the argument.",
    lambda overlaps, scores, threshold=0.5: _matched(
        overlaps, np.argsort(-scores), 0.5
    ),
)
match_detections.mistake(
    "The answers are sorted by score: return them in the order given.",
    lambda overlaps, scores, threshold=0.5: _matched(
        overlaps, np.argsort(-scores), threshold
    )[np.argsort(-scores)],
)
