"""What a convolution costs, counted exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from dlnotes._arguments import IntPair, as_bool, as_int
from dlnotes._window import Padding, Window


@dataclass(frozen=True)
class Conv2dCost:
    """The cost of one convolution.

    Attributes
    ----------
    output_shape : tuple of int
        (N, C_out, OH, OW), or (C_out, OH, OW) for a single image.
    parameters : int
        Entries of the weight and, if there is one, the bias.
    macs : int
        Multiply-adds of the whole batch; adding the bias is not counted.
    activation_bytes : int
        Memory of the output, in bytes.
    im2col_bytes : int
        Memory of the unfolded input, in bytes.
    """

    output_shape: tuple[int, ...]
    parameters: int
    macs: int
    activation_bytes: int
    im2col_bytes: int


def conv2d_cost(
    input_shape: Sequence[int],
    out_channels: int,
    kernel_size: IntPair,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
    bias: bool = True,
    itemsize: int = 4,
) -> Conv2dCost:
    r"""Count what a 2-D convolution needs.

    .. math:: \text{parameters} =
                  C_\text{out}\,\tfrac{C}{G}\,K_H K_W + C_\text{out}, \qquad
              \text{macs} = N\,C_\text{out}\,O_H O_W\,\tfrac{C}{G}\,K_H K_W

    Parameters
    ----------
    input_shape : sequence of int
        (N, C, H, W) or (C, H, W).
    out_channels : int
        Output channels C_out.
    kernel_size : int or pair
        Rows and columns of the kernel.
    stride, padding, dilation, groups : keyword-only
        As in :func:`dlnotes.convolution.conv2d`.
    bias : bool, keyword-only
        Whether there is a bias.
    itemsize : int, keyword-only
        Bytes a value: 4 for float32.

    Returns
    -------
    Conv2dCost
        output_shape, parameters, macs, activation_bytes, im2col_bytes.

    Raises
    ------
    TypeError
        If a number is not an integer, or bias is not a bool.
    ValueError
        If a number is out of range, or shape, groups and kernel do not fit.

    Notes
    -----
    The multiply-adds are half of what ``torch.utils.flop_counter`` counts.

    Examples
    --------
    The first layer of ResNet-50:

    >>> cost = conv2d_cost((3, 224, 224), 64, 7, stride=2, padding=3, bias=False)
    >>> cost.output_shape, cost.parameters, cost.macs
    ((64, 112, 112), 9408, 118013952)
    """
    *batch, channels, height, width = _check_shape(input_shape)
    out_channels = as_int("out_channels", out_channels, minimum=1)
    groups = as_int("groups", groups, minimum=1)
    itemsize = as_int("itemsize", itemsize, minimum=1)
    if channels % groups or out_channels % groups:
        raise ValueError(
            f"groups is {groups}, expected a divisor of input_shape's {channels} "
            f"channels and of out_channels ({out_channels})"
        )
    bias = as_bool("bias", bias)
    window = Window.of(kernel_size, stride, padding, dilation)
    size = window.output_size((height, width), name="input_shape")
    output_shape = (*batch, out_channels, *size)
    taps = channels // groups * prod(window.kernel_size)
    unfolded = prod(batch) * channels * prod(window.kernel_size) * prod(size)
    return Conv2dCost(
        output_shape=output_shape,
        parameters=out_channels * (taps + bool(bias)),
        macs=prod(output_shape) * taps,
        activation_bytes=prod(output_shape) * itemsize,
        im2col_bytes=unfolded * itemsize,
    )


def _check_shape(shape: Sequence[int]) -> tuple[int, ...]:
    """Require (N, C, H, W) or (C, H, W), where only N may be 0."""
    if not isinstance(shape, (tuple, list)):
        raise TypeError(f"input_shape is {shape!r}, expected a tuple of integers")
    if len(shape) not in (3, 4):
        raise ValueError(
            f"input_shape is {shape!r}, expected (N, C, H, W) or (C, H, W)"
        )
    batch, image = shape[:-3], shape[-3:]
    return (
        *(as_int("input_shape", n, minimum=0) for n in batch),
        *(as_int("input_shape", n, minimum=1) for n in image),
    )
