"""The three products behind convolution and its transpose, each by GEMM.

With the patches of x as a matrix, convolution is ``Y = W X``. So the gradient for x is
``scatter(W^T dY)``, the gradient for the weight is ``dY X^T``; and the transposed
convolution is the first of these gradients taken as a forward pass.

Shapes: x (N, C, H, W), weight (O, C/G, KH, KW), y (N, O, OH, OW), G groups.
"""

from collections.abc import Sequence
from math import prod

from dlnotes._arguments import Array
from dlnotes.convolution._window import Window


def correlate(x: Array, weight: Array, window: Window, groups: int) -> Array:
    """Compute y from x and weight: unfold, then one GEMM an image and group."""
    n, out_channels = len(x), len(weight)
    oh, ow = window.output_size(x.shape[2:])
    taps = weight[0].size
    patches = window.gather(x, (oh, ow)).reshape(n, groups, taps, oh * ow)
    kernels = weight.reshape(groups, out_channels // groups, taps)
    # (G, O/G, C/G*KH*KW) @ (N, G, C/G*KH*KW, OH*OW) -> (N, G, O/G, OH*OW)
    return (kernels @ patches).reshape(n, out_channels, oh, ow)


def correlate_adjoint(
    dy: Array, weight: Array, window: Window, groups: int, image_size: Sequence[int]
) -> Array:
    """Compute the gradient of `correlate` for x, an image of `image_size`."""
    n, out_channels, oh, ow = dy.shape
    taps = weight[0].size
    kernels = weight.reshape(groups, out_channels // groups, taps)
    dy = dy.reshape(n, groups, out_channels // groups, oh * ow)
    # (G, C/G*KH*KW, O/G) @ (N, G, O/G, OH*OW) -> (N, G, C/G*KH*KW, OH*OW)
    patches = kernels.mT @ dy
    in_channels = groups * weight.shape[1]
    patches = patches.reshape(n, in_channels, *window.kernel_size, oh, ow)
    return window.scatter(patches, image_size)


def correlate_weight_gradient(
    dy: Array, x: Array, window: Window, groups: int
) -> Array:
    """Compute the gradient of `correlate` for the weight, summed over the batch."""
    n, out_channels, oh, ow = dy.shape
    in_channels = x.shape[1] // groups
    taps = in_channels * prod(window.kernel_size)
    patches = window.gather(x, (oh, ow)).reshape(n, groups, taps, oh * ow)
    dy = dy.reshape(n, groups, out_channels // groups, oh * ow)
    # (G, O/G, N*OH*OW) @ (G, N*OH*OW, C/G*KH*KW) -> (G, O/G, C/G*KH*KW)
    dweight = _join_batch(dy) @ _join_batch(patches).mT
    return dweight.reshape(out_channels, in_channels, *window.kernel_size)


def _join_batch(a: Array) -> Array:
    """Bring (N, G, rows, L) to (G, rows, N*L), so that one GEMM sums the batch."""
    n, groups, rows, length = a.shape
    return a.transpose(1, 2, 0, 3).reshape(groups, rows, n * length)
