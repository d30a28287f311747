import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import avg_pool2d, avg_pool2d_backward
from tests.oracles import check_finite_differences, sample
from tests.pooling.oracles import (
    AVG_POOL2D,
    LONG_WINDOWS,
    agrees_with_its_naive_twin,
    agrees_with_torch,
    agrees_with_torch_in_small_blocks,
    averages_long_windows,
)


@pytest.mark.parametrize("case", AVG_POOL2D, ids=str)
def test_is_torch_s(case):
    agrees_with_torch(pooling, "avg_pool2d", case)
    agrees_with_its_naive_twin(pooling, "avg_pool2d", case)


@pytest.mark.parametrize("case", AVG_POOL2D[::4], ids=str)
@pytest.mark.parametrize("variant", [{"dtype": np.float32}, {"strided": True}], ids=str)
def test_variants_are_torch_s(case, variant):
    agrees_with_torch(pooling, "avg_pool2d", case, **variant)


@pytest.mark.parametrize("case", AVG_POOL2D[::4], ids=str)
def test_small_blocks_are_torch_s(case):
    agrees_with_torch_in_small_blocks(pooling, "avg_pool2d", case)


def test_gradients_are_slopes():
    x = sample((2, 2, 4, 5), seed=0)
    options = {"kernel_size": (3, 2), "stride": 1, "padding": 1}
    check_finite_differences(avg_pool2d, avg_pool2d_backward, x, **options)


def test_by_hand():
    x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    assert avg_pool2d(x, 2).tolist() == [[[3.25, 4]]]
    # a corner's window: one pixel, and three zeros that count or do not
    assert avg_pool2d(x, 2, padding=1)[0, 0, 0] == 0.25
    assert avg_pool2d(x, 2, padding=1, count_include_pad=False)[0, 0, 0] == 1


def test_what_hangs_over_the_end_never_counts():
    x = np.ones((1, 3, 3))
    assert avg_pool2d(x, 2, ceil_mode=True).tolist() == [[[1, 1], [1, 1]]]


@pytest.mark.parametrize("case", LONG_WINDOWS, ids=str)
def test_long_windows_are_added_up_in_float64(case):
    averages_long_windows(pooling, case)


def test_nan_stays_in_its_windows():
    x = np.ones((1, 4, 4))
    x[0, 0, 0] = np.nan
    assert np.isnan(avg_pool2d(x, 2)).tolist() == [[[True, False], [False, False]]]


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"padding": 2}, ValueError, "padding is .* expected at most half"),
        ({"count_include_pad": 0}, TypeError, "count_include_pad is 0, expected True"),
        ({"divisor_override": 0}, ValueError, "divisor_override is 0"),
        ({"divisor_override": 1.5}, TypeError, "divisor_override is 1.5, expected an"),
    ],
)
def test_wrong_input_is_named(wrong, error, message):
    with pytest.raises(error, match=message):
        avg_pool2d(np.ones((1, 5, 5)), 2, **wrong)
    with pytest.raises(error, match=message):
        avg_pool2d_backward(np.ones((1, 2, 2)), np.ones((1, 5, 5)), 2, **wrong)


def test_a_wrong_dy_is_named():
    with pytest.raises(ValueError, match="dy has shape"):
        avg_pool2d_backward(np.ones((1, 2, 3)), np.ones((1, 5, 5)), 2)
