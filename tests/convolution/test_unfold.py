import numpy as np
import pytest
from hypothesis import given

from dlnotes import convolution
from dlnotes.convolution import (
    conv2d,
    fold,
    fold_backward,
    unfold,
    unfold_backward,
)
from tests.convolution.oracles import UNFOLD, agrees_with_torch_unfold
from tests.convolution.strategies import convolutions
from tests.oracles import assert_agrees, check_finite_differences, sample


@pytest.mark.parametrize("case", UNFOLD, ids=str)
@pytest.mark.parametrize(
    "variant",
    [{}, {"dtype": np.float32}, {"strided": True}],
    ids=lambda variant: next(iter(variant), "float64"),
)
def test_is_torch_s(case, variant):
    agrees_with_torch_unfold(convolution, case, **variant)


@pytest.mark.parametrize(
    "options", [{}, {"stride": (2, 1), "padding": 1, "dilation": (1, 2)}], ids=str
)
def test_gradients_are_slopes(options):
    x = sample((2, 2, 4, 5), seed=0)
    options["kernel_size"] = (3, 2)
    columns = unfold(x, **options)
    check_finite_differences(unfold, unfold_backward, x, **options)
    options["output_size"] = (4, 5)
    check_finite_differences(fold, fold_backward, columns, **options)


def test_by_hand():
    x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    columns = unfold(x, 2)
    assert columns.T.tolist() == [
        [1, 2, 4, 5],
        [2, 3, 5, 6],
        [4, 5, 7, 8],
        [5, 6, 8, 9],
    ]
    # a corner is seen once, an edge twice, the centre by all four
    assert fold(columns, 3, 2).tolist() == [[[1, 4, 3], [8, 20, 12], [7, 16, 9]]]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_stays(value):
    x = np.ones((1, 4, 4))
    x[0, 3, 3] = value  # no window sees it
    assert unfold(x, 3, stride=2).tolist() == np.ones((9, 1)).tolist()
    columns = np.ones((4, 4))
    columns[0, 0] = value
    y = fold(columns, 4, 2, stride=2)
    assert np.argwhere(~np.isfinite(y)).tolist() == [[0, 0, 0]]
    assert np.delete(y, 0).tolist() == [1] * 15


def without_groups(c):
    """The kernel and steps of a convolution, as unfold takes them."""
    options = {name: value for name, value in c.options.items() if name != "groups"}
    return c.weight.shape[2:], options


@given(convolutions())
def test_adjoint(c):
    kernel_size, options = without_groups(c)
    columns = unfold(c.x, kernel_size, **options)
    y = sample(columns.shape, seed=1)
    image = fold(y, c.x.shape[2:], kernel_size, **options)
    magnitude = np.sum(np.abs(columns * y))
    assert abs(np.sum(columns * y) - np.sum(c.x * image)) <= 1e-10 * magnitude


@given(convolutions())
def test_fold_of_unfold_counts_windows(c):
    kernel_size, options = without_groups(c)
    size = c.x.shape[2:]

    def round_trip(x):
        return fold(unfold(x, kernel_size, **options), size, kernel_size, **options)

    assert_agrees(round_trip(c.x), c.x * round_trip(np.ones_like(c.x)))


@given(convolutions())
def test_convolution_is_one_product_of_unfold(c):
    kernel_size, options = without_groups(c)
    out_channels, groups = len(c.weight), c.options["groups"]
    y = conv2d(c.x, c.weight, **c.options)
    kernels = c.weight.reshape(groups, out_channels // groups, -1)
    columns = unfold(c.x, kernel_size, **options)
    columns = columns.reshape(len(c.x), groups, kernels.shape[-1], -1)
    assert_agrees((kernels @ columns).reshape(y.shape), y)


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)

NUMBERS = [
    ({"kernel_size": 0}, ValueError, "kernel_size is 0"),
    ({"kernel_size": (3, 3, 3)}, ValueError, "kernel_size is .* or a pair"),
    ({"kernel_size": 2.0}, TypeError, "kernel_size is 2.0"),
    ({"kernel_size": None}, TypeError, "kernel_size is None"),
    ({"kernel_size": 6}, ValueError, "measures 5 x 5 .* spans 6 x 6"),
    ({"stride": 0}, ValueError, "stride is 0"),
    ({"stride": True}, TypeError, "stride is True"),
    ({"padding": -1}, ValueError, "padding is -1"),
    ({"padding": "same"}, TypeError, "padding is 'same'"),
    ({"dilation": (0, 1)}, ValueError, "dilation is 0"),
    ({"dilation": 3}, ValueError, "measures 5 x 5 .* spans 7 x 7"),
]

UNFOLD_X = [
    ({"x": np.ma.ones((1, 2, 5, 5))}, TypeError, "x is a MaskedArray"),
    ({"x": [1.0]}, TypeError, "x is a list"),
    ({"x": f64((1, 2, 5, 5)).astype(int)}, TypeError, "x is int64"),
    ({"x": f64((5, 5))}, ValueError, "x has 2 dimensions"),
    ({"x": f64((1, 0, 5, 5))}, ValueError, "x has shape"),
]

FOLD_X = [
    ({"x": np.ma.ones((1, 18, 9))}, TypeError, "x is a MaskedArray"),
    ({"x": [1.0]}, TypeError, "x is a list"),
    ({"x": f64((1, 1, 18, 9))}, ValueError, "x has 4 dimensions .* 2 or 3"),
    ({"x": f64((1, 17, 9))}, ValueError, "x has 17 rows, .* multiple .* 9 taps"),
    ({"x": f64((1, 0, 9))}, ValueError, "x has 0 rows"),
    ({"x": f64((1, 18, 8))}, ValueError, "x has 8 columns, .* 3 x 3 = 9 positions"),
    ({"output_size": 2}, ValueError, "output_size measures 2 x 2"),
    ({"output_size": (5, 5, 5)}, ValueError, "output_size is"),
    ({"output_size": 0}, ValueError, "output_size is 0"),
    ({"output_size": 5.0}, TypeError, "output_size is 5.0"),
]


@pytest.mark.parametrize(("changes", "error", "message"), NUMBERS + UNFOLD_X)
def test_malformed_unfold(changes, error, message):
    arguments = {"x": f64((1, 2, 5, 5)), "kernel_size": 3} | changes
    with pytest.raises(error, match=message):
        unfold(**arguments)
    with pytest.raises(error, match=message):
        unfold_backward(f64((1, 18, 9)), **arguments)


@pytest.mark.parametrize(("changes", "error", "message"), NUMBERS + FOLD_X)
def test_malformed_fold(changes, error, message):
    arguments = {"x": f64((1, 18, 9)), "output_size": 5, "kernel_size": 3} | changes
    with pytest.raises(error, match=message):
        fold(**arguments)
    with pytest.raises(error, match=message):
        fold_backward(f64((1, 2, 5, 5)), **arguments)


@pytest.mark.parametrize(
    ("dy", "error"),
    [(f64((1, 9, 18)), ValueError), (f32((1, 18, 9)), TypeError), (0, TypeError)],
)
def test_malformed_dy_of_unfold(dy, error):
    with pytest.raises(error, match=r"^dy "):
        unfold_backward(dy, f64((1, 2, 5, 5)), 3)


@pytest.mark.parametrize(
    ("dy", "error"),
    [(f64((2, 5, 5)), ValueError), (f32((1, 2, 5, 5)), TypeError), (0, TypeError)],
)
def test_malformed_dy_of_fold(dy, error):
    with pytest.raises(error, match=r"^dy "):
        fold_backward(dy, f64((1, 18, 9)), 5, 3)
