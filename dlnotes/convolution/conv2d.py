"""Convolution, one door to all algorithms, and its gradients, each as is fastest."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dlnotes._arguments import Array, IntPair, check_choice, check_dy
from dlnotes._window import Padding, Window, as_batch
from dlnotes.convolution._arguments import bias_gradient, check_conv2d
from dlnotes.convolution.conv2d_naive import conv2d_naive
from dlnotes.convolution.depthwise import (
    check_depthwise,
    conv2d_depthwise,
    depthwise_input_gradient,
    depthwise_weight_gradient,
)
from dlnotes.convolution.fft import conv2d_fft
from dlnotes.convolution.im2col import (
    conv2d_im2col,
    im2col_input_gradient,
    im2col_weight_gradient,
)
from dlnotes.convolution.indirect import conv2d_indirect
from dlnotes.convolution.shift import conv2d_shift
from dlnotes.convolution.winograd import check_winograd, conv2d_winograd

ALGORITHMS: dict[str, Callable[..., Array]] = {
    "naive": conv2d_naive,
    "im2col": conv2d_im2col,
    "indirect": conv2d_indirect,
    "shift": conv2d_shift,
    "fft": conv2d_fft,
    "winograd": conv2d_winograd,
    "depthwise": conv2d_depthwise,
}

SHIFT_POSITIONS = 28 * 28
"""On fewer, copying each tap's weights and narrow products cost more than is saved."""


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
    algorithm: str = "auto",
) -> Array:
    r"""2-D convolution, as deep learning means it: the kernel is not flipped.

    .. math:: y_{n,o,i,j} = b_o + \sum_{c,u,v} w_{o,c,u,v}\,
              x_{n,\;gC/G+c,\;iS+uD-P,\;jS+vD-P}, \qquad
              g = \left\lfloor\frac{o}{C_\text{out}/G}\right\rfloor

    with x zero outside the image.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    weight : Array
        Kernels, (C_out, C/G, KH, KW), of x's dtype.
    bias : Array, optional
        One value an output channel, (C_out,).
    stride, dilation : int or pair, keyword-only
        Step of the window, and step between its taps, in pixels.
    padding : int or pair or "same" or "valid", keyword-only
        Zeros on each side. "same" keeps the size at stride 1; where the zeros cannot be
        shared evenly, the extra row or column goes to the bottom or right.
    groups : int, keyword-only
        Groups of channels convolved apart; C is depthwise.
    algorithm : str, keyword-only
        "naive": the formula, see :func:`conv2d_naive`. "im2col", "indirect", "shift",
        "fft", "winograd", "depthwise": see :func:`conv2d_im2col` and so on; the last
        two serve only 3x3 kernels at stride and dilation 1, and one group a channel.
        "auto": what :func:`conv2d_algorithm` names.

    Returns
    -------
    Array
        (N, C_out, OH, OW), or (C_out, OH, OW) for a single image; x's dtype. See
        :func:`output_size` for OH and OW.

    Raises
    ------
    TypeError
        If data are not arrays of one dtype, float32 or float64, or a number is not an
        integer.
    ValueError
        If shapes, groups or sizes do not fit, or `algorithm` is unknown or does not
        serve the arguments.

    Notes
    -----
    N·C_out·OH·OW·(C/G)·KH·KW multiply-adds. Times and memory of all algorithms:
    bench/results/convolution.json. torch: ``torch.nn.functional.conv2d``. Source:
    Goodfellow, Bengio and Courville, *Deep learning* (2016), equation 9.6.

    NaN and infinity reach the outputs whose windows see them and no others, but "fft"
    spreads them over the image, "winograd" over tiles. A weight meets the padding's
    zeros too, and infinity times zero is NaN: so torch in float64, while its float32
    kernels may pass over the padding.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> conv2d(x, np.ones((1, 1, 2, 2)), np.array([0.5]))
    array([[[12.5, 16.5],
            [24.5, 28.5]]])
    """
    check_choice("algorithm", algorithm, ("auto", *ALGORITHMS))
    options: dict[str, Any] = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }
    if algorithm == "auto":
        algorithm = conv2d_algorithm(x, weight, **options)
    return ALGORITHMS[algorithm](x, weight, bias, **options)


