"""Time our k-means and PCA against scikit-learn's, one thread, float64.

k-means takes 20 steps from the same start. PCA keeps all components, of the 1,797
handwritten digits and of 5,000 samples whose variances fall off; "scikit-learn" is the
solver that it chooses itself, for these shapes the covariance, and "scikit-learn svd"
its full SVD. All answers are compared first; the memory is what a fit needs at most
beside the data.
"""

import tracemalloc
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import sklearn.cluster
import sklearn.decomposition
from sklearn.datasets import load_digits
from threadpoolctl import threadpool_limits

from dlnotes.unsupervised import PCA, KMeans
from tools.timing import interleaved_medians

SHAPES = {"KMeans": [(20_000, 64)], "PCA": [(1797, 64), (5000, 300)]}
CONFIG = {"task": [f"{name} {n} x {d}" for name in SHAPES for n, d in SHAPES[name]]}
CLUSTERS, STEPS = 50, 20
TOLERANCE = 1e-10

Contenders = Mapping[str, Callable[[], Any]]


def run(*, task: str) -> dict[str, Any]:
    """Time the fits of one task, once they agree."""
    name, n, _, d = task.split()
    x = samples(int(n), int(d))
    contenders = k_means(x) if name == "KMeans" else principal_components(x)
    with threadpool_limits(1):
        check_agreement(contenders)
        mib = {name: extra_mib(fit) for name, fit in contenders.items()}
        seconds = interleaved_medians(contenders, repeats=201, seconds=20)
    reference = seconds["scikit-learn"]
    return {
        "ms": {name: round(1e3 * t, 3) for name, t in seconds.items()},
        "ratio": {name: round(t / reference, 3) for name, t in seconds.items()},
        "mib": mib,
    }


def samples(n: int, d: int) -> np.ndarray:
    """Return the digits if that is their shape, else normal samples."""
    digits = load_digits().data
    if digits.shape == (n, d):
        return digits
    return np.random.default_rng(0).normal(size=(n, d)) * np.geomspace(1, 0.01, d)


def k_means(x: np.ndarray) -> Contenders:
    """Return fits from the same start, which end after the same steps."""
    options = dict(init=x[:CLUSTERS], n_init=1, max_iter=STEPS, tol=0)
    theirs = sklearn.cluster.KMeans(CLUSTERS, algorithm="lloyd", **options)
    return {
        "scikit-learn": partial(theirs.fit, x),
        "ours": partial(KMeans(CLUSTERS, **options).fit, x),
    }


def principal_components(x: np.ndarray) -> Contenders:
    """Return fits of all components."""
    theirs = sklearn.decomposition.PCA
    return {
        "scikit-learn": partial(theirs().fit, x),
        "scikit-learn svd": partial(theirs(svd_solver="full").fit, x),
        "auto": partial(PCA().fit, x),
        "covariance": partial(PCA(solver="covariance").fit, x),
        "svd": partial(PCA(solver="svd").fit, x),
    }


def check_agreement(contenders: Contenders) -> None:
    """Raise unless all find the centres, or the components, of scikit-learn."""
    expected = answer(contenders["scikit-learn"]())
    for name, fit in contenders.items():
        error = np.abs(answer(fit()) - expected).max() / np.abs(expected).max()
        if not error <= TOLERANCE:
            raise ValueError(f"{name} differs from scikit-learn by {error:.1e}")


def answer(estimator: Any) -> np.ndarray:
    """Return the centres, or the components along which the samples vary."""
    if hasattr(estimator, "cluster_centers_"):
        if estimator.n_iter_ != STEPS:
            raise ValueError(f"{estimator} took {estimator.n_iter_} steps")
        return estimator.cluster_centers_
    deviations = estimator.singular_values_
    return estimator.components_[deviations > 1e-6 * deviations[0]]


def extra_mib(fit: Callable[[], Any]) -> float:
    """Return the most memory that NumPy's arrays took at a time."""
    tracemalloc.start()
    fit()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return round(peak / 2**20, 2)


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Give the greatest ratios to scikit-learn."""
    ratios = [run["result"]["ratio"] for run in runs]
    pca = [ratio for ratio in ratios if "svd" in ratio]
    svd = [ratio["svd"] / ratio["scikit-learn svd"] for ratio in pca]
    return {
        "KMeans": max(ratio["ours"] for ratio in ratios if "ours" in ratio),
        "PCA, auto": max(ratio["auto"] for ratio in pca),
        "PCA, svd": max(ratio["svd"] for ratio in pca),
        "PCA, svd, to scikit-learn's svd": round(max(svd), 3),
    }
