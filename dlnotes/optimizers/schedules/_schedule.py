"""What every schedule is, and what several need."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, exp, inf, log, pi

from dlnotes._arguments import as_int

Schedule = Callable[[int], float]
"""Maps a step, counted from 0, to a learning rate.

Those of this package can be pickled: each is a `functools.partial` of a plain function.
"""

LARGEST = 709.0
"""Beyond it, the exponential leaves the range of a float."""


def as_step(step: int) -> int:
    """Return the step as an int, 0 or more."""
    return as_int("step", step, minimum=0)


def cosine_fall(way: float) -> float:
    """Go from 1 to 0 along half a cosine wave as `way` goes from 0 to 1."""
    return (1 + cos(pi * way)) / 2


def scaled(value: float, factor: float, times: int) -> float:
    """Return ``value * factor**times``, infinity where no float is as large."""
    if value == 0:
        return 0.0
    try:
        return value * factor**times
    except OverflowError:
        power = log(value) + times * log(factor)
        return exp(power) if power < LARGEST else inf
