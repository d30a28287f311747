"""PCA: the directions of greatest variance."""

import math
from numbers import Integral
from typing import Any, Self

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted

from dlnotes._arguments import (
    Array,
    as_bool,
    as_int,
    as_real,
    check_choice,
    refuse_mask,
)
from dlnotes.unsupervised._samples import DTYPES, SOLVERS, Frame, rounding_of, validated


class PCA(
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]
    TransformerMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
):
    r"""Principal component analysis.

    .. math:: X - \mu = U S V^T, \qquad
              \frac{(X - \mu)^T (X - \mu)}{n - 1} = V \frac{S^2}{n - 1} V^T

    The rows of :math:`V^T` are the components. The first k span the subspace that keeps
    most variance, hence the one that the samples are nearest to.

    Parameters
    ----------
    n_components : int or float, optional
        Components to keep: this many, the fewest whose share of the variance exceeds a
        fraction between 0 and 1, or min(N, D).
    whiten : bool, keyword-only
        Divide each coordinate by its standard deviation; where the samples have no
        variance the coordinate is 0.
    solver : {"auto", "svd", "covariance"}, keyword-only
        Decompose the centred data, or their covariance matrix: several times faster
        for tall data, but it squares the condition number, so that standard deviations
        below 1e-8 of the largest are lost in rounding, to 0. "auto" takes
        the covariance, as scikit-learn does, for at most 1,000 features and at least
        ten times as many samples.

    Attributes
    ----------
    components_ : Array
        K rows of D entries, orthonormal, of the data's dtype: float32 stays, all
        else becomes float64. Of each row the entry largest in absolute value is
        positive, as in scikit-learn; of entries equal to it within the root of the
        dtype's eps the first one, so that rounding cannot turn a row.
    explained_variance_ : Array
        Variances along the components, with N - 1, in squared units of the data; in
        float64 if float32 cannot hold them. Along a component of which rounding can
        be the only cause (see Notes) 0.
    explained_variance_ratio_ : Array
        Their shares of the whole variance; 0 if the data are constant.
    singular_values_ : Array
        S of the kept components.
    mean_ : Array
        (D,).
    noise_variance_ : float
        Mean variance along the other components, 0 if there are none.
    n_components_, n_samples_ : int
    n_features_in_, feature_names_in_
        As in scikit-learn.

    Raises
    ------
    TypeError, ValueError
        By ``fit``, if a parameter or the data (NaN, infinite, a single sample) cannot
        serve.

    Notes
    -----
    All is computed in float64. A component has no variance if its standard deviation is
    at most D·eps of the largest, eps of the data's dtype: the rule of
    ``np.linalg.matrix_rank``; by the covariance, if its variance is at most D·eps of
    the largest, eps of float64. So if it is at most eps of the mean's share in it.
    Where the model's covariance is singular, the likelihood is the density within the
    subspace that has variance, and 0 beside it, as SciPy's ``multivariate_normal``
    with ``allow_singular``: compare it only among models of one rank. Squares that no
    float can hold are inf or 0 in ``explained_variance_``, from which nothing else is
    computed.

    For N >= D about 2 N·D² multiply-adds by QR and the SVD of R, N·D² by the
    covariance, besides O(D³). scikit-learn twin: ``sklearn.decomposition.PCA`` with
    ``svd_solver`` "full" or "covariance_eigh". Source: Bishop, *Pattern recognition and
    machine learning* (2006), sections 12.1 and, for ``score``, 12.2.1.

    Examples
    --------
    >>> x = np.array([[1.0, 1.0], [3.0, 3.0], [5.0, 5.0]])
    >>> pca = PCA(1).fit(x)
    >>> pca.mean_, pca.explained_variance_.round(9)
    (array([3., 3.]), array([8.]))
    >>> pca.transform(x).round(3).ravel().tolist()
    [-2.828, 0.0, 2.828]
    """

    def __init__(
        self,
        n_components: int | float | None = None,
        *,
        whiten: bool = False,
        solver: str = "auto",
    ) -> None:
        self.n_components = n_components
        self.whiten = whiten
        self.solver = solver

    def fit(self, X: Any, y: Any = None) -> Self:
        """Find the components of X, (N, D), N >= 2; y is ignored."""
        check_choice("solver", self.solver, ("auto", *SOLVERS))
        as_bool("whiten", self.whiten)
        x = validated(self, X, ensure_min_samples=2)
        self._check_n_components(most=min(x.shape))
        self.n_samples_ = len(x)
        exact = x.astype(np.float64, copy=False)
        solver = self._solver_for(x)
        deviations, components, frame = SOLVERS[solver](exact)
        squared = solver == "covariance"
        rounding = rounding_of(deviations, components, frame, x.dtype, squared=squared)
        deviations[deviations <= rounding] = 0
        self._keep(deviations, components, frame, x.dtype)
        return self

    def _keep(
        self, deviations: Array, components: Array, frame: Frame, dtype: Any
    ) -> None:
        """Store the model of the components kept; the deviations are in the unit."""
        unit = frame.unit
        ratios = deviations**2 / (np.square(deviations).sum() or 1)
        kept, left = np.split(deviations, [self._count(ratios)])
        noise = float(np.square(left).mean()) if len(left) else 0.0
        self.mean_ = frame.origin.astype(dtype)
        self.n_components_ = len(kept)
        self.components_ = _fix_signs(components[: len(kept)], dtype)
        with np.errstate(over="ignore", under="ignore"):
            self.explained_variance_ = _held(kept**2 * unit * unit, dtype)
        self.explained_variance_ratio_ = ratios[: len(kept)].astype(dtype)
        singular_values = kept * math.sqrt(self.n_samples_ - 1) * unit
        self.singular_values_ = _held(singular_values, dtype)
        self.noise_variance_ = noise * unit * unit
        self._noise_deviation = math.sqrt(noise) * unit

    def transform(self, X: Any) -> Array:
        """Coordinates of the samples along the K components kept, (N, K)."""
        check_is_fitted(self)
        x = validated(self, X, reset=False)
        scores: Array = (x - self.mean_) @ self.components_.T
        if not self.whiten:
            return scores
        deviations = self._deviations()
        white = np.zeros_like(scores)
        np.divide(scores, deviations, out=white, where=deviations > 0)
        return white

    def inverse_transform(self, X: Any) -> Array:
        """Points of the data's space with these coordinates, (N, D)."""
        check_is_fitted(self)
        refuse_mask("X", X)
        x: Array = check_array(X, dtype=DTYPES, input_name="X")
        if x.shape[1] != self.n_components_:
            raise ValueError(
                f"X has shape {x.shape}, expected {self.n_components_} columns, one "
                "for each component"
            )
        if self.whiten:
            x = x * self._deviations().astype(x.dtype)
        points: Array = x @ self.components_ + self.mean_
        return points

    def get_covariance(self) -> Array:
        """Covariance of the probabilistic model: noise alike in all directions left."""
        check_is_fitted(self)
        return self._model(*self._support())

    def get_precision(self) -> Array:
        """Inverse of that covariance; its pseudo-inverse, if it is singular."""
        check_is_fitted(self)
        deviations, v, noise = self._support()
        return self._model(1 / deviations, v, 1 / noise if noise else 0.0)

    def score_samples(self, X: Any) -> Array:
        """Log-likelihood of each sample under that model, (N,)."""
        check_is_fitted(self)
        x = validated(self, X, reset=False)
        deviations, v, noise = self._support()
        offsets = x - self.mean_.astype(np.float64)
        scores = offsets @ v.T
        rest = offsets - scores @ v
        dimensions, d = v.shape
        squares = np.square(scores / deviations).sum(axis=1)
        log_det = 2 * np.log(deviations).sum()
        if noise:
            squares += np.square(rest / noise).sum(axis=1)
            log_det += 2 * (d - dimensions) * math.log(noise)
            dimensions = d
        else:
            reach = np.abs(offsets).max(axis=1).clip(deviations.max(initial=0))
            relative = 10 * math.sqrt(d * np.finfo(self.mean_.dtype).eps)
            squares[np.abs(rest).max(axis=1) > relative * reach] = np.inf
        log_likelihood: Array = (
            -(squares + log_det + dimensions * math.log(2 * math.pi)) / 2
        )
        return log_likelihood.astype(x.dtype, copy=False)

    def score(self, X: Any, y: Any = None) -> float:
        """Mean log-likelihood of the samples, by which a search can choose."""
        return float(self.score_samples(X).mean(dtype=np.float64))

    def _deviations(self) -> Array:
        """Return the standard deviations along the components, (K,)."""
        deviations: Array = self.singular_values_ / math.sqrt(self.n_samples_ - 1)
        return deviations

    def _support(self) -> tuple[Array, Array, float]:
        """Return the deviations above 0, their components and the noise's, float64."""
        deviations = self._deviations().astype(np.float64)
        alive = deviations > 0
        components = self.components_.astype(np.float64)
        return deviations[alive], components[alive], self._noise_deviation

    def _model(self, deviations: Array, v: Array, noise: float) -> Array:
        """Return the matrix with these squares along the components and beside."""
        unit = max(float(deviations.max(initial=0)), noise) or 1.0
        inside, beside = np.square(deviations / unit), (noise / unit) ** 2
        matrix = (v.T * (inside - beside)) @ v + beside * np.eye(v.shape[1])
        with np.errstate(over="ignore", under="ignore"):
            return _held(matrix * unit * unit, self.mean_.dtype)

    def _check_n_components(self, *, most: int) -> None:
        if self.n_components is None:
            return
        if isinstance(self.n_components, Integral):
            count = as_int("n_components", self.n_components, minimum=1)
            if count > most:
                raise ValueError(
                    f"n_components is {count}, expected at most {most}, the lesser of "
                    "X's samples and features"
                )
        elif as_real("n_components", self.n_components, below=1) <= 0:
            raise ValueError(
                f"n_components is {self.n_components}, expected an integer or a "
                "fraction between 0 and 1"
            )

    def _solver_for(self, x: Array) -> str:
        if self.solver != "auto":
            return self.solver
        n, d = x.shape
        return "covariance" if d <= 1000 and n >= 10 * d else "svd"

    def _count(self, ratios: Array) -> int:
        """Components to keep."""
        if self.n_components is None:
            return len(ratios)
        if isinstance(self.n_components, Integral):
            return int(self.n_components)
        share = float(self.n_components)
        fewer = np.searchsorted(ratios.cumsum(), share, side="right")
        return min(int(fewer) + 1, len(ratios))

    @property
    def _n_features_out(self) -> int:
        return self.n_components_

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _fix_signs(components: Array, dtype: Any) -> Array:
    """Make the largest entry of each row, the first of nearly equal ones, positive."""
    sizes = np.abs(components)
    nearly = (1 - np.finfo(dtype).eps ** 0.5) * sizes.max(axis=1, keepdims=True)
    first = (sizes >= nearly).argmax(axis=1)[:, None]
    signs = np.sign(np.take_along_axis(components, first, axis=1))
    return (components * signs).astype(dtype, copy=False)


def _held(values: Array, dtype: Any) -> Array:
    """Return the values in this dtype, or in float64 if it cannot hold the largest."""
    largest, info = np.abs(values).max(), np.finfo(dtype)
    fits = largest == 0 or info.tiny <= largest <= info.max
    return values.astype(dtype, copy=False) if fits else values
