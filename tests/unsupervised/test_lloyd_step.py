import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dlnotes.unsupervised as ops
from dlnotes.unsupervised import lloyd_step
from tests.oracles import assert_agrees, sample
from tests.unsupervised.oracles import (
    assert_kmeans_empty,
    assert_kmeans_falls,
    assert_lloyd_by_hand,
)


def test_by_hand():
    assert_lloyd_by_hand(ops)


def test_objective_never_rises():
    assert_kmeans_falls(ops)


def test_empty_cluster_takes_the_farthest_sample():
    assert_kmeans_empty(ops)


def test_the_only_sample_of_a_cluster_moves_away():
    # Cluster 0 loses its far sample to cluster 1, which had none, and joins cluster 2.
    x = np.array([[10.0], [0.0], [2.0]])
    labels, centers = lloyd_step(x, np.array([[6.0], [99.0], [1.0]]))
    assert labels.tolist() == [0, 2, 2]
    assert centers.tolist() == [[1.0], [10.0], [1.0]]


def test_ties_go_to_the_first_centre():
    labels, _ = lloyd_step(np.zeros((3, 2)), np.array([[1.0, 0.0], [-1.0, 0.0]]))
    assert labels.tolist() == [0, 0, 0]


def test_all_samples_alike():
    labels, centers = lloyd_step(np.full((3, 2), 4.0), np.full((2, 2), 4.0))
    assert labels.tolist() == [0, 0, 0]
    assert (centers == 4).all()


@given(st.integers(0, 10_000), st.integers(1, 600), st.integers(1, 6))
def test_is_the_formula(seed, n, k):
    k = min(k, n)
    x = sample((n, 3), seed=seed)
    nearest = np.square(x[:, None] - x[:k]).sum(axis=2).argmin(axis=1)
    labels, centers = lloyd_step(x, x[:k])  # no cluster is empty: each has its start
    assert np.array_equal(labels, nearest)
    assert labels.dtype == np.int32
    assert_agrees(centers, np.array([x[nearest == j].mean(axis=0) for j in range(k)]))


def test_float32_and_strides():
    wide = sample((30, 6), seed=1, dtype=np.float32)
    x = wide[::2, ::-2]
    labels, centers = lloyd_step(x, x[:4])
    expected = lloyd_step(x.copy(), x[:4].copy())
    assert centers.dtype == np.float32
    assert np.array_equal(labels, expected[0])
    assert_agrees(centers, expected[1])


@pytest.mark.parametrize(
    ("x", "centers", "error", "message"),
    [
        ([[1.0]], np.ones((1, 1)), TypeError, "x is a list"),
        (np.ones((3, 1), int), np.ones((1, 1)), TypeError, "x is int64"),
        (np.ones((3, 1)), np.ones((1, 1), np.float32), TypeError, "expected one dtype"),
        (np.ones(3), np.ones((1, 1)), ValueError, "x has 1 dimensions"),
        (np.ones((3, 2)), np.ones((1, 1)), ValueError, "but x has 2 features"),
        (np.ones((3, 2)), np.ones((4, 2)), ValueError, "centers has 4 rows"),
        (np.ones((3, 2)), np.ones((0, 2)), ValueError, "centers has 0 rows"),
    ],
)
def test_wrong_arguments(x, centers, error, message):
    with pytest.raises(error, match=message):
        lloyd_step(x, centers)
