"""The exercise on the centres for the Manhattan distance."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.unsupervised._clusters import (
    LINE,
    PLANE,
    Update,
    mean,
    median,
    moved,
    offsets,
)


@exercise(keeps_dtype=False)
def l1_update(x: Array, labels: Array, k: int) -> Array:
    """Return the centres, (k, D), with the least sum of absolute differences.

    x is (N, D); labels, (N,), give each sample's cluster, 0 to k - 1, none empty. Where
    a whole interval of numbers is least, return its middle.
    """
    return moved(x, labels, x[:k], median)


_OWN = np.array([0, 1, 0, 0, 1])
l1_update.case("1 sample", LINE[3:], np.array([0]), 1)
l1_update.case("3 samples", LINE[1:], np.array([0, 0, 0]), 1)
l1_update.case("4 samples", LINE, np.array([0, 0, 0, 0]), 1)
l1_update.case("2 clusters", LINE, np.array([1, 0, 0, 1]), 2)
l1_update.case("in the plane", PLANE, _OWN, 2)
l1_update.case("an outlier", np.where(PLANE == 13, 1e4, PLANE), _OWN, 2)
l1_update.case("12 samples", integers(12, 3), np.arange(12) % 3, 3)
l1_update.case("float32 noise", noise(60, 4), np.arange(60) % 5, 5)


def _l1_slip(sentence: str, centre: Update) -> None:
    """Add a mistake: another centre of a cluster's samples."""
    l1_update.mistake(sentence, lambda x, labels, k: moved(x, labels, x[:k], centre))


def _medoid(own: Array) -> Array:
    medoid: Array = own[np.abs(offsets(own, own)).sum(axis=(1, 2)).argmin()]
    return medoid


_l1_slip(
    "You take the mean, which has the least squared differences: take the median.",
    mean,
)
_l1_slip(
    "Of an even number of samples you take the lower middle one: take their mean.",
    lambda own: np.sort(own, axis=0)[(len(own) - 1) // 2],
)
_l1_slip(
    "Of an even number of samples you take the upper middle one: take their mean.",
    lambda own: np.sort(own, axis=0)[len(own) // 2],
)
_l1_slip(
    "You take one median of all features: each has its own, axis 0.",
    lambda own: np.full_like(own[0], np.median(own)),
)
_l1_slip(
    "You take a sample as the centre: each feature has a median of its own.",
    _medoid,
)
_l1_slip(
    "You take the middle between least and greatest: take the middle sample.",
    lambda own: (own.min(axis=0) + own.max(axis=0)) / 2,
)
_l1_slip(
    "You take the sample in the middle of the list: sort each feature first.",
    lambda own: (own[(len(own) - 1) // 2] + own[len(own) // 2]) / 2,
)
l1_update.mistake(
    "All clusters get the median of all samples: take each one's own.",
    lambda x, labels, k: np.stack([median(x)] * k),
)
