import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import covariance_pool, covariance_pool_backward
from tests.oracles import assert_agrees, check_finite_differences, sample
from tests.pooling.formulas import CASES, agrees_with_its_formula


@pytest.mark.parametrize("case", CASES["covariance_pool"], ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    agrees_with_its_formula(pooling, "covariance_pool", case, **variant)


def test_gradients_are_slopes():
    x = sample((2, 3, 3, 2), seed=0)
    check_finite_differences(covariance_pool, covariance_pool_backward, x)


def test_by_hand():
    x = np.array([[[3.0, -3, 1, -1]], [[3, -3, -1, 1]]]) + 7
    y = covariance_pool(x)  # eigenvalues 9 and 1
    assert_agrees(y, np.array([[2.0, 1], [1, 2]]))
    assert_agrees(y @ y, np.array([[5.0, 4], [4, 5]]))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_stays_in_its_image(bad):
    x, dy = sample((3, 2, 4, 4), seed=0), sample((3, 2, 2), seed=1)
    y, dx = covariance_pool(x), covariance_pool_backward(dy, x)
    x[1, 0, 2, 2] = bad
    y[1], dx[1] = np.nan, np.nan
    assert_agrees(covariance_pool(x), y)
    assert_agrees(covariance_pool_backward(dy, x), dx)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [1e-300, 1e-170, 1e160, 1e300])
def test_squares_that_no_float_holds(scale):
    x, dy = sample((2, 3, 4, 4), seed=0), sample((2, 3, 3), seed=1)
    assert_agrees(covariance_pool(x * scale), covariance_pool(x) * scale, tol=1e-12)
    dx = covariance_pool_backward(dy, x)
    assert_agrees(covariance_pool_backward(dy, x * scale), dx, tol=1e-12)


def test_fewer_places_than_channels():
    x = sample((2, 6, 1, 3), seed=0)
    y = covariance_pool(x)
    flat = x.reshape(2, 6, 3)
    covariance = np.array([np.cov(maps, bias=True) for maps in flat])
    assert_agrees(y @ y, covariance, tol=1e-9)
    dx = covariance_pool_backward(np.ones_like(y), x)
    assert np.isfinite(dx).all()


def test_equal_eigenvalues_have_a_gradient():
    x = np.array([[[1.0, -1, 0, 0]], [[0, 0, 1, -1]]])  # covariance I/2
    # y = sqrt(covariance); around a multiple of I its slope is that of a number
    dx = covariance_pool_backward(np.eye(2), x)
    assert_agrees(dx, x * (2 / 4) / (2 * np.sqrt(0.5)))


def test_a_constant_and_an_empty_batch():
    constant = np.ones((2, 3, 3))
    assert not covariance_pool(constant).any()
    assert not covariance_pool_backward(np.ones((2, 2)), constant).any()
    empty = np.ones((0, 2, 3, 3))
    assert covariance_pool(empty).shape == (0, 2, 2)
    assert covariance_pool_backward(np.ones((0, 2, 2)), empty).shape == empty.shape


def test_wrong_input_is_named():
    with pytest.raises(ValueError, match="x has 2 dimensions"):
        covariance_pool(np.ones((3, 3)))
    with pytest.raises(TypeError, match="x is int64"):
        covariance_pool_backward(np.ones((1, 1)), np.ones((1, 3, 3), int))
    with pytest.raises(ValueError, match=r"dy has shape \(1, 2\), expected \(1, 1\)"):
        covariance_pool_backward(np.ones((1, 2)), np.ones((1, 3, 3)))
