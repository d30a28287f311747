import numpy as np
import pytest
from hypothesis import given

from dlnotes import convolution
from dlnotes.convolution import conv2d_indirect, conv2d_naive, indirection_buffer
from tests.convolution.oracles import UNFOLD, extra_bytes, looks_up_what_unfold_copies
from tests.convolution.strategies import convolutions
from tests.oracles import assert_agrees, sample


@pytest.mark.parametrize("case", UNFOLD, ids=str)
def test_looking_up_is_unfolding(case):
    looks_up_what_unfold_copies(convolution, case)


def test_buffer_by_hand():
    # a 2x2 kernel on 2x3 pixels with a row of zeros above and below; 6 is the zero
    buffer = indirection_buffer((2, 3), 2, padding=(1, 0))
    assert buffer.tolist() == [
        [6, 6, 0, 1],
        [6, 6, 1, 2],
        [0, 1, 3, 4],
        [1, 2, 4, 5],
        [3, 4, 6, 6],
        [4, 5, 6, 6],
    ]


@given(convolutions())
def test_is_naive(c):
    bias = sample(c.weight.shape[:1], seed=9)
    expected = conv2d_naive(c.x, c.weight, bias, **c.options)
    assert_agrees(conv2d_indirect(c.x, c.weight, bias, **c.options), expected)


def test_never_holds_all_patches():
    x = sample((1, 64, 40, 40), seed=0, dtype=np.float32)
    weight = sample((8, 64, 5, 5), seed=1, dtype=np.float32)
    patches = 25 * x.nbytes
    assert extra_bytes(lambda: conv2d_indirect(x, weight, padding=2)) < patches / 2


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"image_size": 0}, ValueError, "image_size is 0, expected at least 1"),
        ({"image_size": 2.0}, TypeError, "image_size is 2.0, expected an integer"),
        ({"kernel_size": 5}, ValueError, "image_size measures 4 x 4 .* kernel"),
        ({"kernel_size": (1, 2, 3)}, ValueError, "kernel_size is"),
        ({"stride": 0}, ValueError, "stride is 0"),
        ({"padding": -1}, ValueError, "padding is -1"),
        ({"padding": "full"}, ValueError, "padding is 'full'"),
        ({"dilation": None}, TypeError, "dilation is None"),
    ],
)
def test_malformed_buffer(arguments, error, message):
    with pytest.raises(error, match=message):
        indirection_buffer(**({"image_size": 4, "kernel_size": 2} | arguments))


def test_malformed():
    with pytest.raises(ValueError, match="weight has 1 input channels"):
        conv2d_indirect(np.ones((2, 3, 3)), np.ones((1, 1, 2, 2)))
