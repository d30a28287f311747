"""The exercise on the principal components."""

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


@exercise("components", "explained_variance", keeps_dtype=False)
def pca(x: Array, n_components: int) -> tuple[Array, Array]:
    """Return the principal components of x, (N, D), and the variances along them.

    components is (n_components, D), in descending order of the variances, which are
    (n_components,) and divide by N - 1. A component is determined but for its sign:
    make the entry that is largest in absolute value positive.
    """
    return _pca(x, n_components)


def _largest(component: Array) -> float:
    return float(component[np.abs(component).argmax()])


def _pca(
    x: Array,
    n_components: int,
    *,
    centre: Callable[[Array], Array] = centred,
    rows: Callable[[Array], Array] = lambda vt: vt,
    positive: Callable[[Array], float] = _largest,
    variances: Callable[[Array, int], Array] = lambda s, n: s**2 / (n - 1),
) -> tuple[Array, Array]:
    """Return components and variances; each part of the work can be another."""
    _, s, vt = np.linalg.svd(centre(x), full_matrices=False)
    components = [-c if positive(c) < 0 else c for c in rows(vt)[:n_components]]
    return np.array(components), variances(s, len(x))[:n_components]


def _by_eigh(
    x: Array,
    n_components: int,
    *,
    descending: bool = True,
    columns: bool = True,
    positive: Callable[[Array], float] = _largest,
) -> tuple[Array, Array]:
    """Return the same from the covariance; each part of the work can be another."""
    variances, vectors = np.linalg.eigh(covariance(centred(x)))
    if descending:
        variances, vectors = variances[::-1], vectors[:, ::-1]
    chosen = (vectors.T if columns else vectors)[:n_components]
    components = [-c if positive(c) < 0 else c for c in chosen]
    return np.array(components), variances[:n_components]


pca.case("on a line", np.array([[0.0, 1.0], [4.0, 3.0], [8.0, 5.0]]), 1)
pca.case("1 of 2 components", PLANE, 1)
pca.case("2 of 2 components", PLANE, 2)
pca.case("8 samples, 3 features", CLOUD, 3)
_DIAGONAL = np.array([[-1.0], [0], [1], [2]]) * [3.0, -2, -2] + integers(4, 3) / 8
pca.case("largest entry against the sum", _DIAGONAL, 1)
pca.case("constant feature", np.insert(PLANE, 1, 7.0, axis=1), 2)
pca.case("fewer samples than features", integers(4, 6), 3)
pca.case("features of several scales", CLOUD * [1, 10, 100] + 50, 2)
pca.case("float32 noise", noise(40, 4) * np.array([1, 2, 4, 8], np.float32), 3)


ASCENDING = "Your components come with the variances ascending, as eigh gives them."
WRONG_SIGN = (
    "A component has the wrong sign: its largest entry in absolute value is negative."
)


def _pca_slip(sentence: str, **wrong: Any) -> None:
    """Add a mistake in one part of the work."""
    pca.mistake(sentence, partial(_pca, **wrong))


_pca_slip("The mean is not subtracted: x - x.mean(axis=0).", centre=lambda x: x)
_pca_slip(OVERALL_MEAN, centre=lambda x: x - x.mean())
_pca_slip(
    "You subtract each sample's own mean: each feature has its own.",
    centre=lambda x: x - x.mean(axis=1, keepdims=True),
)
_pca_slip(
    "You divide by the standard deviations, which gives other components: only centre.",
    centre=lambda x: centred(x) / np.where(np.ptp(x, axis=0), x.std(axis=0), 1),
)
_pca_slip(
    "You return columns of NumPy's last factor: it is V transposed, so that the "
    "components are its rows.",
    rows=lambda vt: vt.T,
)
_pca_slip(ASCENDING, rows=lambda vt: vt[::-1])
for _sign in (_largest, lambda component: 1.0):
    pca.mistake(ASCENDING, partial(_by_eigh, descending=False, positive=_sign))
pca.mistake(
    "You return rows of the matrix that eigh gives: the components are its columns.",
    partial(_by_eigh, columns=False),
)
for _sign in (lambda component: 1.0, lambda component: -_largest(component)):
    pca.mistake(WRONG_SIGN, partial(_by_eigh, positive=_sign))
_pca_slip(WRONG_SIGN, positive=lambda component: 1.0)
_pca_slip(
    "A component has the wrong sign: the entry that is largest in absolute value "
    "decides, not the first.",
    positive=lambda component: component[0],
)
_pca_slip(
    "A component has the wrong sign: the entry that is largest in absolute value "
    "decides, not the sum.",
    positive=lambda component: component.sum(),
)
_pca_slip(
    "explained_variance holds the singular values: square them, divide by N - 1.",
    variances=lambda s, n: s,
)
_pca_slip("explained_variance is not divided by N - 1.", variances=lambda s, n: s**2)
_pca_slip(
    "explained_variance is divided by N: divide by N - 1.",
    variances=lambda s, n: s**2 / n,
)
_pca_slip(
    "explained_variance holds standard deviations: square them.",
    variances=lambda s, n: s / np.sqrt(n - 1),
)
_pca_slip(
    "explained_variance holds shares of the whole: return the variances themselves.",
    variances=lambda s, n: s**2 / np.sum(s**2),
)
