"""The exercise on which default box answers for which thing."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]
Indices = NDArray[np.int64]


def _matched(
    overlaps: Numbers,
    threshold: float,
    *,
    forced: bool = True,
    others: bool = True,
    exclusive: bool = True,
    best_pair_first: bool = True,
    strict: bool = False,
    forced_last: bool = True,
) -> Indices:
    """Match by the rule, or by one that a reader may take for it."""
    things, count = overlaps.shape
    whose = np.full(count, -1, np.int64)
    if not things or not count:
        return whose
    own, left = np.full(count, -1, np.int64), overlaps.copy()
    for turn in range(things if forced else 0):
        g = int(left.max(axis=1).argmax()) if best_pair_first else turn
        n = int(left[g].argmax())
        if left[g, n] > 0:
            own[n] = g
        left[g] = 0
        if exclusive:
            left[:, n] = 0
    best = overlaps.max(axis=0)
    if others:
        enough = best > threshold if strict else best >= threshold
        whose[enough] = overlaps.argmax(axis=0)[enough]
    kept = own >= 0 if forced_last else (own >= 0) & (whose < 0)
    whose[kept] = own[kept]
    return whose


def _all_share(overlaps: Numbers, threshold: float = 0.5) -> Indices:
    """Let things take a box that is taken; of several the last stays."""
    return _matched(overlaps, threshold, exclusive=False)


def _each_its_best(overlaps: Numbers, threshold: float = 0.5) -> Indices:
    """Write each thing into its best box; of several that want it the last stays."""
    whose = _matched(overlaps, threshold, forced=False)
    if overlaps.size:
        whose[overlaps.argmax(axis=1)] = np.arange(len(overlaps))
    return whose


def _loser_goes_without(overlaps: Numbers, threshold: float = 0.5) -> Indices:
    """Give a box that several things want to the one it overlaps most, no other."""
    whose = _matched(overlaps, threshold, forced=False)
    for g in np.argsort(overlaps.max(axis=1)) if overlaps.size else ():
        if overlaps[g].max() > 0:
            whose[overlaps[g].argmax()] = g
    return whose


@exercise()
def match_boxes(overlaps: Numbers, threshold: float = 0.5) -> Indices:
    """Return for each default box the thing it answers for, (N,); -1: background.

    overlaps is (G, N): the IoU of each thing with each box. First the pair with the
    largest overlap belongs together, then the largest of the things and boxes left, and
    so on, while it is above 0. Then each box without a thing takes the one it overlaps
    most, if that is at least the threshold.
    """
    return _matched(overlaps, threshold)


for _label, _overlaps, _how in (
    ("1 box", [[0.8]], {}),
    ("too little, but the best", [[0.2, 0.3, 0.1]], {}),
    ("several boxes", [[0.6, 0.2, 0.7, 0.5]], {}),
    ("two things", [[0.7, 0.1, 0.0], [0.0, 0.4, 0.1]], {}),
    ("both want one box", [[0.9, 0.1], [0.8, 0.3]], {}),
    ("the later thing fits better", [[0.8, 0.3, 0.0], [0.9, 0.1, 0.0]], {}),
    ("a thing takes a box that overlaps another more", [[0.7, 0.6], [0.6, 0.0]], {}),
    ("a thing touches nothing", [[0.0, 0.0], [0.3, 0.6]], {}),
    ("threshold 0.3", [[0.3, 0.6, 0.2], [0.1, 0.35, 0.4]], {"threshold": 0.3}),
    ("no thing", np.zeros((0, 3)), {}),
    ("more things than boxes", [[0.6], [0.7], [0.2]], {}),
    *(
        (
            f"{_g} things, {_n} boxes",
            (np.random.default_rng(_n).permutation(_g * _n) / (_g * _n)).reshape(_g, _n)
            ** 2,
            {"threshold": _least},
        )
        for _g, _n, _least in ((2, 8, 0.5), (4, 12, 0.6), (5, 30, 0.7), (8, 8, 0.9))
    ),
):
    match_boxes.case(_label, np.array(_overlaps, float), **_how)

match_boxes.mistake(
    "A thing whose best overlap is below the threshold gets no box: let each thing "
    "take its best one first.",
    lambda overlaps, threshold=0.5: _matched(overlaps, threshold, forced=False),
)
match_boxes.mistake(
    "Each thing has one box alone: every other box that overlaps enough answers, too.",
    lambda overlaps, threshold=0.5: _matched(overlaps, threshold, others=False),
)
for _rule in (
    _all_share,
    _each_its_best,
    _loser_goes_without,
):
    match_boxes.mistake(
        "Two things may want the same box, and then one is lost: a box that is taken "
        "is free no more.",
        _rule,
    )
match_boxes.mistake(
    "The things choose in their order: let the pair with the largest overlap go first.",
    lambda overlaps, threshold=0.5: _matched(
        overlaps, threshold, best_pair_first=False
    ),
)
match_boxes.mistake(
    "An overlap equal to the threshold is enough: write >= for >.",
    lambda overlaps, threshold=0.5: _matched(overlaps, threshold, strict=True),
)
match_boxes.mistake(
    "A box that a thing took as its own went to another that it overlaps more: the "
    "first rule comes first.",
    lambda overlaps, threshold=0.5: _matched(overlaps, threshold, forced_last=False),
)
match_boxes.mistake(
    "The threshold stays at 0.5: use the argument.",
    lambda overlaps, threshold=0.5: _matched(overlaps, 0.5),
)
match_boxes.mistake(
    "Background is -1: 0 is the first thing.",
    lambda overlaps, threshold=0.5: np.maximum(_matched(overlaps, threshold), 0),
)
