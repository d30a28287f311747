import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from dlnotes.convolution import conv2d, unfold
from dlnotes.cost import conv2d_cost


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    ("shape", "out_channels", "kernel_size", "options"),
    [
        ((2, 4, 7, 8), 6, 3, {}),
        ((2, 4, 7, 8), 6, (3, 2), {"stride": (2, 1), "padding": 1, "groups": 2}),
        ((2, 4, 7, 8), 8, 3, {"dilation": 2, "padding": "same", "groups": 4}),
        ((0, 4, 7, 8), 6, 1, {"padding": "valid"}),
        ((4, 7, 8), 6, (7, 8), {}),
    ],
)
def test_counts_what_torch_counts(shape, out_channels, kernel_size, options, bias):
    cost = conv2d_cost(shape, out_channels, kernel_size, bias=bias, **options)
    layer = nn.Conv2d(shape[-3], out_channels, kernel_size, bias=bias, **options)
    with FlopCounterMode(display=False) as flops:
        y = layer(torch.zeros(shape))
    assert cost.output_shape == tuple(y.shape)
    assert cost.parameters == sum(p.numel() for p in layer.parameters())
    assert cost.macs == flops.get_total_flops() / 2
    assert cost.activation_bytes == y.nbytes


def test_bytes_are_those_of_the_arrays():
    x = np.zeros((2, 4, 7, 8))
    options = {"stride": 2, "padding": 1}
    cost = conv2d_cost(x.shape, 6, 3, itemsize=8, **options)
    assert cost.im2col_bytes == unfold(x, 3, **options).nbytes
    assert cost.activation_bytes == conv2d(x, np.zeros((6, 4, 3, 3)), **options).nbytes


def test_by_hand():
    # 2x2 outputs, 3 kernels of 2x2 taps over 1 channel
    cost = conv2d_cost((1, 3, 3), 3, 2)
    assert cost.output_shape == (3, 2, 2)
    assert cost.parameters == 3 * 4 + 3
    assert cost.macs == 12 * 4
    assert cost.activation_bytes == 12 * 4
    assert cost.im2col_bytes == 4 * 4 * 4


def test_numpy_s_numbers_are_numbers():
    options = {
        "stride": np.int8(2),
        "padding": (np.int64(1), np.uint8(1)),
        "groups": np.int8(100),
        "itemsize": np.uint8(8),
        "bias": np.True_,
    }
    shape, out_channels, kernel_size = np.array([3, 100, 99, 99]), 100, np.int8(3)
    cost = conv2d_cost(tuple(shape), np.int16(out_channels), kernel_size, **options)
    plain = conv2d_cost(
        (3, 100, 99, 99), 100, 3, stride=2, padding=1, groups=100, itemsize=8
    )
    assert cost == plain
    numbers = [*cost.output_shape, cost.parameters, cost.macs, cost.im2col_bytes]
    assert {type(number) for number in numbers} == {int}


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"input_shape": 5}, TypeError, "input_shape is 5"),
        ({"input_shape": (5, 5)}, ValueError, r"input_shape is \(5, 5\)"),
        ({"input_shape": (4, 5, 0)}, ValueError, "input_shape is 0"),
        ({"input_shape": (-1, 4, 5, 5)}, ValueError, "input_shape is -1"),
        ({"input_shape": (4, 5, 5.0)}, TypeError, "input_shape is 5.0"),
        ({"out_channels": 0}, ValueError, "out_channels is 0"),
        ({"kernel_size": 6}, ValueError, "input_shape measures 5 x 5"),
        ({"groups": 3}, ValueError, "groups is 3"),
        ({"groups": 4, "out_channels": 2}, ValueError, "groups is 4"),
        ({"stride": 0}, ValueError, "stride is 0"),
        ({"bias": 1}, TypeError, "bias is 1"),
        ({"itemsize": 0}, ValueError, "itemsize is 0"),
    ],
)
def test_malformed(changes, error, message):
    good = {"input_shape": (4, 5, 5), "out_channels": 4, "kernel_size": 3}
    with pytest.raises(error, match=message):
        conv2d_cost(**good | changes)
