import numpy as np
import pytest
from hypothesis import given

from dlnotes.convolution import conv2d_fft, conv2d_naive
from dlnotes.convolution.fft import _fast_size
from tests.convolution.strategies import convolutions
from tests.oracles import assert_agrees, sample


@given(convolutions())
def test_is_naive(c):
    bias = sample(c.weight.shape[:1], seed=9)
    expected = conv2d_naive(c.x, c.weight, bias, **c.options)
    assert_agrees(conv2d_fft(c.x, c.weight, bias, **c.options), expected)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_kernel_as_large_as_the_image(dtype):
    x = sample((2, 3, 17, 19), seed=0, dtype=dtype)
    weight = sample((4, 3, 17, 19), seed=1, dtype=dtype)
    tol = 1e-4 if dtype == np.float32 else None
    expected = conv2d_naive(x, weight, padding=8)
    assert_agrees(conv2d_fft(x, weight, padding=8), expected, tol=tol)


def test_sizes_have_small_prime_factors():
    assert [_fast_size(n) for n in (1, 7, 11, 13, 30, 31, 58, 230)] == [
        *(1, 8, 12, 15, 30, 32, 60, 240)
    ]


def test_malformed():
    with pytest.raises(ValueError, match="weight has 1 input channels"):
        conv2d_fft(np.ones((2, 3, 3)), np.ones((1, 1, 2, 2)))
