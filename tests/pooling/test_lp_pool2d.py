import math

import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import lp_pool2d, lp_pool2d_backward
from tests.oracles import assert_agrees, check_finite_differences, sample
from tests.pooling.oracles import LP_POOL2D, agrees_with_torch


@pytest.mark.filterwarnings("ignore:Use of lp_pool2d")
@pytest.mark.parametrize("case", LP_POOL2D, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    agrees_with_torch(pooling, "lp_pool2d", case, **variant)


@pytest.mark.parametrize("norm_type", [1, 2, 3, 2.5])
def test_gradients_are_slopes(norm_type):
    x = abs(sample((2, 2, 4, 5), seed=0)) + 0.1
    options = {"kernel_size": (3, 2), "stride": 1, "norm_type": norm_type}
    check_finite_differences(lp_pool2d, lp_pool2d_backward, x, **options)


def test_by_hand():
    x = np.array([[[3.0, -4, 0, 0]]])
    assert lp_pool2d(x, (1, 2), norm_type=2).tolist() == [[[5, 0]]]
    assert lp_pool2d(x, (1, 2), norm_type=math.inf).tolist() == [[[4, 0]]]
    dx = lp_pool2d_backward(np.ones((1, 1, 2)), x, (1, 2), norm_type=2)
    assert np.allclose(dx, [[[0.6, -0.8, 0, 0]]])


def test_long_windows_are_added_up_in_float64():
    c = np.float32(100.3)
    y = lp_pool2d(np.full((1, 2048, 2048), c), 2048, norm_type=1)
    assert_agrees(y, np.array([[[2048**2 * c]]]), tol=1e-6)


def test_a_negative_sum_has_no_root():
    x = np.array([[[1.0, -2, 1, 1]]])
    assert np.isnan(lp_pool2d(x, (1, 2), norm_type=3)).tolist() == [[[True, False]]]


@pytest.mark.parametrize(
    ("norm_type", "error", "message"),
    [
        (0, ValueError, "norm_type is 0, expected a number above 0"),
        (-math.inf, ValueError, "norm_type is -inf"),
        (math.nan, ValueError, "norm_type is nan"),
        ("2", TypeError, "norm_type is '2', expected a number"),
        (True, TypeError, "norm_type is True, expected a number"),
    ],
)
def test_wrong_input_is_named(norm_type, error, message):
    with pytest.raises(error, match=message):
        lp_pool2d(np.ones((1, 5, 5)), 2, norm_type=norm_type)
    with pytest.raises(error, match=message):
        lp_pool2d_backward(
            np.ones((1, 2, 2)), np.ones((1, 5, 5)), 2, norm_type=norm_type
        )


@pytest.mark.parametrize("norm_type", [2, math.inf])
def test_a_wrong_dy_is_named(norm_type):
    with pytest.raises(ValueError, match="dy has shape"):
        lp_pool2d_backward(
            np.ones((1, 2, 3)), np.ones((1, 5, 5)), 2, norm_type=norm_type
        )
