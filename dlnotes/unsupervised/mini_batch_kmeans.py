"""Mini-batch k-means: for data that do not fit memory."""

from typing import Any, Self

import numpy as np

from dlnotes._arguments import Array, as_int, as_real
from dlnotes.unsupervised._distances import fill_empty, nearest, sums_by_cluster
from dlnotes.unsupervised._estimators import CenterClustering


class MiniBatchKMeans(CenterClustering):
    r"""k-means from one batch at a time.

    .. math:: c_k \leftarrow c_k + \frac{1}{n_k}
              \sum_{i \in \text{batch},\; z_i = k} (x_i - c_k)

    with :math:`n_k` the samples that centre k ever got, the batch's included: each
    centre is the mean of all its samples, as labelled when they came by.

    Parameters
    ----------
    n_clusters : int
        Centres, K.
    init : {"k-means++", "random"} or array of shape (K, D), keyword-only
        As in :class:`KMeans`; chosen from `3 * batch_size` samples by ``fit``, from
        the first batch by ``partial_fit``.
    max_iter : int, keyword-only
        Passes of ``fit`` over the data, at most.
    batch_size : int, keyword-only
        Samples in a batch of ``fit``.
    tol : float, keyword-only
        ``fit`` ends when the squared moves of all centres in a pass sum to at most
        `tol` times the mean variance of the features.
    random_state : int, RandomState or None, keyword-only
        As in scikit-learn.

    Attributes
    ----------
    cluster_centers_ : Array
        (K, D), of the data's dtype: float32 stays, all else becomes float64.
    counts_ : ndarray of int64
        Samples that each centre ever got, (K,).
    labels_ : ndarray of int32
        Each sample's nearest centre, (N,); after ``partial_fit`` of the batch alone.
    inertia_ : float
        Sum of the squared distances that belong to `labels_`.
    n_iter_, n_steps_ : int
        Passes of ``fit``, and batches so far.
    n_features_in_, feature_names_in_
        As in scikit-learn.

    Raises
    ------
    TypeError, ValueError
        If a parameter or the data (NaN, infinite; fewer samples, in the first batch,
        than centres) cannot serve.

    Warns
    -----
    ConvergenceWarning
        By ``fit``, if a cluster ends empty, as in :class:`KMeans`.

    Notes
    -----
    ``partial_fit`` keeps nothing of a batch but the centres and counts. A centre that
    never got a sample takes the one of the batch that is farthest from its centre.

    On a cluster the same estimator runs through Dask-ML, which hands it the blocks of
    a Dask array one by one, each where it lies::

        from dask_ml.wrappers import Incremental
        Incremental(MiniBatchKMeans(n_clusters=50)).fit(dask_array)

    scikit-learn twin: ``sklearn.cluster.MiniBatchKMeans``, which moreover replaces
    centres with few samples at random. Source: Sculley, *Web-scale k-means clustering*
    (2010), algorithm 1.

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [6.0, 0.0]])
    >>> kmeans = MiniBatchKMeans(2, init=x).partial_fit(x)
    >>> kmeans.partial_fit(x + [0.0, 2.0]).cluster_centers_
    array([[0., 1.],
           [6., 1.]])
    """

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        init: Any = "k-means++",
        max_iter: int = 100,
        batch_size: int = 1024,
        tol: float = 1e-4,
        random_state: Any = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.init = init
        self.max_iter = max_iter
        self.batch_size = batch_size
        self.tol = tol
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> Self:
        """Find the centres of X, (N, D), in shuffled passes; y is ignored."""
        max_iter = as_int("max_iter", self.max_iter, minimum=1)
        size = as_int("batch_size", self.batch_size, minimum=1)
        tol = as_real("tol", self.tol, 0)
        x = self._check_data(X)
        random = self._check_random()
        some = random.permutation(len(x))[: max(3 * size, self.n_clusters)]
        self._begin(x[some], random)
        frame = self._frame(x, self.cluster_centers_)
        tol *= frame.enter(x).var(axis=0, dtype=np.float64).mean()
        for self.n_iter_ in range(1, max_iter + 1):
            before, order = self._exact_centers, random.permutation(len(x))
            for first in range(0, len(x), size):
                self._learn(x[order[first : first + size]])
            moves = (self._exact_centers - before) / frame.unit
            if np.square(moves).sum() <= tol:
                break
        self.labels_, self.inertia_ = self._label(x)
        self._warn_of_empty()
        return self

    def partial_fit(self, X: Any, y: Any = None) -> Self:
        """Learn from one batch, (N, D); y is ignored."""
        if hasattr(self, "cluster_centers_"):
            x = self._check_new(X)
        else:
            x = self._check_data(X)
            self._begin(x, self._check_random())
        self._learn(x)
        self.labels_, self.inertia_ = self._label(x)
        return self

    def _begin(self, x: Array, random: np.random.RandomState) -> None:
        """Choose centres from x and forget all samples."""
        centers = self._check_init(x)
        if centers is None:
            frame = self._frame(x)
            centers = frame.leave(self._draw(frame.enter(x), random)).astype(x.dtype)
        self.cluster_centers_ = centers
        # float32 would lose the moves of a centre that has a million samples
        self._exact_centers: Array = centers.astype(np.float64)
        self.counts_ = np.zeros(self.n_clusters, np.int64)
        self.n_steps_ = 0

    def _learn(self, batch: Array) -> None:
        """Move each centre to the mean of its old samples and its new ones."""
        frame = self._frame(self.cluster_centers_, batch)
        x, centers = frame.enter(batch), frame.enter(self._exact_centers)
        labels = nearest(x, centers)
        sums, counts = sums_by_cluster(x, labels, len(centers))
        empty = np.flatnonzero(self.counts_ + counts == 0)
        fill_empty(x, labels, centers, sums, counts, empty)
        self.counts_ += counts
        self.n_steps_ += 1
        exact = (self._exact_centers - frame.origin) / frame.unit
        weights = np.maximum(self.counts_, 1)[:, None]
        moves = (sums - counts[:, None] * exact) / weights
        self._exact_centers = frame.leave(exact + moves)
        self.cluster_centers_ = self._exact_centers.astype(batch.dtype)
