"""The exercise on how many channels a width multiplier leaves."""

from __future__ import annotations

import math
from collections.abc import Callable

from dlnotes.teach.check._grader import exercise


def _eights(channels: float) -> int:
    return int(channels + 4) // 8 * 8


def _rounded(
    channels: float,
    nearest: Callable[[float], int] = _eights,
    share: float = 0.9,
) -> int:
    """Round, with one thing changed or none."""
    number = max(8, nearest(channels))
    return number + 8 if number < share * channels else number


@exercise()
def width_multiplier(channels: int, width_mult: float) -> int:
    """Return how many channels a layer of MobileNet has at this width, an integer.

    The nearest multiple of 8 (halves go up), at least 8; but the next one, where the
    nearest would lose more than a tenth of channels · width_mult.
    """
    return _rounded(channels * width_mult)


_CASES = (
    *((8, 1.0), (32, 1.0), (16, 0.25), (24, 0.5), (32, 0.35), (24, 0.35)),
    *((64, 0.25), (96, 0.35), (32, 0.4), (160, 0.75), (24, 1.4), (1280, 1.4)),
    *((16, 0.01), (320, 0.35), (40, 0.75), (160, 0.98), (88, 0.5), (104, 0.5)),
    *((32, 0.28), (40, 0.25)),
)
for _channels, _width in _CASES:
    width_multiplier.case(f"{_channels} channels, width {_width}", _channels, _width)


def _halves_down(channels: float) -> int:
    return math.ceil(channels / 8 - 0.5) * 8


def _halves_to_even(channels: float) -> int:
    return round(channels / 8) * 8


def _slip(sentence: str, wrong: Callable[[float], int]) -> None:
    width_multiplier.mistake(
        sentence, lambda channels, width_mult: wrong(channels * width_mult)
    )


_slip(
    "Halves go up: 12 lies between 8 and 16, and becomes 16.",
    lambda channels: _rounded(channels, _halves_down),
)
_slip(
    "Python's round takes halves to the even neighbour: here they go up.",
    lambda channels: _rounded(channels, _halves_to_even),
)
_slip(
    "Do not cut channels · width_mult to an integer before you round.",
    lambda channels: _rounded(int(channels)),
)
_slip(
    "A tenth is the limit, not a fifth: where the nearest multiple loses more than "
    "that, take the next one.",
    lambda channels: _rounded(channels, share=0.8),
)
_slip("The result is a multiple of 8.", lambda channels: max(8, round(channels)))
_slip(
    "You round down only: the multiple of 8 is the nearest one.",
    lambda channels: _rounded(channels, lambda c: int(c) // 8 * 8),
)
_slip(
    "You round up always: the multiple of 8 is the nearest one, unless that loses "
    "more than a tenth.",
    lambda channels: _rounded(channels, lambda c: math.ceil(c / 8) * 8),
)
_slip(
    "The nearest multiple may lose up to half: where it loses more than a tenth, take "
    "the next one.",
    lambda channels: _rounded(channels, share=0),
)
_slip(
    "You round down, and nothing mends it: the multiple of 8 is the nearest one.",
    lambda channels: max(8, int(channels) // 8 * 8),
)
