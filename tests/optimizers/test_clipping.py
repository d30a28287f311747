import numpy as np
import pytest
import torch

from dlnotes.optimizers import clip_grad_norm, clip_grad_value
from tests.optimizers.checks import arrays


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("max_norm", [0.0, 1.0, 1e6])
def test_norm_equals_torch(max_norm, dtype):
    grads = arrays(0, dtype)
    tensors = [torch.zeros(g.shape, requires_grad=True) for g in grads]
    for tensor, grad in zip(tensors, grads, strict=True):
        tensor.data = torch.tensor(grad)
        tensor.grad = torch.tensor(grad)
    total = clip_grad_norm(grads, max_norm)
    expected = torch.nn.utils.clip_grad_norm_(tensors, max_norm)
    assert total == pytest.approx(expected.item(), rel=1e-6)
    for grad, tensor in zip(grads, tensors, strict=True):
        assert grad == pytest.approx(tensor.grad.numpy(), rel=1e-6)
        assert grad.dtype == dtype


def test_norm_by_hand():
    grads = [np.array([[2.0, 3.0]]), np.array([6.0])]
    assert clip_grad_norm(grads, 3.5) == 7
    assert grads[0] == pytest.approx(np.array([[1, 1.5]]), rel=1e-6)


def test_the_norm_does_not_overflow():
    assert clip_grad_norm([np.full(4, 1e30, np.float32)], 1.0) == pytest.approx(2e30)


def test_a_norm_that_is_not_finite_shows():
    grads = [np.array([1.0, np.inf])]
    assert clip_grad_norm(grads, 1.0) == np.inf
    assert np.isnan(grads[0][1])


def test_nothing_to_clip():
    assert clip_grad_norm([], 1.0) == 0


def test_value_equals_torch():
    grads = arrays(0)
    expected = [torch.tensor(g).clamp(-0.5, 0.5).numpy() for g in grads]
    clip_grad_value(grads, 0.5)
    for grad, theirs in zip(grads, expected, strict=True):
        assert np.array_equal(grad, theirs)


@pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value])
@pytest.mark.parametrize(
    ("grads", "limit", "error", "message"),
    [
        (np.ones(2), 1.0, TypeError, "grads is a ndarray, expected a sequence"),
        ([np.ones(2), [1.0]], 1.0, TypeError, r"grads\[1\] is a list"),
        ([np.broadcast_to(1.0, 2)], 1.0, ValueError, r"grads\[0\] is read-only"),
        ([np.ones(2)], -1.0, ValueError, "is -1.0"),
        ([np.ones(2)], None, TypeError, "is None"),
    ],
)
def test_refuses_bad_arguments(clip, grads, limit, error, message):
    with pytest.raises(error, match=message):
        clip(grads, limit)
