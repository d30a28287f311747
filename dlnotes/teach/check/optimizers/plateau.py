"""The exercise on lowering the rate where progress stops."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise


@exercise()
def plateau(losses: Array, lr: float, factor: float, patience: int) -> Array:
    """Return the rate after each loss, (N,), lowered where progress stops.

    A loss below the best so far is progress. After more than patience losses in a row
    without progress the rate is multiplied by factor, and counting begins again.
    """
    return _plateau(losses, lr, factor, patience)


def _plateau(
    losses: Sequence[float] | Array,
    lr: float,
    factor: float,
    patience: int,
    *,
    better: Callable[[float, float], bool] = lambda loss, best: loss < best,
    resets_on_progress: bool = True,
    resets_on_reduction: bool = True,
    compares_with_best: bool = True,
) -> Array:
    best, bad, rates = np.inf, 0, []
    for loss in losses:
        progress = better(loss, best)
        if progress or not compares_with_best:
            best = loss
        bad = bad + 1 if not progress else bad * (not resets_on_progress)
        if bad > patience:
            lr *= factor
            bad *= not resets_on_reduction
        rates.append(lr)
    return np.array(rates)


def _losses(*values: float) -> Array:
    return np.array(values, float)


plateau.case("progress", _losses(3, 2, 1), 1.0, 0.5, 0)
plateau.case("no patience", _losses(3, 2, 2, 1), 1.0, 0.5, 0)
plateau.case("patience 1", _losses(3, 2, 2, 2, 2, 2), 1.0, 0.5, 1)
plateau.case("progress in between", _losses(3, 4, 2, 4, 1, 4, 4), 1.0, 0.5, 1)
plateau.case("better than before, not best", _losses(2, 5, 4, 3, 3), 1.0, 0.1, 1)
plateau.case("a little better", _losses(100, 99.995, 99.995 - 1e-9), 1.0, 0.5, 0)
plateau.case("below zero", _losses(-1, -2, -2, -3), 1.0, 0.5, 0)
plateau.case("worse at once", _losses(1, 2, 3, 4, 5, 6, 7), 0.8, 0.25, 2)
plateau.case("noise", np.random.default_rng(0).normal(size=40).round(2), 1.0, 0.5, 3)

plateau.mistake(
    "You reduce after patience losses: patience is how many are forgiven.",
    lambda losses, lr, factor, patience: _plateau(losses, lr, factor, patience - 1),
)
plateau.mistake(
    "Progress does not end your count: the losses must be in a row.",
    lambda *a: _plateau(*a, resets_on_progress=False),
)
plateau.mistake(
    "After a reduction the count goes on: begin again.",
    lambda *a: _plateau(*a, resets_on_reduction=False),
)
plateau.mistake(
    "You compare with the loss before: compare with the best so far.",
    lambda *a: _plateau(*a, compares_with_best=False),
)
plateau.mistake(
    "A small fall is progress too: torch's relative threshold is not asked for.",
    lambda *a: _plateau(*a, better=lambda loss, best: loss < best * (1 - 1e-4)),
)
plateau.mistake(  # the same with a margin that is right below zero, too
    "A small fall is progress too: torch's relative threshold is not asked for.",
    lambda *a: _plateau(
        *a, better=lambda x, best: x < best - 1e-4 * min(abs(best), 1e9)
    ),
)
plateau.mistake(
    "A small fall is progress too: torch's absolute threshold is not asked for.",
    lambda *a: _plateau(*a, better=lambda loss, best: loss < best - 1e-4),
)
plateau.mistake(
    "An equal loss counts as progress for you: it must be lower.",
    lambda *a: _plateau(*a, better=lambda loss, best: loss <= best),
)
plateau.mistake(
    "A higher loss is no progress: you have the comparison the wrong way round.",
    lambda *a: _plateau(*a, better=lambda loss, best: loss > best or best == np.inf),
)
plateau.mistake(
    "You divide by factor, and the rate grows: multiply.",
    lambda losses, lr, factor, patience: _plateau(losses, lr, 1 / factor, patience),
)
