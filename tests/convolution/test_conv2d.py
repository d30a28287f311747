from importlib import import_module

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlnotes import convolution
from dlnotes.convolution import (
    conv2d,
    conv2d_algorithm,
    conv2d_backward,
    conv2d_backward_naive,
    conv2d_naive,
    output_size,
)
from tests.convolution.oracles import (
    ALGORITHMS,
    CONV2D,
    DEPTHWISE,
    DIRECT,
    LARGE,
    NOT_FINITE,
    SPECIAL,
    THREE_BY_THREE,
    agrees_with_torch_conv2d,
    agrees_with_torch_in_small_blocks,
    keeps_what_is_not_finite,
    serves,
)
from tests.convolution.strategies import convolutions
from tests.oracles import assert_agrees, check_finite_differences, sample

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


@pytest.mark.parametrize("case", CONV2D, ids=str)
def test_is_torch_s(case):
    agrees_with_torch_conv2d(convolution, case)


VARIED = [CONV2D[0], *SPECIAL, *THREE_BY_THREE, *DEPTHWISE, *LARGE]


@pytest.mark.parametrize("case", VARIED, ids=str)
@pytest.mark.parametrize(
    "variant",
    [{"dtype": np.float32}, {"bias": False}, {"strided": True}],
    ids=lambda variant: next(iter(variant)),
)
def test_variants_are_torch_s(case, variant):
    agrees_with_torch_conv2d(convolution, case, **variant)


