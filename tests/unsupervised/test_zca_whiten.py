import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dlnotes.unsupervised as ops
from dlnotes.unsupervised import zca_matrix, zca_whiten
from tests.oracles import assert_agrees
from tests.unsupervised.oracles import assert_zca, spread


def test_is_whitening_turned_back():
    assert_zca(ops)


def test_by_hand():
    x = np.array([[0.0, 0.0], [0.0, 3.0], [3.0, 0.0], [3.0, 3.0]])  # variances 3
    assert_agrees(zca_whiten(x, eps=1.0), (x - 1.5) / 2)


@given(st.integers(0, 10_000))
def test_no_white_version_is_nearer(seed):
    x, rng = spread((30, 3), seed=seed), np.random.default_rng(seed)
    white, centred = zca_whiten(x, eps=0), x - x.mean(axis=0)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert np.allclose(np.cov(white, rowvar=False), np.eye(3), atol=1e-10)
    nearer = np.square(white @ turn - centred).sum()
    assert np.square(white - centred).sum() <= nearer + 1e-9


@given(st.integers(0, 10_000))
def test_turned_and_shifted(seed):
    x, rng = spread((30, 3), seed=seed), np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    moved = zca_whiten(x @ turn + rng.normal(size=3))
    assert_agrees(moved, zca_whiten(x) @ turn)


def test_small_spread_far_from_the_origin_in_float32():
    noise = spread((2000, 3), seed=1, dtype=np.float32)
    x = np.float32(1e3) + np.float32(1e-2) * noise
    white = zca_whiten(x, eps=0)
    assert white.dtype == np.float32
    assert np.allclose(np.cov(white, rowvar=False), np.eye(3), atol=1e-3)


def test_eps_tames_a_constant_feature():
    x = np.column_stack([spread((30, 2), seed=2), np.full(30, 9.0)])
    assert (zca_whiten(x)[:, 2] == 0).all()
    with pytest.raises(ValueError, match="eps is 0, expected more"):
        zca_whiten(x, eps=0)


def test_more_features_than_samples():
    x = spread((4, 9), seed=3)
    assert np.isfinite(zca_whiten(x)).all()
    with pytest.raises(ValueError, match="eps is 0, expected more"):
        zca_whiten(x, eps=0)


@pytest.mark.parametrize(
    ("x", "eps", "error", "message"),
    [
        ([[1.0]], 1e-5, TypeError, "x is a list"),
        (np.ones((3, 2), int), 1e-5, TypeError, "x is int64"),
        (np.ones(3), 1e-5, ValueError, "x has 1 dimensions"),
        (np.ones((1, 2)), 1e-5, ValueError, r"x has shape \(1, 2\), expected two"),
        (np.ones((3, 0)), 1e-5, ValueError, r"x has shape \(3, 0\), expected two"),
        (np.full((3, 2), np.nan), 1e-5, ValueError, "x has NaN or infinite"),
        (np.full((3, 2), np.inf), 1e-5, ValueError, "x has NaN or infinite"),
        (np.eye(3), -1.0, ValueError, r"eps is -1\.0"),
        (np.eye(3), "small", TypeError, "eps is 'small'"),
    ],
)
def test_wrong_arguments(x, eps, error, message):
    for function in (zca_whiten, zca_matrix):
        with pytest.raises(error, match=message):
            function(x, eps=eps)
