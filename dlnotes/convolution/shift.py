"""Convolution as a sum of shifted 1x1 convolutions: GEMM without unfolding."""

import numpy as np

from dlnotes._arguments import Array, IntPair
from dlnotes._loops import blocks
from dlnotes._window import BLOCK, FlatImage, Padding, as_batch
from dlnotes.convolution._arguments import check_conv2d, with_bias


def conv2d_shift(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
) -> Array:
    r"""2-D convolution, one tap of the kernel at a time (kernel to row).

    .. math:: Y = \sum_{u,v} W_{u,v}\, X_{u,v}

    The C_out x C matrix :math:`W_{u,v}` holds the tap (u, v) of all kernels, and
    :math:`X_{u,v}` is the image moved by the tap. With the padded rows laid end to end,
    moving is slicing, and no patch is copied.

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
    The multiply-adds of :func:`conv2d`, and some for the positions where a row runs
    into the next, which are dropped. Memory: a padded image and a block of sums.
    Source: Anderson, Vasudevan, Keane and Gregg, *Low-memory GEMM-based convolution
    algorithms for deep neural networks* (arXiv 1709.03395).

    Examples
    --------
    >>> x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> conv2d_shift(x, np.ones((1, 1, 2, 2)))
    array([[[12., 16.],
            [24., 28.]]])
    """
    window, groups = check_conv2d(x, weight, bias, stride, padding, dilation, groups)
    images, (oh, ow) = as_batch(x), window.output_size(x.shape[-2:])
    out_channels, in_channels, *kernel_size = weight.shape
    kernels = weight.reshape(groups, -1, in_channels, *kernel_size)
    # (KH, KW, G, C_out/G, C/G), each tap's matrix in one piece
    kernels = np.ascontiguousarray(kernels.transpose(3, 4, 0, 1, 2))
    y = np.empty((len(images), *kernels.shape[2:4], oh, ow), x.dtype)
    for image, out in zip(images, y, strict=True):
        flat = FlatImage(image, window)
        for rows in blocks(oh, out_channels * flat.columns, BLOCK):
            block = slice(rows.start * flat.columns, rows.stop * flat.columns)
            sums = np.zeros((*out.shape[:2], block.stop - block.start), x.dtype)
            for u, v in np.ndindex(*kernel_size):
                seen = flat.tap(u, v).reshape(groups, in_channels, -1)[..., block]
                # (G, C_out/G, C/G) @ (G, C/G, rows*columns)
                sums += kernels[u, v] @ seen
            grid = sums.reshape(*out.shape[:2], -1, flat.columns)
            out[:, :, rows] = grid[..., :ow]
    return with_bias(y.reshape(len(y), out_channels, oh, ow), bias, x)
