import numpy as np
import pytest

from dlnotes.convolution import choose_algorithm


@pytest.mark.parametrize(
    ("x", "weight", "options", "name"),
    [
        ((8, 30, 30), (8, 8, 3, 3), {}, "shift"),
        ((8, 29, 30), (8, 8, 3, 3), {}, "im2col"),  # 27 x 28 positions
        ((8, 30, 30), (9, 8, 3, 3), {}, "im2col"),
        ((8, 30, 30), (8, 4, 3, 3), {"groups": np.int8(2)}, "shift"),
        ((8, 30, 30), (8, 8, 1, 1), {}, "im2col"),
        ((8, 28, 28), (8, 8, 3, 3), {"padding": "same"}, "shift"),
        ((8, 56, 56), (8, 8, 3, 3), {"stride": 2, "padding": 1}, "shift"),
        ((1, 8, 5, 5), (8, 1, 3, 3), {"groups": 8}, "depthwise"),
        ((1, 8, 5, 5), (16, 1, 3, 3), {"groups": 8}, "im2col"),
        ((1, 5, 5), (1, 1, 3, 3), {}, "depthwise"),
    ],
)
def test_rule(x, weight, options, name):
    assert choose_algorithm(np.ones(x), np.ones(weight), **options) == name


def test_malformed():
    with pytest.raises(ValueError, match="weight has 1 input channels"):
        choose_algorithm(np.ones((2, 3, 3)), np.ones((1, 1, 2, 2)))
