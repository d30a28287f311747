import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import max_pool2d, max_unpool2d, max_unpool2d_backward
from tests.pooling.oracles import UNPOOL, puts_back_as_torch


@pytest.mark.parametrize("case", UNPOOL, ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_is_torch_s(case, dtype):
    puts_back_as_torch(pooling, case, dtype=dtype)


def test_by_hand():
    x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    y, places = max_pool2d(x, 2, return_indices=True)
    back = max_unpool2d(y, places, 2)
    assert back.tolist() == [[[0, 5, 0, 0], [0, 0, 8, 0]]]
    assert np.array_equal(max_pool2d(back, 2), y)


def test_a_place_named_twice_keeps_the_later_value():
    twice = np.array([[[1.0, 2]]]), np.array([[[0, 0]]])
    assert max_unpool2d(*twice, (1, 2)).tolist() == [[[2, 0, 0, 0]]]
    dx = max_unpool2d_backward(np.array([[[7.0, 0, 0, 0]]]), *twice, (1, 2))
    assert dx.tolist() == [[[7, 7]]]


def test_the_whole_shape_may_be_given():
    given = np.ones((1, 1, 1)), np.zeros((1, 1, 1), int)
    assert max_unpool2d(*given, 2, output_size=(1, 3, 3)).shape == (1, 3, 3)


ONE = np.zeros((1, 2, 2), int)


@pytest.mark.parametrize(
    ("indices", "options", "error", "message"),
    [
        ([[0]], {}, TypeError, "indices are list, expected an array of integers"),
        (
            np.ma.array(ONE),
            {},
            TypeError,
            "indices is a MaskedArray, expected an array",
        ),
        (ONE.astype(float), {}, TypeError, "indices are float64, expected an array"),
        (ONE[:, :1], {}, ValueError, r"indices have shape \(1, 1, 2\), x has"),
        (ONE - 1, {}, ValueError, "indices reach from -1 to -1, but the output"),
        (ONE + 16, {}, ValueError, "indices reach from 16 to 16, but the output"),
        (ONE, {"stride": 0}, ValueError, "stride is 0, expected at least 1"),
        (ONE, {"padding": 2}, ValueError, "padding is 2, which leaves no output"),
        (ONE, {"output_size": 4}, TypeError, "output_size is 4, expected a tuple"),
        (ONE, {"output_size": (6, 4)}, ValueError, "expected less than a stride off"),
        (ONE, {"output_size": (4,)}, ValueError, "expected less than a stride off"),
    ],
)
def test_wrong_input_is_named(indices, options, error, message):
    x = np.ones((1, 2, 2))
    with pytest.raises(error, match=message):
        max_unpool2d(x, indices, 2, **options)
    with pytest.raises(error, match=message):
        max_unpool2d_backward(np.ones((1, 4, 4)), x, indices, 2, **options)


def test_a_wrong_dy_is_named():
    with pytest.raises(ValueError, match="dy has shape"):
        max_unpool2d_backward(np.ones((1, 3, 4)), np.ones((1, 2, 2)), ONE, 2)
