"""What a convolution reads and writes."""

from collections.abc import Sequence
from math import prod

from dlnotes._arguments import IntPair, as_int
from dlnotes._window import Padding
from dlnotes.cost.conv2d_cost import conv2d_cost


def memory_access_cost(
    input_shape: Sequence[int],
    out_channels: int,
    kernel_size: IntPair,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
    bias: bool = False,
    itemsize: int = 1,
) -> int:
    r"""Count the values a 2-D convolution reads and writes, each once.

    .. math:: \text{MAC} = N\,(C H W + C_\text{out} O_H O_W)
                  + C_\text{out}\,\tfrac{C}{G}\,K_H K_W

    For a 1×1 convolution of one image at stride 1 that is
    :math:`hw\,(c_1 + c_2) + c_1 c_2`.

    Parameters
    ----------
    input_shape : sequence of int
        (N, C, H, W) or (C, H, W).
    out_channels, kernel_size, stride, padding, dilation, groups
        As in :func:`dlnotes.cost.conv2d_cost`.
    bias : bool, keyword-only
        Whether a bias is read, too.
    itemsize : int, keyword-only
        1 to count values; bytes a value to count bytes, 4 for float32.

    Returns
    -------
    int
        Input, weights and output, as if a cache held all of them: every value is
        moved once. A real program moves at least as many.

    Raises
    ------
    TypeError, ValueError
        As :func:`dlnotes.cost.conv2d_cost`.

    Notes
    -----
    At equal multiply-adds a 1×1 convolution moves least if input and output have
    equally many channels; more groups move more. Source: Ma et al., *ShuffleNet V2*,
    ECCV 2018, equations 1 and 2. (There MAC is short for memory access cost, not for
    multiply-accumulate.)

    Examples
    --------
    56·56 (64 + 64) + 64·64:

    >>> memory_access_cost((64, 56, 56), 64, 1)
    405504
    """
    itemsize = as_int("itemsize", itemsize, minimum=1)
    cost = conv2d_cost(
        input_shape,
        out_channels,
        kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=bias,
    )
    values = prod(map(int, input_shape)) + prod(cost.output_shape) + cost.parameters
    return values * itemsize
