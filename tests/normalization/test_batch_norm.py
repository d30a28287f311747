from functools import partial

import numpy as np
import pytest
from hypothesis import given

from dlnotes import normalization
from dlnotes.normalization import batch_norm, batch_norm_backward, standardize
from tests.normalization.oracles import (
    BATCH,
    assert_batch_norm,
    assert_small_blocks,
)
from tests.normalization.strategies import images, scales, shifts
from tests.normalization.stress import (
    CONSTANTS,
    LENGTHS,
    STRESS,
    assert_constants,
    assert_float32,
    assert_long_rows,
)
from tests.oracles import assert_agrees, check_finite_differences, sample

VARIANTS = [
    {"dtype": np.float32},
    {"given": ""},
    {"given": "w"},
    {"given": "b"},
    {"strided": True},
    {"momentum": 1.0},
    {"momentum": 0},
    {"eps": 0.5},
]


@pytest.mark.parametrize("shape", BATCH, ids=str)
@pytest.mark.parametrize("variant", [{}, *VARIANTS], ids=str)
def test_is_torch_s(shape, variant):
    assert_batch_norm(normalization, shape, **variant)


@pytest.mark.parametrize("shape", [(0, 3), (2, 3, 0)])
@pytest.mark.parametrize("var", [np.nan, np.inf, -1.0])
def test_an_empty_batch_has_no_gradient_whatever_was_stored(shape, var):
    empty, stored, ones = np.zeros(shape), np.full(3, var), np.ones(3)
    gradients = batch_norm_backward(empty, empty, ones, stored, ones, ones)
    assert [g.shape for g in gradients] == [shape, (3,), (3,)]
    assert not any(g.any() for g in gradients)


@pytest.mark.parametrize("shape", BATCH, ids=str)
def test_small_blocks_are_torch_s(shape):
    assert_small_blocks(normalization, ("batch_norm", shape))


@pytest.mark.parametrize("case", STRESS)
@pytest.mark.parametrize("eps", [1e-5, 1e-80])
def test_family_in_float32_under_stress(case, eps):
    assert_float32(normalization, case, eps=eps)


@pytest.mark.parametrize("training", [True, False])
def test_gradients_are_slopes(training):
    x, weight, bias = sample((3, 2, 4), seed=0), sample((2,), seed=1), np.ones(2)
    running = (sample((2,), seed=2), np.ones(2)) if not training else (None, None)
    check_finite_differences(
        lambda x, *p: batch_norm(x, *running, *p, training=training),
        lambda dy, x, *p: batch_norm_backward(dy, x, *running, *p, training=training),
        x,
        weight,
        bias,
    )


def test_by_hand():
    x = np.array([[1.0, 10], [5, 30]])
    mean, var = np.zeros(2), np.ones(2)
    # mean 3 and 20, biased variance 4 and 100, unbiased 8 and 200
    affine = np.array([3.0, 11]), np.array([0, 2.0])
    y = batch_norm(x, mean, var, *affine, training=True, momentum=0.5, eps=21.0)
    assert y.round(12).tolist() == [[-1.2, -8], [1.2, 12]]
    assert mean.tolist() == [1.5, 10]
    assert var.tolist() == [4.5, 100.5]
    # evaluation: (1 - 1.5) / root(4.5 + 1.75) = -0.5 / 2.5
    assert batch_norm(x, mean, var, eps=1.75)[0, 0] == -0.2


def test_backward_by_hand():
    x, dy = np.array([[-1.0], [1], [-1], [1]]), np.array([[4.0], [0], [0], [0]])
    weight, bias = np.full(1, 3.0), np.zeros(1)
    # x_hat is x but for eps = 3, which halves it: dgamma -2; dx: 3 / 2 (dy - 1 + x_hat)
    dx, dweight, dbias = batch_norm_backward(
        dy, x, None, None, weight, bias, training=True, eps=3.0
    )
    assert dx.ravel().tolist() == [4.125, -1.125, -1.875, -1.125]
    assert dweight.tolist() == [-2]
    assert dbias.tolist() == [4]
    # evaluation: a mere factor 3 / root(1 + 3)
    dx, *_ = batch_norm_backward(dy, x, np.ones(1), np.ones(1), weight, bias, eps=3.0)
    assert dx.ravel().tolist() == [6, 0, 0, 0]


train = partial(batch_norm, running_mean=None, running_var=None, training=True)


@given(images(), scales, shifts)
def test_blind_to_scale_and_shift_of_a_channel(x, scale, shift):
    moved = x.copy()
    moved[:, 0] = scale * x[:, 0] + shift
    assert_agrees(train(moved, eps=1e-30), train(x, eps=1e-30), tol=1e-6)


@given(images())
def test_is_standardize_over_batch_and_positions(x):
    assert_agrees(train(x), standardize(x, (0, 2, 3)))
    flat = np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])
    assert_agrees(train(flat), standardize(flat, (0,)))


@given(images(min_length=3))
def test_idempotent_and_order_of_the_batch_is_nothing(x):
    y = train(x, eps=1e-30)
    assert_agrees(train(y, eps=1e-30), y, tol=1e-8)
    assert_agrees(train(x[::-1], eps=1e-30), y[::-1])


@given(images())
def test_evaluation_is_one_image_at_a_time(x):
    running = sample((2, x.shape[1]), seed=1)
    running[1] **= 2
    y = batch_norm(x, *running)
    assert_agrees(
        np.concatenate([batch_norm(x[i : i + 1], *running) for i in range(len(x))]), y
    )


