import tracemalloc

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import dlnotes.unsupervised as ops
from dlnotes.unsupervised import KMeans, MiniBatchKMeans, lloyd_step
from tests.oracles import assert_agrees, sample
from tests.unsupervised.oracles import assert_mini_batch, assert_mini_batch_empty


def test_is_scikit_learn():
    assert_mini_batch(ops)


def test_empty_clusters():
    assert_mini_batch_empty(ops)


def test_one_batch_is_one_step():
    x = sample((50, 3), seed=0)
    centers = MiniBatchKMeans(4, init=x[:4]).partial_fit(x).cluster_centers_
    assert_agrees(centers, lloyd_step(x, x[:4])[1])


def test_each_centre_is_the_mean_of_its_samples():
    kmeans, own = MiniBatchKMeans(3, init=sample((3, 2), seed=9)), [[], [], []]
    for seed in range(5):
        batch = sample((20, 2), seed=seed)
        known = kmeans if seed else KMeans(3, init=kmeans.init, max_iter=1)
        start = kmeans.cluster_centers_ if seed else np.asarray(known.init)
        nearest = np.square(batch[:, None] - start).sum(axis=2).argmin(axis=1)
        for sample_, k in zip(batch, nearest, strict=True):
            own[k].append(sample_)
        kmeans.partial_fit(batch)
    assert_agrees(kmeans.cluster_centers_, np.array([np.mean(o, axis=0) for o in own]))
    assert kmeans.counts_.tolist() == [len(o) for o in own]


def test_fit_comes_near_k_means():
    x = sample((3000, 2), seed=1) + 6 * (np.arange(3000) % 3)[:, None]
    full = KMeans(3, random_state=0).fit(x)
    kmeans = MiniBatchKMeans(3, batch_size=200, random_state=0).fit(x)
    assert kmeans.inertia_ <= 1.01 * full.inertia_
    assert kmeans.n_steps_ == 15 * kmeans.n_iter_
    assert np.array_equal(kmeans.predict(x), kmeans.labels_)


def test_fit_ends_after_max_iter():
    kmeans = MiniBatchKMeans(3, max_iter=2, tol=0, batch_size=10, random_state=0)
    assert kmeans.fit(sample((40, 2), seed=1)).n_iter_ == 2
    assert kmeans.fit(sample((40, 2), seed=1)).n_steps_ == 8


def test_memory_is_the_batch_alone():
    kmeans = MiniBatchKMeans(4, random_state=0)
    peaks = []
    for seed in range(6):
        batch = sample((5000, 8), seed=seed)
        tracemalloc.start()
        kmeans.partial_fit(batch)
        kept, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        peaks.append(peak / batch.nbytes)
    assert max(peaks[1:]) < 4
    assert kept < batch.nbytes / 4


def test_small_spread_far_from_the_origin_in_float32():
    groups = np.arange(2000) % 2
    x = (1e3 + 1e-2 * sample((2000, 3), seed=2) + groups[:, None]).astype(np.float32)
    kmeans = MiniBatchKMeans(2, init=x[:2])
    for first in range(0, 2000, 100):
        kmeans.partial_fit(x[first : first + 100])
    assert kmeans.cluster_centers_.dtype == np.float32
    assert np.array_equal(kmeans.predict(x), groups)
    assert np.abs(kmeans.cluster_centers_ - [[1000], [1001]]).max() < 2e-3


def test_more_empty_clusters_than_samples():
    kmeans = MiniBatchKMeans(4, init=[[0.0], [50.0], [60.0], [70.0]])
    kmeans.partial_fit(np.zeros((4, 1))).partial_fit(np.array([[1.0]]))
    assert kmeans.counts_.sum() == 5
    assert np.isfinite(kmeans.cluster_centers_).all()


def test_pipeline_and_grid_search():
    x = load_iris().data
    model = make_pipeline(StandardScaler(), MiniBatchKMeans(random_state=0))
    search = GridSearchCV(model, {"minibatchkmeans__n_clusters": [1, 3]}, cv=3).fit(x)
    assert search.best_params_ == {"minibatchkmeans__n_clusters": 3}


@pytest.mark.parametrize("method", ["fit", "partial_fit"])
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n_clusters": 0}, ValueError, "n_clusters is 0, expected at least 1"),
        ({"n_clusters": 6}, ValueError, "n_samples=5, expected at least n_clusters=6"),
        ({"init": "farthest"}, ValueError, "init is 'farthest', expected one of"),
        ({"init": np.ones((3, 3))}, ValueError, r"init has shape \(3, 3\), expected"),
    ],
)
def test_wrong_parameters(method, options, error, message):
    kmeans = MiniBatchKMeans(**({"n_clusters": 2} | options))
    with pytest.raises(error, match=message):
        getattr(kmeans, method)(np.eye(5, 3))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"max_iter": 0}, ValueError, "max_iter is 0"),
        ({"batch_size": 0}, ValueError, "batch_size is 0"),
        ({"batch_size": 1.5}, TypeError, r"batch_size is 1\.5"),
        ({"tol": -1.0}, ValueError, r"tol is -1\.0"),
    ],
)
def test_wrong_parameters_of_fit(options, error, message):
    with pytest.raises(error, match=message):
        MiniBatchKMeans(2, **options).fit(np.eye(5, 3))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_wrong_data(bad):
    x = np.eye(4)
    kmeans = MiniBatchKMeans(2, random_state=0).partial_fit(x)
    x[1, 2] = bad
    for method in (MiniBatchKMeans(2).fit, kmeans.partial_fit, kmeans.predict):
        with pytest.raises(ValueError, match="X contains"):
            method(x)
