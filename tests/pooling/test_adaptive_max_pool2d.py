import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import adaptive_max_pool2d, adaptive_max_pool2d_backward
from tests.oracles import check_finite_differences, sample
from tests.pooling.oracles import ADAPTIVE, agrees_with_torch, finds_torch_s_places


@pytest.mark.parametrize("case", ADAPTIVE, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    agrees_with_torch(pooling, "adaptive_max_pool2d", case, **variant)


@pytest.mark.parametrize("case", ADAPTIVE, ids=str)
@pytest.mark.parametrize("kind", [{}, {"tied": True}, {"nan": True}], ids=str)
def test_places_are_torch_s(case, kind):
    finds_torch_s_places(pooling, "adaptive_max_pool2d", case, **kind)


def test_gradients_are_slopes():
    x = sample((2, 2, 4, 5), seed=0)
    check_finite_differences(
        adaptive_max_pool2d, adaptive_max_pool2d_backward, x, output_size=(3, 2)
    )


def test_by_hand():
    x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    y, places = adaptive_max_pool2d(x, (1, 3), return_indices=True)
    assert (y.tolist(), places.tolist()) == ([[[5, 8, 8]]], [[[1, 6, 6]]])
    dx = adaptive_max_pool2d_backward(np.array([[[1.0, 10, 100]]]), x, (1, 3))
    assert dx.tolist() == [[[0, 1, 0, 0], [0, 0, 110, 0]]]


def test_wrong_input_is_named():
    x = np.ones((1, 5, 5))
    with pytest.raises(ValueError, match="output_size is 0, expected at least 1"):
        adaptive_max_pool2d(x, 0)
    with pytest.raises(TypeError, match="return_indices is 1, expected True or False"):
        adaptive_max_pool2d(x, 1, return_indices=1)
    with pytest.raises(ValueError, match="dy has shape"):
        adaptive_max_pool2d_backward(np.ones((1, 2, 3)), x, 2)
