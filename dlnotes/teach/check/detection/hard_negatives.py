"""The exercise on which boxes of background a detector learns from."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.detection import hard_negatives as reference
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]
Bools = NDArray[np.bool_]


@exercise()
def hard_negatives(losses: Numbers, positive: Bools, ratio: int = 3) -> Bools:
    """Tell for each box of a picture whether it is chosen, (N,), True or False.

    losses and positive are (N,). Chosen are boxes that are not positive: those with the
    largest losses, ratio times as many as there are positive ones.
    """
    return reference(losses, positive, ratio=ratio)


def _drawn(n: int, things: int) -> tuple[Numbers, Bools]:
    rng = np.random.default_rng(n)
    return rng.permutation(n) / n, rng.permutation(n) < things


for _label, _losses, _positive, _how in (
    ("1 for 1", [0.2, 0.9, 0.5], [0, 0, 1], {"ratio": 1}),
    (
        "the thing has the largest loss",
        [0.2, 0.3, 0.9, 0.1],
        [0, 0, 1, 0],
        {"ratio": 2},
    ),
    ("3 for 1", [0.1, 0.8, 0.3, 0.5, 0.2, 0.6], [1, 0, 0, 0, 0, 0], {}),
    ("no thing", [0.1, 0.8, 0.3], [0, 0, 0], {}),
    ("too little background", [0.1, 0.8, 0.3], [1, 0, 1], {}),
    ("all are things", [0.1, 0.8], [1, 1], {}),
    ("none for any", [0.1, 0.8, 0.2], [1, 0, 0], {"ratio": 0}),
    *((f"{_n} boxes", *_drawn(_n, _k), {}) for _n, _k in ((12, 2), (20, 4), (40, 7))),
    ("ratio 2", *_drawn(30, 5), {"ratio": 2}),
):
    hard_negatives.case(
        _label, np.array(_losses, float), np.array(_positive, bool), **_how
    )


def _by_rank(losses: Numbers, positive: Bools, count: int) -> Bools:
    """Choose so many of the background by falling loss."""
    order = np.argsort(-np.where(positive, -np.inf, losses), kind="stable")
    chosen = np.zeros(len(losses), bool)
    chosen[order[:count]] = True
    return chosen & ~positive


hard_negatives.mistake(
    "You choose the background with the smallest losses: that is the easiest.",
    lambda losses, positive, ratio=3: reference(-losses, positive, ratio=ratio),
)
hard_negatives.mistake(
    "You choose among all boxes: those of things are no background.",
    lambda losses, positive, ratio=3: _by_rank(
        losses, np.zeros_like(positive), ratio * int(positive.sum())
    ),
)
hard_negatives.mistake(
    "All of the background is chosen: ratio times as many as there are things.",
    lambda losses, positive, ratio=3: ~positive,
)
hard_negatives.mistake(
    "Where no box is to be chosen you choose all: [-0:] is the whole array.",
    lambda losses, positive, ratio=3: (
        reference(losses, positive, ratio=ratio)
        if ratio * positive.sum()
        else ~positive
    ),
)
hard_negatives.mistake(
    "You choose `ratio` boxes, however many things there are.",
    lambda losses, positive, ratio=3: _by_rank(losses, positive, ratio),
)
hard_negatives.mistake(
    "The ratio stays at 3: use the argument.",
    lambda losses, positive, ratio=3: reference(losses, positive),
)
hard_negatives.mistake(
    "The boxes of things are True as well: say which of the background are chosen.",
    lambda losses, positive, ratio=3: (
        reference(losses, positive, ratio=ratio) | positive
    ),
)
