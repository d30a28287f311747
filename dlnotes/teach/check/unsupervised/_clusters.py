"""Samples to cluster, and the two halves of k-means."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array

LINE = np.array([[0.0], [1.0], [3.0], [9.0]])
PLANE = np.array([[0.0, 0.0], [0.0, 4.0], [10.0, 0.0], [10.0, 2.0], [13.0, 1.0]])

Update = Callable[[Array], Array]


def offsets(x: Array, centers: Array) -> Array:
    """Subtract each centre from each sample, (N, K, D)."""
    return x[:, None] - centers


def squares(x: Array, centers: Array) -> Array:
    """Each sample's squared distance to each centre, (N, K)."""
    squares: Array = np.square(offsets(x, centers)).sum(axis=2)
    return squares


def nearest(x: Array, centers: Array) -> Array:
    labels: Array = squares(x, centers).argmin(axis=1)
    return labels


def mean(own: Array) -> Array:
    mean: Array = own.mean(axis=0)
    return mean


def median(own: Array) -> Array:
    median: Array = np.median(own, axis=0)
    return median


def moved(x: Array, labels: Array, old: Array, centre: Update = mean) -> Array:
    """Replace each centre by that of its samples; one without any stays."""
    own = (x[labels == j] for j in range(len(old)))
    pairs = zip(own, old, strict=True)
    return np.stack([centre(x) if len(x) else stays for x, stays in pairs])
