import numpy as np
import pytest
from hypothesis import given

from dlnotes import convolution
from dlnotes.convolution import (
    conv_transpose2d,
    conv_transpose2d_backward,
    conv_transpose2d_naive,
)
from tests.convolution.oracles import (
    CONV_TRANSPOSE2D,
    GRID,
    agrees_with_torch_conv_transpose2d,
    is_adjoint,
)
from tests.convolution.strategies import convolutions
from tests.oracles import check_finite_differences, sample


@pytest.mark.parametrize("case", CONV_TRANSPOSE2D, ids=str)
def test_is_torch_s(case):
    agrees_with_torch_conv_transpose2d(convolution, case)


@pytest.mark.parametrize("case", CONV_TRANSPOSE2D[len(GRID) :], ids=str)
@pytest.mark.parametrize(
    "variant",
    [{"dtype": np.float32}, {"bias": False}, {"strided": True}],
    ids=lambda variant: next(iter(variant)),
)
def test_variants_are_torch_s(case, variant):
    agrees_with_torch_conv_transpose2d(convolution, case, **variant)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"stride": (2, 3), "padding": 1, "output_padding": (1, 2)},
        {"dilation": (1, 2), "groups": 2, "output_padding": (0, 1)},
    ],
    ids=str,
)
def test_gradients_are_slopes(options):
    x, weight = sample((2, 2, 3, 2), seed=0), sample((2, 2, 2, 3), seed=1)
    bias = sample((2 * options.get("groups", 1),), seed=2)
    check_finite_differences(
        conv_transpose2d, conv_transpose2d_backward, x, weight, bias, **options
    )


def test_by_hand():
    x = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    weight = np.array([[[[1.0, 10.0], [100.0, 1000.0]]]])
    y = conv_transpose2d(x, weight, np.array([0.5]))
    overlapping = [[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]]
    assert (y[0] - 0.5).tolist() == overlapping
    apart = conv_transpose2d(x, weight, stride=2, padding=1, output_padding=1)
    # stamps 2 apart do not overlap; the first row and column are cropped
    assert apart.tolist() == [[[1000, 200, 2000], [30, 4, 40], [3000, 400, 4000]]]


def test_backward_by_hand():
    x = np.array([[[1.0, 2.0]]])
    weight = np.array([[[[1.0, 10.0]]]])
    dy = np.array([[[1.0, 2.0, 3.0]]])
    dx, dweight, dbias = conv_transpose2d_backward(dy, x, weight, np.zeros(1))
    assert dx.tolist() == [[[21, 32]]]
    assert dweight.tolist() == [[[[5, 8]]]]
    assert dbias.tolist() == [6]


def test_an_infinite_weight_stays_in_its_stamps():
    weight = np.array([[[[np.inf, 0.0], [0.0, 0.0]]]])
    y = conv_transpose2d(np.ones((1, 1, 2, 2)), weight)
    assert y.tolist() == [[[[np.inf, np.inf, 0], [np.inf, np.inf, 0], [0, 0, 0]]]]


@pytest.mark.parametrize("number", [np.int8, np.int64])
def test_numpy_s_integers_are_integers(number):
    x, weight = sample((1, 100, 3, 4), seed=0), sample((100, 2, 2, 3), seed=1)
    given = {
        "stride": 2,
        "padding": 1,
        "output_padding": 1,
        "groups": 100,
        "dilation": 1,
    }
    theirs = {name: number(value) for name, value in given.items()}
    y = conv_transpose2d(x, weight, **theirs)
    assert np.array_equal(y, conv_transpose2d(x, weight, **given))
    for mine, plain in zip(
        conv_transpose2d_backward(y, x, weight, **theirs)[:2],
        conv_transpose2d_backward(y, x, weight, **given)[:2],
        strict=True,
    ):
        assert np.array_equal(mine, plain)


@given(convolutions())
def test_adjoint_of_conv2d(c):
    is_adjoint(convolution, c.x, c.weight, c.options)


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)

MALFORMED = [
    ({"x": [[1.0]]}, TypeError, "x is a list"),
    ({"x": np.ma.ones((1, 4, 5, 5))}, TypeError, "x is a MaskedArray"),
    ({"weight": np.ma.ones((4, 3, 3, 3))}, TypeError, "weight is a MaskedArray"),
    ({"bias": np.ma.ones((6,))}, TypeError, "bias is a MaskedArray"),
    ({"x": f32((1, 4, 5, 5))}, TypeError, "x is float32, weight is float64"),
    ({"x": f64((4, 5))}, ValueError, "x has 2 dimensions"),
    ({"x": f64((1, 4, 0, 5))}, ValueError, "x has shape"),
    ({"x": f64((1, 6, 5, 5))}, ValueError, "weight has 4 input channels, but x has 6"),
    ({"weight": f64((4, 3, 3))}, ValueError, "weight has 3 dimensions"),
    ({"weight": f64((4, 0, 3, 3))}, ValueError, "weight has shape"),
    ({"bias": f64((3,))}, ValueError, r"bias has shape \(3,\), expected \(6,\)"),
    ({"stride": 0}, ValueError, "stride is 0"),
    ({"stride": 2.0}, TypeError, "stride is 2.0"),
    ({"padding": -1}, ValueError, "padding is -1"),
    ({"padding": "same"}, TypeError, "padding is 'same', expected an integer"),
    ({"padding": 4}, ValueError, "padding is 4, .* leaves none"),
    ({"dilation": (1, 0)}, ValueError, "dilation is 0"),
    ({"groups": 3}, ValueError, "groups is 3, but x has 4 channels"),
    ({"groups": True}, TypeError, "groups is True"),
    ({"output_padding": 1}, ValueError, "output_padding is 1, expected less than"),
    ({"output_padding": 2, "stride": (2, 3)}, ValueError, "output_padding is 2"),
    ({"output_padding": -1}, ValueError, "output_padding is -1"),
    ({"output_padding": (0, 0, 0)}, ValueError, "output_padding is"),
    ({"output_padding": 1.0}, TypeError, "output_padding is 1.0"),
]


def arguments(**changes):
    """A good call of conv_transpose2d, spoilt."""
    good = {
        "x": f64((1, 4, 5, 5)),
        "weight": f64((4, 3, 3, 3)),
        "bias": f64((6,)),
        "groups": 2,
    }
    return good | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    with pytest.raises(error, match=message):
        conv_transpose2d(**arguments(**changes))
    with pytest.raises(error, match=message):
        conv_transpose2d_naive(**arguments(**changes))
    with pytest.raises(error, match=message):
        conv_transpose2d_backward(f64((1, 6, 7, 7)), **arguments(**changes))


@pytest.mark.parametrize(
    ("dy", "error"),
    [
        (f64((1, 3, 7, 7)), ValueError),
        (f64((6, 7, 7)), ValueError),
        (f32((1, 6, 7, 7)), TypeError),
        (None, TypeError),
        (np.ma.ones((1, 6, 7, 7)), TypeError),
    ],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        conv_transpose2d_backward(dy, **arguments())


def test_the_good_call_is_good():
    assert conv_transpose2d(**arguments()).shape == (1, 6, 7, 7)
