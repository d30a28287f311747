import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import normalization
from dlnotes.normalization import standardize, standardize_backward
from tests.normalization.oracles import STANDARDIZE, assert_standardize
from tests.normalization.strategies import images, scales, shifts
from tests.normalization.stress import STRESS, standardize_in_float64
from tests.oracles import assert_agrees, check_finite_differences, sample


@pytest.mark.parametrize("case", STANDARDIZE, ids=str)
@pytest.mark.parametrize(
    "variant",
    [{}, {"dtype": np.float32}, {"strided": True}, {"eps": 0.5}],
    ids=lambda variant: next(iter(variant), "float64"),
)
def test_is_torch_s(case, variant):
    assert_standardize(normalization, case, **variant)


@pytest.mark.parametrize("case", STRESS)
@pytest.mark.parametrize("eps", [1e-5, 1e-80])
def test_float32_under_stress(case, eps):
    mean, std = STRESS[case]
    x = (mean + std * sample((3, 40), seed=0)).astype(np.float32)
    dy = sample(x.shape, seed=1, dtype=np.float32)
    y, dx = standardize_in_float64(dy, x, (1,), eps)
    assert_agrees(standardize(x, (1,), eps=eps), y)
    assert_agrees(standardize_backward(dy, x, (1,), eps=eps), dx)


def test_gradient_is_the_slope():
    x = sample((2, 3, 4), seed=0)
    for axes in [(0,), (2, 1), (0, 1, 2)]:
        check_finite_differences(
            lambda x, axes=axes: standardize(x, axes),
            lambda dy, x, axes=axes: standardize_backward(dy, x, axes),
            x,
        )


def test_by_hand():
    x = np.array([[1.0, 2, 9], [5, 6, 1]])
    # columns: mean 3, 4, 5 and variance 4, 4, 16; eps makes it 9, 9, 21
    y = standardize(x, (0,), eps=5.0)
    assert (y[:, :2] * 3).round(12).tolist() == [[-2, -2], [2, 2]]
    assert (y[:, 2] ** 2 * 21).round(12).tolist() == [16, 16]


def test_backward_by_hand():
    x, dy = np.array([[-1.0, 1, -1, 1]]), np.array([[4.0, 0, 0, 0]])
    # x_hat is x: 4 less the mean 1 less x times the mean -1
    dx = standardize_backward(dy, x, (1,), eps=0.0)
    assert dx.tolist() == [[2, 0, -2, 0]]


@given(images(), scales, shifts, st.sampled_from([(0, 2, 3), (1, 3), (3,)]))
def test_blind_to_scale_and_shift(x, scale, shift, axes):
    expected = standardize(x, axes, eps=0.0)
    assert_agrees(standardize(scale * x + shift, axes, eps=0.0), expected, tol=1e-6)


@given(images(min_length=3), st.sampled_from([(0, 2, 3), (1, 3), (3,)]))
def test_idempotent(x, axes):
    once = standardize(x, axes, eps=0.0)
    assert_agrees(standardize(once, axes, eps=0.0), once)


@given(images(min_length=3), st.sampled_from([(0, 2, 3), (1, 3), (3,)]))
def test_mean_0_variance_1_and_no_gradient_along_either(x, axes):
    x_hat = standardize(x, axes, eps=0.0)
    assert np.allclose(x_hat.mean(axes), 0, atol=1e-10)
    assert np.allclose(x_hat.var(axes), 1)
    dx = standardize_backward(np.sin(x), x, axes, eps=0.0)
    size = 1 + np.abs(dx).max()
    assert np.allclose(dx.sum(axes) / size, 0, atol=1e-9)
    assert np.allclose((dx * x_hat).sum(axes) / size, 0, atol=1e-9)


@pytest.mark.parametrize("axes", [(0,), (1,), (0, 1)])
def test_nothing_to_average(axes):
    empty = np.ones((0, 4))
    assert standardize(empty, axes).shape == (0, 4)
    assert standardize_backward(empty, empty, axes).shape == (0, 4)


def test_a_constant_becomes_zero():
    x = np.full((2, 3), 7.3, np.float32)
    assert_agrees(standardize(x, (0, 1)), np.zeros_like(x))


MALFORMED = [
    ({"x": [1.0]}, TypeError, "x is a list"),
    ({"x": np.ones((2, 3), int)}, TypeError, "x is int64"),
    ({"axes": 0}, TypeError, "axes is 0, expected a tuple of integers"),
    ({"axes": (0.0,)}, TypeError, "axes is 0.0, expected an integer"),
    ({"axes": ()}, ValueError, r"axes is \(\), expected one or more distinct axes"),
    ({"axes": (0, 0)}, ValueError, r"axes is \(0, 0\), expected .* distinct"),
    ({"axes": (1, -1)}, ValueError, r"axes is \(1, -1\)"),
    ({"axes": (2,)}, ValueError, r"axes is \(2,\), .* of x, whose shape is \(2, 3\)"),
    ({"axes": (-3,)}, ValueError, "axes is -3, expected at least -2"),
    ({"x": np.ones(())}, ValueError, r"axes is \(0,\)"),
    ({"eps": -1e-5}, ValueError, "eps is -1e-05, expected .* at least 0"),
    ({"eps": None}, TypeError, "eps is None, expected a number"),
    ({"eps": np.nan}, ValueError, "eps is nan"),
]


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    arguments = {"x": np.ones((2, 3)), "axes": (0,)} | changes
    with pytest.raises(error, match=message):
        standardize(**arguments)
    with pytest.raises(error, match=message):
        standardize_backward(np.ones((2, 3)), **arguments)


@pytest.mark.parametrize(
    ("dy", "error"),
    [
        (np.ones((3, 2)), ValueError),
        (np.ones((2, 3), np.float32), TypeError),
        (1.0, TypeError),
    ],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        standardize_backward(dy, np.ones((2, 3)), (0,))
