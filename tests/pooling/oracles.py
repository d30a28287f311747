"""The oracles, as functions of the operators: real ones pass, mutants must not.

`ops` is `dlnotes.pooling` or a broken copy of it. A case is the shape of x, the
positional argument, and options.
"""

from importlib import import_module
from itertools import product
from unittest.mock import patch

import numpy as np
import torch
import torch.nn.functional as F

from tests.oracles import Unchanged, assert_agrees, sample, torch_oracle


def lp_pool2d(x, kernel_size, *, norm_type, **options):
    """Put torch's arguments into the order of the family."""
    return F.lp_pool2d(x, norm_type, kernel_size, **options)


TORCH = {
    "max_pool2d": F.max_pool2d,
    "avg_pool2d": F.avg_pool2d,
    "lp_pool2d": lp_pool2d,
    "adaptive_avg_pool2d": F.adaptive_avg_pool2d,
    "adaptive_max_pool2d": F.adaptive_max_pool2d,
}

X = (2, 3, 7, 8)

WINDOWS = [
    (X, kernel_size, {"stride": stride, "padding": padding, "ceil_mode": ceil})
    for kernel_size, stride, padding, ceil in product(
        (2, (3, 2)), (None, 1, (2, 3)), (0, 1), (False, True)
    )
] + [
    (X, 2, {}),
    (X, (7, 8), {}),
    (X, 1, {}),
    (X, 1, {"stride": 2}),
    ((3, 6, 5), [2, 3], {"stride": [1, 2]}),
    ((1, 1, 1, 1), 1, {}),
    ((1, 1, 2, 2), 3, {"stride": 2, "ceil_mode": True}),
    ((1, 1, 2, 2), 3, {"padding": 1, "ceil_mode": True}),
    ((1, 2, 9, 9), 2, {"stride": 4, "padding": 1, "ceil_mode": True}),
    ((0, 2, 4, 4), 2, {}),
    ((2, 5, 30, 29), (3, 2), {"stride": 2, "padding": 1}),
]

DILATED = [
    (X, (2, 3), {"dilation": dilation, "stride": stride, "padding": padding})
    for dilation, stride, padding in product((2, (3, 1)), (1, 2), (0, 1))
]

MAX_POOL2D = [*WINDOWS, *DILATED, (X, 3, {"dilation": 2, "ceil_mode": True})]

AVG_POOL2D = WINDOWS + [
    (shape, kernel_size, options | more)
    for shape, kernel_size, options in WINDOWS[:24:3]
    for more in (
        {"count_include_pad": False},
        {"divisor_override": 3},
        {"divisor_override": -2, "count_include_pad": False},
    )
]

LP_POOL2D = [
    (X, kernel_size, {"norm_type": norm, "stride": stride, "ceil_mode": ceil})
    for kernel_size, norm, stride, ceil in product(
        (2, (3, 2)), (1, 2, 4.0, float("inf")), (None, 3), (False, True)
    )
]

ADAPTIVE = [
    (shape, output_size, {})
    for shape, output_size in [
        *product([X, (3, 6, 5), (1, 1, 1, 1)], [1, 2, (3, 2), [7, 5]]),
        (X, (None, 3)),
        (X, (2, None)),
        (X, (9, 12)),
        ((0, 2, 4, 4), 2),
        ((2, 4, 32, 32), (5, 7)),
    ]
]

CASES = {
    "max_pool2d": MAX_POOL2D,
    "avg_pool2d": AVG_POOL2D,
    "lp_pool2d": LP_POOL2D,
    "adaptive_avg_pool2d": ADAPTIVE,
    "adaptive_max_pool2d": ADAPTIVE,
}


def drawn(shape, *, dtype, strided=False, tied=False, nan=False):
    """Draw images, on request with many equal values, or with NaN and infinities."""
    x = sample(shape, seed=0, dtype=dtype, strided=strided)
    if tied:
        x = np.sign(np.round(x)).astype(dtype)
    if nan:
        x.ravel()[::5], x.ravel()[1::7], x.ravel()[2::9] = np.nan, np.inf, -np.inf
    return x


