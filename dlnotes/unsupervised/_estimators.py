"""What every clustering by centres can do once it is fitted."""

import math
import warnings
from typing import Any

import numpy as np
import sklearn.utils
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted

from dlnotes._arguments import Array, as_int, check_choice, check_shape, refuse_mask
from dlnotes.unsupervised._distances import (
    Labels,
    nearest,
    squared_distances,
    squared_error,
)
from dlnotes.unsupervised._samples import Frame, validated
from dlnotes.unsupervised.kmeans_plusplus_probabilities import kmeans_plusplus


class CenterClustering(
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]
    TransformerMixin,  # type: ignore[misc]
    ClusterMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
):
    """Prediction by the nearest of `cluster_centers_`, in Euclidean distance."""

    n_clusters: int
    init: Any
    random_state: Any
    cluster_centers_: Array
    labels_: Labels

    _degree = 2
    """The objective grows with this power of the data."""

    def predict(self, X: Any) -> Labels:
        """Each sample's nearest centre, (N,)."""
        return self._label(self._check_new(X))[0]

    def transform(self, X: Any) -> Array:
        """Each sample's distance to each centre, (N, K)."""
        x = self._check_new(X)
        frame = self._frame(self.cluster_centers_, x)
        distances = self._distances(frame.enter(x), frame.enter(self.cluster_centers_))
        with np.errstate(over="ignore"):  # a distance can be beyond the data's dtype
            return (distances * frame.unit).astype(x.dtype, copy=False)

    def score(self, X: Any, y: Any = None) -> float:
        """Negative objective of the samples: greater is better, as in scikit-learn."""
        return -self._label(self._check_new(X))[1]

    def _label(self, x: Array) -> tuple[Labels, float]:
        """Return the samples' labels and their objective."""
        frame = self._frame(self.cluster_centers_, x)
        points, centers = frame.enter(x), frame.enter(self.cluster_centers_)
        labels = self._nearest(points, centers)
        objective = self._objective(points, centers, labels)
        return labels, self._rescaled(objective, frame)

    def _rescaled(self, objective: float, frame: Frame) -> float:
        """Return the objective in the data's unit; inf if it is too large for that."""
        return math.prod([objective, *[frame.unit] * self._degree])

    @staticmethod
    def _frame(points: Array, *others: Array) -> Frame:
        """Where to compute from, so that large offsets do not cancel."""
        return Frame.of(points, *others)

    @staticmethod
    def _nearest(x: Array, centers: Array) -> Labels:
        return nearest(x, centers)

    @staticmethod
    def _distances(x: Array, centers: Array) -> Array:
        return np.sqrt(squared_distances(x, centers))

    @staticmethod
    def _objective(x: Array, centers: Array, labels: Labels) -> float:
        return squared_error(x, centers, labels)

    def _check_data(self, X: Any) -> Array:
        """Return the data to fit as float32 or float64."""
        k = as_int("n_clusters", self.n_clusters, minimum=1)
        x = validated(self, X, order="C")
        if len(x) < k:
            raise ValueError(
                f"X has n_samples={len(x)}, expected at least n_clusters={k}"
            )
        return x

    def _check_new(self, X: Any) -> Array:
        """Return samples to compare with the centres, of the centres' dtype."""
        check_is_fitted(self)
        dtype = self.cluster_centers_.dtype
        return validated(self, X, dtype=dtype, order="C", reset=False)

    def _check_random(self) -> np.random.RandomState:
        """Return the generator that random_state names."""
        try:
            random: np.random.RandomState = sklearn.utils.check_random_state(
                self.random_state
            )
        except ValueError:
            raise ValueError(
                f"random_state is {self.random_state!r}, expected an integer from 0 to "
                "2**32 - 1, a numpy.random.RandomState or None"
            ) from None
        return random

    def _check_init(self, x: Array) -> Array | None:
        """Return the given centres, or None if samples of x shall be drawn."""
        if isinstance(self.init, str):
            check_choice("init", self.init, ("k-means++", "random"))
            return None
        refuse_mask("init", self.init)
        centers: Array = sklearn.utils.check_array(
            self.init, dtype=x.dtype, copy=True, input_name="init"
        )
        check_shape("init", centers, (self.n_clusters, x.shape[1]))
        return centers

    def _draw(self, x: Array, random: np.random.RandomState) -> Array:
        """Return samples to start from."""
        if self.init == "random":
            return x[random.choice(len(x), self.n_clusters, replace=False)]
        return kmeans_plusplus(x, self.n_clusters, random)

    def _warn_of_empty(self) -> None:
        if empty := self.n_clusters - len(np.unique(self.labels_)):
            warnings.warn(
                f"n_clusters is {self.n_clusters}, but {empty} of the clusters ended "
                "empty: perhaps X has too few distinct samples",
                ConvergenceWarning,
                stacklevel=3,
            )

    @property
    def _n_features_out(self) -> int:
        return len(self.cluster_centers_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
