"""Convolution as a matrix product, and its two gradients, which are products as well.

With the patches of x as a matrix X, convolution is ``Y = W X``. So the gradient for x
is ``fold(W^T dY)``, and that for the weight ``dY X^T``. Images are unfolded one by one,
since the patches of a batch would not fit in the cache; only small ones are joined,
since a GEMM is slow on narrow matrices.
"""

from collections.abc import Sequence
from math import prod

import numpy as np

from dlnotes._arguments import Array, IntPair, Pair
from dlnotes._loops import blocks
from dlnotes._window import Padding, Window, as_batch
from dlnotes.convolution._arguments import check_conv2d, with_bias

COLUMNS = 512
"""Images are joined up to this many positions of the window."""


def conv2d_im2col(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
) -> Array:
    r"""2-D convolution as one matrix product a group: unfold, then GEMM.

    .. math:: Y = W X, \qquad X = \text{unfold}(x)

    Parameters
    ----------
    x, weight, bias, stride, padding, dilation, groups
        As in :func:`conv2d`.

    Returns
    -------
    Array
        (N, C_out, OH, OW), or (C_out, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv2d`.

    Notes
    -----
    The multiply-adds of :func:`conv2d`; at stride 1 an image is copied KH·KW times.
    Source: Chellapilla, Puri and Simard, *High performance convolutional neural
    networks for document processing* (2006).

    Examples
    --------
    >>> x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> conv2d_im2col(x, np.ones((1, 1, 2, 2)))
    array([[[12., 16.],
            [24., 28.]]])
    """
    window, groups = check_conv2d(x, weight, bias, stride, padding, dilation, groups)
    images, (oh, ow) = as_batch(x), window.output_size(x.shape[-2:])
    n, out_channels = len(images), len(weight)
    kernels = weight.reshape(groups, out_channels // groups, -1)
    y = np.empty((n, groups, out_channels // groups, oh * ow), x.dtype)
    for block in blocks(n, oh * ow, COLUMNS):
        patches, out = _patches(images[block], window, groups, (oh, ow)), y[block]
        # (G, C_out/G, C/G*KH*KW) @ (G, C/G*KH*KW, n*OH*OW) -> (G, C_out/G, n*OH*OW)
        if len(out) == 1:
            np.matmul(kernels, patches, out=out[0])
        else:
            product = (kernels @ patches).reshape(*out.shape[1:3], len(out), oh * ow)
            out[:] = product.transpose(2, 0, 1, 3)
    return with_bias(y.reshape(n, out_channels, oh, ow), bias, x)


def im2col_input_gradient(
    dy: Array, weight: Array, window: Window, groups: int, image_size: Sequence[int]
) -> Array:
    """Compute the gradient for x, images of `image_size`."""
    n, out_channels, oh, ow = dy.shape
    in_channels = groups * weight.shape[1]
    kernels = weight.reshape(groups, out_channels // groups, -1)
    dy = dy.reshape(n, groups, out_channels // groups, oh * ow)
    dx = np.empty((n, in_channels, *image_size), dy.dtype)
    for block in blocks(n, oh * ow, COLUMNS):
        # (G, C/G*KH*KW, C_out/G) @ (G, C_out/G, n*OH*OW) -> (G, C/G*KH*KW, n*OH*OW)
        patches = kernels.mT @ _join(dy[block])
        patches = patches.reshape(in_channels, *window.kernel_size, -1, oh, ow)
        dx[block] = window.scatter(patches, image_size)
    return dx


def im2col_weight_gradient(dy: Array, x: Array, window: Window, groups: int) -> Array:
    """Compute the gradient for the weight, the sum over the batch in float64."""
    n, out_channels, oh, ow = dy.shape
    in_channels = x.shape[1] // groups
    taps = in_channels * prod(window.kernel_size)
    dy = dy.reshape(n, groups, out_channels // groups, oh * ow)
    parts = blocks(n, oh * ow, COLUMNS)
    dtype = np.float64 if len(parts) > 1 else x.dtype
    dweight = np.zeros((groups, out_channels // groups, taps), dtype)
    for block in parts:
        patches = _patches(x[block], window, groups, (oh, ow))
        # (G, C_out/G, n*OH*OW) @ (G, n*OH*OW, C/G*KH*KW) -> (G, C_out/G, C/G*KH*KW)
        dweight += _join(dy[block]) @ patches.mT
    dweight = dweight.astype(x.dtype, copy=False)
    return dweight.reshape(out_channels, in_channels, *window.kernel_size)


def _patches(x: Array, window: Window, groups: int, size: Pair) -> Array:
    """Unfold x to (G, C/G*KH*KW, N*OH*OW), unless its pixels are the patches."""
    if window == Window.of(1, stride=1, padding=0, dilation=1):
        return _join(x.reshape(len(x), groups, -1, prod(size)))
    return window.gather(x, size).reshape(groups, -1, len(x) * prod(size))


def _join(a: Array) -> Array:
    """Bring (N, G, rows, L) to (G, rows, N*L): a view of one image, else a copy."""
    n, groups, rows, length = a.shape
    return a.transpose(1, 2, 0, 3).reshape(groups, rows, n * length)
