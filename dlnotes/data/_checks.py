"""Checks shared by the data that is drawn."""

from __future__ import annotations

import math

import numpy as np


def check_real(name: str, value: object, least: float = -math.inf) -> None:
    """Raise unless ``value`` is a finite number, ``least`` or greater."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.floating):
        raise TypeError(f"{name} is {value!r}, expected a number")
    if not (math.isfinite(value) and value >= least):
        limits = "" if least == -math.inf else f", at least {least:g}"
        raise ValueError(f"{name} is {value}, expected a finite number{limits}")


def check_rng(rng: object) -> None:
    """Raise unless ``rng`` is a generator of NumPy's, which a seed is not."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng is {rng!r}, expected a numpy.random.Generator, "
            "such as np.random.default_rng(0)"
        )
