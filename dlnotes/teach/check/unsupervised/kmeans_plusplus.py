"""The exercise on the start of k-means."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.unsupervised._clusters import (
    LINE,
    PLANE,
    Update,
    squares,
)


@exercise(keeps_dtype=False)
def kmeans_plusplus(x: Array, centers: Array) -> Array:
    """Return the probability of each sample to be the next centre of a k-means++ start.

    x is (N, D), centers (K, D) those chosen so far, the result (N,). A probability is
    in proportion to the squared distance to the nearest centre. Where every sample
    lies on a centre, all are 1/N.
    """
    return _in_proportion(squares(x, centers).min(axis=1))


def _in_proportion(weights: Array) -> Array:
    total = weights.sum()
    return weights / total if total else np.full(len(weights), 1 / len(weights))


kmeans_plusplus.case("1 centre", LINE, LINE[:1])
kmeans_plusplus.case("2 centres", LINE, LINE[[0, 3]])
kmeans_plusplus.case("a far centre first", LINE, LINE[[3, 0]])
kmeans_plusplus.case("in the plane", PLANE, PLANE[:1])
kmeans_plusplus.case("3 centres", PLANE, PLANE[[4, 0, 2]])
kmeans_plusplus.case("a centre that is no sample", PLANE, np.array([[5.0, 1.0]]))
kmeans_plusplus.case("12 samples", integers(12, 3), integers(12, 3)[[0, 5, 7]])
kmeans_plusplus.case("float32 noise", noise(20, 3), noise(20, 3)[[4, 9]])
kmeans_plusplus.case("every sample on a centre", PLANE[[0, 1, 0]], PLANE[:2])


def _plusplus_slip(sentence: str, weigh: Update) -> None:
    """Add a mistake: other weights made of the squared distances, (N, K) to (N,)."""
    kmeans_plusplus.mistake(
        sentence, lambda x, centers: _in_proportion(weigh(squares(x, centers)))
    )


_plusplus_slip(
    "The distances are not squared.", lambda squares: np.sqrt(squares.min(axis=1))
)
_plusplus_slip(
    "The farthest centre counts with you: take the distance to the nearest.",
    lambda squares: squares.max(axis=1),
)
_plusplus_slip(
    "You sum over the centres: take the distance to the nearest alone.",
    lambda squares: squares.sum(axis=1),
)
_plusplus_slip(
    "Only the first centre counts: take the nearest of all.",
    lambda squares: squares[:, 0],
)
_plusplus_slip(
    "Only the last centre counts: take the nearest of all.",
    lambda squares: squares[:, -1],
)
_plusplus_slip(
    "All samples are alike with you, as in a random start.",
    lambda squares: np.ones(len(squares)),
)
_plusplus_slip(
    "You give all probability to the farthest sample: k-means++ draws.",
    lambda squares: np.eye(len(squares))[squares.min(axis=1).argmax()],
)
kmeans_plusplus.mistake(
    "These are squared distances: divide by their sum.",
    lambda x, centers: squares(x, centers).min(axis=1),
)


def _without_a_rule(x: Array, centers: Array) -> Array:
    least = squares(x, centers).min(axis=1)
    with np.errstate(all="ignore"):
        probabilities: Array = least / least.sum()
    return probabilities


kmeans_plusplus.mistake(
    "Where every sample lies on a centre you divide by zero: return 1/N for all.",
    _without_a_rule,
)
