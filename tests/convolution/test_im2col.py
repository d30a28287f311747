import numpy as np
import pytest
from hypothesis import given

from dlnotes.convolution import conv2d_im2col, conv2d_naive, unfold
from tests.convolution.oracles import extra_bytes
from tests.convolution.strategies import convolutions
from tests.oracles import assert_agrees, sample


@given(convolutions())
def test_is_naive(c):
    bias = sample(c.weight.shape[:1], seed=9)
    expected = conv2d_naive(c.x, c.weight, bias, **c.options)
    assert_agrees(conv2d_im2col(c.x, c.weight, bias, **c.options), expected)


def test_is_the_product_with_unfold():
    x, weight = sample((3, 6, 5), seed=0), sample((4, 3, 3, 2), seed=1)
    product = weight.reshape(4, 18) @ unfold(x, (3, 2), padding=1)
    assert_agrees(conv2d_im2col(x, weight, padding=1), product.reshape(4, 6, 6))


def test_never_holds_the_patches_of_a_batch():
    x = sample((8, 16, 32, 32), seed=0, dtype=np.float32)
    weight = sample((4, 16, 3, 3), seed=1, dtype=np.float32)
    patches = 9 * x.nbytes
    extra = extra_bytes(lambda: conv2d_im2col(x, weight, padding=1))
    assert extra < patches / 2


def test_malformed():
    with pytest.raises(ValueError, match="weight has 1 input channels"):
        conv2d_im2col(np.ones((2, 3, 3)), np.ones((1, 1, 2, 2)))
