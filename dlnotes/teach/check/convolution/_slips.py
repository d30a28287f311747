"""The building blocks of wrong convolutions."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array


def pad(x: Array, before: int, after: int) -> Array:
    """Put zeros before and after the rows and the columns of (N, C, H, W)."""
    return np.pad(x, ((0, 0), (0, 0), (before, after), (before, after)))


def last_only(array: Array, *axes: int) -> Array:
    """Zero all but the last entry along ``axes``: what ``=`` for ``+=`` leaves."""
    kept = np.zeros_like(array)
    last = tuple(slice(-1 if axis in axes else 0, None) for axis in range(array.ndim))
    kept[last] = array[last]
    return kept


def stamp(
    x: Array, weight: Array, size: tuple[int, ...], stride: int = 1, padding: int = 0
) -> Array:
    """Stamp the kernels on (N, C_out, *size) for each pixel, with ``=`` for ``+=``."""
    height, width = (n + 2 * padding for n in size)
    y = np.zeros((len(x), weight.shape[1], height, width), x.dtype)
    for i, j in np.ndindex(x.shape[2:]):
        stamp = np.einsum("nc,cokl->nokl", x[:, :, i, j], weight)
        rows = slice(i * stride, i * stride + stamp.shape[2])
        columns = slice(j * stride, j * stride + stamp.shape[3])
        y[:, :, rows, columns] = stamp
    return y[:, :, padding : height - padding, padding : width - padding]
