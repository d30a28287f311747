"""What convolutions ask of their arguments, and what they do with a bias."""

import numpy as np

from dlnotes._arguments import (
    Array,
    IntPair,
    as_int,
    as_pair,
    check_array,
    check_image,
    check_same_dtype,
    check_shape,
)
from dlnotes._window import Padding, Window


def check_conv2d(
    x: Array,
    weight: Array,
    bias: Array | None,
    stride: IntPair,
    padding: Padding,
    dilation: IntPair,
    groups: int,
) -> tuple[Window, int]:
    """Check the arguments of conv2d, whose weight is (C_out, C/G, KH, KW)."""
    groups = _check_data(x, weight, bias, groups)
    channels, out_channels = x.shape[-3], len(weight)
    if weight.shape[1] * groups != channels:
        raise ValueError(
            f"weight has {weight.shape[1]} input channels per group, but x has "
            f"{channels} channels in {groups} groups (expected {channels // groups})"
        )
    if out_channels % groups:
        raise ValueError(
            f"groups is {groups}, but weight has {out_channels} output channels, "
            "expected a multiple"
        )
    if bias is not None:
        check_shape("bias", bias, (out_channels,))
    window = Window.of(weight.shape[2:], stride, padding, dilation)
    window.output_size(x.shape[-2:])
    return window, groups


def check_conv_transpose2d(
    x: Array,
    weight: Array,
    bias: Array | None,
    stride: IntPair,
    padding: IntPair,
    dilation: IntPair,
    groups: int,
) -> tuple[Window, int]:
    """Check the arguments of conv_transpose2d, whose weight is (C, C_out/G, KH, KW)."""
    groups = _check_data(x, weight, bias, groups)
    if len(weight) != x.shape[-3]:
        raise ValueError(
            f"weight has {len(weight)} input channels, but x has {x.shape[-3]}"
        )
    if bias is not None:
        check_shape("bias", bias, (weight.shape[1] * groups,))
    padding = as_pair("padding", padding, minimum=0)
    return Window.of(weight.shape[2:], stride, padding, dilation), groups


def check_images(name: str, value: Array) -> None:
    """Require (..., C, H, W), however many axes the batch has."""
    check_array(name, value)
    if value.ndim < 3:
        raise ValueError(
            f"{name} has {value.ndim} dimensions (shape {value.shape}), expected at "
            "least 3: channels, rows and columns"
        )
    if 0 in value.shape[-3:]:
        raise ValueError(
            f"{name} has shape {value.shape}, expected at least one channel, row and "
            "column"
        )


def _check_data(x: Array, weight: Array, bias: Array | None, groups: int) -> int:
    """Check the data and return the groups as an int, which NumPy's could overflow."""
    check_image("x", x)
    check_array("weight", weight, ndim=(4,))
    if bias is not None:
        check_array("bias", bias)
    check_same_dtype(x=x, weight=weight, bias=bias)
    if 0 in weight.shape:
        raise ValueError(f"weight has shape {weight.shape}, expected no empty axis")
    groups = as_int("groups", groups, minimum=1)
    if x.shape[-3] % groups:
        raise ValueError(
            f"groups is {groups}, but x has {x.shape[-3]} channels, expected a multiple"
        )
    return groups


def bias_gradient(dy: Array) -> Array:
    """Sum dy, (N, C_out, OH, OW), over samples and positions, in float64."""
    total: Array = dy.sum(axis=(0, 2, 3), dtype=np.float64).astype(dy.dtype)
    return total


def with_bias(y: Array, bias: Array | None, x: Array) -> Array:
    """Add the bias to y, (N, C_out, OH, OW), in place; no batch where x has none."""
    if bias is not None:
        y += bias[:, None, None]
    return y.reshape(x.shape[:-3] + y.shape[1:])
