"""The exercises on k-means: a step, a start, and the update for another metric."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

__all__ = ["kmeans_plusplus", "l1_update", "lloyd_step"]

_LINE = np.array([[0.0], [1.0], [3.0], [9.0]])
_PLANE = np.array([[0.0, 0.0], [0.0, 4.0], [10.0, 0.0], [10.0, 2.0], [13.0, 1.0]])

Update = Callable[[Array], Array]


def _offsets(x: Array, centers: Array) -> Array:
    """Subtract each centre from each sample, (N, K, D)."""
    return x[:, None] - centers


def _squares(x: Array, centers: Array) -> Array:
    """Each sample's squared distance to each centre, (N, K)."""
    squares: Array = np.square(_offsets(x, centers)).sum(axis=2)
    return squares


def _nearest(x: Array, centers: Array) -> Array:
    labels: Array = _squares(x, centers).argmin(axis=1)
    return labels


def _mean(own: Array) -> Array:
    mean: Array = own.mean(axis=0)
    return mean


def _median(own: Array) -> Array:
    median: Array = np.median(own, axis=0)
    return median


def _moved(x: Array, labels: Array, old: Array, centre: Update = _mean) -> Array:
    """Replace each centre by that of its samples; one without any stays."""
    own = (x[labels == j] for j in range(len(old)))
    pairs = zip(own, old, strict=True)
    return np.stack([centre(x) if len(x) else stays for x, stays in pairs])


# --- lloyd_step -----------------------------------------------------------------------


@exercise("labels", "centers")
def lloyd_step(x: Array, centers: Array) -> tuple[Array, Array]:
    """Label each sample with its nearest centre, then move each centre to the mean.

    x is (N, D), centers (K, D). Return the labels (N,), integers, and the new centres
    (K, D). Distances are Euclidean; of equally near centres the first is taken. No
    cluster is empty.
    """
    labels = _nearest(x, centers)
    return labels, _moved(x, labels, centers)


lloyd_step.case("1 centre", _LINE, np.array([[5.0]]))
lloyd_step.case("2 centres", _LINE, np.array([[1.0], [6.0]]))
lloyd_step.case("halfway between them", _LINE, np.array([[2.0], [4.0]]))
lloyd_step.case("in the plane", _PLANE, np.array([[1.0, 1.0], [9.0, 1.0]]))
lloyd_step.case("as many centres as samples", _PLANE, _PLANE[::-1].copy())
lloyd_step.case("duplicates", np.repeat(_PLANE, 2, axis=0), _PLANE[:3])
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
        return labels, _moved(x, labels, centers)

    lloyd_step.mistake(sentence, wrong)


def _wrong_centers(sentence: str, centre: Update) -> None:
    """Add a mistake in how a cluster's samples make its centre."""

    def wrong(x: Array, centers: Array) -> tuple[Array, Array]:
        labels = _nearest(x, centers)
        return labels, _moved(x, labels, centers, centre)

    lloyd_step.mistake(sentence, wrong)


_wrong_labels(
    "Your labels name the farthest centres: argmin.",
    lambda x, centers: _squares(x, centers).argmax(axis=1),
)
_wrong_labels(
    "Your labels are nearest in Manhattan distance: square the differences.",
    lambda x, centers: np.abs(_offsets(x, centers)).sum(axis=2).argmin(axis=1),
)
_wrong_labels(
    "Your labels are nearest in the largest difference: square and sum them.",
    lambda x, centers: np.abs(_offsets(x, centers)).max(axis=2).argmin(axis=1),
)
_wrong_labels(
    "Halfway between two centres you take the last: take the first.",
    lambda x, centers: len(centers) - 1 - _nearest(x, centers[::-1]),
)
_wrong_centers(
    "You move the centres to medians: means have the least squared distances.",
    _median,
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
    lambda x, centers: (_nearest(x, centers), centers),
)
lloyd_step.mistake(
    "Your labels belong to the moved centres: return those that you averaged by.",
    lambda x, centers: (
        _nearest(x, lloyd_step.oracle(x, centers)[1]),
        lloyd_step.oracle(x, centers)[1],
    ),
)
lloyd_step.mistake(
    "All centres move to the mean of all samples: each has its own.",
    lambda x, centers: (_nearest(x, centers), np.stack([_mean(x)] * len(centers))),
)


