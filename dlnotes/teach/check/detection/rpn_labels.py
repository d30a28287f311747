"""The exercise on what a region proposal network is told of each anchor."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _labelled(
    overlaps: Numbers,
    high: float,
    low: float,
    *,
    rescue: str = "all",
    middle: int = -1,
    strict: bool = False,
    below: Any = np.max,
    last: bool = False,
    untouched: bool = False,
) -> Numbers:
    """Label the anchors, each rule as told."""
    most = overlaps.max(axis=1)
    labels = np.full(len(overlaps), middle)
    ground = below(overlaps, axis=1) < low
    best = (overlaps == overlaps.max(axis=0)) & ((overlaps > 0) | untouched)
    if rescue == "first":
        best &= np.arange(len(overlaps))[:, None] == overlaps.argmax(axis=0)
    chosen = most > high if strict else most >= high
    if rescue != "none":
        chosen = chosen | best.any(axis=1)
    labels[chosen] = 1
    labels[ground if last else ground & ~chosen] = 0
    return labels


@exercise(keeps_dtype=False)
def rpn_labels(overlaps: Numbers, high: float = 0.7, low: float = 0.3) -> Numbers:
    """Return 1, 0 or -1 for each anchor: a thing, the ground, or left out, (A,).

    overlaps is (A, G): the IoU of each anchor with each true box, G at least 1. A thing
    is an anchor that overlaps a true box by at least `high`, or the one that overlaps a
    true box most (of equal ones each); a box that no anchor overlaps has no such one.
    The ground is any other that overlaps every true box by less than `low`.
    """
    return _labelled(overlaps, high, low)


def drawn(anchors: int, things: int) -> Numbers:
    """Return overlaps that differ, most of them small."""
    rng = np.random.default_rng([anchors, things])
    numbers = rng.permutation(anchors * things).reshape(anchors, things)
    return np.asarray((numbers / numbers.size) ** 2)


for _label, _overlaps, _how in (
    ("1 anchor, a thing", [[0.8]], {}),
    ("the best of a poor lot", [[0.2], [0.4], [0.1]], {}),
    ("exactly 0.7 and 0.3", [[0.7], [0.3], [0.9]], {}),
    ("in between", [[0.5], [0.8], [0.1]], {}),
    ("best below 0.3", [[0.1], [0.25], [0.2]], {}),
    ("two equally good", [[0.4], [0.4], [0.1]], {}),
    ("two things", [[0.8, 0.1], [0.2, 0.4], [0.1, 0.2], [0.35, 0.3]], {}),
    ("far from one, near another", [[0.5, 0.0], [0.9, 0.0], [0.0, 0.8]], {}),
    ("a box that no anchor touches", [[0.8, 0.0], [0.5, 0.0], [0.1, 0.0]], {}),
    ("other limits", [[0.55], [0.45], [0.7], [0.1]], {"high": 0.5, "low": 0.4}),
    *(
        (f"{_a} anchors, {_g} things", drawn(_a, _g), {})
        for _a, _g in ((12, 2), (20, 3), (40, 5), (60, 4))
    ),
    ("40 anchors, high 0.5", drawn(40, 3), {"high": 0.5, "low": 0.2}),
):
    rpn_labels.case(_label, np.array(_overlaps, float), **_how)

rpn_labels.mistake(
    "A true box whose best anchor stays below `high` gets no anchor at all: its best "
    "one is a thing, too.",
    lambda overlaps, high=0.7, low=0.3: _labelled(overlaps, high, low, rescue="none"),
)
rpn_labels.mistake(
    "Of anchors that are equally the best, each is a thing: argmax finds the first "
    "alone.",
    lambda overlaps, high=0.7, low=0.3: _labelled(overlaps, high, low, rescue="first"),
)
rpn_labels.mistake(
    "A true box that no anchor touches makes every anchor a thing: the best must "
    "overlap it by more than 0.",
    lambda overlaps, high=0.7, low=0.3: _labelled(overlaps, high, low, untouched=True),
)
rpn_labels.mistake(
    "What lies in between is called ground: it is left out, with -1.",
    lambda overlaps, high=0.7, low=0.3: _labelled(overlaps, high, low, middle=0),
)
rpn_labels.mistake(
    "An overlap equal to `high` is enough: write >= for >.",
    lambda overlaps, high=0.7, low=0.3: _labelled(overlaps, high, low, strict=True),
)
rpn_labels.mistake(
    "The ground must be far from every true box: compare the largest overlap with "
    "`low`, not the smallest.",
    lambda overlaps, high=0.7, low=0.3: _labelled(overlaps, high, low, below=np.min),
)
rpn_labels.mistake(
    "You label the ground last, and so take from a true box the best anchor it has.",
    lambda overlaps, high=0.7, low=0.3: _labelled(overlaps, high, low, last=True),
)
rpn_labels.mistake(
    "The limits stay at 0.7 and 0.3: use the arguments.",
    lambda overlaps, high=0.7, low=0.3: _labelled(overlaps, 0.7, 0.3),
)
