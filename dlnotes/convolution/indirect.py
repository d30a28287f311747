"""Convolution through an indirection buffer: patches looked up, never laid out."""

from math import prod
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, IntPair, Pair, as_pair
from dlnotes._loops import blocks
from dlnotes._window import Padding, Window, as_batch
from dlnotes.convolution._arguments import check_conv2d, with_bias

Indices: TypeAlias = npt.NDArray[np.intp]

TILE = 2**18
"""Numbers of a tile of patches (1 MiB in float32): it stays in a core's cache."""


def conv2d_indirect(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
) -> Array:
    r"""2-D convolution that finds its pixels through :func:`indirection_buffer`.

    .. math:: y_{l,o} = b_o + \sum_{t,c} w_{o,c,t}\, p_{I(l,t),\,c}

    with l a position, t a tap, and p the pixels, one row of channels each (NHWC). The
    buffer I depends on shapes alone, and its index of a row of zeros does the padding.

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
    The multiply-adds of :func:`conv2d`. The paper's kernel reads through pointers while
    it multiplies; here a tile of patches is fetched into the cache and multiplied
    there. Source: Dukhan, *The indirect convolution algorithm* (arXiv 1907.02129).

    Examples
    --------
    >>> x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> conv2d_indirect(x, np.ones((1, 1, 2, 2)))
    array([[[12., 16.],
            [24., 28.]]])
    """
    window, groups = check_conv2d(x, weight, bias, stride, padding, dilation, groups)
    images = as_batch(x)
    n, _, height, width = images.shape
    out_channels, in_channels, *kernel_size = weight.shape
    oh, ow = window.output_size((height, width))
    pixels = _pixels(images, groups)
    buffer = _buffer(window, (height, width))
    starts = np.arange(n) * (height * width + 1)
    indices = (starts[:, None, None] + buffer).reshape(n * oh * ow, buffer.shape[1])
    taps = weight.reshape(groups, -1, in_channels, prod(kernel_size)).swapaxes(2, 3)
    kernels = taps.reshape(groups, -1, weight[0].size)  # (G, C_out/G, KH*KW*C/G)
    y = np.empty((groups, n * oh * ow, out_channels // groups), x.dtype)
    for group in range(groups):
        # a tile may run from one image into the next
        for tile in blocks(len(indices), weight[0].size, TILE):
            # (T, KH*KW) -> (T, KH*KW, C/G) -> (T, KH*KW*C/G)
            patches = pixels[group].take(indices[tile], axis=0)
            patches = patches.reshape(len(patches), -1)
            np.matmul(patches, kernels[group].mT, out=y[group, tile])
    # (G, N*OH*OW, C_out/G) -> (N, G, C_out/G, OH*OW)
    by_channel = y.reshape(groups, n, oh * ow, y.shape[2]).transpose(1, 0, 3, 2)
    return with_bias(by_channel.reshape(n, out_channels, oh, ow), bias, x)


def indirection_buffer(
    image_size: IntPair,
    kernel_size: IntPair,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
) -> Indices:
    r"""Say for each position and tap of a window which pixel it sees.

    .. math:: I\big((i,j),(u,v)\big) = (iS+uD-P)\,W + (jS+vD-P)

    Parameters
    ----------
    image_size, kernel_size : int or pair
        Rows and columns of the image, H and W, and of the window, KH and KW.
    stride, padding, dilation : keyword-only
        As in :func:`conv2d`.

    Returns
    -------
    Array of int
        (OH·OW, KH·KW): pixels counted row by row, H·W for the padding.

    Raises
    ------
    TypeError, ValueError
        If a number is no integer or out of range, or the window does not fit.

    Notes
    -----
    It is im2col's matrix with indices in place of pixels: C times smaller, and the same
    for all images of a size. XNNPACK keeps such buffers, of pointers.

    Examples
    --------
    >>> indirection_buffer(2, 2, padding=(0, 1))
    array([[4, 0, 4, 2],
           [0, 1, 2, 3],
           [1, 4, 3, 4]])
    """
    height, width = as_pair("image_size", image_size, minimum=1)
    window = Window.of(kernel_size, stride, padding, dilation)
    window.output_size((height, width), name="image_size")
    return _buffer(window, (height, width))


def _pixels(x: Array, groups: int) -> Array:
    """List each group's pixels, and zeros after each image: (G, N*(H*W + 1), C/G)."""
    n, channels, height, width = x.shape
    in_channels = channels // groups
    pixels = np.zeros((groups, n, height * width + 1, in_channels), x.dtype)
    x = x.reshape(n, groups, in_channels, height * width)
    pixels[:, :, :-1] = x.transpose(1, 0, 3, 2)
    return pixels.reshape(groups, -1, in_channels)


def _buffer(window: Window, image_size: Pair) -> Indices:
    """Gather the indices of the pixels as if they were the pixels."""
    height, width = image_size
    (top, left), size = window.before, window.output_size(image_size)
    indices = np.full(window.padded_size(image_size), height * width)
    inside = indices[top : top + height, left : left + width]
    inside[:] = np.arange(height * width).reshape(height, width)
    (sh, sw), (dh, dw) = window.stride, window.dilation
    positions, taps = np.indices(size), np.indices(window.kernel_size)
    rows = positions[0].reshape(-1, 1) * sh + taps[0].reshape(1, -1) * dh
    columns = positions[1].reshape(-1, 1) * sw + taps[1].reshape(1, -1) * dw
    buffer: Indices = indices[rows, columns]
    return buffer
