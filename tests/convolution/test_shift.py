import numpy as np
import pytest
from hypothesis import given

from dlnotes.convolution import conv2d, conv2d_naive, conv2d_shift
from tests.convolution.oracles import extra_bytes
from tests.convolution.strategies import convolutions
from tests.oracles import assert_agrees, sample


@given(convolutions())
def test_is_naive(c):
    bias = sample(c.weight.shape[:1], seed=9)
    expected = conv2d_naive(c.x, c.weight, bias, **c.options)
    assert_agrees(conv2d_shift(c.x, c.weight, bias, **c.options), expected)


def test_nan_does_not_reach_the_next_row_or_channel():
    x, weight = np.zeros((2, 4, 5)), np.ones((2, 1, 2, 2))
    x[0, 1, 4] = np.nan
    nan = np.isnan(conv2d_shift(x, weight, groups=2))
    assert np.argwhere(nan).tolist() == [[0, 0, 3], [0, 1, 3]]


def test_needs_less_memory_than_unfolding():
    x = sample((2, 32, 40, 40), seed=0, dtype=np.float32)
    weight = sample((32, 32, 3, 3), seed=1, dtype=np.float32)
    shift, im2col = (
        extra_bytes(lambda how=how: conv2d(x, weight, padding=1, algorithm=how))
        for how in ("shift", "im2col")
    )
    assert shift < im2col / 2


def test_malformed():
    with pytest.raises(ValueError, match="weight has 1 input channels"):
        conv2d_shift(np.ones((2, 3, 3)), np.ones((1, 1, 2, 2)))
