from importlib import import_module
from unittest.mock import patch

import numpy as np
import pytest
import torch

from dlnotes import convolution
from dlnotes.convolution import interpolate, interpolate_backward
from tests.convolution.oracles import (
    INTERPOLATE,
    NEAREST,
    finds_torch_s_nearest,
    resizes_as_torch,
)
from tests.oracles import check_finite_differences, sample


@pytest.mark.parametrize("case", INTERPOLATE, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_torch_s(case, variant):
    resizes_as_torch(convolution, case, **variant)


@pytest.mark.parametrize("case", INTERPOLATE, ids=str)
def test_is_torch_s_in_small_blocks(case):
    module = import_module("dlnotes.convolution.interpolate")
    with patch.object(module, "BLOCK", 1):
        resizes_as_torch(convolution, case)


@pytest.mark.parametrize("case", NEAREST, ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_nearest_pixel_is_torch_s(case, dtype):
    finds_torch_s_nearest(convolution, case, dtype=dtype)


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
@pytest.mark.parametrize("size", [(6, 7), (2, 3)], ids=str)
def test_gradient_is_the_slope(mode, size):
    x = sample((2, 2, 4, 5), seed=0)
    check_finite_differences(interpolate, interpolate_backward, x, size=size, mode=mode)


def test_by_hand():
    x = np.array([[[[1.0, 5], [9, 13]]]])
    assert interpolate(x, scale_factor=(1, 2))[0, 0, 0].tolist() == [1, 1, 5, 5]
    y = interpolate(x, scale_factor=2, mode="bilinear")[0, 0]
    assert y[0].tolist() == [1, 2, 4, 5]
    assert y[:, 0].tolist() == [1, 3, 7, 9]


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_a_constant_stays(mode):
    x = np.full((1, 1, 5, 4), 0.1)
    y = interpolate(x, size=(13, 3), mode=mode)
    assert np.abs(y - 0.1).max() < 1e-16


@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_adjoint(mode):
    x, how = sample((2, 3, 6, 5), seed=0), {"size": (9, 4), "mode": mode}
    y = interpolate(x, **how)
    dy = sample(y.shape, seed=1)
    dx = interpolate_backward(dy, x, **how)
    assert abs(np.vdot(y, dy) - np.vdot(x, dx)) < 1e-12 * np.abs(y * dy).sum()


def test_nan_stays_where_it_is_mixed_in():
    x = np.zeros((1, 1, 4, 4))
    x[..., 0, 0] = np.nan
    nearest = np.isnan(interpolate(x, scale_factor=2))
    bilinear = np.isnan(interpolate(x, scale_factor=2, mode="bilinear"))
    assert nearest.sum() == 4
    assert bilinear.sum() == 9
    assert bilinear[0, 0, :3, :3].all()


@pytest.mark.parametrize("aligned", [False, True])
@pytest.mark.parametrize(
    "how", [{"size": (3, 3)}, {"size": (3, 5)}, {"scale_factor": 1.2}], ids=str
)
def test_nan_does_not_leave_an_axis_that_keeps_its_size(how, aligned):
    x = sample((1, 1, 3, 3), seed=0)
    x[..., 1, 1] = np.nan
    how = {**how, "mode": "bilinear", "align_corners": aligned}
    expected = torch.nn.functional.interpolate(torch.tensor(x), **how)
    assert np.array_equal(np.isnan(interpolate(x, **how)), expected.isnan())


@pytest.mark.parametrize("aligned", [False, True])
def test_nan_of_a_gradient_stays_too(aligned):
    dy = sample((1, 1, 3, 3), seed=0)
    dy[..., 1, 1] = np.nan
    how = {"size": 3, "mode": "bilinear", "align_corners": aligned}
    dx = interpolate_backward(dy, np.zeros_like(dy), **how)
    assert np.array_equal(dx, dy, equal_nan=True)


def test_many_equal_gradients_are_summed_in_float64():
    dy = np.full((1, 1, 1, 10**6), 0.1, np.float32)
    dx = interpolate_backward(dy, dy[..., :1], size=dy.shape[2:])
    assert np.isclose(dx.item(), 1e5, rtol=1e-6)


@pytest.mark.parametrize("size", [(2, 3), (7, 9)])
def test_an_infinite_gradient_stays_with_its_pixel(size):
    x, dy = np.zeros((1, 1, 4, 5)), np.zeros((1, 1, *size))
    dy[..., 0, 0] = np.inf
    leaf = torch.tensor(x, requires_grad=True)
    y = torch.nn.functional.interpolate(leaf, size=size)
    y.backward(torch.from_numpy(dy))
    assert np.array_equal(interpolate_backward(dy, x, size=size), leaf.grad.numpy())


x4 = np.ones((1, 2, 4, 4))

WRONG = [
    ({"x": [1.0]}, TypeError, "x is a list"),
    ({"x": np.ones((2, 4, 4))}, ValueError, "x has 3 dimensions .* expected 4"),
    ({"x": np.ones((1, 0, 4, 4))}, ValueError, r"x has shape \(1, 0, 4, 4\)"),
    ({"mode": "bicubic"}, ValueError, "mode is 'bicubic', expected one of 'nearest'"),
    ({"mode": 1}, TypeError, "mode is 1"),
    ({"align_corners": False}, ValueError, "align_corners is False, expected None"),
    ({"align_corners": 1, "mode": "bilinear"}, TypeError, "align_corners is 1"),
    ({"scale_factor": 2}, ValueError, "size is 8 and scale_factor is 2"),
    ({"size": None}, ValueError, "size is None and scale_factor is None"),
    ({"size": 0}, ValueError, "size is 0, expected at least 1"),
    ({"size": (1, 2, 3)}, ValueError, r"size is \(1, 2, 3\)"),
    ({"size": 2.0}, TypeError, "size is 2.0"),
    ({"size": None, "scale_factor": 0}, ValueError, "scale_factor is 0"),
    ({"size": None, "scale_factor": -1}, ValueError, "scale_factor is -1"),
    ({"size": None, "scale_factor": "2"}, TypeError, "scale_factor is '2'"),
    ({"size": None, "scale_factor": (2, 2, 2)}, ValueError, "or a pair"),
    ({"size": None, "scale_factor": 0.2}, ValueError, "leaves 0 x 0 pixels of 4 x 4"),
]


@pytest.mark.parametrize(("changes", "error", "message"), WRONG)
def test_wrong_input_is_named(changes, error, message):
    arguments = {"x": x4, "size": 8} | changes
    with pytest.raises(error, match=message):
        interpolate(**arguments)
    with pytest.raises(error, match=message):
        interpolate_backward(np.ones((1, 2, 8, 8)), **arguments)


@pytest.mark.parametrize(
    ("dy", "error"),
    [
        (x4, ValueError),
        (np.ones((1, 2, 8, 8), np.float32), TypeError),
        (0, TypeError),
    ],
)
def test_a_wrong_dy_is_named(dy, error):
    with pytest.raises(error, match=r"^dy "):
        interpolate_backward(dy, x4, size=8)
