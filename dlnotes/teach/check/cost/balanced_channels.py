"""The exercise on the channels that move least at equal work."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from dlnotes.teach.check._grader import exercise

Answer = tuple[float, float]


@exercise("channels", "values")
def balanced_channels(macs: int, size: int) -> Answer:
    """Return the equal channels of the 1×1 convolution that moves least, 2 floats.

    All 1×1 convolutions considered take macs multiply-adds for one image of size rows
    and columns. The one that moves least has equally many channels going in and coming
    out: first this number, as a float, then how many values it moves.
    """
    places = size * size
    return _answer(sqrt(macs / places), places)


def _answer(channels: float, places: float) -> Answer:
    """Return what so many channels on both sides move."""
    return channels, 2 * places * channels + channels**2


for _channels, _size in (
    *((1, 1), (6, 1), (3, 2), (5, 3)),
    *((64, 7), (144, 14), (128, 28), (64, 56), (48, 112)),
):
    balanced_channels.case(
        f"{(_work := _channels**2 * _size**2)} multiply-adds at {_size}×{_size}",
        _work,
        _size,
    )
balanced_channels.case("no whole number of channels", 3_612_672, 28)


def _mistake(sentence: str, wrong: Callable[[int, int], Answer]) -> None:
    balanced_channels.mistake(sentence, wrong)


_mistake(
    "You forgot the places: macs = size**2 * channels**2, so divide before you take "
    "the root.",
    lambda macs, n: _answer(sqrt(macs), n * n),
)
_mistake(
    "The root is missing: macs / size**2 is the product of both channel numbers.",
    lambda macs, n: _answer(macs / n**2, n * n),
)
_mistake(
    "You take half of the product: equal factors of a product are its root.",
    lambda macs, n: _answer(macs / n**2 / 2, n * n),
)
_mistake(
    "A map has rows and columns: size squared places.",
    lambda macs, n: _answer(sqrt(macs / n), n),
)
_mistake(
    "The channels are right, the values lack the weights: add channels squared.",
    lambda macs, n: (sqrt(macs) / n, 2 * n * sqrt(macs)),
)
_mistake(
    "The channels are right, but you move only one of input and output: there are "
    "two maps of so many channels.",
    lambda macs, n: (sqrt(macs) / n, n * sqrt(macs) + macs / n**2),
)
_mistake(
    "The channels are right, the values are not: those are the multiply-adds.",
    lambda macs, n: (sqrt(macs) / n, float(macs)),
)
