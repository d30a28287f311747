"""How windows lie over an image: in part over its edges, and apart or overlapping."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import prod

import numpy as np

from dlnotes._arguments import Array, IntPair, Pair, as_bool, as_pair, check_image
from dlnotes._loops import blocks
from dlnotes._window import Window

BLOCK = 2**16
"""Values that stay in a core's cache while all taps pass over them."""

Combine = Callable[..., Array]
"""A function of two arrays, as `np.add`."""


def check_pool2d(
    x: Array,
    kernel_size: IntPair,
    stride: IntPair | None,
    padding: IntPair = 0,
    dilation: IntPair = 1,
    *,
    ceil_mode: bool,
) -> tuple[Window, Pair]:
    """Check what all pooling is given; return the window and its positions."""
    check_image("x", x)
    ceil = as_bool("ceil_mode", ceil_mode)
    stride = kernel_size if stride is None else stride
    padding = as_pair("padding", padding, minimum=0)
    window = Window.of(kernel_size, stride, padding, dilation)
    if any(2 * p > k for p, k in zip(padding, window.kernel_size, strict=True)):
        raise ValueError(
            f"padding is {padding}, expected at most half of kernel_size "
            f"{window.kernel_size}"
        )
    window, size = _laid(window, x.shape[-2:], ceil)
    if min(size) < 1 or any(np.any(n < 1) for n in seen(window, x.shape[-2:], size)):
        raise ValueError(
            f"x measures {x.shape[-2]} x {x.shape[-1]}: a window of kernel_size "
            f"{window.kernel_size}, padding {padding} and dilation {window.dilation} "
            "would see nothing of it"
        )
    return window, size


def _laid(window: Window, image_size: Sequence[int], ceil: bool) -> tuple[Window, Pair]:
    """Say how many windows there are, and pad behind the image what they need."""
    counts, after = [0, 0], [0, 0]
    for axis, size in enumerate(image_size):
        stride, span = window.stride[axis], window.span[axis]
        padding = window.before[axis]
        steps = size + 2 * padding - span + (stride - 1) * ceil
        counts[axis] = steps // stride + 1
        if ceil and (counts[axis] - 1) * stride >= size + padding:
            counts[axis] -= 1  # it would begin behind the image
        end = (counts[axis] - 1) * stride + span
        after[axis] = max(padding, end - padding - size)
    return replace(window, after=(after[0], after[1])), (counts[0], counts[1])


def seen(
    window: Window,
    image_size: Sequence[int],
    output_size: Pair,
    *,
    padding_too: bool = False,
) -> tuple[Array, Array]:
    """Count the image's rows that each window sees, (OH, 1), and its columns, (OW,)."""
    counts = []
    for axis, steps in enumerate(window.steps(output_size)):
        padding, size = window.before[axis], image_size[axis]
        marks = np.zeros(window.padded_size(image_size)[axis])
        marks[padding : padding + size] = 1
        if padding_too:  # as much behind the image as before it
            marks[: size + 2 * padding] = 1
        counts.append(np.sum([marks[step] for step in steps], axis=0))
    rows, columns = counts
    return rows[:, None], columns


def planewise(
    function: Callable[..., Array], image_size: Sequence[int], *arrays: Array
) -> Array:
    """Apply a function to a few channels at a time, of any image: (1, C', H, W).

    `image_size` is that of its results; the others are those of x or dy, (..., H, W).
    """
    planes = [a.reshape(1, -1, *a.shape[-2:]) for a in arrays]
    found = np.empty((1, planes[0].shape[1], *image_size), arrays[0].dtype)
    largest = max(prod(found.shape[-2:]), *(prod(a.shape[-2:]) for a in arrays))
    for some in blocks(found.shape[1], largest, BLOCK):
        found[:, some] = function(*(plane[:, some] for plane in planes))
    return found.reshape(*arrays[0].shape[:-2], *image_size)


def pooled(combine: Combine, padded: Array, window: Window, output_size: Pair) -> Array:
    """Combine what the taps see, (N, C, H, W) to (N, C, OH, OW): rows, then columns.

    Rows first: they lie side by side in memory, and fewer columns remain to be picked.
    """
    rows, columns = window.steps(output_size)
    tall = _combined(combine, [padded[..., step, :] for step in rows])
    return _combined(combine, [tall[..., step] for step in columns])


def _combined(combine: Combine, parts: list[Array]) -> Array:
    first, *others = parts
    if not others:
        return first.copy()
    total = combine(first, others[0])
    for part in others[1:]:
        combine(total, part, out=total)
    return total
