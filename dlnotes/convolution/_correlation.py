"""The three products behind convolution and its transpose, each by GEMM.

With the patches of x as a matrix, convolution is ``Y = W X``. So the gradient for x is
``scatter(W^T dY)``, the gradient for the weight is ``dY X^T``; and the transposed
convolution is the first of these gradients taken as a forward pass.

Shapes: x (N, C, H, W), weight (O, C/G, KH, KW), y (N, O, OH, OW), G groups. Images are
unfolded one by one, since the patches of a batch would not fit in the cache; only small
ones are joined, since a GEMM is slow on narrow matrices.
"""

from collections.abc import Iterator, Sequence
from math import prod

import numpy as np

from dlnotes._arguments import Array, Pair
from dlnotes.convolution._window import Window

COLUMNS = 512
"""Images are joined up to this many positions of the window."""


def correlate(x: Array, weight: Array, window: Window, groups: int) -> Array:
    """Compute y from x and weight: unfold, then one GEMM a group."""
    n, out_channels = len(x), len(weight)
    oh, ow = window.output_size(x.shape[2:])
    kernels = weight.reshape(groups, out_channels // groups, -1)
    y = np.empty((n, groups, out_channels // groups, oh * ow), x.dtype)
    for images in _blocks(n, oh * ow):
        patches, out = _patches(x[images], window, groups, (oh, ow)), y[images]
        # (G, O/G, C/G*KH*KW) @ (G, C/G*KH*KW, n*OH*OW) -> (G, O/G, n*OH*OW)
        if len(out) == 1:
            np.matmul(kernels, patches, out=out[0])
        else:
            product = (kernels @ patches).reshape(*out.shape[1:3], len(out), oh * ow)
            out[:] = product.transpose(2, 0, 1, 3)
    return y.reshape(n, out_channels, oh, ow)


def correlate_adjoint(
    dy: Array, weight: Array, window: Window, groups: int, image_size: Sequence[int]
) -> Array:
    """Compute the gradient of `correlate` for x, an image of `image_size`."""
    n, out_channels, oh, ow = dy.shape
    in_channels = groups * weight.shape[1]
    kernels = weight.reshape(groups, out_channels // groups, -1)
    dy = dy.reshape(n, groups, out_channels // groups, oh * ow)
    dx = np.empty((n, in_channels, *image_size), dy.dtype)
    for images in _blocks(n, oh * ow):
        # (G, C/G*KH*KW, O/G) @ (G, O/G, n*OH*OW) -> (G, C/G*KH*KW, n*OH*OW)
        patches = kernels.mT @ _join(dy[images])
        patches = patches.reshape(in_channels, *window.kernel_size, -1, oh, ow)
        dx[images] = window.scatter(patches, image_size)
    return dx


def correlate_weight_gradient(
    dy: Array, x: Array, window: Window, groups: int
) -> Array:
    """Compute the gradient of `correlate` for the weight, summed over the batch."""
    n, out_channels, oh, ow = dy.shape
    in_channels = x.shape[1] // groups
    taps = in_channels * prod(window.kernel_size)
    dweight = np.zeros((groups, out_channels // groups, taps), x.dtype)
    dy = dy.reshape(n, groups, out_channels // groups, oh * ow)
    for images in _blocks(n, oh * ow):
        patches = _patches(x[images], window, groups, (oh, ow))
        # (G, O/G, n*OH*OW) @ (G, n*OH*OW, C/G*KH*KW) -> (G, O/G, C/G*KH*KW)
        dweight += _join(dy[images]) @ patches.mT
    return dweight.reshape(out_channels, in_channels, *window.kernel_size)


def _blocks(n: int, positions: int) -> Iterator[slice]:
    """Cut the batch into images that are unfolded together."""
    step = max(1, COLUMNS // positions)
    for first in range(0, n, step):
        yield slice(first, first + step)


def _patches(x: Array, window: Window, groups: int, size: Pair) -> Array:
    """Unfold x to (G, C/G*KH*KW, N*OH*OW), unless its pixels are the patches."""
    if window == Window.of(1, stride=1, padding=0, dilation=1):
        return _join(x.reshape(len(x), groups, -1, prod(size)))
    return window.gather(x, size).reshape(groups, -1, len(x) * prod(size))


def _join(a: Array) -> Array:
    """Bring (N, G, rows, L) to (G, rows, N*L): a view of one image, else a copy."""
    n, groups, rows, length = a.shape
    return a.transpose(1, 2, 0, 3).reshape(groups, rows, n * length)
