import numpy as np
import pytest

from dlnotes import convolution
from dlnotes.convolution import conv2d_backward_naive, conv2d_naive
from tests.convolution.oracles import CONV2D, agrees_with_torch_naively


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize(
    "variant",
    [{}, {"dtype": np.float32}, {"bias": False}, {"strided": True}],
    ids=lambda variant: next(iter(variant), "float64"),
)
@pytest.mark.parametrize("case", CONV2D, ids=str)
def test_is_torch_s(case, variant):
    agrees_with_torch_naively(convolution, case, **variant)


def test_groups_by_hand():
    x = np.array([[[1.0, 2.0]], [[3.0, 4.0]]])
    weight = np.array([[[[1.0, 10.0]]], [[[1.0, 100.0]]]])
    bias = np.array([0.5, 0.25])
    y = conv2d_naive(x, weight, bias, groups=2)
    assert y.tolist() == [[[21.5]], [[403.25]]]


def test_gradients_of_groups_by_hand():
    x = np.array([[[1.0, 2.0]], [[3.0, 4.0]]])
    weight = np.array([[[[1.0, 10.0]]], [[[1.0, 100.0]]]])
    dy = np.array([[[2.0]], [[3.0]]])
    dx, dweight, dbias = conv2d_backward_naive(dy, x, weight, np.zeros(2), groups=2)
    assert dx.tolist() == [[[2, 20]], [[3, 300]]]
    assert dweight.tolist() == [[[[2, 4]]], [[[9, 12]]]]
    assert dbias.tolist() == [2, 3]
