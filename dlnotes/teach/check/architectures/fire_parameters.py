"""The exercise on what a fire module has to learn."""

from __future__ import annotations

from dlnotes.teach.check._grader import exercise


def _count(
    in_channels: int,
    squeeze: int,
    ones: int,
    threes: int,
    *,
    bias: int = 1,
    large: int = 9,
    first: int = 1,
    before: bool = False,
    chained: bool = False,
) -> int:
    """Count, with one thing changed or none."""
    reads = in_channels if before else squeeze
    weights = first * in_channels * squeeze + reads * ones
    weights += large * (ones if chained else reads) * threes
    return weights + bias * (squeeze + ones + threes)


@exercise()
def fire_parameters(in_channels: int, squeeze: int, ones: int, threes: int) -> int:
    """Return how many parameters a fire module has, as an integer.

    A 1×1 convolution makes `squeeze` channels of the input's. Side by side, a 1×1 makes
    `ones` channels of these, and a 3×3 makes `threes`. Each of the three has biases.
    """
    return _count(in_channels, squeeze, ones, threes)


fire_parameters.case("3 channels, 1 squeezed, 2 and 2", 3, 1, 2, 2)
fire_parameters.case("2 and 3 are not alike", 4, 2, 2, 3)
fire_parameters.case("no 3×3", 8, 2, 5, 0)
fire_parameters.case("fire 2 of SqueezeNet", 96, 16, 64, 64)
fire_parameters.case("fire 4", 128, 32, 128, 128)
fire_parameters.case("fire 6", 256, 48, 192, 192)
fire_parameters.case("fire 9", 512, 64, 256, 256)


def _slip(sentence: str, **change: int) -> None:
    fire_parameters.mistake(
        sentence,
        lambda in_channels, squeeze, ones, threes: _count(
            in_channels,
            squeeze,
            ones,
            threes,
            **change,  # type: ignore[arg-type]
        ),
    )


_slip("The biases are missing: each convolution has one a channel it makes.", bias=0)
_slip("The 3×3 counts as 1×1: it has 9 weights a pair of channels.", large=1)
_slip("The 3×3 has 9 weights a pair of channels, not 3.", large=3)
_slip("The squeeze is a 1×1, not a 3×3.", first=9)
_slip(
    "Your expansion reads the module's input: it reads the squeezed channels.",
    before=True,
)
_slip(
    "Your 3×3 reads what the 1×1 beside it made: both read the squeezed channels.",
    chained=True,
)
_slip("The squeeze has weights, too.", first=0)
