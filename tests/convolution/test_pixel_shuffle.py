import numpy as np
import pytest

from dlnotes import convolution
from dlnotes.convolution import (
    conv2d,
    conv_transpose2d,
    pixel_shuffle,
    pixel_shuffle_backward,
    pixel_unshuffle,
)
from tests.convolution.oracles import PIXELS, shuffles_as_torch
from tests.oracles import assert_agrees, check_finite_differences, sample


@pytest.mark.parametrize("case", PIXELS, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    shuffles_as_torch(convolution, case, **variant)


def test_gradient_is_the_slope():
    x = sample((2, 8, 2, 3), seed=0)
    check_finite_differences(pixel_shuffle, pixel_shuffle_backward, x, upscale_factor=2)


def test_by_hand():
    x = np.array([[[1.0, 2]], [[3, 4]], [[5, 6]], [[7, 8]]])
    assert pixel_shuffle(x, 2).tolist() == [[[1, 3, 2, 4], [5, 7, 6, 8]]]


def test_an_empty_batch_stays_empty():  # torch has no gradient for it
    x, y = np.zeros((0, 4, 2, 3)), np.zeros((0, 1, 4, 6))
    assert pixel_shuffle(x, 2).shape == y.shape
    assert pixel_unshuffle(y, 2).shape == x.shape
    assert pixel_shuffle_backward(y, x, 2).shape == x.shape


@pytest.mark.parametrize(("shape", "factor"), PIXELS)
def test_unshuffle_is_the_inverse(shape, factor):
    x = sample(shape, seed=0)
    assert np.array_equal(pixel_unshuffle(pixel_shuffle(x, factor), factor), x)


@pytest.mark.parametrize("r", [2, 3])
def test_convolution_and_shuffle_are_a_strided_transposed_convolution(r):
    """Phase (a, b) of a transposed kernel is a kernel of its own, turned."""
    x, weight = sample((2, 3, 5, 6), seed=0), sample((3, 4, 3 * r, 3 * r), seed=1)
    # (C, O, 3, r, 3, r) -> (O, r, r, C, 3, 3), turned
    phases = weight.reshape(3, 4, 3, r, 3, r).transpose(1, 3, 5, 0, 2, 4)
    kernels = phases.reshape(4 * r * r, 3, 3, 3)[..., ::-1, ::-1]
    shuffled = pixel_shuffle(conv2d(x, kernels, padding=1), r)
    assert_agrees(conv_transpose2d(x, weight, stride=r, padding=r), shuffled)


@pytest.mark.parametrize(
    ("x", "factor", "error", "message"),
    [
        ([1.0], 2, TypeError, "x is a list"),
        (np.ones((4, 1, 1), int), 2, TypeError, "x is int64"),
        (np.ones((4, 1)), 2, ValueError, "x has 2 dimensions .* at least 3"),
        (np.ones((0, 1, 1)), 2, ValueError, r"x has shape \(0, 1, 1\)"),
        (np.ones((6, 1, 1)), 2, ValueError, "x has 6 channels, .* multiple of 4"),
        (np.ones((4, 1, 1)), 0, ValueError, "upscale_factor is 0"),
        (np.ones((4, 1, 1)), 2.0, TypeError, "upscale_factor is 2.0"),
        (np.ones((4, 1, 1)), True, TypeError, "upscale_factor is True"),
    ],
)
def test_wrong_input_is_named(x, factor, error, message):
    with pytest.raises(error, match=message):
        pixel_shuffle(x, factor)
    with pytest.raises(error, match=message):
        pixel_shuffle_backward(np.ones((1, 2, 2)), x, factor)


@pytest.mark.parametrize(
    ("dy", "error"),
    [(np.ones((4, 1, 1)), ValueError), (np.ones((1, 2, 2), np.float32), TypeError)],
)
def test_a_wrong_dy_is_named(dy, error):
    with pytest.raises(error, match=r"^dy "):
        pixel_shuffle_backward(dy, np.ones((4, 1, 1)), 2)
