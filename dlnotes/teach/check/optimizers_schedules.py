"""The exercises on schedules: warm-up and decay, a plateau, a range test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, pi

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise

__all__ = ["plateau", "range_test", "warmup_cosine"]


# --- warmup_cosine --------------------------------------------------------------------


@exercise()
def warmup_cosine(step: int, lr: float, warmup_steps: int, total_steps: int) -> float:
    """Return the rate at a step, counted from 0: a straight rise, then half a cosine.

    It rises by lr / warmup_steps a step, from that at step 0 to lr at step
    warmup_steps - 1. It falls from lr at step warmup_steps to 0 at step total_steps.
    """
    if step < warmup_steps:
        return lr * (step + 1) / warmup_steps
    return _fall(step - warmup_steps, total_steps - warmup_steps, lr)


def _fall(step: int, steps: int, lr: float) -> float:
    return lr * (1 + cos(pi * step / steps)) / 2


for _step in (0, 1, 3, 4, 5, 8, 10, 12):
    warmup_cosine.case(f"step {_step}", _step, 2.0, 4, 12)
warmup_cosine.case("no warm-up", 1, 1.0, 0, 4)
warmup_cosine.case("1 step of it", 0, 1.0, 1, 4)
warmup_cosine.case("long", 700, 0.1, 100, 1000)

Rate = Callable[[int, float, int, int], float]


def _slip(sentence: str, rise: Rate | None = None, fall: Rate | None = None) -> None:
    """Add a mistake in the rise or in the fall."""

    def wrong(step: int, lr: float, warmup_steps: int, total_steps: int) -> float:
        part = rise if step < warmup_steps else fall
        return float(
            (part or warmup_cosine.oracle)(step, lr, warmup_steps, total_steps)
        )

    warmup_cosine.mistake(sentence, wrong)


_slip(
    "Step 0 has the rate 0 and teaches nothing: it is lr / warmup_steps.",
    rise=lambda step, lr, warm, total: lr * step / warm,
)
_slip("There is no warm-up.", rise=lambda step, lr, warm, total: lr)
_slip(
    "lr is missing in the rise.", rise=lambda step, lr, warm, total: (step + 1) / warm
)
_slip(
    "The cosine begins at step 0: it begins where the warm-up ends.",
    fall=lambda step, lr, warm, total: _fall(step, total, lr),
)
_slip(
    "The fall is as long as the whole: it has total_steps - warmup_steps.",
    fall=lambda step, lr, warm, total: _fall(step - warm, total, lr),
)
_slip(
    "The cosine is not halved: it goes from 1 to -1, and you need 1 to 0.",
    fall=lambda step, lr, warm, total: lr * cos(pi * (step - warm) / (total - warm)),
)
_slip(
    "This is a straight fall, not a cosine.",
    fall=lambda step, lr, warm, total: lr * (total - step) / (total - warm),
)


# --- plateau --------------------------------------------------------------------------


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


# --- range_test -----------------------------------------------------------------------


@exercise()
def range_test(rates: Array, losses: Array) -> float:
    """Return the rate at which the loss falls fastest per factor of the rate, a float.

    rates is (N,), rising, losses (N,): take np.gradient(losses, np.log(rates)) and the
    rate where it is least.
    """
    return float(rates[np.argmin(np.gradient(losses, np.log(rates)))])


_RATES = np.geomspace(1e-4, 10, 6)
range_test.case("a fall, then a rise", _RATES, _losses(2.3, 2.2, 1.9, 1.2, 1.6, 9))
range_test.case("fastest long before the least", _RATES, _losses(9, 5, 2, 1.9, 1.8, 8))
range_test.case(
    "unequal rates", _losses(0.001, 0.002, 0.1, 0.2, 0.4), _losses(5, 4.6, 2, 1.5, 9)
)
range_test.case(
    "steepest per step of the rate elsewhere",
    _losses(0.001, 0.01, 0.011, 0.1, 1.0),
    _losses(5.0, 4.0, 3.99, 1.0, 3.0),
)
_SWEEP = np.geomspace(1e-5, 1, 41)
range_test.case("smooth", _SWEEP, (np.log10(_SWEEP) + 1.5) ** 2 + 30 * _SWEEP**2)

range_test.mistake(
    "This is where the loss is least: by then it is about to rise. Take the steepest "
    "fall.",
    lambda rates, losses: float(rates[np.argmin(losses)]),
)
range_test.mistake(
    "This is where the loss rises fastest: take the least slope.",
    lambda rates, losses: float(rates[np.argmax(np.gradient(losses, np.log(rates)))]),
)
range_test.mistake(
    "Your slope is per unit of the rate: take it per factor, against log(rates).",
    lambda rates, losses: float(rates[np.argmin(np.gradient(losses, rates))]),
)
range_test.mistake(
    "Your slope is per position in the list: the rates need not be a constant factor "
    "apart.",
    lambda rates, losses: float(rates[np.argmin(np.gradient(losses))]),
)
range_test.mistake(
    "This is the logarithm of the rate: return the rate.",
    lambda rates, losses: float(np.log(range_test.oracle(rates, losses))),
)
range_test.mistake(
    "This is the slope: return the rate at which it is least.",
    lambda rates, losses: float(np.gradient(losses, np.log(rates)).min()),
)
