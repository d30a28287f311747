"""k-means++: start from samples that are far from each other."""

import numpy as np

from dlnotes._arguments import Array
from dlnotes.unsupervised._distances import check_clusters, squared_distances
from dlnotes.unsupervised._samples import Frame


def kmeans_plusplus_probabilities(x: Array, centers: Array) -> Array:
    r"""Probability of each sample to become the next centre of a k-means++ start.

    .. math:: p_i = \frac{d_i^2}{\sum_j d_j^2}, \qquad
              d_i = \min_k \lVert x_i - c_k \rVert

    Parameters
    ----------
    x : Array
        Samples, (N, D), float32 or float64.
    centers : Array
        The centres chosen so far, (K, D), of x's dtype, 1 <= K <= N.

    Returns
    -------
    Array
        (N,), float64; they sum to 1. Where every sample lies on a centre all are 1/N.

    Raises
    ------
    TypeError, ValueError
        If the arrays do not fit together, or have NaN or infinite entries.

    Notes
    -----
    N·K·D multiply-adds. A start so chosen costs, before the first step, at most
    8 (ln K + 2) times the optimum in expectation. Source: Arthur and Vassilvitskii,
    *k-means++: the advantages of careful seeding* (2007), section 2.2 and theorem 1.1.

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [3.0]])
    >>> kmeans_plusplus_probabilities(x, x[:1])
    array([0. , 0.1, 0.9])
    """
    check_clusters(x, centers)
    frame = Frame.around(centers[0].astype(np.float64), x, centers)
    distances = squared_distances(frame.enter(x), frame.enter(centers))
    return in_proportion(distances.min(axis=1))


def kmeans_plusplus(x: Array, k: int, random: np.random.RandomState) -> Array:
    """Choose k of the samples, of a frame of theirs, one after the other."""
    chosen = [random.randint(len(x))]
    closest = squared_distances(x, x[chosen])[:, 0]
    while len(chosen) < k:
        chosen.append(random.choice(len(x), p=in_proportion(closest)))
        closest = np.minimum(closest, squared_distances(x, x[chosen[-1:]])[:, 0])
    return x[chosen]


def in_proportion(weights: Array) -> Array:
    """Probabilities in proportion to the weights, equal ones if all are zero."""
    total = weights.sum(dtype=np.float64)
    return weights / total if total > 0 else np.full(len(weights), 1 / len(weights))
