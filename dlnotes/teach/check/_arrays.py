"""Data for cases, and the building blocks of wrong implementations."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array


def count(*shape: int, start: int = 0) -> Array:
    """Count from ``start``, row by row."""
    return np.arange(start, start + np.prod(shape), dtype=np.float64).reshape(shape)


def integers(*shape: int) -> Array:
    """Draw small whole numbers, which the reader can follow by hand."""
    return np.random.default_rng(shape).integers(-4, 5, shape).astype(np.float64)


def noise(*shape: int) -> Array:
    """Draw standard normal float32 numbers."""
    return np.random.default_rng(shape).normal(size=shape).astype(np.float32)


def pad(x: Array, before: int, after: int) -> Array:
    """Put zeros before and after the rows and the columns of (N, C, H, W)."""
    return np.pad(x, ((0, 0), (0, 0), (before, after), (before, after)))


def last_only(array: Array, *axes: int) -> Array:
    """Zero all but the last entry along ``axes``: what ``=`` for ``+=`` leaves."""
    kept = np.zeros_like(array)
    last = tuple(slice(-1 if axis in axes else 0, None) for axis in range(array.ndim))
    kept[last] = array[last]
    return kept
