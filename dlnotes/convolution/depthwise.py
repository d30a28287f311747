"""Depthwise convolution by shifts: no GEMM, since no channels are summed."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

import numpy as np

from dlnotes._arguments import Array, IntPair, check_image
from dlnotes._loops import blocks, row_by_row
from dlnotes._window import BLOCK, FlatImage, Padding, Window, as_batch
from dlnotes.convolution._arguments import check_conv2d, with_bias


def conv2d_depthwise(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int | None = None,
) -> Array:
    r"""2-D convolution of each channel apart, by shifting and adding.

    .. math:: y_{n,cM+m,i,j} = b_{cM+m} + \sum_{u,v} w_{cM+m,u,v}\,
              x_{n,c,iS+uD-P,jS+vD-P}

    A GEMM would have a single row here and compute no faster than it reads. What
    counts instead is memory: a block of channels stays in the cache for all taps.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    weight : Array
        Kernels, (C·M, 1, KH, KW), of x's dtype: M for each channel.
    bias : Array, optional
        One value an output channel, (C·M,).
    stride, padding, dilation : keyword-only
        As in :func:`conv2d`.
    groups : int, keyword-only
        C, which is also what None means.

    Returns
    -------
    Array
        (N, C·M, OH, OW), or (C·M, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv2d`, and if groups are not as many as channels.

    Notes
    -----
    N·C·M·OH·OW·KH·KW multiply-adds. torch: ``torch.nn.functional.conv2d`` with
    ``groups=C``. Source: Howard et al., *MobileNets* (arXiv 1704.04861), section 3.1.

    Examples
    --------
    >>> x = np.arange(1.0, 9.0).reshape(2, 2, 2)
    >>> conv2d_depthwise(x, np.array([1.0, 10.0]).reshape(2, 1, 1, 1))
    array([[[ 1.,  2.],
            [ 3.,  4.]],
           [[50., 60.],
            [70., 80.]]])
    """
    check_image("x", x)
    groups = x.shape[-3] if groups is None else groups
    window, groups = check_conv2d(x, weight, bias, stride, padding, dilation, groups)
    check_depthwise(x, groups)
    images, (oh, ow) = as_batch(x), window.output_size(x.shape[-2:])
    kernels = weight.reshape(groups, -1, *window.kernel_size)
    y = np.empty((*images.shape[:2], kernels.shape[1], oh, ow), x.dtype)
    for n, channels in _blocks(images.shape, window):
        flat = FlatImage(images[n, channels], window)
        for m in range(kernels.shape[1]):
            sums = _weighted_sum(flat, kernels[channels, m, ..., None])
            grid = sums.reshape(flat.channels, flat.rows, flat.columns)
            y[n, channels, m] = grid[:, :oh, :ow]
    return with_bias(y.reshape(len(y), len(weight), oh, ow), bias, x)


def check_depthwise(x: Array, groups: int) -> None:
    """Require that every channel is a group of its own."""
    if groups != x.shape[-3]:
        raise ValueError(
            "algorithm is 'depthwise', which takes each channel as a group, but groups "
            f"is {groups} and x has {x.shape[-3]} channels"
        )


def _weighted_sum(flat: FlatImage, weights: Array) -> Array:
    """Add up weights, (C, KH, KW, 1), times what their taps see."""
    with row_by_row(flat.length):
        sums = flat.tap(0, 0) * weights[:, 0, 0]
        summand = np.empty_like(sums)
        for u, v in islice(np.ndindex(weights.shape[1:3]), 1, None):
            sums += np.multiply(flat.tap(u, v), weights[:, u, v], out=summand)
    return sums


def depthwise_input_gradient(
    dy: Array, weight: Array, window: Window, image_size: Sequence[int]
) -> Array:
    """Compute the gradient for x, of one kernel a channel: add where a tap looked.

    NaN or infinity in the weight is multiplied by zeros at other positions as well.
    """
    dx = np.zeros((*dy.shape[:2], *image_size), dy.dtype)
    for n, channels in _blocks(dx.shape, window):
        flat = FlatImage(dx[n, channels], window)
        slopes = flat.lay(dy[n, channels])
        with row_by_row(flat.length):
            for u, v in np.ndindex(window.kernel_size):
                seen = flat.tap(u, v)
                seen += slopes * weight[channels, :, u, v]
        dx[n, channels] = flat.image()
    return dx


def depthwise_weight_gradient(dy: Array, x: Array, window: Window) -> Array:
    """Compute the gradient for the weight, one kernel a channel, summed in float64.

    NaN or infinity in x is multiplied by zeros at positions that the tap never takes.
    """
    dweight = np.zeros((x.shape[1], 1, *window.kernel_size))
    for n, channels in _blocks(x.shape, window):
        flat = FlatImage(x[n, channels], window)
        slopes = flat.lay(dy[n, channels])
        for u, v in np.ndindex(window.kernel_size):
            dweight[channels, 0, u, v] += np.vecdot(slopes, flat.tap(u, v))
    return dweight.astype(x.dtype)


def _blocks(shape: Sequence[int], window: Window) -> Iterator[tuple[int, slice]]:
    """Images, and as many of their channels as stay in the cache."""
    n, channels, *image_size = shape
    height, width = window.padded_size(image_size)
    return product(range(n), blocks(channels, height * width, BLOCK))
