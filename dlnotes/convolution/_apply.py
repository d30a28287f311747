"""From a product of batches to a public convolution."""

from collections.abc import Callable
from typing import TypeAlias

from dlnotes._arguments import Array
from dlnotes.convolution._window import Window, as_batch

Correlate: TypeAlias = Callable[[Array, Array, Window, int], Array]
"""What each algorithm is: y from x (N, C, H, W), weight, window and groups."""


def apply(
    correlate: Correlate,
    x: Array,
    weight: Array,
    bias: Array | None,
    window: Window,
    groups: int,
) -> Array:
    """Convolve a batch or a single image by the algorithm, and add the bias."""
    y = correlate(as_batch(x), weight, window, groups)
    if bias is not None:
        y += bias[:, None, None]
    return y.reshape(x.shape[:-3] + y.shape[1:])
