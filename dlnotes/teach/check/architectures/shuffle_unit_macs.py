"""The exercise on what a unit of ShuffleNet costs."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.teach.check._grader import exercise


@exercise()
def shuffle_unit_macs(
    height: int, width: int, channels: int, middle: int, groups: int
) -> int:
    """Return the multiply-adds of a unit of ShuffleNet at stride 1, as an integer.

    A grouped 1×1 convolution from `channels` to `middle`, a depthwise 3×3 at `middle`
    channels, and a grouped 1×1 back, on maps of height × width. Batch norms, ReLUs and
    the sum are not counted.
    """
    return height * width * (2 * channels * middle // groups + 9 * middle)


shuffle_unit_macs.case("1 pixel, 4 channels, 2 inside, 1 group", 1, 1, 4, 2, 1)
shuffle_unit_macs.case("1 pixel, 8 channels, 4 inside, 2 groups", 1, 1, 8, 4, 2)
shuffle_unit_macs.case("2×3 pixels, 12 channels, 3 inside", 2, 3, 12, 3, 3)
shuffle_unit_macs.case("28×28 pixels, 240 channels, 60 inside", 28, 28, 240, 60, 3)
shuffle_unit_macs.case("14×14 pixels, 768 channels, 192 inside", 14, 14, 768, 192, 8)


def _slip(sentence: str, wrong: Callable[[int, int, int], int]) -> None:
    """Add a mistake in what a pixel costs, of channels c, m inside and g groups."""
    shuffle_unit_macs.mistake(
        sentence,
        lambda height, width, channels, middle, groups: (
            height * width * wrong(channels, middle, groups)
        ),
    )


_slip(
    "There are two 1×1 convolutions, one to the middle and one back.",
    lambda c, m, g: c * m // g + 9 * m,
)
_slip(
    "The groups are missing: they divide the cost of both 1×1 convolutions.",
    lambda c, m, g: 2 * c * m + 9 * m,
)
_slip(
    "Only one of your 1×1 convolutions is grouped: both are.",
    lambda c, m, g: c * m + c * m // g + 9 * m,
)
_slip(
    "You divide by the square of the groups: inputs and outputs are both cut, but "
    "there are as many groups again.",
    lambda c, m, g: 2 * c * m // g**2 + 9 * m,
)
_slip(
    "The depthwise layer has one input a channel: 9m, not 9m².",
    lambda c, m, g: 2 * c * m // g + 9 * m * m,
)
_slip(
    "The depthwise layer is not cut into the groups of the 1×1 convolutions: 9m.",
    lambda c, m, g: 2 * c * m // g + 9 * m // g,
)
_slip(
    "The depthwise layer works on the channels inside, not on those outside.",
    lambda c, m, g: 2 * c * m // g + 9 * c,
)
_slip(
    "The depthwise layer is missing: 9 multiply-adds a channel.",
    lambda c, m, g: 2 * c * m // g,
)
_slip(
    "The depthwise kernel has 9 weights, not 3.",
    lambda c, m, g: 2 * c * m // g + 3 * m,
)
_slip(
    "That is twice the number: a multiplication and its addition count once.",
    lambda c, m, g: 2 * (2 * c * m // g + 9 * m),
)
shuffle_unit_macs.mistake(
    "That is the cost of one pixel: each pixel of the maps costs as much.",
    lambda height, width, channels, middle, groups: (
        2 * channels * middle // groups + 9 * middle
    ),
)
