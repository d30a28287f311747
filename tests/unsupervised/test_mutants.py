"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

from functools import partial

from tests.mutants import mutant_test
from tests.unsupervised import oracles
from tests.unsupervised.mutants import MUTANTS

BY_SVD, BY_COVARIANCE = {"solver": "svd"}, {"solver": "covariance"}
ORACLES = {
    "pca": [
        partial(oracles.assert_pca, **BY_SVD),
        partial(oracles.assert_pca, **BY_COVARIANCE),
        partial(oracles.assert_pca, **BY_COVARIANCE, mean=1e3, whiten=True),
        partial(oracles.assert_pca, **BY_SVD, n_components=0.9, whiten=True),
        partial(oracles.assert_pca, **BY_COVARIANCE, shape=(5, 9), n_components=3),
        partial(oracles.assert_pca_model, **BY_SVD),
        oracles.assert_pca_rank,
        partial(oracles.assert_small_spread, **BY_SVD),
        partial(oracles.assert_small_spread, **BY_COVARIANCE),
    ],
    "kmeans": [
        partial(oracles.assert_kmeans, seed=0),
        partial(oracles.assert_kmeans, seed=1, tol=0.1),
        partial(oracles.assert_kmeans, seed=1, n=600),
        partial(oracles.assert_kmeans, seed=2, max_iter=2),
        partial(oracles.assert_kmeans, seed=3, k=8, far=4.0),
        oracles.assert_kmeans_duplicates,
        oracles.assert_best_start,
    ],
    "lloyd": [
        oracles.assert_lloyd_by_hand,
        oracles.assert_kmeans_empty,
        oracles.assert_kmeans_falls,
    ],
    "kmedians": [oracles.assert_kmedians, oracles.assert_kmedians_falls],
    "mini batch": [oracles.assert_mini_batch, oracles.assert_mini_batch_empty],
    "plusplus": [oracles.assert_plusplus, oracles.assert_plusplus_start],
    "zca": [oracles.assert_zca],
    "range": [oracles.assert_range],
    "pca range": [oracles.assert_pca_without_variance, oracles.assert_pca_ties],
}


def all_of(own):
    """Return a noticer that asks each of these oracles."""

    def noticer(ops):
        for oracle in own:
            oracle(ops)

    return noticer


NOTICERS = {name: all_of(own) for name, own in ORACLES.items()}
test_mutants = mutant_test("dlnotes.unsupervised", MUTANTS, NOTICERS)
