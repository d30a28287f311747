"""The exercise on the size of a convolution's output."""

from __future__ import annotations

import numpy as np

from dlnotes import convolution
from dlnotes.teach.check._grader import exercise


@exercise()
def output_size(
    size: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return the size of a convolution's output along one axis, an int.

    The size inputs have padding zeros on each side. The kernel's taps are dilation
    apart; it moves on by stride as long as it fits.
    """
    return convolution.output_size(
        size, kernel_size, stride=stride, padding=padding, dilation=dilation
    )


output_size.case("one pixel", 1, 1)
output_size.case("kernel as large as the image", 3, 3)
output_size.case("5 pixels", 5, 3)
output_size.case("padding", 5, 3, padding=1)
output_size.case("stride", 7, 3, stride=2)
output_size.case("the last step does not fit", 8, 3, stride=2)
output_size.case("stride beyond the image", 3, 2, stride=5)
output_size.case("dilation", 7, 3, dilation=2)
output_size.case("dilation of a 1-tap kernel", 4, 1, dilation=3)
output_size.case("ResNet's first layer", 224, 7, stride=2, padding=3)
for _size, _kernel, _stride, _padding, _dilation in (
    np.random.default_rng(0)
    .integers((9, 2, 1, 0, 1), (60, 5, 5, 4, 3), (6, 5))
    .tolist()
):
    output_size.case(
        "random numbers",
        *(_size, _kernel),
        **{"stride": _stride, "padding": _padding, "dilation": _dilation},
    )

output_size.mistake(
    "The + 1 is missing: the kernel's first position counts before any step.",
    lambda *a, **how: convolution.output_size(*a, **how) - 1,
)
output_size.mistake(
    "You divide with /, which gives a float. A last step that does not fit is not "
    "taken: divide with //.",
    lambda size, k, stride=1, padding=0, dilation=1: (
        (size + 2 * padding - dilation * (k - 1) - 1) / stride + 1
    ),
)
output_size.mistake(
    "The number is right, but a float: return an int, as // gives.",
    lambda *a, **how: float(convolution.output_size(*a, **how)),
)
output_size.mistake(
    "You round up: a last step that does not fit is not taken, so round down.",
    lambda size, k, stride=1, padding=0, dilation=1: (
        -((size + 2 * padding - dilation * (k - 1) - 1) // -stride) + 1
    ),
)
output_size.mistake(
    "Padding counts once: it stands on both sides, so add 2 * padding.",
    lambda size, k, stride=1, padding=0, dilation=1: (
        (size + padding - dilation * (k - 1) - 1) // stride + 1
    ),
)
output_size.mistake(
    "Padding is ignored: add 2 * padding to the size.",
    lambda size, k, padding=0, **how: convolution.output_size(size, k, **how),
)
output_size.mistake(
    "Stride is ignored: divide the number of single steps by it.",
    lambda size, k, stride=1, **how: convolution.output_size(size, k, **how),
)
output_size.mistake(
    "Dilation is ignored: a kernel spans dilation * (kernel_size - 1) + 1 inputs.",
    lambda size, k, dilation=1, **how: convolution.output_size(size, k, **how),
)
output_size.mistake(
    "The kernel's span is too large: between kernel_size taps there are "
    "kernel_size - 1 gaps, so it is dilation * (kernel_size - 1) + 1.",
    lambda size, k, stride=1, padding=0, dilation=1: (
        (size + 2 * padding - dilation * k) // stride + 1
    ),
)
