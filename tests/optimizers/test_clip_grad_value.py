import numpy as np
import pytest
import torch

from dlnotes.optimizers import clip_grad_value
from tests.optimizers.oracles import arrays


def test_value_equals_torch():
    grads = arrays(0)
    expected = [torch.tensor(g).clamp(-0.5, 0.5).numpy() for g in grads]
    clip_grad_value(grads, 0.5)
    for grad, theirs in zip(grads, expected, strict=True):
        assert np.array_equal(grad, theirs)


def test_infinity_clips_nothing():
    grad = np.array([1e300, -np.inf])
    clip_grad_value([grad], np.inf)
    assert grad.tolist() == [1e300, -np.inf]


@pytest.mark.parametrize(
    ("grads", "limit", "error", "message"),
    [
        (np.ones(2), 1.0, TypeError, "grads is a ndarray, expected a sequence"),
        ([np.ones(2), [1.0]], 1.0, TypeError, r"grads\[1\] is a list"),
        ([np.broadcast_to(1.0, 2)], 1.0, ValueError, r"grads\[0\] is read-only"),
        ([np.ones(2)], -1.0, ValueError, "is -1.0"),
        ([np.ones(2)], None, TypeError, "is None"),
        ([np.ones(2)], np.array([1.0, 2.0]), TypeError, r"is array\(\[1"),
    ],
)
def test_refuses_bad_arguments(grads, limit, error, message):
    with pytest.raises(error, match=message):
        clip_grad_value(grads, limit)
