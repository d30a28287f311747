"""The exercise on data made white."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.unsupervised._clouds import (
    CLOUD,
    OVERALL_MEAN,
    PLANE,
    centred,
    covariance,
)


@exercise(keeps_dtype=False)
def zca_whiten(x: Array, eps: float = 1e-5) -> Array:
    """Centre x, (N, D), and multiply it by the symmetric matrix that whitens it.

    The matrix is V (L + eps)^(-1/2) V^T, of the eigenvectors V and the eigenvalues L
    of the covariance, which divides by N - 1.
    """
    return _zca_whiten(x, eps)


def _whitened(x: Array, variances: Array, vectors: Array, eps: float) -> Array:
    white: Array = x @ vectors / np.sqrt(variances + eps) @ vectors.T
    return white


def _zca_whiten(
    x: Array,
    eps: float = 1e-5,
    *,
    centre: Callable[[Array], Array] = centred,
    ddof: int = 1,
    formula: Callable[[Array, Array, Array, float], Array] = _whitened,
) -> Array:
    """Return white data; each part of the work can be another."""
    x = centre(x)
    vectors, variances, _ = np.linalg.svd(x.T @ x / (len(x) - ddof))
    return formula(x, variances, vectors, eps)


zca_whiten.case("2 values", np.array([[1.0], [3.0]]), eps=2.0)
zca_whiten.case("uncorrelated", np.array([[0.0, 0], [0, 2], [8, 0], [8, 2]]), eps=1.0)
zca_whiten.case("5 samples in the plane", PLANE, eps=0.5)
zca_whiten.case("8 samples, 3 features", CLOUD)
zca_whiten.case("constant feature", np.insert(PLANE, 1, 7.0, axis=1), eps=0.1)
zca_whiten.case("fewer samples than features", integers(4, 6), eps=0.1)
zca_whiten.case("large mean", CLOUD + 1e4, eps=1.0)
zca_whiten.case("float32 noise", noise(40, 4))


PCA = "This is PCA whitening, which leaves the data turned: multiply by V^T at the end."


def _pca_whiten(
    x: Array, eps: float = 1e-5, *, turn: Callable[[Array], Array]
) -> Array:
    """Whiten along the components, in the order and with the signs of ``turn``."""
    scores = centred(x) @ turn(centred(x))
    white: Array = scores / np.sqrt((scores**2).sum(axis=0) / (len(x) - 1) + eps)
    return white


def _without_eps(x: Array, variances: Array, vectors: Array, eps: float) -> Array:
    with np.errstate(all="ignore"):
        return _whitened(x, variances, vectors, 0)


def _zca_slip(sentence: str, **wrong: Any) -> None:
    """Add a mistake in one part of the work."""
    zca_whiten.mistake(sentence, partial(_zca_whiten, **wrong))


_zca_slip("The mean is not subtracted: x - x.mean(axis=0).", centre=lambda x: x)
_zca_slip(OVERALL_MEAN, centre=lambda x: x - x.mean())
_zca_slip("The covariance divides by N: divide by N - 1.", ddof=0)
_zca_slip("eps is missing: divide by sqrt(variance + eps).", formula=_without_eps)
_zca_slip(
    "Your eps is always 1e-5: add the argument eps.",
    formula=lambda x, variances, vectors, eps: _whitened(x, variances, vectors, 1e-5),
)
_zca_slip(
    "eps stands outside the root: divide by sqrt(variance + eps).",
    formula=lambda x, variances, vectors, eps: (
        x @ vectors / (np.sqrt(variances) + eps) @ vectors.T
    ),
)
_zca_slip(
    "You divide by the variances: divide by their roots, sqrt(variance + eps).",
    formula=lambda x, variances, vectors, eps: (
        x @ vectors / (variances + eps) @ vectors.T
    ),
)
_zca_slip(
    PCA,
    formula=lambda x, variances, vectors, eps: x @ vectors / np.sqrt(variances + eps),
)
for _turns in (
    lambda x: np.linalg.eigh(covariance(x))[1],
    lambda x: np.linalg.eigh(covariance(x))[1][:, ::-1],
    lambda x: np.linalg.svd(x, full_matrices=False)[2].T,
):
    zca_whiten.mistake(PCA, partial(_pca_whiten, turn=_turns))
_zca_slip(
    "V and V^T are exchanged: columns of V are the directions, so x @ V comes first.",
    formula=lambda x, variances, vectors, eps: _whitened(x, variances, vectors.T, eps),
)
_zca_slip(
    "You divide each feature by its own deviation: they stay correlated.",
    formula=lambda x, variances, vectors, eps: x / np.sqrt(x.var(axis=0, ddof=1) + eps),
)
