"""What every schedule is, and what several need."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi

from dlnotes._arguments import as_int

Schedule = Callable[[int], float]
"""Maps a step, counted from 0, to a learning rate."""


def check_step(step: int) -> int:
    """Return the step as an int, 0 or more."""
    return as_int("step", step, minimum=0)


def cosine_fall(way: float) -> float:
    """Go from 1 to 0 along half a cosine wave as `way` goes from 0 to 1."""
    return (1 + cos(pi * way)) / 2
