"""What every clustering by centres can do once it is fitted."""

from typing import Any

import numpy as np
import sklearn.utils
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.utils.validation import check_is_fitted, validate_data

from dlnotes._arguments import Array, as_int, check_choice, check_shape
from dlnotes.unsupervised._clusters import (
    Labels,
    nearest,
    squared_distances,
    squared_error,
)
from dlnotes.unsupervised.kmeans_plusplus import kmeans_plusplus

DTYPES = (np.float64, np.float32)


class CenterClustering(
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]
    TransformerMixin,  # type: ignore[misc]
    ClusterMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
):
    """Prediction by the nearest of `cluster_centers_`, in Euclidean distance."""

    n_clusters: int
    init: Any
    cluster_centers_: Array

    def predict(self, X: Any) -> Labels:
        """Each sample's nearest centre, (N,)."""
        x, origin = self._check_new(X), self._origin(self.cluster_centers_)
        return self._nearest(x - origin, self.cluster_centers_ - origin)

    def transform(self, X: Any) -> Array:
        """Each sample's distance to each centre, (N, K)."""
        return self._distances(self._check_new(X), self.cluster_centers_)

    def score(self, X: Any, y: Any = None) -> float:
        """Negative objective of the samples: greater is better, as in scikit-learn."""
        x, labels = self._check_new(X), self.predict(X)
        return -self._objective(x, self.cluster_centers_, labels)

    @staticmethod
    def _origin(points: Array) -> Array:
        """Where to compute from, so that large offsets do not cancel."""
        origin: Array = points.mean(axis=0)
        return origin

    @staticmethod
    def _nearest(x: Array, centers: Array) -> Labels:
        return nearest(x, centers)

    @staticmethod
    def _distances(x: Array, centers: Array) -> Array:
        return np.sqrt(squared_distances(x, centers))

    @staticmethod
    def _objective(x: Array, centers: Array, labels: Labels) -> float:
        return squared_error(x, centers, labels)

    def _check_data(self, X: Any, **options: Any) -> Array:
        """Return the data to fit as float32 or float64."""
        k = as_int("n_clusters", self.n_clusters, minimum=1)
        x: Array = validate_data(self, X, dtype=DTYPES, order="C", **options)
        if len(x) < k:
            raise ValueError(
                f"X has n_samples={len(x)}, expected at least n_clusters={k}"
            )
        return x

    def _check_new(self, X: Any) -> Array:
        """Return samples to compare with the centres, of the centres' dtype."""
        check_is_fitted(self)
        dtype = self.cluster_centers_.dtype
        x: Array = validate_data(self, X, dtype=dtype, order="C", reset=False)
        return x

    def _start(self, x: Array, random: np.random.RandomState) -> Array:
        """Return centres to start from."""
        if not isinstance(self.init, str):
            centers: Array = sklearn.utils.check_array(
                self.init, dtype=x.dtype, copy=True, input_name="init"
            )
            check_shape("init", centers, (self.n_clusters, x.shape[1]))
            return centers
        check_choice("init", self.init, ("k-means++", "random"))
        if self.init == "random":
            return x[random.choice(len(x), self.n_clusters, replace=False)]
        return kmeans_plusplus(x, self.n_clusters, random)

    @property
    def _n_features_out(self) -> int:
        return len(self.cluster_centers_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