def agrees_with_torch(ops, name, case, *, dtype=np.float64, **kind):
    """Output and gradient are torch's, and no argument is changed."""
    shape, wanted, options = case
    x = drawn(shape, dtype=dtype, **kind)
    y, dy, (dx,) = torch_oracle(TORCH[name], x, **_named(name, wanted), **options)
    with Unchanged(x, dy), np.errstate(all="raise", under="ignore"):
        assert_agrees(getattr(ops, name)(x, wanted, **options), y)
        assert_agrees(getattr(ops, f"{name}_backward")(dy, x, wanted, **options), dx)


def _named(name, wanted):
    return {"output_size" if name.startswith("adaptive") else "kernel_size": wanted}


def finds_torch_s_places(ops, name, case, *, dtype=np.float64, **kind):
    """Indices are torch's, ties and NaN included; so is the gradient there."""
    shape, wanted, options = case
    x = drawn(shape, dtype=dtype, **kind)
    tensor = torch.tensor(x.copy(), requires_grad=True)
    y, places = TORCH[name](tensor, wanted, return_indices=True, **options)
    dy = sample(tuple(y.shape), seed=99, dtype=dtype)
    y.backward(torch.tensor(dy))
    actual, indices = getattr(ops, name)(x, wanted, return_indices=True, **options)
    assert np.array_equal(actual, y.detach().numpy(), equal_nan=True)
    assert indices.dtype == np.int64
    assert np.array_equal(indices, places.numpy())
    dx = getattr(ops, f"{name}_backward")(dy, x, wanted, **options)
    assert_agrees(dx, tensor.grad.numpy())


def agrees_with_its_naive_twin(ops, name, case, **kind):
    """The fast version and the one that shows its formula are equal."""
    shape, wanted, options = case
    x = drawn(shape, dtype=np.float64, **kind)
    naive = getattr(ops, f"{name}_naive")(x, wanted, **options)
    assert_agrees(getattr(ops, name)(x, wanted, **options), naive)


def agrees_with_torch_in_small_blocks(ops, name, case):
    """So it is where each channel is a block of its own."""
    with patch.object(import_module(f"{ops.__name__}._windows"), "BLOCK", 1):
        agrees_with_torch(ops, name, case)


LONG_WINDOWS = [(2048, {}), ((1, 2048), {}), ((2048, 1), {}), (400, {"stride": 23})]


def averages_long_windows(ops, case):
    """Float32 averages as float64 does: no digit is lost in a long sum."""
    kernel_size, options = case
    wide = np.full((1, 2048, 2048), np.float64(np.float32(100.3)))
    y = ops.avg_pool2d(wide, kernel_size, **options)
    dx = ops.avg_pool2d_backward(y, wide, kernel_size, **options)
    x, dy = wide.astype(np.float32), y.astype(np.float32)
    mine = ops.avg_pool2d(x, kernel_size, **options)
    assert_agrees(mine, dy, tol=2e-7)
    mine = ops.avg_pool2d_backward(dy, x, kernel_size, **options)
    assert_agrees(mine, dx.astype(np.float32), tol=2e-7)


def puts_back_as_torch(ops, case, *, dtype=np.float64):
    """Unpooling what torch pooled is torch's, and so is its gradient."""
    shape, kernel_size, options = case
    x = drawn(shape, dtype=dtype)
    pooled, places = F.max_pool2d(
        torch.tensor(x), kernel_size, return_indices=True, **options
    )
    leaf = pooled.clone().requires_grad_()
    how = options | {"output_size": shape[-2:]}
    y = F.max_unpool2d(leaf, places, kernel_size, **how)
    dy = sample(tuple(y.shape), seed=99, dtype=dtype)
    y.backward(torch.tensor(dy))
    given = pooled.numpy(), places.numpy()
    with Unchanged(*given, dy):
        assert_agrees(ops.max_unpool2d(*given, kernel_size, **how), y.detach().numpy())
        dx = ops.max_unpool2d_backward(dy, *given, kernel_size, **how)
    assert_agrees(dx, leaf.grad.numpy())


# torch adds up what arrives at a place twice; so the windows do not overlap
UNPOOL = [
    ((2, 3, 8, 6), 2, {}),
    ((2, 3, 9, 7), (3, 2), {}),
    ((2, 3, 9, 7), 2, {"stride": (3, 2)}),
    ((2, 3, 8, 8), 2, {"padding": 1}),
    ((3, 5, 6), (1, 3), {}),
    ((0, 2, 4, 4), 2, {}),
]