# --- kmeans_plusplus ------------------------------------------------------------------


@exercise()
def kmeans_plusplus(x: Array, centers: Array) -> Array:
    """Return the probability of each sample to be the next centre of a k-means++ start.

    x is (N, D), centers (K, D) those chosen so far, the result (N,). A probability is
    in proportion to the squared distance to the nearest centre. Where every sample
    lies on a centre, all are 1/N.
    """
    return _in_proportion(_squares(x, centers).min(axis=1))


def _in_proportion(weights: Array) -> Array:
    total = weights.sum()
    return weights / total if total else np.full(len(weights), 1 / len(weights))


kmeans_plusplus.case("1 centre", _LINE, _LINE[:1])
kmeans_plusplus.case("2 centres", _LINE, _LINE[[0, 3]])
kmeans_plusplus.case("a far centre first", _LINE, _LINE[[3, 0]])
kmeans_plusplus.case("in the plane", _PLANE, _PLANE[:1])
kmeans_plusplus.case("3 centres", _PLANE, _PLANE[[4, 0, 2]])
kmeans_plusplus.case("a centre that is no sample", _PLANE, np.array([[5.0, 1.0]]))
kmeans_plusplus.case("12 samples", integers(12, 3), integers(12, 3)[[0, 5, 7]])
kmeans_plusplus.case("every sample on a centre", _PLANE[[0, 1, 0]], _PLANE[:2])


def _plusplus_slip(sentence: str, weigh: Update) -> None:
    """Add a mistake: other weights made of the squared distances, (N, K) to (N,)."""
    kmeans_plusplus.mistake(
        sentence, lambda x, centers: _in_proportion(weigh(_squares(x, centers)))
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
    lambda x, centers: _squares(x, centers).min(axis=1),
)


def _without_a_rule(x: Array, centers: Array) -> Array:
    squares = _squares(x, centers).min(axis=1)
    with np.errstate(all="ignore"):
        probabilities: Array = squares / squares.sum()
    return probabilities


kmeans_plusplus.mistake(
    "Where every sample lies on a centre you divide by zero: return 1/N for all.",
    _without_a_rule,
)


# --- l1_update ------------------------------------------------------------------------


@exercise()
def l1_update(x: Array, labels: Array, k: int) -> Array:
    """Return the centres, (k, D), with the least sum of absolute differences.

    x is (N, D); labels, (N,), give each sample's cluster, 0 to k - 1, none empty. Where
    a whole interval of numbers is least, return its middle.
    """
    return _moved(x, labels, x[:k], _median)


_OWN = np.array([0, 1, 0, 0, 1])
l1_update.case("1 sample", _LINE[3:], np.array([0]), 1)
l1_update.case("3 samples", _LINE[1:], np.array([0, 0, 0]), 1)
l1_update.case("4 samples", _LINE, np.array([0, 0, 0, 0]), 1)
l1_update.case("2 clusters", _LINE, np.array([1, 0, 0, 1]), 2)
l1_update.case("in the plane", _PLANE, _OWN, 2)
l1_update.case("an outlier", np.where(_PLANE == 13, 1e4, _PLANE), _OWN, 2)
l1_update.case("12 samples", integers(12, 3), np.arange(12) % 3, 3)
l1_update.case("float32 noise", noise(60, 4), np.arange(60) % 5, 5)


def _l1_slip(sentence: str, centre: Update) -> None:
    """Add a mistake: another centre of a cluster's samples."""
    l1_update.mistake(sentence, lambda x, labels, k: _moved(x, labels, x[:k], centre))


def _medoid(own: Array) -> Array:
    medoid: Array = own[np.abs(_offsets(own, own)).sum(axis=(1, 2)).argmin()]
    return medoid


_l1_slip(
    "You take the mean, which has the least squared differences: take the median.",
    _mean,
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
    lambda x, labels, k: np.stack([_median(x)] * k),
)