@pytest.mark.parametrize("case", [CONV2D[5], *VARIED], ids=str)
def test_small_blocks_are_torch_s(case):
    agrees_with_torch_in_small_blocks(convolution, case)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"stride": (2, 1), "padding": 1},
        {"dilation": (1, 2), "groups": 2},
        {"padding": "same"},
    ],
    ids=str,
)
def test_gradients_are_slopes(options):
    x = sample((2, 4, 4, 5), seed=0)
    weight = sample((2, 4 // options.get("groups", 1), 2, 3), seed=1)
    bias = sample((2,), seed=2)
    check_finite_differences(conv2d, conv2d_backward, x, weight, bias, **options)


@pytest.mark.parametrize("algorithm", [a for a in ALGORITHMS if a != "winograd"])
def test_by_hand(algorithm):
    x = np.array([[[[1, 2, 3], [4, 5, 6], [7, 8, 9.0]]]])
    weight = np.array([[[[1, 2], [3, 4.0]]]])
    y = conv2d(x, weight, np.array([1.0]), algorithm=algorithm)
    # top left: 1·1 + 2·2 + 3·4 + 4·5 = 37, and the bias
    assert y.round(12).tolist() == [[[[38, 48], [68, 78]]]]
    strided = conv2d(x, weight, stride=2, padding=1, algorithm=algorithm)
    # corners see 1 by the tap 4; 2 and 3 by 3 and 4; 4 and 7 by 2 and 4; 5 6 8 9 by all
    assert strided.round(12).tolist() == [[[[4, 18], [36, 77]]]]


def test_backward_by_hand():
    x = np.array([[[[1, 2, 3], [4, 5, 6], [7, 8, 9.0]]]])
    weight = np.array([[[[1, 2], [3, 4.0]]]])
    dy = np.array([[[[1, 0], [0, 10.0]]]])
    dx, dweight, dbias = conv2d_backward(dy, x, weight, np.zeros(1))
    assert dx.tolist() == [[[[1, 2, 0], [3, 14, 20], [0, 30, 40]]]]
    assert dweight.tolist() == [[[[51, 62], [84, 95]]]]
    assert dbias.tolist() == [11]


@given(convolutions(), st.floats(-3, 3))
def test_linear_in_x_and_weight(c, a):
    for k in (0, 1):
        left, right = [c.x, c.weight], [c.x, c.weight]
        right[k] = sample(left[k].shape, seed=5)
        both = left.copy()
        both[k] = a * left[k] + right[k]
        apart = a * conv2d(*left, **c.options) + conv2d(*right, **c.options)
        together = conv2d(*both, **c.options)
        scale = 1 + np.abs(apart).max()
        assert np.abs(together - apart).max() <= 1e-10 * 10 * scale


@given(convolutions(max_padding=0))
def test_shift_equivariant(c):
    y = conv2d(c.x, c.weight, **c.options)
    down, right = c.options["stride"]
    if y.shape[2] > 1 and y.shape[3] > 1:
        moved = conv2d(c.x[:, :, down:, right:], c.weight, **c.options)
        assert_agrees(moved, y[:, :, 1:, 1:])


@given(convolutions())
def test_shape_formula_and_naive(c):
    y = conv2d(c.x, c.weight, **c.options)
    options = {name: c.options[name] for name in ("stride", "padding", "dilation")}
    for axis in (0, 1):
        one = {name: pair[axis] for name, pair in options.items()}
        size = output_size(c.x.shape[2 + axis], c.weight.shape[2 + axis], **one)
        assert y.shape[2 + axis] == size
    assert_agrees(y, conv2d(c.x, c.weight, algorithm="naive", **c.options))


@given(convolutions(), st.sampled_from(ALGORITHMS))
def test_every_algorithm_is_naive_or_says_why_not(c, algorithm):
    # a window may see zeros alone: the bias gives rounding errors a scale even there
    bias = np.ones(len(c.weight))
    if serves(algorithm, c.x, c.weight, c.options):
        y = conv2d(c.x, c.weight, bias, algorithm=algorithm, **c.options)
        assert_agrees(y, conv2d_naive(c.x, c.weight, bias, **c.options))
    else:
        with pytest.raises(ValueError, match=f"algorithm is '{algorithm}', which"):
            conv2d(c.x, c.weight, bias, algorithm=algorithm, **c.options)


@pytest.mark.parametrize("case", NOT_FINITE, ids=str)
def test_what_is_not_finite_stays_where_the_formula_puts_it(case):
    keeps_what_is_not_finite(convolution, case)


@pytest.mark.parametrize("algorithm", DIRECT)
def test_nan_passes_through(algorithm):
    x, weight = sample((1, 2, 4, 4), seed=0), sample((1, 2, 2, 2), seed=1)
    x[0, 0, 0, 0] = np.nan
    nan = np.isnan(conv2d(x, weight, algorithm=algorithm))
    assert nan[0, 0, 0, 0]
    assert nan.sum() == 1


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_pixel_that_no_window_sees_has_no_part_in_the_gradient(value):
    x, weight = np.ones((1, 1, 5, 5)), np.ones((1, 1, 2, 2))
    x[0, 0, 4, 4] = value
    _, dweight, _ = conv2d_backward(np.ones((1, 1, 2, 2)), x, weight, stride=2)
    assert dweight.tolist() == [[[[4, 4], [4, 4]]]]


def test_bias_gradient_sums_a_million_samples():
    x, weight = np.ones((1_000_000, 2, 1, 1), np.float32), np.ones((2, 2, 1, 1), "f4")
    dy = np.full_like(x, 0.1)
    _, _, dbias = conv2d_backward(dy, x, weight, np.ones(2, np.float32))
    assert np.allclose(dbias, 1e6 * float(np.float32(0.1)), rtol=1e-6, atol=0)


@pytest.mark.parametrize("groups", [1, 2])
def test_weight_gradient_sums_blocks_in_float64(groups, monkeypatch):
    module = import_module("dlnotes.convolution.im2col")
    monkeypatch.setattr(module, "COLUMNS", 1)  # an image a block, as large ones are
    x = np.full((4000, 2, 1, 1), 100.3, np.float32)
    weight, dy = np.ones((2, 2 // groups, 1, 1), np.float32), np.full_like(x, 0.1)
    _, dweight, _ = conv2d_backward(dy, x, weight, groups=groups)
    exact = 4000 * float(np.float32(0.1) * np.float32(100.3))
    assert np.allclose(dweight, exact, rtol=1e-6, atol=0)


def test_backward_accepts_the_forward_s_algorithm():
    x, weight = sample((1, 2, 4, 4), seed=0), sample((1, 2, 2, 2), seed=1)
    dy = sample((1, 1, 3, 3), seed=2)
    auto = conv2d_backward(dy, x, weight)
    naive = conv2d_backward(dy, x, weight, algorithm="naive")
    assert_agrees(naive[0], auto[0])
    assert_agrees(naive[1], auto[1])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("number", [np.int8, np.uint8, np.int64, np.array])
def test_numpy_s_integers_are_integers(algorithm, number):
    channels = 100 if algorithm == "depthwise" else 200  # times 100 groups: no int8
    x, weight = sample((1, channels, 9, 9), seed=0), sample((200, 1, 3, 3), seed=1)
    weight = weight.repeat(channels // 100, axis=1)
    dy = sample((1, 200, 9, 9), seed=2)
    given = {"stride": 1, "padding": (1, 1), "dilation": 1, "groups": 100}
    theirs = given | {name: number(given[name]) for name in given if name != "padding"}
    theirs["padding"] = tuple(map(number, given["padding"]))
    y = conv2d(x, weight, algorithm=algorithm, **theirs)
    assert np.array_equal(y, conv2d(x, weight, algorithm=algorithm, **given))
    actual = conv2d_backward(dy, x, weight, algorithm=algorithm, **theirs)
    expected = conv2d_backward(dy, x, weight, algorithm=algorithm, **given)
    for mine, plain in zip(actual[:2], expected[:2], strict=True):
        assert np.array_equal(mine, plain)


def test_only_data_is_positional():
    x, weight = np.ones((1, 3, 3)), np.ones((1, 1, 2, 2))
    with pytest.raises(TypeError, match="positional"):
        conv2d(x, weight, None, 2)


f64, f32 = np.ones, lambda shape: np.ones(shape, np.float32)

MALFORMED = [
    ({"x": [[1.0]]}, TypeError, "x is a list, expected a NumPy array"),
    ({"x": np.ma.ones((1, 8, 5, 5))}, TypeError, "x is a MaskedArray"),
    ({"weight": np.ma.ones((4, 4, 3, 3))}, TypeError, "weight is a MaskedArray"),
    ({"bias": np.ma.ones((4,))}, TypeError, "bias is a MaskedArray"),
    ({"x": None}, TypeError, "x is a NoneType"),
    ({"x": np.ones((1, 8, 5, 5), int)}, TypeError, "x is int64, expected float32"),
    ({"x": np.ones((1, 8, 5, 5), np.float16)}, TypeError, "x is float16"),
    ({"x": np.ones((1, 8, 5, 5), complex)}, TypeError, "x is complex128"),
    ({"x": f32((1, 8, 5, 5))}, TypeError, "x is float32, weight is float64"),
    ({"x": f64((8, 5))}, ValueError, "x has 2 dimensions .* expected 3 or 4"),
    ({"x": f64((1, 1, 8, 5, 5))}, ValueError, "x has 5 dimensions"),
    ({"x": f64((1, 8, 0, 5))}, ValueError, "x has shape .* at least one"),
    ({"x": f64((1, 0, 5, 5))}, ValueError, "x has shape .* at least one"),
    ({"weight": None}, TypeError, "weight is a NoneType"),
    ({"weight": f32((4, 4, 3, 3))}, TypeError, "weight is float32"),
    ({"weight": f64((4, 4, 3))}, ValueError, "weight has 3 dimensions .* expected 4"),
    ({"weight": f64((4, 4, 0, 3))}, ValueError, "weight has shape .* no empty axis"),
    ({"weight": f64((0, 4, 3, 3))}, ValueError, "weight has shape .* no empty axis"),
    (
        {"weight": f64((4, 3, 3, 3))},
        ValueError,
        r"weight has 3 input channels per group, but x has 8 channels in 2 groups "
        r"\(expected 4\)",
    ),
    ({"weight": f64((3, 4, 3, 3))}, ValueError, "groups is 2, but weight has 3"),
    ({"weight": f64((4, 4, 6, 3))}, ValueError, "x measures 5 x 5 .* kernel"),
    ({"bias": f64((5,))}, ValueError, r"bias has shape \(5,\), expected \(4,\)"),
    ({"bias": f64((4, 1))}, ValueError, "bias has shape"),
    ({"bias": f32((4,))}, TypeError, "bias is float32"),
    ({"bias": 1.0}, TypeError, "bias is a float"),
    ({"bias": False}, TypeError, "bias is a bool"),
    ({"stride": 0}, ValueError, "stride is 0, expected at least 1"),
    ({"stride": -1}, ValueError, "stride is -1"),
    ({"stride": 1.0}, TypeError, "stride is 1.0, expected an integer"),
    ({"stride": True}, TypeError, "stride is True"),
    ({"stride": (1, 1, 1)}, ValueError, r"stride is \(1, 1, 1\), .* or a pair"),
    ({"stride": (1,)}, ValueError, r"stride is \(1,\)"),
    ({"stride": (1, 0)}, ValueError, "stride is 0"),
    ({"stride": (1, 2.0)}, TypeError, "stride is 2.0"),
    ({"stride": None}, TypeError, "stride is None"),
    ({"padding": -1}, ValueError, "padding is -1, expected at least 0"),
    ({"padding": "full"}, ValueError, "padding is 'full', expected one of 'same'"),
    ({"padding": "same", "stride": 2}, ValueError, r"stride is \(2, 2\).*'same'"),
    ({"padding": 0.5}, TypeError, "padding is 0.5"),
    ({"dilation": 0}, ValueError, "dilation is 0"),
    ({"dilation": 3}, ValueError, "x measures 5 x 5 .* spans 7 x 7"),
    ({"dilation": "1"}, TypeError, "dilation is '1'"),
    ({"groups": 0}, ValueError, "groups is 0"),
    ({"groups": 3}, ValueError, "groups is 3, but x has 8 channels"),
    ({"groups": 2.0}, TypeError, "groups is 2.0"),
    ({"groups": (2, 2)}, TypeError, r"groups is \(2, 2\)"),
    ({"algorithm": "fast"}, ValueError, "algorithm is 'fast', .* 'im2col'"),
    (
        {"algorithm": "winograd", "stride": 2},
        ValueError,
        r"algorithm is 'winograd', .* stride 1 .* stride is \(2, 2\)",
    ),
    (
        {"algorithm": "winograd", "weight": f64((4, 4, 2, 3))},
        ValueError,
        "algorithm is 'winograd', which serves 3x3 .* weight has 2x3 kernels",
    ),
    (
        {"algorithm": "depthwise"},
        ValueError,
        "algorithm is 'depthwise', .* groups is 2 and x has 8 channels",
    ),
    ({"algorithm": None}, TypeError, "algorithm is None"),
]


DOORS = [
    convolution.conv2d_naive,
    convolution.conv2d_im2col,
    convolution.conv2d_indirect,
    convolution.conv2d_shift,
    convolution.conv2d_fft,
    convolution.conv2d_winograd,
]


def arguments(**changes):
    """A good call of conv2d, spoilt."""
    good = {
        "x": f64((1, 8, 5, 5)),
        "weight": f64((4, 4, 3, 3)),
        "bias": f64((4,)),
        "groups": 2,
    }
    return good | changes


@pytest.mark.parametrize(("changes", "error", "message"), MALFORMED)
def test_malformed(changes, error, message):
    with pytest.raises(error, match=message):
        conv2d(**arguments(**changes))
    if "algorithm" not in changes:
        for function in DOORS:
            with pytest.raises(error, match=message):
                function(**arguments(**changes))
        with pytest.raises(error, match=message):
            conv2d_backward_naive(f64((1, 4, 3, 3)), **arguments(**changes))
    with pytest.raises(error, match=message):
        conv2d_backward(f64((1, 4, 3, 3)), **arguments(**changes))


@pytest.mark.parametrize(
    ("dy", "error", "message"),
    [
        (
            f64((1, 4, 3, 4)),
            ValueError,
            "dy has shape .* expected .1, 4, 3, 3",
        ),
        (f64((4, 3, 3)), ValueError, "dy has shape"),
        (f64(()), ValueError, "dy has shape"),
        (f32((1, 4, 3, 3)), TypeError, "dy is float32, x is float64"),
        (1.0, TypeError, "dy is a float"),
        (np.ma.ones((1, 4, 3, 3)), TypeError, "dy is a MaskedArray"),
    ],
)
def test_malformed_dy(dy, error, message):
    with pytest.raises(error, match=message):
        conv2d_backward(dy, **arguments())


def test_the_good_call_is_good():
    assert conv2d(**arguments()).shape == (1, 4, 3, 3)


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
def test_auto_takes(x, weight, options, name):
    assert conv2d_algorithm(np.ones(x), np.ones(weight), **options) == name


def test_auto_refuses_what_conv2d_refuses():
    with pytest.raises(ValueError, match="weight has 1 input channels"):
        conv2d_algorithm(np.ones((2, 3, 3)), np.ones((1, 1, 2, 2)))
