"""Each bug below is planted in a copy of the package; the oracles must see it."""

from functools import partial

import pytest

from tests.mutants import mutate
from tests.unsupervised import checks

BY_SVD, BY_COVARIANCE = {"solver": "svd"}, {"solver": "covariance"}
CHECKS = {
    "pca": [
        partial(checks.assert_pca, **BY_SVD),
        partial(checks.assert_pca, **BY_COVARIANCE),
        partial(checks.assert_pca, **BY_COVARIANCE, mean=1e3, whiten=True),
        partial(checks.assert_pca, **BY_SVD, n_components=0.9, whiten=True),
        partial(checks.assert_pca, **BY_COVARIANCE, shape=(5, 9), n_components=3),
        partial(checks.assert_pca_model, **BY_SVD),
        partial(checks.assert_small_spread, **BY_SVD),
        partial(checks.assert_small_spread, **BY_COVARIANCE),
    ],
    "kmeans": [
        partial(checks.assert_kmeans, seed=0),
        partial(checks.assert_kmeans, seed=1, tol=0.1),
        partial(checks.assert_kmeans, seed=1, n=600),
        partial(checks.assert_kmeans, seed=2, max_iter=2),
        partial(checks.assert_kmeans, seed=3, k=8, far=4.0),
        checks.assert_kmeans_duplicates,
        checks.assert_best_start,
    ],
    "lloyd": [
        checks.assert_lloyd_by_hand,
        checks.assert_kmeans_empty,
        checks.assert_kmeans_falls,
    ],
    "kmedians": [checks.assert_kmedians, checks.assert_kmedians_falls],
    "mini batch": [checks.assert_mini_batch, checks.assert_mini_batch_empty],
    "plusplus": [checks.assert_plusplus, checks.assert_plusplus_start],
    "zca": [checks.assert_zca],
}
MUTANTS = {
    "pca: not centred": ("pca", "_centre.py", "(x - mean)", "x"),
    "pca: centred in float32": (
        "pca",
        "_centre.py",
        "dtype=np.float64",
        "dtype=x.dtype",
    ),
    "pca: mean of the products kept": ("pca", "pca.py", "-= of_mean", "-= 0"),
    "pca: large means cancel": (
        "pca",
        "pca.py",
        "(of_mean.diagonal() > 10 * products.diagonal()).any()",
        "False",
    ),
    "pca: biased variances": ("pca", "pca.py", "/ (len(x) - 1)", "/ len(x)"),
    "pca: ascending": ("pca", "pca.py", "vectors.T[::-1][:kept]", "vectors.T[:kept]"),
    "pca: columns for rows": ("pca", "pca.py", "vectors.T[::-1]", "vectors[::-1]"),
    "pca: signs left to chance": (
        "pca",
        "pca.py",
        "components * np.sign(",
        "components * np.abs(",
    ),
    "pca: sign of the first entry": (
        "pca",
        "pca.py",
        "np.abs(components).argmax(",
        "np.isnan(components).argmax(",
    ),
    "pca: one component too few": ("pca", "pca.py", "int(fewer) + 1", "int(fewer)"),
    "pca: whitened by variances": (
        "pca",
        "pca.py",
        "np.sqrt(self.explained_variance_)",
        "self.explained_variance_",
    ),
    "pca: not unwhitened": ("pca", "pca.py", "(x * self._scale())", "x"),
    "pca: noise summed": ("pca", "pca.py", "left.mean()", "left.sum()"),
    "pca: noise counted twice": (
        "pca",
        "pca.py",
        "self.explained_variance_ - self.noise_variance_",
        "self.explained_variance_",
    ),
    "lloyd: farthest centre": ("lloyd", "_clusters.py", "argmin(axis=1)", "argmax(1)"),
    "lloyd: norms forgotten": ("lloyd", "_clusters.py", "scores += norms", "scores"),
    "lloyd: sums for means": (
        "lloyd",
        "lloyd_step.py",
        "sums * (1 / np.maximum(counts, 1))[:, None]",
        "sums",
    ),
    "lloyd: empty clusters stay": (
        "lloyd",
        "lloyd_step.py",
        "np.flatnonzero(counts == 0)",
        "np.flatnonzero(counts < 0)",
    ),
    "lloyd: nearest sample fills": (
        "lloyd",
        "_clusters.py",
        "np.argpartition(distances,",
        "np.argpartition(-distances,",
    ),
    "lloyd: moved sample counted twice": (
        "lloyd",
        "_clusters.py",
        "sums[labels[sample]] -= x[sample]",
        "pass",
    ),
    "lloyd: every block is the first": (
        "kmeans",
        "_clusters.py",
        "x[block] @ directions",
        "x[: len(x[block])] @ directions",
    ),
    "kmeans: the last start wins": (
        "kmeans",
        "kmeans.py",
        "min(descents, key=lambda descent: descent[0])",
        "list(descents)[-1]",
    ),
    "kmeans: tol not scaled": (
        "kmeans",
        "kmeans.py",
        " * x.var(axis=0).mean()",
        "",
    ),
    "kmeans: no end at equal labels": (
        "kmeans",
        "kmeans.py",
        "np.array_equal(labels, old_labels)",
        "False",
    ),
    "kmeans: labels of the old centres": (
        "kmeans",
        "kmeans.py",
        "self._nearest(x, centers)",
        "self._nearest(x, old_centers)",
    ),
    "kmeans: centres left at the origin": (
        "kmeans",
        "kmeans.py",
        "centers + origin",
        "centers",
    ),
    "kmeans: squared distances": (
        "kmeans",
        "_centers.py",
        "np.sqrt(squared_distances(x, centers))",
        "squared_distances(x, centers)",
    ),
    "kmeans: score is positive": (
        "kmeans",
        "_centers.py",
        "return -self._objective",
        "return self._objective",
    ),
    "kmedians: means": ("kmedians", "kmedians.py", "np.median(own", "np.mean(own"),
    "kmedians: Euclidean": (
        "kmedians",
        "kmedians.py",
        "np.abs(x - center)",
        "np.square(x - center)",
    ),
    "kmedians: empty clusters stay": (
        "kmedians",
        "kmedians.py",
        "[: len(empty)]] = empty",
        "[:0]] = 0",
    ),
    "kmedians: nearest sample fills": (
        "kmedians",
        "kmedians.py",
        "argsort()[::-1]",
        "argsort()",
    ),
    "mini batch: forgets": (
        "mini batch",
        "mini_batch_kmeans.py",
        "self.counts_ += counts",
        "self.counts_ = counts",
    ),
    "mini batch: centres not subtracted": (
        "mini batch",
        "mini_batch_kmeans.py",
        "sums - counts[:, None] * centers",
        "sums",
    ),
    "mini batch: idle centres are empty": (
        "mini batch",
        "mini_batch_kmeans.py",
        "self.counts_ + counts == 0",
        "counts == 0",
    ),
    "mini batch: labels of the old centres": (
        "mini batch",
        "mini_batch_kmeans.py",
        "        self._learn(x)\n        return self._label(x)",
        "        self._label(x)\n        self._learn(x)\n        return self",
    ),
    "plusplus: distances not squared": (
        "plusplus",
        "kmeans_plusplus.py",
        "in_proportion(squared_distances(x, centers).min(axis=1))",
        "in_proportion(squared_distances(x, centers).min(axis=1) ** 0.5)",
    ),
    "plusplus: farthest centre": (
        "plusplus",
        "kmeans_plusplus.py",
        "min(axis=1)",
        "max(axis=1)",
    ),
    "plusplus: 0 / 0": (
        "plusplus",
        "kmeans_plusplus.py",
        "if total > 0 else np.full(len(weights), 1 / len(weights))",
        "if total > 0 else weights",
    ),
    "plusplus: starts at random": (
        "plusplus",
        "kmeans_plusplus.py",
        ", p=in_proportion(closest)",
        "",
    ),
    "plusplus: earlier centres forgotten": (
        "plusplus",
        "kmeans_plusplus.py",
        "np.minimum(closest, squared_distances(x, x[chosen[-1:]])[:, 0])",
        "squared_distances(x, x[chosen[-1:]])[:, 0]",
    ),
    "zca: biased covariance": ("zca", "zca_whiten.py", "/ (len(x) - 1)", "/ len(x)"),
    "zca: not turned back": ("zca", "zca_whiten.py", " @ vectors.T", ""),
    "zca: by variances": (
        "zca",
        "zca_whiten.py",
        "np.sqrt(variances + eps)",
        "(variances + eps)",
    ),
    "zca: eps outside the root": (
        "zca",
        "zca_whiten.py",
        "np.sqrt(variances + eps)",
        "(np.sqrt(variances) + eps)",
    ),
}


def run_checks(ops, target):
    for check in CHECKS[target]:
        check(ops)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_rejected(name, tmp_path):
    target, file, old, new = MUTANTS[name]
    broken = mutate("dlnotes.unsupervised", file, old, new, tmp_path)
    with pytest.raises((AssertionError, ValueError)):
        run_checks(broken, target)


@pytest.mark.parametrize("target", CHECKS)
def test_unbroken_copy_is_accepted(target, tmp_path):
    copy = mutate("dlnotes.unsupervised", "pca.py", "def fit", "def fit", tmp_path)
    run_checks(copy, target)
