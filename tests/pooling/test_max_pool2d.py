import numpy as np
import pytest

from dlnotes import pooling
from dlnotes.pooling import max_pool2d, max_pool2d_backward
from tests.oracles import check_finite_differences, sample
from tests.pooling.oracles import (
    MAX_POOL2D,
    agrees_with_its_naive_twin,
    agrees_with_torch,
    agrees_with_torch_in_small_blocks,
    finds_torch_s_places,
)


@pytest.mark.parametrize("case", MAX_POOL2D, ids=str)
def test_is_torch_s(case):
    agrees_with_torch(pooling, "max_pool2d", case)
    agrees_with_its_naive_twin(pooling, "max_pool2d", case)


@pytest.mark.parametrize("case", MAX_POOL2D[::4], ids=str)
@pytest.mark.parametrize("variant", [{"dtype": np.float32}, {"strided": True}], ids=str)
def test_variants_are_torch_s(case, variant):
    agrees_with_torch(pooling, "max_pool2d", case, **variant)


@pytest.mark.parametrize("case", MAX_POOL2D[::4], ids=str)
def test_small_blocks_are_torch_s(case):
    agrees_with_torch_in_small_blocks(pooling, "max_pool2d", case)


@pytest.mark.parametrize("case", MAX_POOL2D, ids=str)
@pytest.mark.parametrize("kind", [{}, {"tied": True}, {"nan": True}], ids=str)
def test_places_are_torch_s(case, kind):
    finds_torch_s_places(pooling, "max_pool2d", case, **kind)


def test_gradients_are_slopes():
    x = sample((2, 2, 4, 5), seed=0)
    options = {"kernel_size": (3, 2), "stride": 1, "padding": 1}
    check_finite_differences(max_pool2d, max_pool2d_backward, x, **options)


def test_by_hand():
    x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6], [7, 7, 1, 1]]])
    assert max_pool2d(x, 2).tolist() == [[[5, 8]]]
    # the third row's window hangs over the end
    y, places = max_pool2d(x, 2, ceil_mode=True, return_indices=True)
    assert y.tolist() == [[[5, 8], [7, 1]]]
    assert places.tolist() == [[[1, 6], [8, 10]]]  # the first of equals


def test_overlapping_windows_give_their_gradients_to_one_pixel():
    x, dy = np.array([[[1.0, 9, 2]]]), np.array([[[10.0, 1]]])
    assert max_pool2d_backward(dy, x, (1, 2), stride=1).tolist() == [[[0, 11, 0]]]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_stays_at_its_pixel(value):
    x, dy = np.array([[[1.0, 9, 2, 3]]]), np.array([[[value, 1]]])
    dx = max_pool2d_backward(dy, x, (1, 2))
    assert np.array_equal(dx, [[[0, value, 0, 1]]], equal_nan=True)


def test_a_window_that_sees_nothing_is_refused():
    with pytest.raises(ValueError, match="would see nothing of it"):
        max_pool2d(
            np.ones((1, 1, 1)), 2, dilation=3, padding=1, stride=2, ceil_mode=True
        )


f64 = np.ones

MALFORMED = [
    ({"x": [[1.0]]}, TypeError, "x is a list, expected a NumPy array"),
    ({"x": np.ma.ones((1, 5, 5))}, TypeError, "x is a MaskedArray"),
    ({"x": np.ones((1, 5, 5), int)}, TypeError, "x is int64, expected float32"),
    ({"x": f64((5, 5))}, ValueError, "x has 2 dimensions .* expected 3 or 4"),
    ({"x": f64((1, 0, 5))}, ValueError, "x has shape .* at least one"),
    ({"kernel_size": 0}, ValueError, "kernel_size is 0, expected at least 1"),
    ({"kernel_size": 2.0}, TypeError, "kernel_size is 2.0, expected an integer"),
    ({"kernel_size": (1, 2, 3)}, ValueError, "kernel_size is .* or a pair"),
    ({"kernel_size": 6}, ValueError, "x measures 5 x 5: a window of kernel_size"),
    ({"stride": 0}, ValueError, "stride is 0, expected at least 1"),
    ({"padding": -1}, ValueError, "padding is -1, expected at least 0"),
    ({"padding": (1, 2)}, ValueError, r"padding is \(1, 2\), expected at most half"),
    ({"dilation": 0}, ValueError, "dilation is 0, expected at least 1"),
    ({"ceil_mode": 1}, TypeError, "ceil_mode is 1, expected True or False"),
    ({"return_indices": "no"}, TypeError, "return_indices is 'no', expected True"),
]


@pytest.mark.parametrize(("wrong", "error", "message"), MALFORMED)
def test_wrong_input_is_named(wrong, error, message):
    given = {"x": f64((1, 5, 5)), "kernel_size": 2} | wrong
    with pytest.raises(error, match=message):
        max_pool2d(given.pop("x"), given.pop("kernel_size"), **given)


@pytest.mark.parametrize(
    ("dy", "error", "message"),
    [
        (f64((1, 2, 3)), ValueError, r"dy has shape \(1, 2, 3\), expected \(1, 2, 2\)"),
        (np.ones((1, 2, 2), np.float32), TypeError, "dy is float32, x is float64"),
    ],
)
def test_a_wrong_dy_is_named(dy, error, message):
    with pytest.raises(error, match=message):
        max_pool2d_backward(dy, f64((1, 5, 5)), 2)
