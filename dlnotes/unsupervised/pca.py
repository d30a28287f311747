"""PCA: the directions of greatest variance."""

from typing import Any, Self

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
)
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted, validate_data

from dlnotes._arguments import Array, as_int, as_real, check_choice
from dlnotes.unsupervised._centre import centre, mean_of

DTYPES = (np.float64, np.float32)


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
        Divide each coordinate by its standard deviation.
    solver : {"auto", "svd", "covariance"}, keyword-only
        Decompose the centred data, or their covariance matrix: several times faster
        for tall data, but it squares the condition number, so that standard deviations
        below 1e-8 of the largest (3e-4 in float32) are lost in rounding. "auto" takes
        the covariance, as scikit-learn does, for at most 1,000 features and at least
        ten times as many samples.

    Attributes
    ----------
    components_ : Array
        K rows of D entries, orthonormal, of the data's dtype: float32 stays, all
        else becomes float64. Of each row the entry largest in absolute value is
        positive (the first of equal ones), which is scikit-learn's rule too.
    explained_variance_ : Array
        Variances along the components, with N - 1, in squared units of the data.
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
        x: Array = validate_data(self, X, dtype=DTYPES, ensure_min_samples=2)
        self._check_n_components(most=min(x.shape))
        self.n_samples_ = len(x)
        mean = mean_of(x)
        singular_values, components = SOLVERS[self._solver_for(x)](x, mean)
        self.mean_ = mean.astype(x.dtype)
        variances = singular_values**2 / (len(x) - 1)
        ratios = variances / (variances.sum() or 1)
        kept, left = np.split(variances, [self._count(ratios)])
        self.n_components_ = len(kept)
        self.components_ = _fix_signs(components[: len(kept)])
        self.explained_variance_ = kept
        self.explained_variance_ratio_ = ratios[: len(kept)]
        self.singular_values_ = singular_values[: len(kept)]
        self.noise_variance_ = float(left.mean()) if len(left) else 0.0
        return self

    def transform(self, X: Any) -> Array:
        """Coordinates of the samples along the K components kept, (N, K)."""
        check_is_fitted(self)
        x: Array = validate_data(self, X, dtype=DTYPES, reset=False)
        scores: Array = (x - self.mean_) @ self.components_.T
        return scores / self._scale()

    def inverse_transform(self, X: Any) -> Array:
        """Points of the data's space with these coordinates, (N, D)."""
        check_is_fitted(self)
        x: Array = check_array(X, dtype=DTYPES, input_name="X")
        if x.shape[1] != self.n_components_:
            raise ValueError(
                f"X has shape {x.shape}, expected {self.n_components_} columns, one "
                "for each component"
            )
        offsets: Array = (x * self._scale()) @ self.components_
        return offsets + self.mean_

    def get_covariance(self) -> Array:
        """Covariance of the probabilistic model: noise alike in all directions left."""
        noise = self.noise_variance_ * np.eye(len(self.mean_), dtype=self.mean_.dtype)
        excess = self.explained_variance_ - self.noise_variance_
        covariance: Array = (self.components_.T * excess) @ self.components_ + noise
        return covariance

    def score_samples(self, X: Any) -> Array:
        """Log-likelihood of each sample under that model, (N,)."""
        check_is_fitted(self)
        x: Array = validate_data(self, X, dtype=DTYPES, reset=False) - self.mean_
        covariance = self.get_covariance()
        squares = np.vecdot(x, np.linalg.solve(covariance, x.T).T)
        log_det = np.linalg.slogdet(2 * np.pi * covariance).logabsdet
        log_likelihood: Array = -(squares + log_det) / 2
        return log_likelihood

    def score(self, X: Any, y: Any = None) -> float:
        """Mean log-likelihood of the samples, by which a search can choose."""
        return float(self.score_samples(X).mean())

    def _check_n_components(self, *, most: int) -> None:
        if isinstance(self.n_components, float | np.floating):
            as_real("n_components", self.n_components, below=1)
            if self.n_components <= 0:
                raise ValueError(
                    f"n_components is {self.n_components}, expected an integer or a "
                    "fraction between 0 and 1"
                )
        elif self.n_components is not None:
            count = as_int("n_components", self.n_components, minimum=1)
            if count > most:
                raise ValueError(
                    f"n_components is {count}, expected at most {most}, the lesser of "
                    "X's samples and features"
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
        if isinstance(self.n_components, float | np.floating):
            fewer = np.searchsorted(ratios.cumsum(), self.n_components, side="right")
            return min(int(fewer) + 1, len(ratios))
        return self.n_components

    def _scale(self) -> Array:
        """Return what to divide each coordinate by, which is never 0."""
        deviations: Array = np.sqrt(self.explained_variance_)
        if not self.whiten:
            return np.ones_like(deviations)
        return deviations.clip(min=np.finfo(deviations.dtype).eps)

    @property
    def _n_features_out(self) -> int:
        return self.n_components_

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _by_svd(x: Array, mean: Array) -> tuple[Array, Array]:
    """Return the singular values and components, which X = QR shares with R."""
    r = np.linalg.qr(centre(x, mean), mode="r")
    _, singular_values, components = np.linalg.svd(r, full_matrices=False)
    return singular_values, components


def _by_covariance(x: Array, mean: Array) -> tuple[Array, Array]:
    """Return the same from the eigenvectors of (N - 1) times the covariance."""
    squares, vectors = np.linalg.eigh(_products(x, mean))  # ascending
    kept = min(x.shape)
    squares, components = squares[::-1][:kept], vectors.T[::-1][:kept]
    return np.sqrt(np.maximum(squares, 0)), components


def _products(x: Array, mean: Array) -> Array:
    """Return (N - 1) times the covariance, (D, D).

    Taking the mean out afterwards spares a copy of x, but cancels if it is large.
    """
    of_mean = len(x) * np.outer(mean, mean)
    products: Array = x.T @ x
    products -= of_mean
    if (of_mean.diagonal() > 10 * products.diagonal()).any():
        centred = centre(x, mean)
        products = centred.T @ centred
    return products


SOLVERS = {"svd": _by_svd, "covariance": _by_covariance}


def _fix_signs(components: Array) -> Array:
    """Make the largest entry of each row, in absolute value, positive."""
    largest = np.abs(components).argmax(axis=1, keepdims=True)
    return components * np.sign(np.take_along_axis(components, largest, axis=1))