def conv2d_algorithm(
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
    >>> conv2d_algorithm(x, np.zeros((64, 64, 3, 3), np.float32), padding=1)
    'shift'
    >>> conv2d_algorithm(x, np.zeros((64, 64, 1, 1), np.float32))
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


def is_depthwise(weight: Array, groups: int) -> bool:
    """Tell one kernel a channel; two already make GEMM the faster way."""
    return len(weight) == groups and weight.shape[1] == 1


def conv2d_backward(
    dy: Array,
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
    algorithm: str = "auto",
) -> tuple[Array, Array, Array | None]:
    r"""Gradients of :func:`conv2d`.

    .. math:: db_o = \sum_{n,i,j} dy_{n,o,i,j}, \qquad
              dw_{o,c,u,v} = \sum_{n,i,j} dy_{n,o,i,j}\, x_{n,c,iS+uD-P,jS+vD-P}, \qquad
              dx = \text{conv\_transpose2d}(dy, w)

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, weight, bias, stride, padding, dilation, groups, algorithm
        What :func:`conv2d` was given. The gradients are computed as is fastest,
        whichever the algorithm.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; dbias is None where bias is.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv2d`, and if dy has not the output's shape and dtype.

    Notes
    -----
    Twice the multiply-adds of the forward pass. torch: what autograd does. The formula,
    term by term: :func:`conv2d_backward_naive`. NaN and infinity stay where it puts
    them, whichever the algorithm. dbias is summed in float64, but dweight by matrix
    products in the arrays' dtype, as in torch: with float32 a sum over four million
    pixels of one sign is off by some 2e-4.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.arange(1.0, 10.0).reshape(1, 3, 3), np.ones((1, 1, 2, 2))
    >>> dx, dweight, dbias = conv2d_backward(np.ones((1, 2, 2)), x, weight)
    >>> dweight
    array([[[[12., 16.],
             [24., 28.]]]])
    """
    check_choice("algorithm", algorithm, ("auto", *ALGORITHMS))
    window, groups = check_conv2d(x, weight, bias, stride, padding, dilation, groups)
    if algorithm == "winograd":
        check_winograd(window)
    if algorithm == "depthwise":
        check_depthwise(x, groups)
    size = window.output_size(x.shape[-2:])
    check_dy(dy, x, (*x.shape[:-3], len(weight), *size))
    dy = as_batch(dy)
    dx = input_gradient(dy, weight, window, groups, x.shape[-2:])
    dweight = weight_gradient(dy, as_batch(x), window, groups)
    dbias = None if bias is None else bias_gradient(dy)
    return dx.reshape(x.shape), dweight, dbias


def input_gradient(
    dy: Array, weight: Array, window: Window, groups: int, image_size: Sequence[int]
) -> Array:
    """Compute the gradient for x: at stride 1 by convolving dy with turned kernels.

    The fast ways multiply by zeros that the formula does not have. With infinity or NaN
    that makes a NaN, and then the formula's own products are added up.
    """
    (top, left), (span_h, span_w), (oh, ow) = window.before, window.span, dy.shape[2:]
    before = span_h - 1 - top, span_w - 1 - left
    after = image_size[0] - oh + top, image_size[1] - ow + left
    with np.errstate(invalid="ignore"):
        if is_depthwise(weight, groups):
            dx = depthwise_input_gradient(dy, weight, window, image_size)
        elif window.stride == (1, 1) and min(before + after) >= 0:
            padded = replace(window, before=before, after=after).pad(dy)
            turned = _turn(weight, groups)
            dx = conv2d(padded, turned, dilation=window.dilation, groups=groups)
        else:
            return im2col_input_gradient(dy, weight, window, groups, image_size)
    if np.isnan(dx).any():
        return im2col_input_gradient(dy, weight, window, groups, image_size)
    return dx


def weight_gradient(dy: Array, x: Array, window: Window, groups: int) -> Array:
    """Compute the gradient for the weight; zeros as in `input_gradient`."""
    if groups == x.shape[1] == dy.shape[1]:
        with np.errstate(invalid="ignore"):
            dweight = depthwise_weight_gradient(dy, x, window)
        if not np.isnan(dweight).any():
            return dweight
    return im2col_weight_gradient(dy, x, window, groups)


def _turn(weight: Array, groups: int) -> Array:
    """Turn the kernels by half a turn and exchange their inputs and outputs."""
    _, in_channels, *kernel_size = weight.shape
    kernels = weight.reshape(groups, -1, in_channels, *kernel_size)
    turned = kernels.swapaxes(1, 2)[..., ::-1, ::-1]  # (G, C/G, C_out/G, KH, KW)
    return turned.reshape(groups * in_channels, -1, *kernel_size)
