"""The exercise on what a bottleneck has to learn."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.teach.check._grader import exercise


def _count(
    in_channels: int,
    channels: int,
    stride: int = 1,
    *,
    middle: int = 9,
    outer: int = 1,
    norm: int = 2,
    bias: int = 0,
    expansion: int = 4,
    project: Callable[[bool, bool], bool] = lambda other, strided: other or strided,
    shortcut: int = 1,
) -> int:
    """Count, with one thing changed or none."""
    out = expansion * channels
    weights = outer * in_channels * channels + outer * channels * out
    weights += middle * channels * channels
    sums = 2 * channels + out
    if project(in_channels != out, stride != 1):
        weights += in_channels * out
        sums += shortcut * out
    return weights + norm * sums + bias * sums


@exercise()
def bottleneck_parameters(in_channels: int, channels: int, stride: int = 1) -> int:
    """Return how many parameters a bottleneck block of ResNet has, as an integer.

    Its convolutions, 1×1, 3×3 and 1×1, have no biases, and each has its batch norm. The
    first two make `channels` channels, the last 4 · `channels`. Where the shapes of
    input and output differ, the shortcut is one more 1×1 convolution with its batch
    norm. Running statistics are no parameters.
    """
    return _count(in_channels, channels, stride)


bottleneck_parameters.case("4 channels in, 1 inside", 4, 1)
bottleneck_parameters.case("256 in, 64 inside", 256, 64)
bottleneck_parameters.case("64 in, 64 inside: a projection", 64, 64)
bottleneck_parameters.case("512 in, 128 inside", 512, 128)
bottleneck_parameters.case("256 in, 128 inside, stride 2", 256, 128, stride=2)
bottleneck_parameters.case("1024 in, 512 inside, stride 2", 1024, 512, stride=2)
bottleneck_parameters.case("equal channels, stride 2", 256, 64, stride=2)
bottleneck_parameters.case("2048 in, 512 inside", 2048, 512)


def _slip(sentence: str, **change: object) -> None:
    bottleneck_parameters.mistake(
        sentence,
        lambda in_channels, channels, stride=1: _count(
            in_channels,
            channels,
            stride,
            **change,  # type: ignore[arg-type]
        ),
    )


_slip(
    "The batch norms are missing: each has a scale and a shift a channel.",
    norm=0,
)
_slip(
    "You count four numbers a channel of a batch norm: mean and variance are not "
    "learned.",
    norm=4,
)
_slip("You count one number a channel of a batch norm: it has scale and shift.", norm=1)
_slip(
    "You count biases: the convolutions have none, since batch norm shifts.",
    bias=1,
)
_slip(
    "The 3×3 convolution counts as 1×1: it has 9 weights a pair of channels.", middle=1
)
_slip("The 3×3 convolution has 9 weights a pair of channels, not 3.", middle=3)
_slip("All convolutions count as 3×3: the outer two are 1×1.", outer=9)
_slip(
    "The projection is missing: where shapes differ, the shortcut has a convolution.",
    project=lambda other, strided: False,
)
_slip(
    "You count a projection in every block: the identity has no parameters.",
    project=lambda other, strided: True,
)
_slip(
    "A stride changes the shape as well: the shortcut then has a convolution.",
    project=lambda other, strided: other,
)
_slip(
    "More channels change the shape as well: the shortcut then has a convolution.",
    project=lambda other, strided: strided,
)
_slip("The projection has a batch norm of its own.", shortcut=0)
_slip("The output has 4 · channels channels, not `channels`.", expansion=1)
