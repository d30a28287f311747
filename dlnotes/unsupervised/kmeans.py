"""k-means: centres that minimise the squared distances to their samples."""

import itertools
from typing import Any, Self

import numpy as np

from dlnotes._arguments import Array, as_int, as_real
from dlnotes.unsupervised._distances import Labels
from dlnotes.unsupervised._estimators import CenterClustering
from dlnotes.unsupervised.lloyd_step import step


class KMeans(CenterClustering):
    r"""k-means by Lloyd's algorithm, from several starts.

    .. math:: \min_{c, z} J = \sum_i \lVert x_i - c_{z_i} \rVert^2

    Each :func:`lloyd_step` lowers J or leaves it, so that the descent ends; where it
    ends depends on the start, and the best of `n_init` descents is kept.

    Parameters
    ----------
    n_clusters : int
        Centres, K, at most as many as there are samples.
    init : {"k-means++", "random"} or array of shape (K, D), keyword-only
        Samples far from each other (see :func:`kmeans_plusplus_probabilities`), any
        samples, or these centres.
    n_init : int, keyword-only
        Starts; one, if `init` is an array.
    max_iter : int, keyword-only
        Steps of one descent, at most.
    tol : float, keyword-only
        A descent ends when no label changes, or when the squared moves of all centres
        sum to at most `tol` times the mean variance of the features.
    random_state : int, RandomState or None, keyword-only
        As in scikit-learn.

    Attributes
    ----------
    cluster_centers_ : Array
        (K, D), of the data's dtype: float32 stays, all else becomes float64.
    labels_ : ndarray of int32
        Each sample's nearest centre, (N,).
    inertia_ : float
        J at the end; inf where no float can hold it.
    n_iter_ : int
        Steps of the best descent.
    n_features_in_, feature_names_in_
        As in scikit-learn.

    Raises
    ------
    TypeError, ValueError
        By ``fit``, if a parameter or the data (NaN, infinite, fewer samples than
        centres) cannot serve.

    Warns
    -----
    ConvergenceWarning
        If a cluster ends empty, as where fewer samples than centres are distinct.

    Notes
    -----
    N·K·D multiply-adds a step, beside a copy of the data N·K distances in blocks that
    stay in the cache. scikit-learn twin: ``sklearn.cluster.KMeans(algorithm="lloyd")``,
    equal from the same start; its k-means++ tries several candidates for each centre,
    ours draws one, as in the paper. Sources: Lloyd, *Least squares quantization in PCM*
    (1982); Arthur and Vassilvitskii, *k-means++* (2007).

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [0.0, 2.0], [6.0, 0.0], [8.0, 0.0]])
    >>> kmeans = KMeans(2, random_state=0).fit(x)
    >>> kmeans.inertia_
    4.0
    >>> kmeans.labels_[0] == kmeans.predict([[1, 1]])
    array([ True])
    """

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: Any = "k-means++",
        n_init: int = 10,
        max_iter: int = 300,
        tol: float = 1e-4,
        random_state: Any = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> Self:
        """Find the centres of X, (N, D); y is ignored."""
        starts = as_int("n_init", self.n_init, minimum=1)
        tol = as_real("tol", self.tol, 0)
        as_int("max_iter", self.max_iter, minimum=1)
        x = self._check_data(X)
        random = self._check_random()
        given = self._check_init(x)
        frame = self._frame(x, *([] if given is None else [given]))
        points = frame.enter(x)
        tol *= points.var(axis=0, dtype=np.float64).mean()
        if given is not None:
            descents = [self._descend(points, frame.enter(given), tol)]
        else:
            draws = (self._draw(points, random) for _ in range(starts))
            descents = [self._descend(points, draw, tol) for draw in draws]
        best = min(descents, key=lambda descent: descent[0])
        objective, self.labels_, centers, self.n_iter_ = best
        self.inertia_ = self._rescaled(objective, frame)
        self.cluster_centers_ = frame.leave(centers).astype(x.dtype)
        self._warn_of_empty()
        return self

    @staticmethod
    def _step(x: Array, centers: Array) -> tuple[Labels, Array]:
        return step(x, centers)

    def _descend(
        self, x: Array, centers: Array, tol: float
    ) -> tuple[float, Labels, Array, int]:
        """Step until nothing moves: objective, labels, centres and steps."""
        labels: Labels = np.full(len(x), -1, np.int32)
        for n_iter in itertools.count(1):
            old_labels, old_centers = labels, centers
            labels, centers = self._step(x, centers)
            # Duplicates can chase each other through empty clusters for ever.
            settled = np.array_equal(labels, old_labels)
            moves = np.square(centers - old_centers).sum(dtype=np.float64)
            if settled or moves <= tol or n_iter == self.max_iter:
                break
        labels = self._nearest(x, centers)
        return self._objective(x, centers, labels), labels, centers, n_iter
