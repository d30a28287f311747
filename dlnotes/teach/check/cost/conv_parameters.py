"""The exercise on what a convolution learns."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.cost import conv2d_cost
from dlnotes.teach.check._grader import exercise


@exercise()
def conv_parameters(
    in_channels: int,
    out_channels: int,
    kernel_size: int,
    groups: int = 1,
    bias: bool = True,
) -> int:
    """Return how many parameters a 2-D convolution has, an int.

    Kernels have kernel_size rows and as many columns. Both numbers of channels are
    multiples of groups.
    """
    image = in_channels, kernel_size, kernel_size  # its size does not matter
    return conv2d_cost(
        image, out_channels, kernel_size, groups=groups, bias=bias
    ).parameters


for _label, *_numbers in (
    ("1 kernel of 1 weight", 1, 1, 1, 1, False),
    ("its bias", 1, 1, 1, 1, True),
    ("a 3×3 kernel", 1, 1, 3, 1, False),
    ("2 input channels", 2, 1, 3, 1, False),
    ("by hand: 2 channels to 3", 2, 3, 3, 1, True),
    ("2 groups", 4, 6, 3, 2, False),
    ("2 groups and biases", 4, 6, 3, 2, True),
    ("depthwise", 8, 8, 5, 8, True),
    ("1×1", 64, 256, 1, 1, False),
    ("ResNet's first layer", 3, 64, 7, 1, False),
    ("VGG-16's widest layer", 512, 512, 3, 1, True),
):
    conv_parameters.case(_label, *_numbers)


def _mistake(sentence: str, wrong: Callable[..., float]) -> None:
    conv_parameters.mistake(sentence, wrong)


_mistake(
    "You forget groups: a kernel reads only in_channels // groups channels.",
    lambda c, n, k, groups, bias: n * (c * k * k + bias),
)
_mistake(
    "You divide by groups twice: each group has fewer inputs and fewer kernels, but "
    "there are groups of them, so out_channels stays.",
    lambda c, n, k, groups, bias: n // groups * (c // groups * k * k) + n * bias,
)
_mistake(
    "Biases are missing: each output channel has one, if bias is True.",
    lambda c, n, k, groups, bias: n * c // groups * k * k,
)
_mistake(
    "You always count biases: with bias=False there are none.",
    lambda c, n, k, groups, bias: n * (c // groups * k * k + 1),
)
_mistake(
    "You give every kernel slice a bias: there is one for each output channel, however "
    "many channels it reads.",
    lambda c, n, k, groups, bias: n * c // groups * (k * k + bias),
)
_mistake(
    "The kernel has kernel_size rows and as many columns: kernel_size squared weights "
    "for each channel.",
    lambda c, n, k, groups, bias: n * (c // groups * k + bias),
)
_mistake(
    "You count one kernel for all output channels: each has its own.",
    lambda c, n, k, groups, bias: c // groups * k * k + n * bias,
)
_mistake(
    "The number is right, but a float: divide with //.",
    lambda c, n, k, groups, bias: float(n * (c // groups * k * k + bias)),
)
