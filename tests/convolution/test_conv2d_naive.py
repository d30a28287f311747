import numpy as np
import pytest
import torch.nn.functional as F

from dlnotes.convolution import conv2d_naive
from tests.convolution.oracles import CONV2D
from tests.oracles import assert_agrees, sample, torch_oracle


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("case", CONV2D, ids=str)
def test_is_torch_s(case, dtype):
    x_shape, weight_shape, options = case
    x = sample(x_shape, seed=0, dtype=dtype)
    weight = sample(weight_shape, seed=1, dtype=dtype)
    y, _, _ = torch_oracle(F.conv2d, x, weight, **options)
    assert_agrees(conv2d_naive(x, weight, **options), y)


def test_groups_by_hand():
    x = np.array([[[1.0, 2.0]], [[3.0, 4.0]]])
    weight = np.array([[[[1.0, 10.0]]], [[[1.0, 100.0]]]])
    bias = np.array([0.5, 0.25])
    y = conv2d_naive(x, weight, bias, groups=2)
    assert y.tolist() == [[[21.5]], [[403.25]]]
