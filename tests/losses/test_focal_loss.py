import numpy as np
import pytest

from dlnotes import losses
from dlnotes.losses import focal_loss, focal_loss_backward
from tests.losses import oracles
from tests.oracles import check_finite_differences, sample


@pytest.mark.parametrize("case", oracles.FOCAL, ids=str)
@pytest.mark.parametrize("kind", oracles.KINDS, ids=str)
def test_agrees_with_retinanet(case, kind):
    oracles.focal(losses, case, **kind)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("reduction", oracles.REDUCTIONS)
def test_gradients_are_slopes(gamma, reduction):
    x, target = sample((4, 3), seed=8), np.tile([1.0, 0, 1], (4, 1))
    how = {"gamma": gamma, "reduction": reduction}
    check_finite_differences(
        lambda x: focal_loss(x, target, **how),
        lambda dy, x: focal_loss_backward(dy, x, target, **how),
        x,
    )


def test_what_is_right_at_nine_tenths_counts_a_hundredth():
    x = np.array([np.log(9.0)])
    plain = focal_loss(x, np.ones(1), alpha=-1, gamma=0)
    assert np.allclose(focal_loss(x, np.ones(1), alpha=-1), plain / 100)


def test_what_is_surely_right_keeps_its_digits():
    x = np.array([40.0])
    assert np.allclose(
        focal_loss(x, np.ones(1), alpha=-1, gamma=1), np.exp(-80), rtol=1e-12, atol=0
    )


X = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("target", "options", "error", "message"),
    [
        (X + 0.5, {}, ValueError, "target holds another number than 0 and 1"),
        (X * np.nan, {}, ValueError, "target holds another number than 0 and 1"),
        (X.astype(int), {}, TypeError, "target is int64, expected float32"),
        (X[0], {}, ValueError, r"target has shape \(3,\), expected \(2, 3\)"),
        (X, {"alpha": 2}, ValueError, "alpha is 2, expected 0 to 1, or -1"),
        (X, {"alpha": -0.5}, ValueError, "alpha is -0.5, expected 0 to 1, or -1"),
        (X, {"gamma": -1}, ValueError, "gamma is -1, expected .* at least 0"),
        (X, {"gamma": None}, TypeError, "gamma is None, expected a number"),
        (X, {"reduction": "max"}, ValueError, "reduction is 'max', expected one of"),
    ],
)
def test_wrong_input_is_named(target, options, error, message):
    for loss in (focal_loss, lambda *a, **o: focal_loss_backward(X, *a, **o)):
        with pytest.raises(error, match=message):
            loss(X, target, **options)
