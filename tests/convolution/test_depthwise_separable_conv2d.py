import numpy as np
import pytest

from dlnotes import convolution
from dlnotes.convolution import (
    conv2d,
    depthwise_separable_conv2d,
    depthwise_separable_conv2d_backward,
)
from tests.convolution.oracles import SEPARABLE, agrees_with_torch_separable
from tests.oracles import assert_agrees, check_finite_differences, sample


@pytest.mark.parametrize("case", SEPARABLE, ids=str)
@pytest.mark.parametrize(
    "variant",
    [{}, {"dtype": np.float32}, {"strided": True}],
    ids=lambda variant: next(iter(variant), "float64"),
)
def test_is_torch_s(case, variant):
    agrees_with_torch_separable(convolution, case, **variant)


@pytest.mark.parametrize(
    "options", [{}, {"stride": (2, 1), "padding": 1, "dilation": (1, 2)}], ids=str
)
def test_gradients_are_slopes(options):
    check_finite_differences(
        depthwise_separable_conv2d,
        depthwise_separable_conv2d_backward,
        sample((2, 2, 4, 5), seed=0),
        sample((4, 1, 2, 2), seed=1),
        sample((3, 4, 1, 1), seed=2),
        **options,
    )


X = np.array([[[1.0, 2, 3]], [[4.0, 0, 5]]])
DEPTHWISE = np.array([[[[1.0, 0, -1]]], [[[1.0, 1, 1]]]])
POINTWISE = np.array([[2.0, 1], [1, -1]]).reshape(2, 2, 1, 1)


def test_by_hand():
    y = depthwise_separable_conv2d(X, DEPTHWISE, POINTWISE)
    assert y.ravel().tolist() == [5, -11]
    dy = np.array([1.0, 10]).reshape(2, 1, 1)
    dx, ddepthwise, dpointwise = depthwise_separable_conv2d_backward(
        dy, X, DEPTHWISE, POINTWISE
    )
    assert dpointwise[:, :, 0, 0].tolist() == [[-2, 9], [-20, 90]]
    # what reaches the two maps: 2·1 + 1·10 = 12 and 1·1 − 1·10 = −9
    assert dx[:, 0].tolist() == [[12, 0, -12], [-9, -9, -9]]
    assert ddepthwise[:, 0, 0].tolist() == [[12, 24, 36], [-36, 0, -45]]


@pytest.mark.parametrize("multiplier", [1, 2])
def test_is_a_dense_convolution_of_multiples(multiplier):
    x = sample((2, 3, 6, 5), seed=0)
    depthwise = sample((3 * multiplier, 1, 3, 2), seed=1)
    pointwise = sample((4, 3 * multiplier, 1, 1), seed=2)
    kernels = pointwise * depthwise[:, 0]  # (C_out, C·M, KH, KW)
    dense = kernels.reshape(4, 3, multiplier, 3, 2).sum(axis=2)
    y = depthwise_separable_conv2d(x, depthwise, pointwise, stride=2, padding=1)
    assert_agrees(y, conv2d(x, dense, stride=2, padding=1))


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)

MALFORMED = [
    ({"x": [[1.0]]}, TypeError, "x is a list"),
    ({"x": np.ma.ones((1, 3, 5, 5))}, TypeError, "x is a MaskedArray"),
    ({"x": f32((1, 3, 5, 5))}, TypeError, "x is float32, depthwise is float64"),
    ({"pointwise": f32((4, 3, 1, 1))}, TypeError, "pointwise is float32"),
    ({"x": f64((5, 5))}, ValueError, "x has 2 dimensions"),
    ({"x": f64((1, 3, 0, 5))}, ValueError, "x has shape"),
    ({"x": f64((1, 2, 5, 5))}, ValueError, r"depthwise has shape \(3, 1, 3, 3\), but"),
    ({"depthwise": f64((3, 3, 3))}, ValueError, "depthwise has 3 dimensions"),
    ({"depthwise": f64((3, 3, 3, 3))}, ValueError, "depthwise has shape"),
    ({"depthwise": f64((0, 1, 3, 3))}, ValueError, "depthwise has shape"),
    ({"depthwise": None}, TypeError, "depthwise is a NoneType"),
    ({"pointwise": f64((4, 3))}, ValueError, "pointwise has 2 dimensions"),
    ({"pointwise": f64((4, 2, 1, 1))}, ValueError, "pointwise has shape"),
    ({"pointwise": f64((4, 3, 3, 3))}, ValueError, "pointwise has shape"),
    ({"stride": 0}, ValueError, "stride is 0"),
    ({"padding": -1}, ValueError, "padding is -1"),
    ({"padding": "full"}, ValueError, "padding is 'full'"),
    ({"dilation": 1.0}, TypeError, "dilation is 1.0"),
    ({"dilation": 3}, ValueError, "x measures 5 x 5"),
]


def arguments(**changes):
    """A good call, spoilt."""
    good = {
        "x": f64((1, 3, 5, 5)),
        "depthwise": f64((3, 1, 3, 3)),
        "pointwise": f64((4, 3, 1, 1)),
    }
    return good | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    with pytest.raises(error, match=message):
        depthwise_separable_conv2d(**arguments(**changes))
    with pytest.raises(error, match=message):
        depthwise_separable_conv2d_backward(f64((1, 4, 3, 3)), **arguments(**changes))


@pytest.mark.parametrize(
    ("dy", "error"),
    [
        (f64((1, 3, 3, 3)), ValueError),
        (f64((4, 3, 3)), ValueError),
        (f32((1, 4, 3, 3)), TypeError),
        (None, TypeError),
    ],
)
def test_malformed_dy(dy, error):
    with pytest.raises(error, match=r"^dy "):
        depthwise_separable_conv2d_backward(dy, **arguments())


def test_the_good_call_is_good():
    assert depthwise_separable_conv2d(**arguments()).shape == (1, 4, 3, 3)
