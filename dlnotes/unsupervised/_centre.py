"""The mean of the samples, and the samples without it, also where float32 is short."""

import numpy as np

from dlnotes._arguments import Array


def mean_of(x: Array) -> Array:
    """Mean of the samples, (D,), float64: float32 would lose a spread far below it."""
    mean: Array = x.mean(axis=0, dtype=np.float64)
    return mean


def centre(x: Array, mean: Array) -> Array:
    """Return x - mean, subtracted in float64, of x's dtype."""
    return (x - mean).astype(x.dtype, copy=False)
