"""Samples to turn, and what every turn begins with."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers

PLANE = np.array([[0.0, 1.0], [2.0, 5.0], [6.0, 0.0], [4.0, 6.0], [3.0, 3.0]])
CLOUD = integers(8, 3) + 4
OVERALL_MEAN = "You subtract one mean of all numbers: each feature has its own."


def centred(x: Array) -> Array:
    centred: Array = x - x.mean(axis=0)
    return centred


def covariance(centred: Array) -> Array:
    """Return that of centred samples, which divides by N - 1."""
    covariance: Array = centred.T @ centred / (len(centred) - 1)
    return covariance
