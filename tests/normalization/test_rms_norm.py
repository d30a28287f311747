import numpy as np
import pytest
import torch
from hypothesis import given

from dlnotes import normalization
from dlnotes.normalization import layer_norm, rms_norm, rms_norm_backward
from tests.normalization.oracles import LAYER, assert_rms_norm, assert_small_blocks
from tests.normalization.strategies import images, scales
from tests.oracles import assert_agrees, check_finite_differences, sample

VARIANTS = [
    {"dtype": np.float32},
    {"given": ""},
    {"strided": True},
    {"eps": 0.5},
]


@pytest.mark.parametrize("case", LAYER, ids=str)
@pytest.mark.parametrize("variant", [{}, *VARIANTS], ids=str)
def test_is_torch_s(case, variant):
    assert_rms_norm(normalization, case, **variant)


@pytest.mark.parametrize("case", LAYER, ids=str)
def test_small_blocks_are_torch_s(case):
    assert_small_blocks(normalization, ("rms_norm", case))


def test_gradients_are_slopes():
    x, weight = sample((3, 2, 4), seed=0), sample((2, 4), seed=1)
    check_finite_differences(
        lambda x, w: rms_norm(x, (2, 4), w),
        lambda dy, x, w: rms_norm_backward(dy, x, (2, 4), w),
        x,
        weight,
    )


def test_by_hand():
    # mean square 25; with eps 11: root 6
    y = rms_norm(np.array([[1.0, 7]]), 2, np.array([6.0, -1]), eps=11.0)
    assert (y * 6).round(12).tolist() == [[6, -7]]
    assert (rms_norm(np.array([[1.0, 7]]), (2,)) * 5).round(12).tolist() == [[1, 7]]


def test_backward_by_hand():
    x, dy = np.array([[-1.0, 1, -1, 1]]), np.array([[4.0, 0, 0, 0]])
    # g = (12, 0, 0, 0) less x times the mean -3 of g x
    dx, dweight = rms_norm_backward(dy, x, 4, np.array([3.0, 1, 1, 1]), eps=0.0)
    assert dx.tolist() == [[9, 3, -3, 3]]
    assert dweight.tolist() == [-4, 0, 0, 0]


@pytest.mark.parametrize("size", [1e30, 1e-30])
def test_float32_under_stress(size):
    x, weight = sample((3, 20), seed=0), sample((20,), seed=1)
    small = (x * size).astype(np.float32)
    wide = torch.tensor(small, dtype=torch.float64, requires_grad=True)
    y = torch.nn.functional.rms_norm(wide, (20,), torch.tensor(weight), eps=1e-80)
    y.backward(torch.tensor(x))
    parameter = weight.astype(np.float32)
    actual = rms_norm(small, 20, parameter, eps=1e-80)
    assert_agrees(actual, y.detach().numpy().astype(np.float32))
    dx, _ = rms_norm_backward(x.astype(np.float32), small, 20, parameter, eps=1e-80)
    assert_agrees(dx, wide.grad.numpy().astype(np.float32))


@given(images(), scales)
def test_blind_to_scale(x, scale):
    shape = x.shape[1:]
    y = rms_norm(x, shape, eps=0.0)
    assert_agrees(rms_norm(scale * x, shape, eps=0.0), y)


@given(images())
def test_is_layer_norm_where_the_mean_is_zero(x):
    x = x - x.mean(axis=(1, 2, 3), keepdims=True)
    shape = x.shape[1:]
    assert_agrees(rms_norm(x, shape, eps=1e-5), layer_norm(x, shape))


@given(images(min_batch=2))
def test_idempotent_and_a_sample_does_not_see_its_batch(x):
    shape = x.shape[1:]
    y = rms_norm(x, shape, eps=0.0)
    assert_agrees(rms_norm(y, shape, eps=0.0), y)
    assert_agrees(rms_norm(x[0], shape, eps=0.0), y[0])


def test_zeros_stay():
    x = np.zeros((2, 3), np.float32)
    assert_agrees(rms_norm(x, 3), x)


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)

MALFORMED = [
    ({"x": [1.0]}, TypeError, "x is a list"),
    ({"x": f32((2, 3))}, TypeError, "x is float32, weight is float64"),
    ({"normalized_shape": (2,)}, ValueError, r"normalized_shape is \(2,\), expected"),
    ({"normalized_shape": ()}, ValueError, r"normalized_shape is \(\)"),
    ({"normalized_shape": 3.0}, TypeError, "normalized_shape is 3.0"),
    ({"weight": f64(2)}, ValueError, r"weight has shape \(2,\), expected \(3,\)"),
    ({"weight": 1.0}, TypeError, "weight is a float"),
    ({"eps": -1e-5}, ValueError, "eps is -1e-05"),
    ({"eps": "0"}, TypeError, "eps is '0'"),
]


def arguments(**changes):
    """A good call of rms_norm, spoilt."""
    return {"x": f64((2, 3)), "normalized_shape": 3, "weight": f64(3)} | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    with pytest.raises(error, match=message):
        rms_norm(**arguments(**changes))
    with pytest.raises(error, match=message):
        rms_norm_backward(f64((2, 3)), **arguments(**changes))


@pytest.mark.parametrize(
    ("dy", "error"),
    [(f64((3, 2)), ValueError), (f32((2, 3)), TypeError), (1.0, TypeError)],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        rms_norm_backward(dy, **arguments())


def test_the_good_call_is_good():
    assert rms_norm(**arguments()).shape == (2, 3)
