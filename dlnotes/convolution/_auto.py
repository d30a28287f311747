"""The fastest way to each of the three products behind convolution.

The rule rests on bench/results/convolution.json, and knows only algorithms that add up
the formula's own products: "fft" and "winograd" lose digits and spread NaN.
"""

from collections.abc import Sequence
from dataclasses import replace

from dlnotes._arguments import Array
from dlnotes.convolution._apply import Correlate
from dlnotes.convolution._correlation import (
    correlate,
    correlate_adjoint,
    correlate_weight_gradient,
)
from dlnotes.convolution._window import Window
from dlnotes.convolution.depthwise import (
    correlate_depthwise,
    depthwise_adjoint,
    depthwise_weight_gradient,
)
from dlnotes.convolution.shift import correlate_shift

SHIFT_POSITIONS = 28 * 28
"""On smaller images the products of single taps are too narrow for GEMM."""


def correlate_auto(x: Array, weight: Array, window: Window, groups: int) -> Array:
    """Compute y from x and weight."""
    algorithm = choose(x.shape[2:], weight, window, groups)
    return algorithm(x, weight, window, groups)


def choose(
    image_size: Sequence[int], weight: Array, window: Window, groups: int
) -> Correlate:
    """Pick the algorithm.

    For each tap and position "im2col" copies C/G numbers and "shift" adds O/G, so on
    images large enough for its products "shift" wins if it has less to add. For 1x1
    kernels at stride 1 "im2col" has nothing to copy.
    """
    out_channels, in_channels, *kernel_size = weight.shape
    oh, ow = window.output_size(image_size)
    if _is_depthwise(weight, groups):
        return correlate_depthwise
    if kernel_size == [1, 1] or oh * ow < SHIFT_POSITIONS:
        return correlate
    return correlate_shift if out_channels // groups <= in_channels else correlate


def adjoint_auto(
    dy: Array, weight: Array, window: Window, groups: int, image_size: Sequence[int]
) -> Array:
    """Compute the gradient for x: at stride 1 by convolving dy with turned kernels."""
    if _is_depthwise(weight, groups):
        return depthwise_adjoint(dy, weight, window, image_size)
    (top, left), (span_h, span_w), (oh, ow) = window.before, window.span, dy.shape[2:]
    before = span_h - 1 - top, span_w - 1 - left
    after = image_size[0] - oh + top, image_size[1] - ow + left
    if window.stride == (1, 1) and min(before + after) >= 0:
        window = replace(window, before=before, after=after)
        return correlate_auto(dy, _turn(weight, groups), window, groups)
    return correlate_adjoint(dy, weight, window, groups, image_size)


def weight_gradient_auto(dy: Array, x: Array, window: Window, groups: int) -> Array:
    """Compute the gradient for the weight."""
    if groups == x.shape[1] == dy.shape[1]:
        return depthwise_weight_gradient(dy, x, window)
    return correlate_weight_gradient(dy, x, window, groups)


def _is_depthwise(weight: Array, groups: int) -> bool:
    """Tell one kernel a channel; two already make GEMM the faster way."""
    return len(weight) == groups and weight.shape[1] == 1


def _turn(weight: Array, groups: int) -> Array:
    """Turn the kernels by half a turn and exchange their inputs and outputs."""
    out_channels, in_channels, *kernel_size = weight.shape
    weight = weight.reshape(groups, -1, in_channels, *kernel_size).swapaxes(1, 2)
    # (G, C/G, O/G, KH, KW) -> (C, O/G, KH, KW)
    return weight[..., ::-1, ::-1].reshape(
        groups * in_channels, out_channels // groups, *kernel_size
    )
