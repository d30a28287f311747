import numpy as np
import pytest

from dlnotes import losses
from dlnotes.losses import smooth_l1_loss, smooth_l1_loss_backward
from tests.losses import oracles
from tests.oracles import check_finite_differences, sample


@pytest.mark.parametrize("case", oracles.SMOOTH, ids=str)
@pytest.mark.parametrize("kind", oracles.KINDS, ids=str)
def test_agrees_with_torch(case, kind):
    oracles.smooth_l1(losses, case, **kind)


def test_by_hand():
    x, target = np.array([0.0, 0.5, -3.0]), np.zeros(3)
    loss = smooth_l1_loss(x, target, reduction="none")
    assert loss.tolist() == [0, 0.125, 2.5]
    assert smooth_l1_loss(x, target, reduction="sum") == 2.625
    dx, dtarget = smooth_l1_loss_backward(2.0, x, target, reduction="sum")
    assert dx.tolist() == [0, 1, -2]
    assert dtarget.tolist() == [0, -1, 2]


@pytest.mark.parametrize("reduction", oracles.REDUCTIONS)
def test_gradients_are_slopes(reduction):
    arrays = sample((4, 3), seed=8), sample((4, 3), seed=9)
    how = {"reduction": reduction, "beta": 0.7}
    check_finite_differences(smooth_l1_loss, smooth_l1_loss_backward, *arrays, **how)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_nothing_overflows(dtype):
    oracles.stays_finite(losses, dtype)


def test_nan_and_infinity_stay_where_they_are():
    x = np.array([np.nan, np.inf, 1.0])
    loss = smooth_l1_loss(x, np.zeros(3), reduction="none")
    assert np.array_equal(loss, [np.nan, np.inf, 0.5], equal_nan=True)
    dx, _ = smooth_l1_loss_backward(np.ones(3), x, np.zeros(3), reduction="none")
    assert np.array_equal(dx, [np.nan, 1, 1], equal_nan=True)


X = np.ones((2, 3))


@pytest.mark.parametrize(
    ("x", "target", "options", "error", "message"),
    [
        ([1.0], X, {}, TypeError, "x is a list, expected a NumPy array"),
        (X, X.astype(int), {}, TypeError, "target is int64, expected float32"),
        (X, X.astype(np.float32), {}, TypeError, "expected one dtype"),
        (X, X[:1], {}, ValueError, r"target has shape \(1, 3\), expected \(2, 3\)"),
        (X, X, {"beta": -1}, ValueError, "beta is -1, expected .* at least 0"),
        (X, X, {"beta": "1"}, TypeError, "beta is '1', expected a number"),
        (X, X, {"reduction": "max"}, ValueError, "reduction is 'max', expected one of"),
        (X, X, {"reduction": None}, TypeError, "reduction is None, expected one of"),
    ],
)
def test_wrong_input_is_named(x, target, options, error, message):
    for loss in (smooth_l1_loss, lambda *a, **o: smooth_l1_loss_backward(1.0, *a, **o)):
        with pytest.raises(error, match=message):
            loss(x, target, **options)


@pytest.mark.parametrize(
    ("dy", "options", "error", "message"),
    [
        (np.ones(3), {}, ValueError, r"dy has shape \(3,\), expected \(\)"),
        (1.0, {"reduction": "none"}, ValueError, r"dy has shape \(\), expected \(2, 3"),
        (np.ones((), np.float32), {}, TypeError, "dy is float32, x is float64"),
        (True, {}, TypeError, "dy is a bool, expected a NumPy array"),
    ],
)
def test_a_gradient_that_does_not_fit_is_named(dy, options, error, message):
    with pytest.raises(error, match=message):
        smooth_l1_loss_backward(dy, X, X, **options)