def test_weight_root_of_variance_and_bias_mean_undo_it():
    x = sample((4, 3, 5), seed=0)
    var, mean = x.var(axis=(0, 2)), x.mean(axis=(0, 2))
    assert_agrees(train(x, weight=np.sqrt(var + 1e-5), bias=mean), x)


def test_running_variance_is_infinite_where_float32_ends():
    x = sample((8, 3), seed=0, dtype=np.float32) * np.float32(1e30)
    mean, var = np.zeros((2, 3), np.float32)
    for _ in range(2):
        batch_norm(x, mean, var, training=True)
        assert np.isinf(var).all()
        assert np.isfinite(mean).all()


@pytest.mark.parametrize("case", CONSTANTS, ids=str)
def test_family_turns_constants_into_the_bias(case):
    assert_constants(normalization, case)


@pytest.mark.parametrize("length", LENGTHS)
def test_family_on_long_rows(length):
    assert_long_rows(normalization, length)


def test_nan_stays_in_its_channel():
    x = sample((2, 3, 4), seed=0)
    x[0, 1, 0] = np.nan
    assert np.isnan(train(x)).any(axis=(0, 2)).tolist() == [False, True, False]


@pytest.mark.parametrize("training", [True, False])
def test_no_channels(training):
    x, none = np.ones((2, 0, 3)), np.ones(0)
    arguments = (x, none, none, none, none)
    assert batch_norm(*arguments, training=training).shape == x.shape
    dx, dweight, dbias = batch_norm_backward(x, *arguments, training=training)
    assert (dx.shape, dweight.shape, dbias.shape) == (x.shape, (0,), (0,))


def read_only(array):
    array.flags.writeable = False
    return array


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)
TRAIN = {"training": True}

MALFORMED = [
    ({"x": [[1.0]]}, TypeError, "x is a list"),
    ({"x": f64((2, 3), int)}, TypeError, "x is int64"),
    ({"x": f32((2, 3))}, TypeError, "x is float32, weight is float64"),
    ({"x": f64(3)}, ValueError, r"x has 1 dimensions \(shape \(3,\)\), .* at least 2"),
    ({"x": f64((2, 4))}, ValueError, r"weight has shape \(3,\), expected \(4,\)"),
    ({"weight": f64((1, 3))}, ValueError, r"weight has shape \(1, 3\)"),
    ({"weight": [1.0] * 3}, TypeError, "weight is a list"),
    ({"bias": f64(2)}, ValueError, r"bias has shape \(2,\)"),
    ({"bias": f32(3)}, TypeError, "bias is float32"),
    ({"bias": 0.0}, TypeError, "bias is a float"),
    ({"running_mean": f64(2)}, ValueError, r"running_mean has shape \(2,\)"),
    ({"running_mean": f32(3)}, TypeError, "running_mean is float32"),
    ({"running_mean": 0}, TypeError, "running_mean is a int"),
    ({"running_var": f64((3, 1))}, ValueError, r"running_var has shape \(3, 1\)"),
    (
        {"running_mean": None},
        ValueError,
        "running_mean is None, expected an array: training is False",
    ),
    ({"running_var": None}, ValueError, "running_var is None, expected an array"),
    (
        {"running_mean": None, **TRAIN},
        ValueError,
        "running_mean is None, expected both .* or neither",
    ),
    ({"running_var": None, **TRAIN}, ValueError, "running_var is None, .* both"),
    ({"x": f64((1, 3)), **TRAIN}, ValueError, r"x has shape \(1, 3\), one value a"),
    ({"x": f64((1, 3, 1, 1)), **TRAIN}, ValueError, "x has shape .* one value a"),
    ({"momentum": None}, TypeError, "momentum is None"),
    ({"momentum": -0.1}, ValueError, "momentum is -0.1, expected .* at least 0"),
    ({"momentum": 1.5}, ValueError, "momentum is 1.5, expected at most 1"),
    ({"eps": -1.0}, ValueError, "eps is -1.0, expected .* at least 0"),
    ({"eps": "small"}, TypeError, "eps is 'small'"),
    ({"eps": 0.0, **TRAIN}, ValueError, "eps is 0, expected more than 0 in training"),
]


def arguments(**changes):
    """A good call of batch_norm, spoilt."""
    good = {"x": f64((2, 3)), "running_mean": f64(3), "running_var": f64(3)}
    return good | {"weight": f64(3), "bias": f64(3)} | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    spoilt = arguments(**changes)
    state = [spoilt[name] for name in ("running_mean", "running_var")]
    before = [np.array(a) for a in state]
    with pytest.raises(error, match=message):
        batch_norm(**spoilt)
    with pytest.raises(error, match=message):
        batch_norm_backward(f64((2, 3)), **spoilt)
    assert all(map(np.array_equal, state, before))


@pytest.mark.parametrize("name", ["running_mean", "running_var"])
def test_running_statistics_that_cannot_be_written(name):
    call = arguments(x=sample((2, 3), seed=0), **{name: read_only(f64(3))})
    with pytest.raises(ValueError, match=f"{name} is read-only, expected an array"):
        batch_norm(**call, training=True)
    assert call["running_mean"].tolist() == call["running_var"].tolist() == [1] * 3
    batch_norm(**call)
    batch_norm_backward(call["x"], **call, training=True)


@pytest.mark.parametrize(
    ("dy", "error"),
    [(f64((3, 2)), ValueError), (f32((2, 3)), TypeError), (1.0, TypeError)],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        batch_norm_backward(dy, **arguments())


def test_only_data_is_positional():
    with pytest.raises(TypeError, match="positional"):
        batch_norm(*arguments().values(), True)


def test_the_good_call_is_good():
    assert batch_norm(**arguments()).shape == (2, 3)
