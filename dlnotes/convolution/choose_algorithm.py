"""The rule behind algorithm="auto"."""

from dlnotes._arguments import Array, IntPair
from dlnotes._window import Padding
from dlnotes.convolution._arguments import check_conv2d
from dlnotes.convolution.depthwise import is_depthwise

SHIFT_POSITIONS = 28 * 28
"""On smaller images, copying the weights of each tap and multiplying narrow matrices
costs more than is saved."""


def choose_algorithm(
    x: Array,
    weight: Array,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
) -> str:
    r"""Name the fastest algorithm that adds up the formula's own products.

    For each tap and position "im2col" copies C/G numbers and "shift" adds C_out/G, so
    on images large enough for its products "shift" wins if it has less to add. For 1x1
    kernels at stride 1 "im2col" has nothing to copy.

    .. math:: \text{shift} \iff K_H K_W > 1,\; O_H O_W \ge 28^2,\; C_\text{out} \le C

    Parameters
    ----------
    x, weight, stride, padding, dilation, groups
        As in :func:`conv2d`.

    Returns
    -------
    str
        "depthwise", "shift" or "im2col".

    Raises
    ------
    TypeError, ValueError
        As :func:`conv2d`.

    Notes
    -----
    The rule rests on bench/results/convolution.json. It never picks "fft", which loses
    small values, nor "winograd", which seldom gains at tile 2 and loses a digit at tile
    4; both spread NaN.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.zeros((64, 56, 56), np.float32)
    >>> choose_algorithm(x, np.zeros((64, 64, 3, 3), np.float32), padding=1)
    'shift'
    >>> choose_algorithm(x, np.zeros((64, 64, 1, 1), np.float32))
    'im2col'
    """
    window, groups = check_conv2d(x, weight, None, stride, padding, dilation, groups)
    if is_depthwise(weight, groups):
        return "depthwise"
    out_channels, in_channels, *kernel_size = weight.shape
    oh, ow = window.output_size(x.shape[-2:])
    if kernel_size == [1, 1] or oh * ow < SHIFT_POSITIONS:
        return "im2col"
    return "shift" if out_channels // groups <= in_channels else "im2col"
