"""k-medians: centres that minimise the absolute differences to their samples."""

import numpy as np

from dlnotes._arguments import Array
from dlnotes.unsupervised._distances import Labels
from dlnotes.unsupervised._samples import Frame
from dlnotes.unsupervised.kmeans import KMeans


class KMedians(KMeans):
    r"""k-medians: k-means in the Manhattan distance, with the update that it needs.

    .. math:: \min_{c, z} J = \sum_i \lVert x_i - c_{z_i} \rVert_1

    The point with the least sum of absolute differences is the median of each feature;
    moved to the mean instead, a centre can raise J.

    Parameters
    ----------
    n_clusters, init, n_init, max_iter, tol, random_state
        As in :class:`KMeans`; the starts too are those of k-means.

    Attributes
    ----------
    cluster_centers_, labels_, inertia_, n_iter_, n_features_in_, feature_names_in_
        As in :class:`KMeans`, with this J as `inertia_`.

    Raises
    ------
    TypeError, ValueError
        As :class:`KMeans`.

    Warns
    -----
    ConvergenceWarning
        As :class:`KMeans`.

    Notes
    -----
    N·K·D subtractions a step, and a partial sort of each cluster and feature. A cluster
    without samples takes the sample farthest from its centre. Source: Bradley,
    Mangasarian and Street, *Clustering via concave minimization* (1996).

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [100.0], [200.0], [201.0]])
    >>> kmedians = KMedians(2, init=[[0.0], [200.0]]).fit(x)
    >>> kmedians.cluster_centers_
    array([[  1. ],
           [200.5]])
    >>> kmedians.inertia_
    101.0
    """

    _degree = 1

    @staticmethod
    def _step(x: Array, centers: Array) -> tuple[Labels, Array]:
        return _step(x, centers)

    @staticmethod
    def _frame(points: Array, *others: Array) -> Frame:
        origin = np.zeros(points.shape[1])  # nothing cancels here
        return Frame.around(origin, points, *others)

    @staticmethod
    def _nearest(x: Array, centers: Array) -> Labels:
        labels: Labels = _l1_distances(x, centers).argmin(axis=1).astype(np.int32)
        return labels

    @staticmethod
    def _distances(x: Array, centers: Array) -> Array:
        return _l1_distances(x, centers)

    @staticmethod
    def _objective(x: Array, centers: Array, labels: Labels) -> float:
        return float(np.abs(x - centers[labels]).sum(dtype=np.float64))


def _step(x: Array, centers: Array) -> tuple[Labels, Array]:
    """Assign each sample to its nearest centre, then move the centres to medians."""
    distances = _l1_distances(x, centers)
    labels = distances.argmin(axis=1).astype(np.int32)
    moved = labels.copy()
    empty = np.setdiff1d(np.arange(len(centers)), labels)
    moved[distances.min(axis=1).argsort()[::-1][: len(empty)]] = empty
    members = (x[moved == k] for k in range(len(centers)))
    medians = [
        np.median(own, axis=0) if len(own) else center
        for own, center in zip(members, centers, strict=True)
    ]
    return labels, np.stack(medians)


def _l1_distances(x: Array, centers: Array) -> Array:
    """Each sample's Manhattan distance to each centre, (N, K)."""
    return np.stack([np.abs(x - center).sum(axis=1) for center in centers], axis=1)
