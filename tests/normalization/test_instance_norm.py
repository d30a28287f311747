import numpy as np
import pytest
from hypothesis import given

from dlnotes import normalization
from dlnotes.normalization import (
    batch_norm,
    instance_norm,
    instance_norm_backward,
    standardize,
)
from tests.normalization.oracles import (
    INSTANCE,
    assert_instance_norm,
    assert_small_blocks,
)
from tests.normalization.strategies import images, scales, shifts
from tests.oracles import assert_agrees, check_finite_differences, sample

VARIANTS = [
    {"dtype": np.float32},
    {"given": ""},
    {"given": "w"},
    {"given": "b"},
    {"strided": True},
    {"momentum": 0.7},
    {"eps": 0.5},
]


@pytest.mark.parametrize("shape", INSTANCE, ids=str)
@pytest.mark.parametrize("variant", [{}, *VARIANTS], ids=str)
def test_is_torch_s(shape, variant):
    assert_instance_norm(normalization, shape, **variant)


@pytest.mark.parametrize("shape", INSTANCE, ids=str)
def test_small_blocks_are_torch_s(shape):
    assert_small_blocks(normalization, ("instance_norm", shape))


@pytest.mark.parametrize("own", [True, False])
def test_gradients_are_slopes(own):
    x, weight, bias = sample((3, 2, 4), seed=0), sample((2,), seed=1), np.ones(2)
    running = (None, None) if own else (sample((2,), seed=2), np.ones(2))
    options = {"use_input_stats": own}
    check_finite_differences(
        lambda x, *p: instance_norm(x, *running, *p, **options),
        lambda dy, x, *p: instance_norm_backward(dy, x, *running, *p, **options),
        x,
        weight,
        bias,
    )


def test_by_hand():
    x = np.array([[[1.0, 5]], [[10, 30]]])
    mean, var = np.zeros(1), np.zeros(1)
    # means 3 and 20, variances 4 and 100, unbiased 8 and 200; with eps 21: 5 and 11
    y = instance_norm(x, mean, var, np.full(1, 55.0), momentum=0.5, eps=21.0)
    assert y.round(12).tolist() == [[[-22, 22]], [[-50, 50]]]
    assert mean.tolist() == [5.75]
    assert var.tolist() == [52]


def test_backward_by_hand():
    x, dy = np.array([[[-1.0, 1, -1, 1]]]), np.array([[[4.0, 0, 0, 0]]])
    dx, dweight, dbias = instance_norm_backward(
        dy, x, None, None, np.full(1, 3.0), np.zeros(1), eps=0.0
    )
    assert dx.tolist() == [[[6, 0, -6, 0]]]
    assert dweight.tolist() == [-4]
    assert dbias.tolist() == [4]


@given(images(min_batch=2), scales, shifts)
def test_blind_to_scale_and_shift_of_a_channel_of_an_image(x, scale, shift):
    moved = x.copy()
    moved[0, 0] = scale * x[0, 0] + shift
    y = instance_norm(x, eps=0.0)
    assert_agrees(instance_norm(moved, eps=0.0), y, tol=1e-6)


@given(images(min_batch=2))
def test_is_standardize_and_batch_norm_of_one_image(x):
    y = instance_norm(x)
    assert_agrees(y, standardize(x, (2, 3)))
    assert_agrees(batch_norm(x[:1], None, None, training=True), y[:1])


@given(images(min_length=3))
def test_idempotent(x):
    y = instance_norm(x, eps=0.0)
    assert_agrees(instance_norm(y, eps=0.0), y, tol=1e-8)


@pytest.mark.parametrize("shape", [(0, 3, 4), (2, 3, 0)])
def test_an_empty_batch_says_nothing(shape):
    mean, var = np.zeros(3), np.ones(3)
    assert instance_norm(np.ones(shape), mean, var).shape == shape
    assert mean.tolist() == [0, 0, 0]
    assert var.tolist() == [1, 1, 1]
    dx, dweight, dbias = instance_norm_backward(
        np.ones(shape), np.ones(shape), None, None, var, mean
    )
    assert dx.shape == shape
    assert dweight.tolist() == dbias.tolist() == [0, 0, 0]


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 1, 1)])
def test_one_value_is_enough_for_running_statistics(shape):
    x = sample(shape, seed=0)
    y = instance_norm(x, np.ones(3), np.full(3, 4.0), use_input_stats=False, eps=0.0)
    assert_agrees(y, (x - 1) / 2)


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)
RUNNING = {"use_input_stats": False}

MALFORMED = [
    ({"x": [1.0]}, TypeError, "x is a list"),
    ({"x": f64(3)}, ValueError, "x has 1 dimensions"),
    ({"x": f32((2, 3, 4))}, TypeError, "x is float32, weight is float64"),
    ({"x": f64((2, 3, 1, 1))}, ValueError, r"x has shape \(2, 3, 1, 1\), one value a"),
    ({"x": f64((2, 3))}, ValueError, r"x has shape \(2, 3\), one value a channel"),
    ({"weight": f64(4)}, ValueError, r"weight has shape \(4,\), expected \(3,\)"),
    ({"bias": f32(3)}, TypeError, "bias is float32"),
    ({"running_mean": f64(4)}, ValueError, r"running_mean has shape \(4,\)"),
    ({"running_mean": None}, ValueError, "running_mean is None, expected both"),
    ({"running_var": None}, ValueError, "running_var is None, expected both"),
    (
        {"running_var": None, **RUNNING},
        ValueError,
        "running_var is None, expected an array: use_input_stats is False",
    ),
    ({"momentum": 2}, ValueError, "momentum is 2, expected at most 1"),
    ({"eps": -1.0}, ValueError, "eps is -1.0"),
]


def arguments(**changes):
    """A good call of instance_norm, spoilt."""
    good = {"x": f64((2, 3, 4)), "running_mean": f64(3), "running_var": f64(3)}
    return good | {"weight": f64(3), "bias": f64(3)} | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    with pytest.raises(error, match=message):
        instance_norm(**arguments(**changes))
    with pytest.raises(error, match=message):
        instance_norm_backward(f64((2, 3, 4)), **arguments(**changes))


def test_running_statistics_that_cannot_be_written():
    call = arguments()
    call["running_var"].flags.writeable = False
    with pytest.raises(ValueError, match="running_var is read-only"):
        instance_norm(**call)
    assert call["running_mean"].tolist() == [1, 1, 1]
    instance_norm(**call, use_input_stats=False)


@pytest.mark.parametrize(
    ("dy", "error"),
    [(f64((2, 3)), ValueError), (f32((2, 3, 4)), TypeError), (1.0, TypeError)],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        instance_norm_backward(dy, **arguments())


def test_the_good_call_is_good():
    assert instance_norm(**arguments()).shape == (2, 3, 4)
