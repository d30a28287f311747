"""Data for cases."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array


def count(*shape: int, start: int = 0) -> Array:
    """Count from ``start``, row by row."""
    return np.arange(start, start + np.prod(shape), dtype=np.float64).reshape(shape)


def integers(*shape: int) -> Array:
    """Draw small whole numbers, which the reader can follow by hand."""
    return np.random.default_rng(shape).integers(-4, 5, shape).astype(np.float64)


def far_from_zero(*shape: int) -> Array:
    """Draw float32 numbers of mean 1000 and deviation 0.01, whose sums are exact."""
    steps = np.random.default_rng(shape).integers(-2, 3, shape)
    return (1000 + steps / 128).astype(np.float32)


def far_noise(*shape: int) -> Array:
    """Draw 1000 + 0.01 * normal in float32, where even the mean is rounded.

    With seven numbers or fewer a sum, NumPy and a loop round it alike.
    """
    values = 1000 + 0.01 * np.random.default_rng(shape).normal(size=shape)
    return values.astype(np.float32)


def noise(*shape: int) -> Array:
    """Draw standard normal float32 numbers."""
    return np.random.default_rng(shape).normal(size=shape).astype(np.float32)
