"""The exercise on a step of k-means."""

from __future__ import annotations

from collections.abc import Callable

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
    nearest,
    offsets,
    squares,
)


@exercise("labels", "centers", keeps_dtype=False)
def lloyd_step(x: Array, centers: Array) -> tuple[Array, Array]:
    """Label each sample with its nearest centre, then move each centre to the mean.

    x is (N, D), centers (K, D). Return the labels (N,), integers, and the new centres
    (K, D). Distances are Euclidean; of equally near centres the first is taken. No
    cluster is empty.
    """
    labels = nearest(x, centers)
    return labels, moved(x, labels, centers)


lloyd_step.case("1 centre", LINE, np.array([[5.0]]))
lloyd_step.case("2 centres", LINE, np.array([[1.0], [6.0]]))
lloyd_step.case("halfway between them", LINE, np.array([[2.0], [4.0]]))
lloyd_step.case("in the plane", PLANE, np.array([[1.0, 1.0], [9.0, 1.0]]))
lloyd_step.case("as many centres as samples", PLANE, PLANE[::-1].copy())
lloyd_step.case("duplicates", np.repeat(PLANE, 2, axis=0), PLANE[:3])
lloyd_step.case(
    "nearer by one way, not by the other",
    *(np.array([[0.0, 0.0], [3.0, 3.0], [5.0, 0.0]]), np.array([[0.0, 0], [7, 1]])),
)
lloyd_step.case("12 samples", integers(12, 3), integers(12, 3)[[0, 5, 7]])
lloyd_step.case("float32 noise", noise(60, 4), noise(60, 4)[:5])


def _wrong_labels(sentence: str, nearest: Callable[[Array, Array], Array]) -> None:
    """Add a mistake in the labels, after which the centres move."""

    def wrong(x: Array, centers: Array) -> tuple[Array, Array]:
        labels = nearest(x, centers)
        return labels, moved(x, labels, centers)

    lloyd_step.mistake(sentence, wrong)


def _wrong_centers(sentence: str, centre: Update) -> None:
    """Add a mistake in how a cluster's samples make its centre."""

    def wrong(x: Array, centers: Array) -> tuple[Array, Array]:
        labels = nearest(x, centers)
        return labels, moved(x, labels, centers, centre)

    lloyd_step.mistake(sentence, wrong)


_wrong_labels(
    "Your labels name the farthest centres: argmin.",
    lambda x, centers: squares(x, centers).argmax(axis=1),
)
_wrong_labels(
    "Your labels are nearest in Manhattan distance: square the differences.",
    lambda x, centers: np.abs(offsets(x, centers)).sum(axis=2).argmin(axis=1),
)
_wrong_labels(
    "Your labels are nearest in the largest difference: square and sum them.",
    lambda x, centers: np.abs(offsets(x, centers)).max(axis=2).argmin(axis=1),
)
_wrong_labels(
    "Halfway between two centres you take the last: take the first.",
    lambda x, centers: len(centers) - 1 - nearest(x, centers[::-1]),
)
_wrong_centers(
    "You move the centres to medians: means have the least squared distances.",
    median,
)
_wrong_centers(
    "Your centres are sums: divide each by the number of its samples.",
    lambda own: own.sum(axis=0),
)
_wrong_centers(
    "Your mean is over the features too: take it over the samples, axis 0.",
    lambda own: np.full_like(own[0], own.mean()),
)
lloyd_step.mistake(
    "The centres do not move: replace each by the mean of its samples.",
    lambda x, centers: (nearest(x, centers), centers),
)
lloyd_step.mistake(
    "Your labels belong to the moved centres: return those that you averaged by.",
    lambda x, centers: (
        nearest(x, lloyd_step.oracle(x, centers)[1]),
        lloyd_step.oracle(x, centers)[1],
    ),
)
lloyd_step.mistake(
    "All centres move to the mean of all samples: each has its own.",
    lambda x, centers: (nearest(x, centers), np.stack([mean(x)] * len(centers))),
)
