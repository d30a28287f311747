import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import normalization
from dlnotes.normalization import (
    group_norm,
    group_norm_backward,
    instance_norm,
    instance_norm_backward,
    layer_norm,
    layer_norm_backward,
    standardize,
)
from tests.normalization.oracles import GROUP, assert_group_norm, assert_small_blocks
from tests.normalization.strategies import images, scales, shifts
from tests.oracles import assert_agrees, check_finite_differences, sample

# torch's own backward crashes with a bias but no weight
VARIANTS = [
    {"dtype": np.float32},
    {"given": ""},
    {"given": "w"},
    {"strided": True},
    {"eps": 0.5},
]


@pytest.mark.parametrize("case", GROUP, ids=str)
@pytest.mark.parametrize("variant", [{}, *VARIANTS], ids=str)
def test_is_torch_s(case, variant):
    assert_group_norm(normalization, case, **variant)


@pytest.mark.parametrize("case", GROUP, ids=str)
def test_small_blocks_are_torch_s(case):
    assert_small_blocks(normalization, ("group_norm", case))


def test_gradients_are_slopes():
    x, weight, bias = sample((2, 4, 3), seed=0), sample((4,), seed=1), np.ones(4)
    check_finite_differences(
        lambda x, *p: group_norm(x, 2, *p),
        lambda dy, x, *p: group_norm_backward(dy, x, 2, *p),
        x,
        weight,
        bias,
    )


def test_by_hand():
    x = np.array([[1.0, 5, 10, 30]])
    # means 3 and 20, variances 4 and 100; with eps 21: roots 5 and 11
    y = group_norm(x, 2, np.array([5.0, 5, 11, 11]), np.array([0.0, 0, 0, 1]), eps=21.0)
    assert y.round(12).tolist() == [[-2, 2, -10, 11]]


def test_backward_by_hand():
    x, dy = np.array([[-1.0, 1, -1, 1, 0, 0]]), np.array([[4.0, 0, 0, 0, 0, 0]])
    x, dy = x[:, :4], dy[:, :4]
    weight = np.array([3.0, 1, 1, 1])
    # one group, g = (12, 0, 0, 0): less its mean 3 less x times the mean -3 of g x
    dx, dweight, dbias = group_norm_backward(dy, x, 1, weight, weight, eps=0.0)
    assert dx.tolist() == [[6, 0, -6, 0]]
    assert dweight.tolist() == [-4, 0, 0, 0]
    assert dbias.tolist() == [4, 0, 0, 0]


@given(images())
def test_one_group_is_layer_norm_s_statistics(x):
    dy, shape = np.cos(x), x.shape[1:]
    assert_agrees(group_norm(x, 1), layer_norm(x, shape))
    dx, *_ = group_norm_backward(dy, x, 1)
    assert_agrees(dx, layer_norm_backward(dy, x, shape)[0], tol=1e-8)


@given(images(min_length=3))
def test_as_many_groups_as_channels_is_instance_norm(x):
    dy, p = np.cos(x), sample((2, x.shape[1]), seed=1)
    assert_agrees(group_norm(x, x.shape[1], *p), instance_norm(x, None, None, *p))
    ours = group_norm_backward(dy, x, x.shape[1], *p)
    theirs = instance_norm_backward(dy, x, None, None, *p)
    for a, b in zip(ours, theirs, strict=True):
        assert_agrees(a, b)


@given(images(), st.integers(1, 3), scales, shifts)
def test_blind_to_scale_and_shift_of_a_group(x, size, scale, shift):
    groups = x.shape[1]
    x = np.repeat(x, size, axis=1) + sample((1, groups * size, 1, 1), seed=1)
    moved = x.copy()
    moved[0, :size] = scale * x[0, :size] + shift
    y = group_norm(x, groups, eps=0.0)
    assert_agrees(group_norm(moved, groups, eps=0.0), y, tol=1e-6)
    grouped = x.reshape(len(x), groups, size, *x.shape[2:])
    expected = standardize(grouped, (2, 3, 4), eps=0.0).reshape(x.shape)
    assert_agrees(y, expected, tol=1e-8)


