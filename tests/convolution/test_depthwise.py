import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes.convolution import (
    conv2d,
    conv2d_backward,
    conv2d_backward_naive,
    conv2d_depthwise,
    conv2d_naive,
)
from tests.convolution.strategies import convolutions
from tests.oracles import assert_agrees, sample


@given(convolutions(), st.integers(1, 3))
def test_is_naive(c, multiplier):
    channels = c.x.shape[1]
    weight = sample((channels * multiplier, 1, *c.weight.shape[2:]), seed=3)
    bias = sample((len(weight),), seed=4)
    options = c.options | {"groups": channels}
    y = conv2d_naive(c.x, weight, bias, **options)
    del options["groups"]
    assert_agrees(conv2d_depthwise(c.x, weight, bias, **options), y)


@given(convolutions())
def test_gradients_are_naive(c):
    channels = c.x.shape[1]
    weight = sample((channels, 1, *c.weight.shape[2:]), seed=3)
    options = c.options | {"groups": channels}
    dy = sample(conv2d(c.x, weight, **options).shape, seed=5)
    dx, dweight, _ = conv2d_backward(dy, c.x, weight, **options)
    expected_dx, expected_dweight, _ = conv2d_backward_naive(dy, c.x, weight, **options)
    assert_agrees(dx, expected_dx)
    assert_agrees(dweight, expected_dweight)


def test_nan_does_not_reach_the_next_row_or_channel():
    x, weight = np.zeros((2, 4, 5)), np.ones((2, 1, 2, 2))
    x[0, 1, 4] = np.nan
    nan = np.isnan(conv2d_depthwise(x, weight))
    assert np.argwhere(nan).tolist() == [[0, 0, 3], [0, 1, 3]]


def test_backward_by_hand():
    x = np.array([[[1.0, 2.0, 3.0]], [[4.0, 5.0, 6.0]]])
    weight = np.array([[[[1.0, 10.0]]], [[[2.0, 3.0]]]])
    dy = np.array([[[1.0, 1.0]], [[0.0, 2.0]]])
    dx, dweight, _ = conv2d_backward(dy, x, weight, groups=2)
    assert dx.tolist() == [[[1, 11, 10]], [[0, 4, 6]]]
    assert dweight.tolist() == [[[[3, 5]]], [[[10, 12]]]]


@pytest.mark.parametrize(
    ("x", "weight", "error", "message"),
    [
        (np.ones((2, 3, 3)), np.ones((2, 2, 2, 2)), ValueError, "weight has 2 input"),
        (np.ones((2, 3, 3)), np.ones((3, 1, 2, 2)), ValueError, "groups is 2, but"),
        (np.ones((3, 3)), np.ones((1, 1, 2, 2)), ValueError, "x has 2 dimensions"),
        ([[1.0]], np.ones((1, 1, 2, 2)), TypeError, "x is a list"),
    ],
)
def test_malformed(x, weight, error, message):
    with pytest.raises(error, match=message):
        conv2d_depthwise(x, weight)


def test_groups_are_the_channels():
    x, weight = sample((4, 3, 3), seed=0), sample((4, 1, 2, 2), seed=1)
    y = conv2d_depthwise(x, weight)
    assert np.array_equal(conv2d_depthwise(x, weight, groups=4), y)
    with pytest.raises(ValueError, match="groups is 2 and x has 4 channels"):
        conv2d_depthwise(x, np.ones((4, 2, 2, 2)), groups=2)
