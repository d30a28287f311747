"""What every estimator and function keeps: scikit-learn's checks, range, refusals."""

import os
import subprocess
import sys

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.estimator_checks import estimator_checks_generator

import dlnotes.unsupervised as ops
from dlnotes.unsupervised import (
    PCA,
    KMeans,
    KMedians,
    MiniBatchKMeans,
    kmeans_plusplus_probabilities,
    lloyd_step,
    zca_matrix,
    zca_whiten,
)
from tests.oracles import assert_agrees
from tests.unsupervised.oracles import RANGES, assert_range, spread

KINDS = pytest.mark.parametrize("kind", [KMeans, KMedians, MiniBatchKMeans])
HELPERS = pytest.mark.parametrize("of", [kmeans_plusplus_probabilities, lloyd_step])
ESTIMATORS = [
    PCA(),
    PCA(2, whiten=True, solver="covariance"),
    KMeans(),
    KMedians(),
    MiniBatchKMeans(),
]
# One check runs only under SCIPY_ARRAY_API=1, which SciPy reads once, at its import.
ELSEWHERE = "check_array_api_input"
SCRIPT = f"""
from sklearn.utils.estimator_checks import estimator_checks_generator
from dlnotes.unsupervised import *
for estimator in {ESTIMATORS}:
    own = estimator_checks_generator(estimator)
    (check,) = (c for _, c in own if c.func.__name__ == "{ELSEWHERE}")
    check(estimator)
"""
CHECKS = [
    pytest.param(check, own, id=f"{own}-{check.func.__name__}")
    for estimator in ESTIMATORS
    for own, check in estimator_checks_generator(estimator)
    if check.func.__name__ != ELSEWHERE
]


@pytest.mark.parametrize(("check", "estimator"), CHECKS)
def test_scikit_learn(check, estimator):
    check(estimator)


def test_scikit_learn_with_other_array_libraries():
    command = [sys.executable, "-c", SCRIPT]
    run = subprocess.run(
        command,
        env=os.environ | {"SCIPY_ARRAY_API": "1"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr


def test_without_scikit_learn_the_error_says_what_to_install():
    script = "import sys; sys.modules['sklearn'] = None; import dlnotes.unsupervised"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert 'pip install "dlnotes[learn]"' in run.stderr.splitlines()[-1]


def test_range():
    assert_range(ops)


@pytest.mark.parametrize(("scale", "dtype"), RANGES)
def test_whitening_knows_no_scale(scale, dtype):
    x = spread((50, 3), seed=1, mean=2.0)
    white = zca_whiten((x * scale).astype(dtype), eps=0)
    assert_agrees(white, zca_whiten(x, eps=0).astype(dtype), tol=1e-5)


@KINDS
def test_means_of_a_million(kind):
    x = np.full((1_000_000, 1), 100.3, np.float32)
    x[::2] = -7.7
    fitted = kind(2, init=[[-1.0], [1.0]], max_iter=2).fit(x)
    assert_agrees(fitted.cluster_centers_, x[:2], tol=1e-7)


@KINDS
def test_fewer_distinct_samples_than_clusters(kind):
    with pytest.warns(ConvergenceWarning, match="too few distinct samples"):
        kind(5, random_state=0).fit(np.repeat(np.eye(3), 5, 0))


@KINDS
def test_masked_arrays(kind):
    x = np.ma.masked_array(np.eye(4), mask=np.eye(4))
    fitted = kind(2, random_state=0).fit(x.data)
    for method in (kind(2).fit, fitted.predict, fitted.transform, fitted.score):
        with pytest.raises(TypeError, match="X is a MaskedArray"):
            method(x)
        with pytest.raises(TypeError, match="X holds a MaskedArray"):
            method(list(x))
    with pytest.raises(TypeError, match="init is a MaskedArray"):
        kind(4, init=x).fit(x.data)


@KINDS
@pytest.mark.parametrize("random_state", ["a", -1, 2**32])
def test_a_bad_random_state_is_named(kind, random_state):
    with pytest.raises(ValueError, match=f"random_state is {random_state!r}, expected"):
        kind(2, random_state=random_state).fit(np.eye(4))


@KINDS
@pytest.mark.filterwarnings("error")
def test_the_greatest_numbers_that_can_be_summed(kind):
    x = np.repeat([[1.7e38], [-1.7e38]], 4, axis=0).astype(np.float32)
    x[1::4] *= np.float32(0.9)
    assert kind(2, random_state=0).fit(x).labels_.sum() == 4


@pytest.mark.parametrize("function", [zca_matrix, zca_whiten])
def test_masked_arrays_in_whitening(function):
    with pytest.raises(TypeError, match="x is a MaskedArray"):
        function(np.ma.masked_array(np.eye(4), mask=np.eye(4)))


@HELPERS
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_helpers_refuse_what_is_no_number(of, bad):
    x = np.array([[0.0], [1.0], [bad]])
    with pytest.raises(ValueError, match="x has NaN or infinite"):
        of(x, np.zeros((1, 1)))
    with pytest.raises(ValueError, match="centers has NaN or infinite"):
        of(np.zeros((3, 1)), x[2:])


@HELPERS
def test_helpers_refuse_what_is_empty_or_unlike(of):
    with pytest.raises(ValueError, match="expected one sample and one feature"):
        of(np.ones((0, 1)), np.ones((1, 1)))
    with pytest.raises(ValueError, match="expected one sample and one feature"):
        of(np.ones((1, 0)), np.ones((1, 0)))
    with pytest.raises(ValueError, match="centers has 0 rows"):
        of(np.ones((2, 1)), np.ones((0, 1)))
    with pytest.raises(TypeError, match="expected one dtype"):
        of(np.ones((2, 1)), np.ones((1, 1), np.float32))


@KINDS
def test_numbers_of_numpy(kind):
    x = np.eye(4)
    options = {"max_iter": np.int16(5), "tol": np.float32(1e-4), "random_state": 0}
    assert len(kind(np.int64(2), **options).fit(x).cluster_centers_) == 2
    for wrong in ({"n_clusters": True}, {"tol": False}, {"max_iter": np.True_}):
        with pytest.raises(TypeError, match=f"{next(iter(wrong))} is "):
            kind(**({"n_clusters": 2} | wrong)).fit(x)


@pytest.mark.parametrize("kind", [KMeans, MiniBatchKMeans])
def test_sums_beyond_float64(kind):
    with pytest.raises(ValueError, match="so large that float64"):
        kind(2, random_state=0).fit(np.array([[1.7e308], [1e308], [-1.7e308]]))
    with pytest.raises(ValueError, match="so large that float64"):
        ops.PCA().fit(np.array([[1.7e308, 0.0], [1.7e308, 1.0], [1.6e308, 3.0]]))
