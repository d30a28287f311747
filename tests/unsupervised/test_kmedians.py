import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV

import dlnotes.unsupervised as ops
from dlnotes.unsupervised import KMeans, KMedians
from tests.oracles import sample
from tests.unsupervised.oracles import assert_kmedians, assert_kmedians_falls


def test_by_hand_and_the_best_partition():
    assert_kmedians(ops)


def test_objective_never_rises():
    assert_kmedians_falls(ops)


def test_an_outlier_does_not_pull_the_median():
    x = np.array([[0.0], [1.0], [2.0], [3.0], [1000.0]])
    assert KMedians(1).fit(x).cluster_centers_.tolist() == [[2.0]]
    assert KMeans(1).fit(x).cluster_centers_[0, 0] > 200


def test_duplicates():
    x = np.repeat([[0.0, 1.0], [2.0, 3.0]], 5, axis=0)
    with pytest.warns(ConvergenceWarning, match="n_clusters is 3, but 1 of"):
        kmedians = KMedians(3, random_state=0).fit(x)
    assert kmedians.inertia_ == 0


def test_as_many_clusters_as_samples():
    x = sample((6, 2), seed=1)
    kmedians = KMedians(6, random_state=0).fit(x)
    assert sorted(kmedians.labels_) == list(range(6))
    assert kmedians.inertia_ == 0


def test_shuffled_and_float32():
    x = sample((40, 3), seed=2, dtype=np.float32)
    order = np.random.default_rng(0).permutation(40)
    kmedians, moved = (KMedians(4, init=x[:4]).fit(a) for a in (x, x[order]))
    assert kmedians.cluster_centers_.dtype == kmedians.transform(x).dtype == np.float32
    assert np.array_equal(moved.cluster_centers_, kmedians.cluster_centers_)
    assert np.array_equal(moved.labels_, kmedians.labels_[order])
    assert np.array_equal(kmedians.predict(x), kmedians.labels_)


def test_grid_search():
    x = load_iris().data
    search = GridSearchCV(KMedians(random_state=0), {"n_clusters": [1, 3]}, cv=3)
    assert search.fit(x).best_params_ == {"n_clusters": 3}


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n_clusters": 6}, ValueError, "n_samples=5, expected at least n_clusters=6"),
        ({"init": "medians"}, ValueError, "init is 'medians', expected one of"),
        ({"tol": -1.0}, ValueError, r"tol is -1\.0"),
    ],
)
def test_wrong_parameters(options, error, message):
    with pytest.raises(error, match=message):
        KMedians(**({"n_clusters": 2} | options)).fit(np.eye(5, 3))
