"""Numbers that are hard in float32, and the assertions about them."""

import numpy as np
import torch

from tests.oracles import assert_agrees, sample

STRESS = {
    "mean 1e3, std 1e-2": (1e3, 1e-2),
    "mean -1e3, std 1": (-1e3, 1.0),
    "1e30": (0.0, 1e30),
    "1e-30": (0.0, 1e-30),
    "mean 1e30, std 1e28": (1e30, 1e28),
}


def assert_float32(ops, case, *, eps=1e-5):
    """On hard numbers in float32, all are torch in float64."""
    mean, std = STRESS[case]
    x = (mean + std * sample((3, 4, 5, 20), seed=0)).astype(np.float32)
    dy = sample(x.shape, seed=1, dtype=np.float32)
    for axes, name, arguments, options in [
        ((0, 2, 3), "batch_norm", (None, None), {"training": True}),
        ((2, 3), "instance_norm", (), {}),
        ((1, 2, 3), "layer_norm", (x.shape[1:],), {}),
        ((1, 2, 3), "group_norm", (1,), {}),
        ((2, 3), "group_norm", (4,), {}),
    ]:
        forward, backward = getattr(ops, name), getattr(ops, f"{name}_backward")
        y, dx = standardize_in_float64(dy, x, axes, eps)
        actual = forward(x, *arguments, eps=eps, **options)
        assert_agrees(actual, y)
        dx_actual, *_ = backward(dy, x, *arguments, eps=eps, **options)
        assert_agrees(dx_actual, dx)
        assert_agrees(ops.standardize(x, axes, eps=eps), y)
        assert_agrees(ops.standardize_backward(dy, x, axes, eps=eps), dx)


def assert_rows_apart(ops):
    """Rows that are hard and rows that are not, with parameters: each as if alone."""
    x = np.concatenate(
        [mean + std * sample((2, 30), seed=0) for mean, std in STRESS.values()]
    ).astype(np.float32)
    dy, weight, bias = sample((3, *x.shape), seed=1, dtype=np.float32)
    y, dx = standardize_in_float64(dy * weight[0], x, (1,), 1e-5)
    parameters = weight[0], bias[0]
    assert_agrees(ops.layer_norm(x, 30, *parameters), y * weight[0] + bias[0])
    assert_agrees(ops.layer_norm_backward(dy, x, 30, *parameters)[0], dx)
    for row, alone in zip(ops.layer_norm(x, 30, *parameters), x, strict=True):
        np.testing.assert_array_equal(row, ops.layer_norm(alone, 30, *parameters))


def assert_rows_alone(ops):
    """A row's result has the same bits, whichever rows come before and after it."""
    x = sample((103, 100), seed=0, dtype=np.float32)
    for row, alone in zip(ops.layer_norm(x, 100), x, strict=True):
        np.testing.assert_array_equal(row, ops.layer_norm(alone, 100))


LENGTHS = [50_000, 2_000_000]


def assert_long_rows(ops, length):
    """Rounding errors do not pile up along a row in float32."""
    x = (1e3 + 1e-2 * sample((1, 1, length), seed=0)).astype(np.float32)
    y, _ = standardize_in_float64(x, x, (2,), 1e-5)
    assert_agrees(ops.instance_norm(x), y)
    assert_agrees(ops.layer_norm(x, length), y)


CONSTANTS = [
    (dtype, value)
    for dtype in (np.float32, np.float64)
    for value in (0.1, 7.3, 1e3, 1e30, 1e-30)
]


def assert_constants(ops, case):
    """Where x does not vary, the output is the bias, to the last digit."""
    dtype, value = case
    for length in (5, 7, 70):
        x, ones = np.full((3, 2, length), value, dtype), np.ones(2, dtype)
        y = np.ones_like(x)
        pair = {"weight": ones, "bias": ones}
        assert_agrees(ops.batch_norm(x, None, None, **pair, training=True), y)
        assert_agrees(ops.instance_norm(x, **pair), y)
        assert_agrees(ops.group_norm(x, 1, **pair), y)
        row = np.ones(length, dtype)
        assert_agrees(ops.layer_norm(x, length, row, row), y)


def standardize_in_float64(dy, x, axes, eps):
    """Return x_hat and dx by torch in float64, rounded to float32."""
    wide = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    var, mean = torch.var_mean(wide, axes, correction=0, keepdim=True)
    x_hat = (wide - mean) / torch.sqrt(var + eps)
    x_hat.backward(torch.tensor(dy, dtype=torch.float64))
    return (
        x_hat.detach().numpy().astype(np.float32),
        wide.grad.numpy().astype(np.float32),
    )


TALL = [(200_000, 1), (100_000, 4), (40_000, 3)]


def assert_many_rows(ops, shape):
    """Sums over many samples are those of float64: not a digit drifts away."""
    x = sample(shape, seed=0, dtype=np.float32)
    dy, ones = np.full(shape, 100.3, np.float32), np.ones(shape[1], np.float32)
    total = np.full(shape[1], np.float64(dy[0, 0]) * len(dy)).astype(np.float32)
    _, _, dbias = ops.layer_norm_backward(dy, x, shape[1], ones, ones)
    assert_agrees(dbias, total, tol=1e-6)
    _, _, dbias = ops.batch_norm_backward(dy, x, None, None, ones, ones, training=True)
    assert_agrees(dbias, total, tol=1e-6)
    mean, var = np.zeros((2, shape[1]), np.float32)
    ops.batch_norm(x + dy, mean, var, training=True, momentum=1.0)
    wide = (x + dy).astype(np.float64)
    assert_agrees(mean, wide.mean(axis=0).astype(np.float32), tol=1e-7)
    assert_agrees(var, wide.var(axis=0, ddof=1).astype(np.float32), tol=1e-6)


def assert_room(ops):
    """A sum may be beyond float32 where the mean is not."""
    x = np.float32(1e36) * (1 + sample((2, 3, 2000), seed=0) / 10).astype(np.float32)
    y, _ = standardize_in_float64(x, x, (2,), 1e-5)
    assert_agrees(ops.instance_norm(x), y)
    assert_agrees(ops.layer_norm(x, 2000), y)
    assert_agrees(ops.group_norm(x, 3), y)


def assert_huge_eps(ops):
    """An eps may have room in float32 where as many as there are values have not."""
    x = np.float32(1e17) * sample((2, 2000), seed=0, dtype=np.float32)
    y, _ = standardize_in_float64(x, x, (1,), 1e37)
    assert_agrees(ops.layer_norm(x, 2000, eps=1e37), y)
