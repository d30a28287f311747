import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dlnotes.unsupervised as ops
from dlnotes.unsupervised import kmeans_plusplus_probabilities
from tests.oracles import assert_agrees, sample
from tests.unsupervised.oracles import assert_plusplus, assert_plusplus_start


def test_by_hand():
    assert_plusplus(ops)


def test_starts_follow_the_probabilities():
    assert_plusplus_start(ops)


@given(st.integers(0, 10_000), st.integers(1, 4), st.floats(0.1, 1e3))
def test_shifted_scaled_and_shuffled(seed, k, scale):
    x = sample((12, 3), seed=seed)
    p = kmeans_plusplus_probabilities(x, x[:k])
    order = np.random.default_rng(seed).permutation(12)
    moved = scale * x + 1
    assert np.isclose(p.sum(), 1)
    assert (p[:k] == 0).all()
    assert_agrees(kmeans_plusplus_probabilities(moved[order], moved[:k]), p[order])


def test_float32_is_read_precisely():
    x = (1e3 + 1e-2 * sample((500, 2), seed=1)).astype(np.float32)
    p = kmeans_plusplus_probabilities(x, x[:2])
    exact = kmeans_plusplus_probabilities(x.astype(float), x[:2].astype(float))
    assert_agrees(p, exact, tol=1e-5)


@pytest.mark.parametrize(
    ("x", "centers", "error", "message"),
    [
        ([[1.0]], np.ones((1, 1)), TypeError, "x is a list"),
        (np.ones((3, 1)), np.ones((1, 1), np.float32), TypeError, "expected one dtype"),
        (np.ones((3, 2)), np.ones((1, 1)), ValueError, "but x has 2 features"),
        (np.ones((3, 2)), np.ones((0, 2)), ValueError, "centers has 0 rows"),
    ],
)
def test_wrong_arguments(x, centers, error, message):
    with pytest.raises(error, match=message):
        kmeans_plusplus_probabilities(x, centers)
