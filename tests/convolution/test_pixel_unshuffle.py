import numpy as np
import pytest

from dlnotes.convolution import (
    pixel_shuffle,
    pixel_unshuffle,
    pixel_unshuffle_backward,
)
from tests.oracles import check_finite_differences, sample


def test_gradient_is_the_slope():
    x = sample((2, 2, 4, 6), seed=0)
    check_finite_differences(
        pixel_unshuffle, pixel_unshuffle_backward, x, downscale_factor=2
    )


def test_by_hand():
    x = np.array([[[1.0, 3, 2, 4], [5, 7, 6, 8]]])
    assert pixel_unshuffle(x, 2).ravel().tolist() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_shuffle_is_the_inverse():
    x = sample((2, 3, 6, 9), seed=0)
    assert np.array_equal(pixel_shuffle(pixel_unshuffle(x, 3), 3), x)


@pytest.mark.parametrize(
    ("x", "factor", "error", "message"),
    [
        ([1.0], 2, TypeError, "x is a list"),
        (np.ones((4, 2)), 2, ValueError, "x has 2 dimensions .* at least 3"),
        (np.ones((1, 0, 2)), 2, ValueError, r"x has shape \(1, 0, 2\)"),
        (np.ones((1, 4, 3)), 2, ValueError, "x measures 4 x 3, .* downscale_factor 2"),
        (np.ones((1, 3, 4)), 2, ValueError, "x measures 3 x 4, .* downscale_factor 2"),
        (np.ones((1, 2, 2)), 0, ValueError, "downscale_factor is 0"),
        (np.ones((1, 2, 2)), 2.0, TypeError, "downscale_factor is 2.0"),
    ],
)
def test_wrong_input_is_named(x, factor, error, message):
    with pytest.raises(error, match=message):
        pixel_unshuffle(x, factor)
    with pytest.raises(error, match=message):
        pixel_unshuffle_backward(np.ones((4, 1, 1)), x, factor)


@pytest.mark.parametrize(
    ("dy", "error"),
    [(np.ones((1, 2, 2)), ValueError), (np.ones((4, 1, 1), np.float32), TypeError)],
)
def test_a_wrong_dy_is_named(dy, error):
    with pytest.raises(error, match=r"^dy "):
        pixel_unshuffle_backward(dy, np.ones((1, 2, 2)), 2)
