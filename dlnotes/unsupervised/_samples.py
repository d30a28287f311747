"""Samples: checked, and seen from where their squares keep their digits."""

import math
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import validate_data

from dlnotes._arguments import Array, refuse_mask

DTYPES = (np.float64, np.float32)
COMFORT = {np.dtype(np.float32): 30, np.dtype(np.float64): 300}
"""Between 2 to minus this and 2 to this, squares and their sums lose nothing."""


def validated(estimator: Any, X: Any, **options: Any) -> Array:
    """Return scikit-learn's view of X, which alone would drop a mask in silence."""
    refuse_mask("X", X)
    with np.errstate(invalid="ignore"):  # scikit-learn sums X to see if it is finite
        x: Array = validate_data(estimator, X, **({"dtype": DTYPES} | options))
    return x


def check_finite(name: str, x: Array) -> None:
    """Require numbers that can be summed."""
    if not np.isfinite(x).all():
        raise ValueError(f"{name} has NaN or infinite entries, expected finite ones")


class Frame(NamedTuple):
    """An origin, a unit and a dtype in which squares neither cancel nor overflow.

    The unit is a power of two, so that no digit is lost: 1 unless float64 is too short.
    Float32 that is too short is computed in float64.
    """

    origin: Array
    unit: float
    dtype: npt.DTypeLike

    @classmethod
    def of(cls, x: Array, *others: Array) -> Self:
        """Choose the mean of x as origin, of a constant feature its very value."""
        bounds = np.stack([x.min(axis=0), x.max(axis=0)])
        with np.errstate(over="ignore"):
            mean: Array = x.mean(axis=0, dtype=np.float64)
        if not np.isfinite(mean).all():
            raise ValueError("X has entries so large that float64 cannot hold a sum")
        mean = mean.clip(*bounds)  # rounding may lead outside
        return cls.around(mean, bounds, *others)

    @classmethod
    def around(cls, origin: Array, *points: Array) -> Self:
        """Choose unit and dtype for points seen from an origin, (D,), float64."""
        dtype, peak = points[0].dtype, 0.0
        with np.errstate(over="ignore"):
            for x in points:
                above, below = x.max(axis=0) - origin, origin - x.min(axis=0)
                peak = max(peak, above.max(), below.max())
        if not math.isfinite(peak):
            raise ValueError("X has entries so large that float64 cannot hold a gap")
        exponent = math.frexp(peak)[1] if peak else 0
        if abs(exponent) > COMFORT[dtype]:
            dtype = np.dtype(np.float64)
        return cls(origin, unit_of(exponent), dtype)

    def enter(self, x: Array) -> Array:
        """Return points as they are seen from here."""
        if self.origin.any():
            x = x - self.origin
        if self.unit != 1:
            x = x / self.unit
        return x.astype(self.dtype, copy=False)

    def leave(self, points: Array) -> Array:
        """Return the points that are seen so, in float64."""
        return points.astype(np.float64) * self.unit + self.origin


def unit_of(exponent: int) -> float:
    """Return 2 to the exponent where squares of that size leave float64, else 1."""
    return 2.0**exponent if abs(exponent) > COMFORT[np.dtype(np.float64)] else 1.0


def rounding_of(
    deviations: Array, directions: Array, frame: Frame, dtype: Any, *, squared: bool
) -> Array:
    """Return the deviation that rounding alone can cause along each direction, (K,).

    D·eps of the greatest, as in ``np.linalg.matrix_rank``, for which the square counts
    where squares were decomposed; and eps of the mean, the samples' own rounding.
    """
    relative = directions.shape[1] * np.finfo(dtype).eps
    if squared:
        relative = max(relative, (directions.shape[1] * np.finfo(float).eps) ** 0.5)
    of_mean = np.finfo(dtype).eps * np.linalg.norm(
        directions * (frame.origin / frame.unit), axis=1
    )
    rounding: Array = np.maximum(relative * deviations.max(), of_mean)
    return rounding


def by_svd(x: Array) -> tuple[Array, Array, Frame]:
    """Return the deviations and components, which X = QR shares with R."""
    frame = Frame.of(x)
    centred = frame.enter(x)
    centred = centred - centred.mean(axis=0)  # what the rounded origin has left
    r = np.linalg.qr(centred, mode="r")
    _, singular_values, components = np.linalg.svd(r, full_matrices=False)
    return singular_values / math.sqrt(len(x) - 1), components, frame


def by_covariance(x: Array) -> tuple[Array, Array, Frame]:
    """Return the same from the eigenvectors of the covariance."""
    products, frame = products_of(x)
    variances, vectors = np.linalg.eigh(products / (len(x) - 1))  # ascending
    kept = min(x.shape)
    variances, components = variances[::-1][:kept], vectors.T[::-1][:kept]
    return np.sqrt(np.maximum(variances, 0)), components, frame


def products_of(x: Array) -> tuple[Array, Frame]:
    """Return (N - 1) times the covariance, (D, D), and the frame that it is seen from.

    Taking the mean out afterwards spares a copy of x, but cancels if it is large.
    """
    with np.errstate(all="ignore"):  # what leaves the range is computed again below
        mean = x.mean(axis=0)
        of_mean = len(x) * np.outer(mean, mean)
        products: Array = x.T @ x - of_mean
    squares = products.diagonal()
    if 2.0**-600 < squares.max() < 2.0**600:
        if (of_mean.diagonal() <= 10 * squares).all():
            return products, Frame(mean, 1.0, x.dtype)
    frame = Frame.of(x)
    centred = frame.enter(x)
    return centred.T @ centred, frame


SOLVERS = {"svd": by_svd, "covariance": by_covariance}
