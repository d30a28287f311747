"""Stochastic depth: whole rows, one by one, and the mean kept."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures import StochasticDepth
from tests.architectures.efficientnet_oracles import rows_sit_out


def test_rows_sit_out():
    rows_sit_out(architectures)


def test_nothing_sits_out_at_0():
    x = torch.ones(3, 2)
    assert StochasticDepth(0.0)(x) is x


def test_a_gradient_passes_where_the_row_did():
    torch.manual_seed(0)
    x = torch.ones(50, 2, 2, requires_grad=True)
    y = StochasticDepth(0.5)(x)
    y.sum().backward()
    assert torch.equal(x.grad, y.detach())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_dtype_and_shape_stay(dtype):
    y = StochasticDepth(0.5)(torch.ones(0, 3, dtype=dtype))
    assert y.shape == (0, 3)
    assert y.dtype == dtype


@pytest.mark.parametrize(
    ("p", "error"), [(1.0, ValueError), (-0.1, ValueError), ("half", TypeError)]
)
def test_bad_p(p, error):
    with pytest.raises(error, match="p is"):
        StochasticDepth(p)


def test_says_p():
    assert repr(StochasticDepth(0.2)) == "StochasticDepth(p=0.2)"
