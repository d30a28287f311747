"""The oracles, as functions of the operators: real ones pass, mutants must not.

`ops` is `dlnotes.convolution` or a broken copy of it.
"""

import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from itertools import product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from tests.oracles import Unchanged, assert_agrees, sample, torch_oracle

DIRECT = ("auto", "naive", "im2col", "indirect", "shift")
ALGORITHMS = (*DIRECT, "fft", "winograd", "depthwise")

GRID = [
    ((2, 4, 7, 8), (6, 4 // groups, 3, 2), dict(options, groups=groups))
    for groups, options in product(
        (1, 2),
        [
            {"stride": stride, "padding": padding, "dilation": dilation}
            for stride, padding, dilation in product(
                (1, 2, (3, 2)), (0, (1, 2)), (1, (1, 3))
            )
        ],
    )
]

SPECIAL = [
    ((2, 3, 5, 4), (2, 3, 1, 1), {}),
    ((2, 3, 5, 4), (2, 3, 1, 1), {"stride": 2}),
    ((2, 3, 5, 4), (2, 3, 1, 1), {"padding": 1}),
    ((2, 4, 5, 4), (2, 2, 1, 1), {"groups": 2}),
    ((2, 3, 5, 4), (2, 3, 5, 4), {}),
    ((1, 1, 1, 1), (1, 1, 1, 1), {}),
    ((1, 1, 1, 1), (1, 1, 3, 3), {"padding": 1}),
    ((2, 3, 6, 5), (3, 1, 3, 3), {"groups": 3}),
    ((2, 3, 6, 5), (6, 1, 3, 3), {"groups": 3, "padding": 1}),
    ((3, 6, 5), (4, 3, 3, 2), {"stride": [2, 1]}),
    ((0, 3, 6, 5), (4, 3, 3, 3), {}),
    ((0, 3, 6, 5), (4, 3, 1, 1), {}),
]

THREE_BY_THREE = [
    ((2, 3, 3, 3), (2, 3, 3, 3), {}),
    ((2, 3, 6, 6), (2, 3, 3, 3), {}),
    ((2, 4, 9, 6), (6, 2, 3, 3), {"padding": (0, 2), "groups": 2}),
    ((3, 5, 8), (4, 3, 3, 3), {"padding": "same"}),
]

DEPTHWISE = [
    ((2, 4, 7, 8), (4 * multiplier, 1, 3, 2), dict(options, groups=4))
    for multiplier, options in product(
        (1, 2),
        [
            {},
            {"stride": (2, 3), "padding": (1, 2)},
            {"stride": (3, 2), "padding": (2, 1), "dilation": (2, 1)},
            {"dilation": (1, 3), "padding": "same"},
        ],
    )
]

LARGE = [
    ((2, 4, 29, 31), (4, 2, 3, 3), {"padding": 1, "groups": 2}),
    ((1, 2, 30, 29), (1, 2, 2, 3), {}),
    ((1, 1, 60, 59), (1, 1, 2, 3), {"stride": 2, "padding": 1}),
    ((1, 2, 41, 40), (1, 2, 3, 3), {"stride": 2, "padding": 1}),
    ((5, 2, 15, 15), (2, 2, 2, 2), {}),
]

CONV2D = [
    *GRID,
    *SPECIAL,
    *THREE_BY_THREE,
    *DEPTHWISE,
    *LARGE,
    ((2, 3, 6, 5), (4, 3, 3, 3), {"padding": "valid", "stride": 2}),
    ((2, 3, 6, 5), (4, 3, 3, 3), {"padding": "same"}),
    ((2, 3, 6, 5), (4, 3, 2, 4), {"padding": "same"}),
    ((2, 3, 6, 5), (4, 3, 4, 2), {"padding": "same", "dilation": (1, 3)}),
]

NOT_FINITE = [
    *GRID[::5],
    *SPECIAL[:10],
    *DEPTHWISE,
    *LARGE[::2],
    ((1, 1, 5, 5), (1, 1, 2, 2), {"stride": 2}),
    ((2, 2, 6, 5), (2, 1, 3, 2), {"groups": 2, "stride": (1, 3), "dilation": (2, 1)}),
    ((2, 3, 6, 5), (4, 3, 4, 2), {"padding": "same", "dilation": (1, 3)}),
]

CONV_TRANSPOSE2D = [
    *[((2, 6, 4, 4), *case[1:]) for case in GRID],
    *[(_x, (_x[-3], *_weight[1:]), _options) for _x, _weight, _options in SPECIAL[:4]],
    ((1, 1, 1, 1), (1, 1, 1, 1), {}),
    ((2, 3, 4, 5), (3, 1, 3, 3), {"groups": 3}),
    ((2, 3, 4, 5), (3, 2, 3, 3), {"groups": 3}),
    ((3, 4, 5), (3, 4, 3, 2), {"stride": [2, 1]}),
    ((0, 3, 4, 5), (3, 4, 3, 3), {}),
    ((2, 3, 4, 5), (3, 4, 3, 2), {"stride": 2, "output_padding": 1}),
    ((2, 3, 4, 5), (3, 4, 3, 2), {"stride": (3, 1), "output_padding": (2, 0)}),
    ((2, 3, 4, 5), (3, 4, 2, 3), {"dilation": (3, 2), "output_padding": (2, 1)}),
    ((2, 3, 4, 5), (3, 4, 1, 3), {"stride": 3, "padding": 1}),
    ((1, 2, 5, 5), (2, 3, 3, 3), {"padding": 3}),
]

SEPARABLE = [  # x, depthwise, pointwise
    ((2, 3, 7, 8), (3 * multiplier, 1, 3, 2), (4, 3 * multiplier, 1, 1), options)
    for multiplier, options in product(
        (1, 2),
        [
            {},
            {"stride": (2, 3), "padding": (1, 2)},
            {"dilation": (1, 3), "padding": (0, 2)},
        ],
    )
]
SEPARABLE += [
    ((3, 6, 5), (3, 1, 3, 3), (2, 3, 1, 1), {"stride": [2, 1]}),
    ((2, 3, 6, 5), (3, 1, 3, 3), (4, 3, 1, 1), {"padding": "same"}),
    ((0, 3, 6, 5), (3, 1, 3, 3), (4, 3, 1, 1), {}),
    ((1, 1, 1, 1), (1, 1, 1, 1), (1, 1, 1, 1), {}),
    ((2, 1, 4, 4), (2, 1, 4, 4), (3, 2, 1, 1), {"padding": "valid"}),
]

SHUFFLE = [
    ((2, 6, 3, 2), 2),
    ((2, 6, 3, 2), 3),
    ((2, 6, 3, 2), 1),
    ((2, 6, 3, 2), 6),
    ((2, 12, 5), 3),
    ((1, 8, 2, 1, 3), 4),
    ((0, 4, 3, 3), 2),
    ((1, 1, 1, 1), 1),
]

UNFOLD = [
    ((2, 3, 7, 8), kernel_size, {"stride": s, "padding": p, "dilation": d})
    for kernel_size, s, p, d in product(
        (2, (3, 1)), (1, (2, 3)), (0, (1, 2)), (1, (2, 1))
    )
]
UNFOLD += [
    ((3, 6, 5), [3, 2], {}),
    ((0, 3, 6, 5), 3, {}),
    ((2, 3, 6, 5), 1, {}),
    ((2, 3, 6, 5), (6, 5), {}),
]


def agrees_with_torch_conv2d(
    ops, case, *, dtype: Any = np.float64, bias=True, strided=False
):
    """conv2d by each algorithm, and its gradients, are torch's."""
    x_shape, weight_shape, options = case
    make = {"dtype": dtype, "strided": strided}
    x = sample(x_shape, seed=0, **make)
    weight = sample(weight_shape, seed=1, **make)
    b = sample(weight_shape[:1], seed=2, **make) if bias else None
    y, dy, gradients = torch_oracle(F.conv2d, x, weight, b, **options)
    with Unchanged(x, weight, b, dy):
        for algorithm in ALGORITHMS:
            how = {"algorithm": algorithm, **options}
            if serves(algorithm, x, weight, options):
                assert_agrees(ops.conv2d(x, weight, b, **how), y, tol=loose(how, x))
            else:
                for call in (
                    ops.conv2d,
                    lambda *a, **k: ops.conv2d_backward(dy, *a, **k),
                ):
                    with pytest.raises(ValueError, match=f"algorithm is '{algorithm}'"):
                        call(x, weight, b, **how)
        actual = ops.conv2d_backward(dy, x, weight, b, **options)
    for mine, theirs in zip(actual, gradients, strict=True):
        assert_agrees(mine, theirs)


def agrees_with_torch_naively(
    ops, case, *, dtype: Any = np.float64, bias=True, strided=False
):
    """conv2d and its gradients as their formulas read are torch's."""
    x_shape, weight_shape, options = case
    make = {"dtype": dtype, "strided": strided}
    x = sample(x_shape, seed=0, **make)
    weight = sample(weight_shape, seed=1, **make)
    b = sample(weight_shape[:1], seed=2, **make) if bias else None
    y, dy, gradients = torch_oracle(F.conv2d, x, weight, b, **options)
    with Unchanged(x, weight, b, dy):
        assert_agrees(ops.conv2d_naive(x, weight, b, **options), y)
        actual = ops.conv2d_backward_naive(dy, x, weight, b, **options)
    for mine, theirs in zip(actual, gradients, strict=True):
        assert_agrees(mine, theirs)


def serves(algorithm: str, x, weight, options: dict[str, Any]) -> bool:
    """Whether the algorithm is made for the arguments."""
    if algorithm == "winograd":
        steps = [options.get(name, 1) for name in ("stride", "dilation")]
        return weight.shape[2:] == (3, 3) and all(s in (1, (1, 1)) for s in steps)
    if algorithm == "depthwise":
        return options.get("groups", 1) == x.shape[-3]
    return True


def loose(how: dict[str, Any], x) -> float | None:
    """Tolerance in float32 of the algorithms that do not add the formula's products."""
    rounded = how["algorithm"] in ("fft", "winograd") and x.dtype == np.float32
    return 1e-4 if rounded else None


def agrees_with_torch_in_small_blocks(ops, case, **variant):
    """The same, cut into blocks as large images are."""
    sizes = {
        "im2col": "COLUMNS",
        "indirect": "TILE",
        "shift": "BLOCK",
        "depthwise": "BLOCK",
    }
    with ExitStack() as stack:
        for module, constant in sizes.items():
            module = import_module(f"{ops.__name__}.{module}")
            stack.enter_context(patch.object(module, constant, 150))
        agrees_with_torch_conv2d(ops, case, **variant)


def agrees_with_torch_by_tiles(ops, case, *, tile: int, dtype: Any = np.float64):
    """conv2d_winograd by tiles of either size is torch's conv2d."""
    x_shape, weight_shape, options = case
    x = sample(x_shape, seed=0, dtype=dtype)
    weight = sample(weight_shape, seed=1, dtype=dtype)
    y, *_ = torch_oracle(F.conv2d, x, weight, **options)
    tol = 1e-4 if dtype == np.float32 else None
    assert_agrees(ops.conv2d_winograd(x, weight, tile=tile, **options), y, tol=tol)


def looks_up_what_unfold_copies(ops, case, **_):
    """Looking pixels up in the buffer is unfolding."""
    (*_, height, width), kernel_size, options = case
    pixels = np.arange(1.0, height * width + 1)
    buffer = ops.indirection_buffer((height, width), kernel_size, **options)
    columns = ops.unfold(pixels.reshape(1, height, width), kernel_size, **options)
    assert np.issubdtype(buffer.dtype, np.integer)
    assert np.array_equal(np.append(pixels, 0)[buffer], columns.T)


def extra_bytes(call) -> int:
    """Most memory that the call held at a time, less its result."""
    tracemalloc.start()
    result = call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - result.nbytes


def agrees_with_torch_conv_transpose2d(
    ops, case, *, dtype: Any = np.float64, bias=True, strided=False
):
    """conv_transpose2d and its gradients are torch's."""
    x_shape, weight_shape, options = case
    make = {"dtype": dtype, "strided": strided}
    x = sample(x_shape, seed=0, **make)
    weight = sample(weight_shape, seed=1, **make)
    channels = weight_shape[1] * options.get("groups", 1)
    b = sample((channels,), seed=2, **make) if bias else None
    y, dy, gradients = torch_oracle(F.conv_transpose2d, x, weight, b, **options)
    with Unchanged(x, weight, b, dy):
        assert_agrees(ops.conv_transpose2d(x, weight, b, **options), y)
        assert_agrees(ops.conv_transpose2d_naive(x, weight, b, **options), y)
        actual = ops.conv_transpose2d_backward(dy, x, weight, b, **options)
    for mine, theirs in zip(actual, gradients, strict=True):
        assert_agrees(mine, theirs)


def agrees_with_torch_separable(ops, case, *, dtype: Any = np.float64, strided=False):
    """depthwise_separable_conv2d and its gradients are torch's, in two steps."""
    *shapes, options = case
    arrays = [
        sample(shape, seed=seed, dtype=dtype, strided=strided)
        for seed, shape in enumerate(shapes)
    ]

    def two_steps(x, depthwise, pointwise):
        z = F.conv2d(x, depthwise, groups=x.shape[-3], **options)
        return F.conv2d(z, pointwise)

    y, dy, gradients = torch_oracle(two_steps, *arrays)
    with Unchanged(*arrays, dy):
        assert_agrees(ops.depthwise_separable_conv2d(*arrays, **options), y)
        actual = ops.depthwise_separable_conv2d_backward(dy, *arrays, **options)
    for mine, theirs in zip(actual, gradients, strict=True):
        assert_agrees(mine, theirs)


def agrees_with_torch_shuffle(ops, case, *, dtype: Any = np.float64, strided=False):
    """channel_shuffle and its gradient are torch's."""
    shape, groups = case
    x = sample(shape, seed=0, dtype=dtype, strided=strided)
    y, dy, (dx,) = torch_oracle(F.channel_shuffle, x, groups=groups)
    with Unchanged(x, dy):
        shuffled = ops.channel_shuffle(x, groups)
        assert_agrees(shuffled, y)
        assert_agrees(ops.channel_shuffle_backward(dy, x, groups), dx)
    assert shuffled.flags.writeable
    assert not np.shares_memory(shuffled, x)


def keeps_what_is_not_finite(ops, case):
    """NaN and infinity reach what they reach in torch, and nothing else.

    In float64: torch's float32 kernels may pass over the padding, whose zeros make NaN
    of an infinite weight.
    """
    x_shape, weight_shape, options = case
    x, weight = sample(x_shape, seed=0), sample(weight_shape, seed=1)
    stamps = sample((*x_shape[:-3], len(weight), *x_shape[-2:]), seed=2)
    direct = [a for a in (*DIRECT, "depthwise") if serves(a, x, weight, options)]
    forwards = [partial(ops.conv2d, algorithm=a) for a in direct]
    backwards = [ops.conv2d_backward, ops.conv2d_backward_naive]
    keeps_twins(F.conv2d, forwards, backwards, x, weight, options)
    if not isinstance(options.get("padding"), str):
        forwards = [ops.conv_transpose2d, ops.conv_transpose2d_naive]
        backwards = [ops.conv_transpose2d_backward]
        keeps_twins(F.conv_transpose2d, forwards, backwards, stamps, weight, options)


def keeps_twins(function, forwards, backwards, x, weight, options):
    """The same of functions that are all torch's `function`, and of its gradients."""
    _, dy, _ = torch_oracle(function, x, weight, **options)
    for arrays in spoilt(x, weight, dy):
        *tensors, slope = (torch.tensor(a.copy()) for a in arrays)
        y = function(*(t.requires_grad_() for t in tensors), **options)
        gradients = torch.autograd.grad(y, tensors, slope)
        *data, dy = arrays
        with np.errstate(invalid="ignore"):
            answers = [([forward(*data, **options)], [y]) for forward in forwards]
            for backward in backwards:
                answers.append((backward(dy, *data, **options)[:2], gradients))
        for actual, expected in answers:
            for mine, theirs in zip(actual, expected, strict=True):
                assert_agrees_where_finite(mine, theirs.detach().numpy())


def spoilt(*arrays: np.ndarray) -> Iterator[list[np.ndarray]]:
    """The arrays with a NaN or an infinity in one of them, at either end or inside."""
    for k, value, place in product(range(len(arrays)), (np.nan, np.inf), (0, 0.4, 1)):
        copies = [a.copy() for a in arrays]
        copies[k].flat[int(place * (copies[k].size - 1))] = value
        yield copies


def assert_agrees_where_finite(actual, expected) -> None:
    """NaN and the infinities are in the same places; what is finite agrees."""
    for kind in (np.isnan, np.isposinf, np.isneginf):
        assert np.array_equal(kind(actual), kind(expected)), f"{kind.__name__} differs"
    finite = np.isfinite(expected)
    assert_agrees(np.where(finite, actual, 0), np.where(finite, expected, 0))


def agrees_with_torch_unfold(ops, case, *, dtype: Any = np.float64, strided=False):
    """unfold, fold and their gradients are torch's."""
    shape, kernel_size, options = case
    x = sample(shape, seed=0, dtype=dtype, strided=strided)
    y, dy, (dx,) = torch_oracle(F.unfold, x, kernel_size=kernel_size, **options)
    with Unchanged(x, dy):
        columns = ops.unfold(x, kernel_size, **options)
        assert_agrees(columns, y)
        assert_agrees(ops.unfold_backward(dy, x, kernel_size, **options), dx)
    assert columns.flags.writeable
    assert not np.shares_memory(columns, x)

    columns = sample(y.shape, seed=1, dtype=dtype, strided=strided)
    sizes = {"output_size": shape[-2:], "kernel_size": kernel_size}
    image, dy, (dx,) = torch_oracle(F.fold, columns, **sizes, **options)
    with Unchanged(columns, dy):
        assert_agrees(ops.fold(columns, **sizes, **options), image)
        assert_agrees(ops.fold_backward(dy, columns, **sizes, **options), dx)


def is_adjoint(ops, x, weight, options):
    """<conv2d(x), y> = <x, conv_transpose2d(y)>."""
    convolved = ops.conv2d(x, weight, **options)
    y = sample(convolved.shape, seed=3)
    back = ops.conv_transpose2d(
        y, weight, output_padding=remainder(x, weight, options), **options
    )
    assert back.shape == x.shape
    magnitude = np.sum(np.abs(convolved * y))
    assert abs(np.sum(convolved * y) - np.sum(x * back)) <= 1e-10 * magnitude


def remainder(x, weight, options) -> tuple[int, ...]:
    """Rows and columns at the end of x that no window reaches."""
    return tuple(
        (size + 2 * p - d * (k - 1) - 1) % s
        for size, k, s, p, d in zip(
            x.shape[-2:],
            weight.shape[-2:],
            options["stride"],
            options["padding"],
            options["dilation"],
            strict=True,
        )
    )


PIXELS = [
    ((2, 8, 3, 5), 2),
    ((2, 18, 2, 3), 3),
    ((4, 3, 2), 2),
    ((2, 3, 4, 2, 5), 2),
    ((2, 3, 4, 5), 1),
    ((1, 4, 1, 1), 2),
]


def shuffles_as_torch(ops, case, *, dtype: Any = np.float64, strided=False):
    """pixel_shuffle, pixel_unshuffle and their gradients are torch's."""
    shape, factor = case
    x = sample(shape, seed=0, dtype=dtype, strided=strided)
    y, _, _ = torch_oracle(F.pixel_shuffle, x, upscale_factor=factor)
    pairs = ("pixel_shuffle", x), ("pixel_unshuffle", np.array(y))
    for name, data in pairs:
        keyword = "upscale_factor" if name == "pixel_shuffle" else "downscale_factor"
        y, dy, (dx,) = torch_oracle(getattr(F, name), data, **{keyword: factor})
        with Unchanged(data, dy):
            actual = getattr(ops, name)(data, factor)
            assert_agrees(actual, y)
            assert_agrees(getattr(ops, f"{name}_backward")(dy, data, factor), dx)
        assert not np.shares_memory(actual, data)


INTERPOLATE = [
    (shape, wanted | mode)
    for shape in ((2, 3, 5, 4), (1, 2, 7, 3), (1, 1, 1, 1), (0, 2, 3, 3))
    for wanted in (
        {"scale_factor": 2},
        {"scale_factor": (3, 1.7)},
        {"scale_factor": [1, 1.2]},
        {"size": (11, 9)},
        {"size": 4},
        {"size": (1, 13)},
        {"size": [3, 2]},
    )
    for mode in (
        {},
        {"mode": "bilinear"},
        {"mode": "bilinear", "align_corners": True},
        {"mode": "bilinear", "align_corners": False},
    )
] + [
    ((1, 2, 9, 8), {"scale_factor": (0.5, 0.3)}),
    ((1, 2, 9, 8), {"scale_factor": (0.5, 0.3), "mode": "bilinear"}),
    ((2, 40, 30, 29), {"scale_factor": 2, "mode": "bilinear"}),
    ((2, 40, 30, 29), {"size": (61, 57)}),
]


def resizes_as_torch(ops, case, *, dtype: Any = np.float64, strided=False):
    """Interpolate and its gradient are torch's."""
    shape, options = case
    x = sample(shape, seed=0, dtype=dtype, strided=strided)
    y, dy, (dx,) = torch_oracle(F.interpolate, x, **as_tuples(options))
    with Unchanged(x, dy):
        assert_agrees(ops.interpolate(x, **options), y)
        assert_agrees(ops.interpolate_backward(dy, x, **options), dx)


def as_tuples(options):
    """Write torch's factors as it wants them: floats, in a tuple."""
    factor = options.get("scale_factor")
    if isinstance(factor, (tuple, list)):
        return options | {"scale_factor": tuple(map(float, factor))}
    return options


def finds_torch_s_nearest(ops, case, *, dtype: Any = np.float64):
    """The nearest pixel is torch's very pixel, however close the next one."""
    size, wanted = case
    x = np.arange(size, dtype=dtype) + np.zeros((1, 3, 2, 1), dtype)
    how = {"size": (2, wanted)}
    expected = F.interpolate(torch.tensor(x), **how).numpy()
    assert np.array_equal(ops.interpolate(x, **how), expected)


NEAREST = [(14, 46), (26, 22), (28, 46), (30, 58), (39, 33), (7, 50), (49, 17)]
