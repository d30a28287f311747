"""The gradients of a convolution, each as is fastest.

The fast ways multiply by zeros that the formula does not have. Where something is
infinite or NaN that makes a NaN, and then the formula's own products are added up.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dlnotes._arguments import Array, IntPair, check_choice, check_dy
from dlnotes.convolution._window import Padding, Window, as_batch, check_conv2d
from dlnotes.convolution.conv2d import ALGORITHMS, conv2d
from dlnotes.convolution.depthwise import (
    check_depthwise,
    depthwise_input_gradient,
    depthwise_weight_gradient,
    is_depthwise,
)
from dlnotes.convolution.im2col import im2col_input_gradient, im2col_weight_gradient
from dlnotes.convolution.winograd import check_winograd


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
    them, whichever the algorithm.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.arange(1.0, 10.0).reshape(1, 3, 3), np.ones((1, 1, 2, 2))
    >>> dx, dweight, dbias = conv2d_backward(np.ones((1, 2, 2)), x, weight)
    >>> dx
    array([[[1., 2., 1.],
            [2., 4., 2.],
            [1., 2., 1.]]])
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
    dbias = None if bias is None else dy.sum(axis=(0, 2, 3))
    return dx.reshape(x.shape), dweight, dbias


def input_gradient(
    dy: Array, weight: Array, window: Window, groups: int, image_size: Sequence[int]
) -> Array:
    """Compute the gradient for x: at stride 1 by convolving dy with turned kernels."""
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
    """Compute the gradient for the weight."""
    if groups == x.shape[1] == dy.shape[1]:
        with np.errstate(invalid="ignore"):
            dweight = depthwise_weight_gradient(dy, x, window)
        if not np.isnan(dweight).any():
            return dweight
    return im2col_weight_gradient(dy, x, window, groups)


def _turn(weight: Array, groups: int) -> Array:
    """Turn the kernels by half a turn and exchange their inputs and outputs."""
    out_channels, in_channels, *kernel_size = weight.shape
    weight = weight.reshape(groups, -1, in_channels, *kernel_size).swapaxes(1, 2)
    # (G, C/G, O/G, KH, KW) -> (C, O/G, KH, KW)
    return weight[..., ::-1, ::-1].reshape(
        groups * in_channels, out_channels // groups, *kernel_size
    )