@given(images(min_batch=2))
def test_an_image_does_not_see_its_batch(x):
    assert_agrees(group_norm(x[:1], 1), group_norm(x, 1)[:1])


@given(images(min_length=3))
def test_idempotent(x):
    y = group_norm(x, 1, eps=0.0)
    assert_agrees(group_norm(y, 1, eps=0.0), y)


@pytest.mark.parametrize("shape", [(2, 4), (2, 4, 1, 1)])
def test_one_value_a_group_becomes_the_bias(shape):
    x, weight, bias = sample(shape, seed=0), sample((4,), seed=1), sample((4,), seed=2)
    y = group_norm(x, 4, weight, bias)
    assert_agrees(y.reshape(2, 4), np.stack([bias, bias]))
    dx, dweight, _ = group_norm_backward(y, x, 4, weight, bias)
    assert not dx.any()
    assert not dweight.any()


def test_bias_without_weight():
    x, bias, dy = sample((2, 4, 3), seed=0), sample((4,), seed=1), np.ones((2, 4, 3))
    y = group_norm(x, 2, bias=bias)
    assert_agrees(y, group_norm(x, 2) + bias[:, None])
    dx, dweight, dbias = group_norm_backward(dy, x, 2, bias=bias)
    assert_agrees(dx, group_norm_backward(dy, x, 2, np.ones(4))[0])
    assert dweight is None
    assert dbias.tolist() == [6] * 4


@pytest.mark.parametrize("shape", [(0, 4, 3), (2, 4, 0)])
def test_no_values(shape):
    x, ones = np.ones(shape), np.ones(4)
    assert group_norm(x, 2, ones, ones).shape == shape
    dx, dweight, dbias = group_norm_backward(x, x, 2, ones, ones)
    assert dx.shape == shape
    assert dweight.tolist() == dbias.tolist() == [0] * 4


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)

MALFORMED = [
    ({"x": [1.0]}, TypeError, "x is a list"),
    ({"x": f64(4)}, ValueError, "x has 1 dimensions"),
    ({"x": f32((2, 4, 3))}, TypeError, "x is float32, weight is float64"),
    ({"num_groups": 3}, ValueError, "num_groups is 3, but x has 4 channels"),
    ({"num_groups": 8}, ValueError, "num_groups is 8, but x has 4 channels"),
    ({"num_groups": 0}, ValueError, "num_groups is 0, expected at least 1"),
    ({"num_groups": 2.0}, TypeError, "num_groups is 2.0"),
    ({"num_groups": None}, TypeError, "num_groups is None"),
    (
        {"x": f64((1, 4, 1)), "num_groups": 4},
        ValueError,
        r"x has shape \(1, 4, 1\), one value a group \(num_groups is 4\)",
    ),
    ({"weight": f64(2)}, ValueError, r"weight has shape \(2,\), expected \(4,\)"),
    ({"bias": f32(4)}, TypeError, "bias is float32"),
    ({"eps": -1.0}, ValueError, "eps is -1.0"),
]


def arguments(**changes):
    """A good call of group_norm, spoilt."""
    good = {"x": f64((2, 4, 3)), "num_groups": 2}
    return good | {"weight": f64(4), "bias": f64(4)} | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    with pytest.raises(error, match=message):
        group_norm(**arguments(**changes))
    with pytest.raises(error, match=message):
        group_norm_backward(f64((2, 4, 3)), **arguments(**changes))


@pytest.mark.parametrize(
    ("dy", "error"),
    [(f64((2, 4)), ValueError), (f32((2, 4, 3)), TypeError), (1.0, TypeError)],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        group_norm_backward(dy, **arguments())


def test_the_good_call_is_good():
    assert group_norm(**arguments()).shape == (2, 4, 3)
