import numpy as np
import pytest
from hypothesis import given

from dlnotes import normalization
from dlnotes.normalization import (
    layer_norm,
    layer_norm_backward,
    standardize,
    standardize_backward,
)
from tests.normalization.oracles import LAYER, assert_layer_norm, assert_small_blocks
from tests.normalization.strategies import images, scales, shifts
from tests.normalization.stress import (
    assert_huge_eps,
    assert_rows_alone,
    assert_rows_apart,
)
from tests.oracles import assert_agrees, check_finite_differences, sample

VARIANTS = [
    {"dtype": np.float32},
    {"given": ""},
    {"given": "w"},
    {"given": "b"},
    {"strided": True},
    {"eps": 0.5},
]


@pytest.mark.parametrize("case", LAYER, ids=str)
@pytest.mark.parametrize("variant", [{}, *VARIANTS], ids=str)
def test_is_torch_s(case, variant):
    assert_layer_norm(normalization, case, **variant)


@pytest.mark.parametrize("case", LAYER, ids=str)
def test_small_blocks_are_torch_s(case):
    assert_small_blocks(normalization, ("layer_norm", case))


def test_gradients_are_slopes():
    x, weight, bias = (sample(shape, seed=0) for shape in ((3, 2, 4), (2, 4), (2, 4)))
    check_finite_differences(
        lambda x, *p: layer_norm(x, (2, 4), *p),
        lambda dy, x, *p: layer_norm_backward(dy, x, (2, 4), *p),
        x,
        weight,
        bias,
    )


def test_by_hand():
    x = np.array([[1.0, 5], [10, 30]])
    # means 3 and 20, variances 4 and 100; with eps 21: roots 5 and 11
    y = layer_norm(x, 2, np.array([5.0, 1]), np.array([0.0, 3]), eps=21.0)
    assert y[0].round(12).tolist() == [-2, 3.4]
    assert (y[1] * 11).round(12).tolist() == [-50, 43]


def test_backward_by_hand():
    x, dy = np.array([[-1.0, 1, -1, 1]]), np.array([[4.0, 0, 0, 0]])
    weight = np.array([3.0, 1, 1, 1])
    # g = (12, 0, 0, 0) less its mean 3 less x times the mean -3 of g x
    dx, dweight, dbias = layer_norm_backward(dy, x, 4, weight, weight, eps=0.0)
    assert dx.tolist() == [[6, 0, -6, 0]]
    assert dweight.tolist() == [-4, 0, 0, 0]
    assert dbias.tolist() == [4, 0, 0, 0]


@given(images())
def test_is_standardize_of_each_sample(x):
    dy = np.cos(x)
    assert_agrees(layer_norm(x, x.shape[1:]), standardize(x, (1, 2, 3)))
    dx, *_ = layer_norm_backward(dy, x, x.shape[1:])
    assert_agrees(dx, standardize_backward(dy, x, (1, 2, 3)), tol=1e-8)


@given(images(), scales, shifts)
def test_blind_to_scale_and_shift_of_a_sample(x, scale, shift):
    moved = x.copy()
    moved[0] = scale * x[0] + shift
    shape = x.shape[1:]
    y = layer_norm(x, shape, eps=0.0)
    assert_agrees(layer_norm(moved, shape, eps=0.0), y, tol=1e-6)


@given(images(min_batch=2))
def test_a_sample_does_not_see_its_batch(x):
    together = layer_norm(x, x.shape[1:])
    assert_agrees(layer_norm(x[0], x.shape[1:]), together[0])


@given(images(min_length=3))
def test_idempotent(x):
    y = layer_norm(x, x.shape[1:], eps=0.0)
    assert_agrees(layer_norm(y, x.shape[1:], eps=0.0), y)


def test_rows_that_are_hard_in_float32_stand_apart():
    assert_rows_apart(normalization)


def test_a_row_is_what_it_is_alone():
    assert_rows_alone(normalization)


def test_an_eps_as_large_as_float32():
    assert_huge_eps(normalization)


def test_nan_stays_in_its_sample():
    x = sample((3, 4), seed=0)
    x[1, 0] = np.nan
    assert np.isnan(layer_norm(x, 4)).any(axis=1).tolist() == [False, True, False]


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)

MALFORMED = [
    ({"x": [1.0]}, TypeError, "x is a list"),
    ({"x": np.ones((2, 3), int)}, TypeError, "x is int64"),
    ({"x": f32((2, 3, 4))}, TypeError, "x is float32, weight is float64"),
    (
        {"normalized_shape": (3,)},
        ValueError,
        r"normalized_shape is \(3,\), expected the last sizes of x, .* \(2, 3, 4\)",
    ),
    ({"normalized_shape": (2, 3)}, ValueError, r"normalized_shape is \(2, 3\)"),
    ({"normalized_shape": (1, 2, 3, 4)}, ValueError, "normalized_shape is"),
    ({"normalized_shape": ()}, ValueError, r"normalized_shape is \(\)"),
    ({"normalized_shape": 3}, ValueError, "normalized_shape is 3"),
    ({"normalized_shape": 4.0}, TypeError, "normalized_shape is 4.0"),
    ({"normalized_shape": (3, 4.0)}, TypeError, "normalized_shape is 4.0"),
    ({"normalized_shape": (3, -4)}, ValueError, "normalized_shape is -4"),
    ({"normalized_shape": None}, TypeError, "normalized_shape is None"),
    ({"weight": f64(4)}, ValueError, r"weight has shape \(4,\), expected \(3, 4\)"),
    ({"weight": 1.0}, TypeError, "weight is a float"),
    ({"bias": f64((4, 3))}, ValueError, r"bias has shape \(4, 3\)"),
    ({"bias": f32((3, 4))}, TypeError, "bias is float32"),
    ({"eps": -1e-5}, ValueError, "eps is -1e-05"),
    ({"eps": None}, TypeError, "eps is None"),
]


def arguments(**changes):
    """A good call of layer_norm, spoilt."""
    good = {"x": f64((2, 3, 4)), "normalized_shape": (3, 4)}
    return good | {"weight": f64((3, 4)), "bias": f64((3, 4))} | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    with pytest.raises(error, match=message):
        layer_norm(**arguments(**changes))
    with pytest.raises(error, match=message):
        layer_norm_backward(f64((2, 3, 4)), **arguments(**changes))


@pytest.mark.parametrize(
    ("dy", "error"),
    [(f64((3, 4)), ValueError), (f32((2, 3, 4)), TypeError), (1.0, TypeError)],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        layer_norm_backward(dy, **arguments())


def test_the_good_call_is_good():
    assert layer_norm(**arguments()).shape == (2, 3, 4)
