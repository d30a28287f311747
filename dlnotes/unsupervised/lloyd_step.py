"""One step of Lloyd's algorithm: assign, then move."""

import numpy as np

from dlnotes._arguments import Array
from dlnotes.unsupervised._distances import (
    Labels,
    check_clusters,
    fill_empty,
    nearest,
    sums_by_cluster,
)
from dlnotes.unsupervised._samples import Frame


def lloyd_step(x: Array, centers: Array) -> tuple[Labels, Array]:
    r"""Assign each sample to its nearest centre, then move each centre to its mean.

    .. math:: z_i = \arg\min_k \lVert x_i - c_k \rVert^2, \qquad
              c_k' = \frac{1}{|\{i : z_i = k\}|} \sum_{i : z_i = k} x_i

    Neither half can raise :math:`J = \sum_i \lVert x_i - c_{z_i} \rVert^2`.

    Parameters
    ----------
    x : Array
        Samples, (N, D), float32 or float64.
    centers : Array
        (K, D), of x's dtype, 1 <= K <= N.

    Returns
    -------
    labels : ndarray of int32
        The nearest of the given centres, (N,); the first of equally near ones.
    new_centers : Array
        (K, D), x's dtype.

    Raises
    ------
    TypeError, ValueError
        If the arrays do not fit together, or have NaN or infinite entries.

    Notes
    -----
    N·K·D multiply-adds for the distances; for the means N·D additions, in float64. A
    cluster that got no sample takes the sample farthest from its centre, as in
    scikit-learn; one that stays empty, since all samples lie on centres, joins the
    largest cluster's centre. Distances are computed as :math:`|c|^2 - 2 x \cdot c`:
    centre data whose mean is far larger than its spread, as :class:`KMeans` does.
    Source: Lloyd, *Least squares quantization in PCM* (1982), section on method I.

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [0.0, 2.0], [6.0, 0.0], [8.0, 0.0]])
    >>> labels, centers = lloyd_step(x, x[1:3])
    >>> labels
    array([0, 0, 1, 1], dtype=int32)
    >>> centers
    array([[0., 1.],
           [7., 0.]])
    """
    check_clusters(x, centers)
    frame = Frame.around(np.zeros(x.shape[1]), x, centers)
    labels, means = step(frame.enter(x), frame.enter(centers))
    return labels, frame.leave(means).astype(x.dtype)


def step(x: Array, centers: Array) -> tuple[Labels, Array]:
    """Do the same without checks, for data whose squares keep their digits."""
    labels = nearest(x, centers)
    sums, counts = sums_by_cluster(x, labels, len(centers))
    fill_empty(x, labels, centers, sums, counts, np.flatnonzero(counts == 0))
    means = sums * (1 / np.maximum(counts, 1))[:, None]
    means[counts == 0] = means[counts.argmax()]
    return labels, means.astype(x.dtype, copy=False)
