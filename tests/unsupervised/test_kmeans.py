import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

import dlnotes.unsupervised as ops
from dlnotes.unsupervised import KMeans
from tests.oracles import assert_agrees, sample
from tests.unsupervised.oracles import (
    assert_best_start,
    assert_kmeans,
    assert_kmeans_duplicates,
)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "options",
    [{}, {"max_iter": 2}, {"tol": 0}, {"tol": 0.1}, {"k": 1}, {"k": 119}, {"n": 600}],
)
def test_is_scikit_learn(seed, options):
    assert_kmeans(ops, seed=seed, **options)


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
def test_is_scikit_learn_where_clusters_empty(seed):
    assert_kmeans(ops, seed=seed, k=8, far=4.0)


def test_is_scikit_learn_where_samples_repeat():
    assert_kmeans_duplicates(ops)


@pytest.mark.parametrize("init", ["k-means++", "random"])
class TestStarts:
    def test_best_of_several(self, init):
        x = sample((60, 2), seed=0)
        options = dict(n_clusters=6, init=init, random_state=3)
        many = KMeans(n_init=8, **options).fit(x)
        assert many.inertia_ <= KMeans(n_init=1, **options).fit(x).inertia_

    def test_random_state(self, init):
        x = sample((60, 2), seed=0)
        first, again = (KMeans(5, init=init, random_state=7).fit(x) for _ in "ab")
        assert np.array_equal(first.cluster_centers_, again.cluster_centers_)

    def test_as_many_clusters_as_samples(self, init):
        x = sample((6, 2), seed=1)
        kmeans = KMeans(6, init=init, random_state=0).fit(x)
        assert sorted(kmeans.labels_) == list(range(6))
        assert kmeans.inertia_ < 1e-28


def test_finds_the_best_partition():
    assert_best_start(ops)


def test_by_hand():
    x = np.array([[0.0], [1.0], [2.0], [10.0], [12.0]])
    kmeans = KMeans(2, init=[[0.0], [1.0]]).fit(x)
    assert_agrees(kmeans.cluster_centers_, np.array([[1.0], [11.0]]))
    assert kmeans.labels_.tolist() == [0, 0, 0, 1, 1]
    assert np.isclose(kmeans.inertia_, 4)
    assert kmeans.n_iter_ == 3  # 0 | 1 2 10 12, then 0 1 2 | 10 12 twice
    assert kmeans.predict([[5.0], [7.0]]).tolist() == [0, 1]
    assert_agrees(kmeans.transform([[5.0]]), np.array([[4.0, 6.0]]))


def test_duplicates():
    x = np.repeat([[0.0, 1.0], [2.0, 3.0]], 5, axis=0)
    with pytest.warns(ConvergenceWarning, match="n_clusters is 3, but 1 of"):
        kmeans = KMeans(3, random_state=0).fit(x)
    assert kmeans.inertia_ == 0
    assert np.isfinite(kmeans.cluster_centers_).all()


def test_constant_features():
    x = np.column_stack([sample((30,), seed=1), np.full(30, 7.0)])
    assert (KMeans(3, random_state=0).fit(x).cluster_centers_[:, 1] == 7).all()
    with pytest.warns(ConvergenceWarning):
        kmeans = KMeans(2, random_state=0).fit(np.full((4, 2), 0.1))
    assert_agrees(kmeans.cluster_centers_, np.full((2, 2), 0.1))


@pytest.mark.parametrize("k", [2, 5])
def test_small_spread_far_from_the_origin_in_float32(k):
    groups = np.arange(2000) % k
    x = 1e3 + 1e-2 * sample((2000, 3), seed=2) + groups[:, None]
    kmeans = KMeans(k, random_state=0).fit(x.astype(np.float32))
    assert kmeans.cluster_centers_.dtype == np.float32
    order = kmeans.cluster_centers_[:, 0].argsort().argsort()
    assert np.array_equal(order[kmeans.labels_], groups)
    assert np.array_equal(kmeans.predict(x), kmeans.labels_)
    assert np.isclose(kmeans.inertia_, 2000 * 3 * 1e-4, rtol=0.1)


@given(st.integers(0, 10_000))
def test_turned_shifted_and_shuffled(seed):
    x, rng = sample((40, 3), seed=seed), np.random.default_rng(seed)
    turn, order = np.linalg.qr(rng.normal(size=(3, 3)))[0], rng.permutation(40)
    shift = rng.normal(size=3)
    kmeans = KMeans(4, init=x[:4]).fit(x)
    moved = KMeans(4, init=x[:4] @ turn + shift).fit((x @ turn + shift)[order])
    assert_agrees(moved.cluster_centers_, kmeans.cluster_centers_ @ turn + shift)
    assert np.array_equal(moved.labels_, kmeans.labels_[order])
    assert np.array_equal(kmeans.predict(x), kmeans.labels_)


def test_pipeline_and_grid_search():
    x, y = load_iris(return_X_y=True)
    model = make_pipeline(KMeans(random_state=0), LogisticRegression())
    search = GridSearchCV(model, {"kmeans__n_clusters": [2, 8]}, cv=3).fit(x, y)
    assert search.best_params_ == {"kmeans__n_clusters": 8}
    assert search.best_score_ > 0.9
    search = GridSearchCV(KMeans(random_state=0), {"n_clusters": [1, 3]}, cv=3).fit(x)
    assert search.best_params_ == {"n_clusters": 3}
    names = search.best_estimator_.get_feature_names_out()
    assert list(names) == ["kmeans0", "kmeans1", "kmeans2"]


def test_x_and_init_are_not_modified():
    x = sample((20, 2), seed=4) + 5
    init, before = x[:3].copy(), x.copy()
    KMeans(3, init=init).fit(x)
    assert np.array_equal(x, before)
    assert np.array_equal(init, before[:3])


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n_clusters": 0}, ValueError, "n_clusters is 0, expected at least 1"),
        ({"n_clusters": 2.0}, TypeError, r"n_clusters is 2\.0, expected an integer"),
        ({"n_clusters": 6}, ValueError, "n_samples=5, expected at least n_clusters=6"),
        ({"init": "farthest"}, ValueError, "init is 'farthest', expected one of"),
        ({"init": np.ones((3, 3))}, ValueError, r"init has shape \(3, 3\), expected"),
        ({"init": [[np.nan, 0, 0]] * 2}, ValueError, "init contains NaN"),
        ({"n_init": 0}, ValueError, "n_init is 0"),
        ({"max_iter": 0}, ValueError, "max_iter is 0"),
        ({"tol": -1.0}, ValueError, r"tol is -1\.0"),
        ({"tol": "small"}, TypeError, "tol is 'small'"),
        ({"random_state": "x"}, ValueError, "random_state is 'x', expected"),
    ],
)
def test_wrong_parameters(options, error, message):
    with pytest.raises(error, match=message):
        KMeans(**({"n_clusters": 2} | options)).fit(np.eye(5, 3))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_wrong_data(bad):
    x = np.eye(4)
    kmeans = KMeans(2, random_state=0).fit(x)
    x[1, 2] = bad
    for method in (KMeans(2).fit, kmeans.predict, kmeans.transform, kmeans.score):
        with pytest.raises(ValueError, match="X contains"):
            method(x)
