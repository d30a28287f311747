import numpy as np
import pytest
from hypothesis import given

from dlnotes import normalization
from dlnotes.convolution import conv2d
from dlnotes.normalization import batch_norm, fold_batch_norm
from tests.normalization.family import FOLDED, assert_fold_non_finite
from tests.normalization.oracles import FOLD, assert_fold
from tests.normalization.strategies import images
from tests.oracles import assert_agrees, sample

VARIANTS = [
    {"dtype": np.float32},
    {"given": ""},
    {"given": "b"},
    {"given": "g"},
    {"given": "s"},
    {"strided": True},
]


@pytest.mark.parametrize("case", FOLD, ids=str)
@pytest.mark.parametrize("variant", [{}, *VARIANTS], ids=str)
def test_is_torch_s(case, variant):
    assert_fold(normalization, case, **variant)


def test_by_hand():
    weight, bias = fold_batch_norm(
        np.array([[1.0, 2]]),
        np.ones(1),
        np.full(1, 3.0),
        np.full(1, 4.0),
        np.full(1, 9.0),
        np.full(1, 5.0),
        eps=5.0,
    )
    # the factor is 9 / root(4 + 5); (1 - 3) 3 + 5
    assert weight.tolist() == [[3, 6]]
    assert bias.tolist() == [-1]


@given(images())
def test_convolution_then_batch_norm_is_one_convolution(x):
    weight, bias = sample((3, x.shape[1], 1, 2), seed=1), sample((3,), seed=2)
    mean, var, gamma, beta = sample((4, 3), seed=3)
    var = var**2 + 0.1
    y = batch_norm(conv2d(x, weight, bias, padding=1), mean, var, gamma, beta)
    folded = fold_batch_norm(weight, bias, mean, var, gamma, beta)
    assert_agrees(conv2d(x, *folded, padding=1), y)


def test_identity_changes_nothing():
    weight, zeros, ones = sample((2, 3), seed=0), np.zeros(2), np.ones(2)
    again, bias = fold_batch_norm(weight, None, zeros, ones, None, None, eps=0.0)
    assert_agrees(again, weight)
    assert not np.shares_memory(again, weight)
    assert bias.tolist() == [0, 0]


@pytest.mark.parametrize("mean", [1e3, 1e30])
def test_float32_is_rounded_once(mean):
    weight, bias = np.ones((1, 1), np.float32), np.full(1, mean, np.float32)
    var, gamma = np.full(1, 1e-4, np.float32), np.ones(1, np.float32)
    running = np.nextafter(bias, np.float32(0))
    _, folded = fold_batch_norm(weight, bias, running, var, gamma, None, eps=0.0)
    step = np.float64(bias[0]) - running[0]
    assert_agrees(folded, np.float32([step / np.sqrt(np.float64(var[0]))]))


@pytest.mark.parametrize("name", FOLDED)
def test_nan_stays_in_its_output(name):
    assert_fold_non_finite(normalization, name)


@pytest.mark.parametrize("name", FOLDED)
def test_masked_arrays_are_refused(name):
    spoilt = np.ma.masked_array(arguments()[name], mask=True)
    with pytest.raises(TypeError, match=f"{name} is a MaskedArray"):
        fold_batch_norm(**arguments(**{name: spoilt}))


@pytest.mark.parametrize("real", [np.float32, np.float64, np.int64])
def test_numbers_of_numpy_are_numbers(real):
    arrays = {name: a.astype(np.float32) for name, a in arguments().items()}
    python = fold_batch_norm(**arrays, eps=1)
    for mine, same in zip(fold_batch_norm(**arrays, eps=real(1)), python, strict=True):
        assert mine.dtype == np.float32
        assert np.array_equal(mine, same)


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)

MALFORMED = [
    ({"weight": [[1.0]]}, TypeError, "weight is a list"),
    ({"weight": f64(3)}, ValueError, "weight has 1 dimensions .* at least 2"),
    ({"weight": f32((3, 2))}, TypeError, "weight is float32, bias is float64"),
    ({"bias": f64(2)}, ValueError, r"bias has shape \(2,\), expected \(3,\)"),
    ({"running_mean": None}, TypeError, "running_mean is a NoneType"),
    ({"running_var": None}, TypeError, "running_var is a NoneType"),
    ({"running_mean": f64((3, 1))}, ValueError, r"running_mean has shape \(3, 1\)"),
    ({"running_var": f32(3)}, TypeError, "running_var is float32"),
    ({"gamma": f64(2)}, ValueError, r"gamma has shape \(2,\)"),
    ({"beta": 0.0}, TypeError, "beta is a float"),
    ({"eps": -1.0}, ValueError, "eps is -1.0"),
]


def arguments(**changes):
    """A good call of fold_batch_norm, spoilt."""
    names = ("bias", "running_mean", "running_var", "gamma", "beta")
    return {"weight": f64((3, 2))} | {name: f64(3) for name in names} | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    with pytest.raises(error, match=message):
        fold_batch_norm(**arguments(**changes))


def test_the_good_call_is_good():
    weight, bias = fold_batch_norm(**arguments())
    assert weight.shape == (3, 2)
    assert bias.shape == (3,)
