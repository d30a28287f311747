"""The exercises on PCA: the components, white data, how many components to keep."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

__all__ = ["explained_components", "pca", "zca_whiten"]

_PLANE = np.array([[0.0, 1.0], [2.0, 5.0], [6.0, 0.0], [4.0, 6.0], [3.0, 3.0]])
_CLOUD = integers(8, 3) + 4
_OVERALL_MEAN = "You subtract one mean of all numbers: each feature has its own."


def _centred(x: Array) -> Array:
    centred: Array = x - x.mean(axis=0)
    return centred


# --- pca ------------------------------------------------------------------------------


@exercise("components", "explained_variance")
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
    centre: Callable[[Array], Array] = _centred,
    rows: Callable[[Array], Array] = lambda vt: vt,
    positive: Callable[[Array], float] = _largest,
    variances: Callable[[Array, int], Array] = lambda s, n: s**2 / (n - 1),
) -> tuple[Array, Array]:
    """Return components and variances; each part of the work can be another."""
    _, s, vt = np.linalg.svd(centre(x), full_matrices=False)
    components = [-c if positive(c) < 0 else c for c in rows(vt)[:n_components]]
    return np.array(components), variances(s, len(x))[:n_components]


pca.case("on a line", np.array([[0.0, 1.0], [4.0, 3.0], [8.0, 5.0]]), 1)
pca.case("1 of 2 components", _PLANE, 1)
pca.case("2 of 2 components", _PLANE, 2)
pca.case("8 samples, 3 features", _CLOUD, 3)
pca.case("constant feature", np.insert(_PLANE, 1, 7.0, axis=1), 2)
pca.case("fewer samples than features", integers(4, 6), 3)
pca.case("features of several scales", _CLOUD * [1, 10, 100] + 50, 2)
pca.case("float32 noise", noise(40, 4) * np.array([1, 2, 4, 8], np.float32), 3)


def _pca_slip(sentence: str, **wrong: Any) -> None:
    """Add a mistake in one part of the work."""
    pca.mistake(sentence, partial(_pca, **wrong))


_pca_slip("The mean is not subtracted: x - x.mean(axis=0).", centre=lambda x: x)
_pca_slip(_OVERALL_MEAN, centre=lambda x: x - x.mean())
_pca_slip(
    "You subtract each sample's own mean: each feature has its own.",
    centre=lambda x: x - x.mean(axis=1, keepdims=True),
)
_pca_slip(
    "You divide by the standard deviations, which gives other components: only centre.",
    centre=lambda x: _centred(x) / np.where(np.ptp(x, axis=0), x.std(axis=0), 1),
)
_pca_slip(
    "You return columns of NumPy's last factor: it is V transposed, so that the "
    "components are its rows.",
    rows=lambda vt: vt.T,
)
_pca_slip(
    "Your components come with the variances ascending, as eigh gives them.",
    rows=lambda vt: vt[::-1],
)
_pca_slip(
    "A component has the wrong sign: its largest entry in absolute value is negative.",
    positive=lambda component: 1.0,
)
_pca_slip(
    "A component has the wrong sign: the entry that is largest in absolute value "
    "decides, not the first.",
    positive=lambda component: component[0],
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


# --- zca_whiten -----------------------------------------------------------------------


@exercise()
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
    centre: Callable[[Array], Array] = _centred,
    ddof: int = 1,
    formula: Callable[[Array, Array, Array, float], Array] = _whitened,
) -> Array:
    """Return white data; each part of the work can be another."""
    x = centre(x)
    vectors, variances, _ = np.linalg.svd(x.T @ x / (len(x) - ddof))
    return formula(x, variances, vectors, eps)


zca_whiten.case("2 values", np.array([[1.0], [3.0]]), eps=2.0)
zca_whiten.case("uncorrelated", np.array([[0.0, 0], [0, 2], [8, 0], [8, 2]]), eps=1.0)
zca_whiten.case("5 samples in the plane", _PLANE, eps=0.5)
zca_whiten.case("8 samples, 3 features", _CLOUD)
zca_whiten.case("constant feature", np.insert(_PLANE, 1, 7.0, axis=1), eps=0.1)
zca_whiten.case("fewer samples than features", integers(4, 6), eps=0.1)
zca_whiten.case("large mean", _CLOUD + 1e4, eps=1.0)
zca_whiten.case("float32 noise", noise(40, 4))


def _without_eps(x: Array, variances: Array, vectors: Array, eps: float) -> Array:
    with np.errstate(all="ignore"):
        return _whitened(x, variances, vectors, 0)


def _zca_slip(sentence: str, **wrong: Any) -> None:
    """Add a mistake in one part of the work."""
    zca_whiten.mistake(sentence, partial(_zca_whiten, **wrong))


_zca_slip("The mean is not subtracted: x - x.mean(axis=0).", centre=lambda x: x)
_zca_slip(_OVERALL_MEAN, centre=lambda x: x - x.mean())
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
    "This is PCA whitening, which leaves the data turned: multiply by V^T at the end.",
    formula=lambda x, variances, vectors, eps: x @ vectors / np.sqrt(variances + eps),
)
_zca_slip(
    "V and V^T are exchanged: columns of V are the directions, so x @ V comes first.",
    formula=lambda x, variances, vectors, eps: _whitened(x, variances, vectors.T, eps),
)
_zca_slip(
    "You divide each feature by its own deviation: they stay correlated.",
    formula=lambda x, variances, vectors, eps: x / np.sqrt(x.var(axis=0, ddof=1) + eps),
)


# --- explained_components -------------------------------------------------------------


@exercise()
def explained_components(explained_variance: Array, share: float) -> int:
    """Return the least number of components whose variances reach a share of the whole.

    explained_variance holds the variances along all components, in descending order;
    0 < share <= 1. The number is an int.
    """
    reached = np.cumsum(explained_variance)
    return int(np.searchsorted(reached, share * reached[-1])) + 1


_HALVES = np.array([8.0, 4.0, 2.0, 1.0, 1.0])
explained_components.case("1 component", np.array([3.0]), 0.5)
explained_components.case("2 components", np.array([3.0, 1.0]), 0.5)
explained_components.case("the share is met exactly", _HALVES, 0.75)
explained_components.case("just above it", _HALVES, 0.76)
explained_components.case("nearly all", _HALVES, 0.95)
explained_components.case("all of it", _HALVES, 1.0)
explained_components.case("equal variances", np.full(8, 0.5), 0.8)
explained_components.case("nothing in the last", np.array([3.0, 1.0, 0, 0]), 1.0)
explained_components.case("a long tail", 1 / np.arange(1.0, 65) ** 2, 0.99)

explained_components.mistake(
    "You take the number nearest to the share: the share must be reached.",
    lambda v, share: int(np.abs(np.cumsum(v) / v.sum() - share).argmin()) + 1,
)
explained_components.mistake(
    "One too few: argmax and searchsorted give an index, which counts from 0.",
    lambda v, share: explained_components.oracle(v, share) - 1,
)
explained_components.mistake(
    "Where the share is met exactly you take one more: compare with >=, not >.",
    lambda v, share: min(
        int(np.searchsorted(np.cumsum(v), share * v.sum(), side="right")) + 1, len(v)
    ),
)
explained_components.mistake(
    "You compare sums of variances with a share: divide them by the whole sum.",
    lambda v, share: min(int(np.searchsorted(np.cumsum(v), share)) + 1, len(v)),
)
explained_components.mistake(
    "You compare single variances with the share: their cumulative sum counts.",
    lambda v, share: int(np.sum(v / v.sum() >= share)),
)
explained_components.mistake(
    "You sum standard deviations: shares are of the variance.",
    lambda v, share: explained_components.oracle(np.sqrt(v), share),
)
explained_components.mistake(
    "You begin with the smallest variances: the largest come first.",
    lambda v, share: explained_components.oracle(v[::-1], share),
)
explained_components.mistake(
    "You take that share of the components: the share of the variance counts.",
    lambda v, share: int(np.ceil(share * len(v))),
)
