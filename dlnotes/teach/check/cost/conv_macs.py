"""The exercise on how much a convolution multiplies."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.cost import conv2d_cost
from dlnotes.teach.check._grader import exercise

Numbers = tuple[int, ...]


@exercise()
def conv_macs(
    size: int,
    in_channels: int,
    out_channels: int,
    kernel_size: int,
    stride: int = 1,
    padding: int = 0,
    groups: int = 1,
) -> int:
    """Return the multiply-adds of a 2-D convolution of one image, an int.

    The image has size rows and columns, padding zeros on each side. Kernels have
    kernel_size rows and columns. The addition of a bias is not counted.
    """
    return conv2d_cost(
        (in_channels, size, size),
        out_channels,
        kernel_size,
        stride=stride,
        padding=padding,
        groups=groups,
    ).macs


def _count(
    size: int,
    c: int,
    n: int,
    k: int,
    stride: int,
    padding: int,
    groups: int,
    *,
    bias: int = 0,
) -> int:
    """Count by hand, from the number of steps the kernel takes."""
    side = (size + 2 * padding - k) // stride + 1
    return side * side * n * (c // groups * k * k + bias)


for _label, *_numbers in (
    ("1 product", 1, 1, 1, 1, 1, 0, 1),
    ("1 place", 3, 1, 1, 3, 1, 0, 1),
    ("4 places", 4, 1, 1, 3, 1, 0, 1),
    ("by hand: 2 channels to 3", 4, 2, 3, 3, 1, 0, 1),
    ("padding", 4, 2, 3, 3, 1, 1, 1),
    ("stride", 7, 2, 3, 3, 2, 0, 1),
    ("the last step does not fit", 8, 2, 3, 3, 2, 0, 1),
    ("groups", 6, 4, 6, 3, 1, 0, 2),
    ("depthwise", 14, 8, 8, 5, 2, 2, 8),
    ("1×1", 7, 64, 16, 1, 1, 0, 1),
    ("ResNet's first layer", 224, 3, 64, 7, 2, 3, 1),
):
    conv_macs.case(_label, *_numbers)


def _mistake(sentence: str, wrong: Callable[..., float]) -> None:
    conv_macs.mistake(sentence, wrong)


_mistake(
    "You count multiplications and additions one by one, twice as many: a multiply-add "
    "is one of each.",
    lambda *numbers: 2 * _count(*numbers),
)
_mistake(
    "You forget groups: a kernel reads only in_channels // groups channels.",
    lambda size, c, n, k, stride, padding, groups: _count(
        size, c, n, k, stride, padding, 1
    ),
)
_mistake(
    "You count the places of the input: the kernel is applied once for each place of "
    "the output.",
    lambda size, c, n, k, stride, padding, groups: (
        size * size * n * (c // groups) * k * k
    ),
)
_mistake(
    "You add the bias: its addition is not counted here.",
    lambda *numbers: _count(*numbers, bias=1),
)
_mistake(
    "Stride is ignored: divide the number of single steps by it, and round down.",
    lambda size, c, n, k, stride, padding, groups: _count(
        size, c, n, k, 1, padding, groups
    ),
)
_mistake(
    "Padding is ignored: add 2 * padding to the size.",
    lambda size, c, n, k, stride, padding, groups: _count(
        size, c, n, k, stride, 0, groups
    ),
)
_mistake(
    "That is the number of weights: each is used at every place of the output.",
    lambda size, c, n, k, stride, padding, groups: n * (c // groups) * k * k,
)
_mistake(
    "The output has rows and columns: square the number of steps.",
    lambda size, c, n, k, stride, padding, groups: (
        ((size + 2 * padding - k) // stride + 1) * n * (c // groups) * k * k
    ),
)
_mistake(
    "The number is right, but a float: divide with //.",
    lambda *numbers: float(_count(*numbers)),
)
