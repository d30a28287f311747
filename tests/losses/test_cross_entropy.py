import numpy as np
import pytest
import torch

from dlnotes import losses
from dlnotes.losses import cross_entropy, cross_entropy_backward
from tests.losses import oracles
from tests.oracles import Unchanged, check_finite_differences, sample


@pytest.mark.parametrize("case", oracles.ENTROPY, ids=str)
@pytest.mark.parametrize("kind", [*oracles.KINDS, {"scale": 30}], ids=str)
def test_agrees_with_torch(case, kind):
    oracles.entropy(losses, case, **kind)


@pytest.mark.parametrize("reduction", oracles.REDUCTIONS)
@pytest.mark.parametrize("target", [oracles.classes, oracles.shares])
def test_gradients_are_slopes(reduction, target):
    x = sample((3, 4, 2), seed=8)
    how = {"reduction": reduction, "label_smoothing": 0.2}
    how["weight"] = np.array([1.0, 2, 0.5, 0.3])
    target = target(x, seed=9)
    check_finite_differences(
        lambda x: cross_entropy(x, target, **how),
        lambda dy, x: cross_entropy_backward(dy, x, target, **how),
        x,
    )


@pytest.mark.parametrize("shape", [(0, 3), (2, 3, 0)])
def test_a_mean_of_nothing_is_nan_and_has_no_slope(shape):
    x, target = np.ones(shape), np.ones((shape[0], *shape[2:]), int)
    assert np.isnan(cross_entropy(x, target))
    assert cross_entropy_backward(1.0, x, target).shape == shape
    assert cross_entropy(x, target, reduction="sum") == 0


def test_a_mean_of_what_is_ignored_is_nan_and_has_no_slope():
    x, target = np.ones((2, 3)), np.full(2, -100)
    assert np.isnan(cross_entropy(x, target))
    assert not cross_entropy_backward(1.0, x, target).any()


@pytest.mark.parametrize("target", [np.array([1]), np.array([[0.0, 1, 0]])])
def test_a_class_without_probability_may_be_impossible(target):
    x = np.array([[0.0, 0.0, -np.inf]])
    with np.errstate(all="raise", under="ignore"):
        assert np.isclose(cross_entropy(x, target), np.log(2))
        assert np.isfinite(cross_entropy_backward(1.0, x, target)).all()


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_what_is_ignored_may_be_nan(reduction, smoothing):
    x, target = sample((3, 4), seed=1), np.array([-100, 1, 2])
    x[0, 1] = np.nan
    how = {"reduction": reduction, "label_smoothing": smoothing}
    expected = torch.nn.functional.cross_entropy(
        torch.tensor(x), torch.tensor(target), **how
    )
    assert np.allclose(cross_entropy(x, target, **how), expected)


def test_a_class_may_come_as_any_integer():
    x = sample((4, 3), seed=1)
    target = np.array([2, 0, 1, 1], np.uint8)
    expected = cross_entropy(x, target.astype(np.int64))
    assert cross_entropy(x, target) == expected
    assert cross_entropy(x[0], target[0]) == cross_entropy(x[:1], target[:1])


def test_weight_is_not_changed():
    x, weight = sample((4, 3), seed=1), np.array([1.0, 2, 3])
    with Unchanged(weight):
        cross_entropy_backward(1.0, x, np.array([2, 0, 1, 1]), weight=weight)


X, Y = np.zeros((2, 3)), np.array([0, 2])


@pytest.mark.parametrize(
    ("x", "target", "options", "error", "message"),
    [
        ([X], Y, {}, TypeError, "x is a list, expected a NumPy array"),
        (X[0, 0], Y, {}, TypeError, "x is a float64, expected a NumPy array"),
        (X[:, :0], Y, {}, ValueError, r"x has shape \(2, 0\), expected at least one"),
        (X, Y + 1, {}, ValueError, "target holds 3, expected 0 to 2 for 3 classes"),
        (X, Y - 1, {}, ValueError, "target holds -1, expected 0 to 2 for 3 classes"),
        (X, Y > 1, {}, TypeError, "target is bool, expected an array of integers"),
        (X, [0, 2], {}, TypeError, "target is list, expected an array of integers"),
        (X, Y[:1], {}, ValueError, r"target has shape \(1,\), expected \(2,\)"),
        (X, X[:1], {}, ValueError, r"target has shape \(1, 3\), expected \(2, 3\)"),
        (X, X.astype(np.float32), {}, TypeError, "expected one dtype"),
        (X, X, {"ignore_index": 1}, ValueError, "but target holds probabilities"),
        (X, Y, {"ignore_index": 1.0}, TypeError, "ignore_index is 1.0, expected an"),
        (X, Y, {"label_smoothing": 1.1}, ValueError, "label_smoothing is 1.1, expec"),
        (X, Y, {"label_smoothing": -1}, ValueError, "label_smoothing is -1, expected"),
        (X, Y, {"weight": np.ones(2)}, ValueError, r"weight has shape \(2,\), expec"),
        (X, Y, {"weight": [1.0] * 3}, TypeError, "weight is a list, expected a NumPy"),
        (X, Y, {"reduction": 1}, TypeError, "reduction is 1, expected one of"),
    ],
)
def test_wrong_input_is_named(x, target, options, error, message):
    for loss in (cross_entropy, lambda *a, **o: cross_entropy_backward(1.0, *a, **o)):
        with pytest.raises(error, match=message):
            loss(x, target, **options)
