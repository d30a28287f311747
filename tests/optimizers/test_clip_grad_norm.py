import numpy as np
import pytest
import torch

from dlnotes.optimizers import clip_grad_norm
from tests.optimizers.oracles import arrays


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


@pytest.mark.parametrize("size", [1.7e308, 1e300, 1e-300, 5e-324])
def test_norms_out_of_the_range_of_squares(size):
    grad = np.full(4, size)
    assert clip_grad_norm([grad], 1.0) == 2 * size
    assert grad == pytest.approx(np.full(4, min(size, 0.5)))


def test_a_scale_too_small_for_float32():
    grad = np.full(4, 2e38, np.float32)
    clip_grad_norm([grad], 1e-9)
    assert grad == pytest.approx(np.full(4, 5e-10), rel=1e-6)


@pytest.mark.parametrize("norm_type", [0, 0.5, 1, 2, 3.0, 400, np.inf, "inf"])
@pytest.mark.parametrize("max_norm", [1.0, np.inf])
def test_norm_types_equal_torch(norm_type, max_norm):
    grads = arrays(0)
    tensors = [torch.zeros(g.shape, dtype=torch.float64) for g in grads]
    for tensor, grad in zip(tensors, grads, strict=True):
        tensor.requires_grad_()
        tensor.grad = torch.tensor(grad)
    kept = torch.nn.utils.clip_grad_norm_(
        [t for t in tensors if t.numel()], max_norm, norm_type
    )
    total = clip_grad_norm(grads, max_norm, norm_type=norm_type)
    assert total == pytest.approx(kept.item(), rel=1e-12)
    for grad, tensor in zip(grads, tensors, strict=True):
        assert grad == pytest.approx(tensor.grad.numpy(), rel=1e-12)


@pytest.mark.parametrize("norm_type", [-0.5, -1, -2.0, -20.0, -np.inf, 0])
@pytest.mark.parametrize("zeros", [0, 1])
def test_what_torch_takes_for_norms(norm_type, zeros):
    grads = [np.array([3.0, -4.0, 0.5 - 0.5 * zeros]), np.array([0.125, 2.0])]
    tensors = [torch.zeros(len(g), dtype=torch.float64) for g in grads]
    for tensor, grad in zip(tensors, grads, strict=True):
        tensor.grad = torch.tensor(grad)
    expected = torch.nn.utils.clip_grad_norm_(tensors, 0.01, norm_type)
    total = clip_grad_norm(grads, 0.01, norm_type=norm_type)
    assert total == pytest.approx(expected.item(), rel=1e-12)
    for grad, tensor in zip(grads, tensors, strict=True):
        assert grad == pytest.approx(tensor.grad.numpy(), rel=1e-12)


def test_a_root_beyond_every_float():
    grad = np.array([3.0, -4.0])
    assert clip_grad_norm([grad], np.inf, norm_type=1e-4) == np.inf
    assert grad.tolist() == [3, -4]
    clip_grad_norm([grad], 1.0, norm_type=1e-4)
    assert grad.tolist() == [0, 0]


def test_counts_go_on_over_blocks():
    grads = [np.ones(200_000), np.zeros(3), np.ones((0, 2))]
    assert clip_grad_norm(grads, np.inf, norm_type=0) == 1
    assert clip_grad_norm(grads[:1], np.inf, norm_type=-1) == pytest.approx(1 / 200_000)
    assert clip_grad_norm(grads[2:], 1.0, norm_type=-1) == 0


@pytest.mark.parametrize("norm_type", [np.nan, 10**400, "fro", None, True])
def test_what_is_no_norm(norm_type):
    with pytest.raises((ValueError, TypeError), match="norm_type is"):
        clip_grad_norm([np.ones(2)], 1.0, norm_type=norm_type)


def test_a_norm_that_is_not_finite_shows():
    grads = [np.array([1.0, np.inf])]
    assert clip_grad_norm(grads, 1.0) == np.inf
    assert np.isnan(grads[0][1])


def test_nothing_to_clip():
    assert clip_grad_norm([], 1.0) == 0


@pytest.mark.parametrize(
    ("grads", "limit", "error", "message"),
    [
        (np.ones(2), 1.0, TypeError, "grads is a ndarray, expected a sequence"),
        ([np.ones(2), [1.0]], 1.0, TypeError, r"grads\[1\] is a list"),
        ([np.broadcast_to(1.0, 2)], 1.0, ValueError, r"grads\[0\] is read-only"),
        ([np.ones(2)] * 2, 1.0, ValueError, "same array twice"),
        ([np.ma.ones(2)], 1.0, TypeError, "MaskedArray"),
        ([np.ones(2)], -1.0, ValueError, "is -1.0"),
        ([np.ones(2)], None, TypeError, "is None"),
        ([np.ones(2)], np.array([1.0, 2.0]), TypeError, r"is array\(\[1"),
    ],
)
def test_refuses_bad_arguments(grads, limit, error, message):
    with pytest.raises(error, match=message):
        clip_grad_norm(grads, limit)
