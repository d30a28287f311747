"""The exercise on what an octave convolution computes."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.teach.check._grader import exercise


@exercise()
def octave_cost(
    size: int,
    kernel_size: int,
    high_in: int,
    low_in: int,
    high_out: int,
    low_out: int,
) -> int:
    """Return the multiply-adds of an octave convolution for one image, an int.

    Kernels are K×K, K = kernel_size, at stride 1, with padding that keeps sizes. High
    channels have size × size pixels, low ones half of that along each side; size is
    even. Means and enlarging are not counted.
    """
    return _count(size, kernel_size, high_in, low_in, high_out, low_out)


def _count(
    size: int,
    kernel_size: int,
    high_in: int,
    low_in: int,
    high_out: int,
    low_out: int,
    *,
    at: tuple[int, int, int, int] = (1, 2, 2, 2),
) -> int:
    """Count the paths high-high, high-low, low-high, low-low, each at size / at."""
    channels = (
        high_in * high_out,
        high_in * low_out,
        low_in * high_out,
        low_in * low_out,
    )
    places = ((size // step) ** 2 for step in at)
    return kernel_size**2 * sum(c * p for c, p in zip(channels, places, strict=True))


for _label, _numbers in (
    ("1 channel, full resolution", (2, 1, 1, 0, 1, 0)),
    ("a 3×3 kernel", (4, 3, 1, 0, 1, 0)),
    ("several channels", (4, 3, 2, 0, 3, 0)),
    ("first layer", (2, 1, 1, 0, 1, 1)),
    ("last layer", (2, 1, 1, 1, 1, 0)),
    ("by hand: all four paths", (2, 1, 1, 1, 1, 1)),
    ("a quarter low", (8, 3, 6, 2, 6, 2)),
    ("half low", (28, 3, 8, 8, 16, 16)),
    ("other shares on the two sides", (14, 5, 12, 4, 5, 11)),
    ("all low but one", (6, 3, 1, 7, 1, 7)),
):
    octave_cost.case(_label, *_numbers)


def _mistake(sentence: str, wrong: Callable[..., float]) -> None:
    octave_cost.mistake(sentence, wrong)


_mistake(
    "You count low to high at full resolution. It convolves the small maps and then "
    "enlarges: a quarter of the places.",
    lambda *a, **how: _count(*a, **how, at=(1, 2, 1, 2)),
)
_mistake(
    "You count high to low at full resolution. The mean comes first, then the "
    "convolution: a quarter of the places.",
    lambda *a, **how: _count(*a, **how, at=(1, 1, 2, 2)),
)
_mistake(
    "You count both crossing paths at full resolution. Each convolves small maps: a "
    "quarter of the places.",
    lambda *a, **how: _count(*a, **how, at=(1, 1, 1, 2)),
)
_mistake(
    "You count everything at full resolution, as for a plain convolution.",
    lambda *a, **how: _count(*a, **how, at=(1, 1, 1, 1)),
)
_mistake(
    "You leave out the crossing paths: high channels also feed low ones, and low ones "
    "high ones.",
    lambda size, k, hi, li, ho, lo: (
        k * k * (size * size * hi * ho + (size // 2) ** 2 * li * lo)
    ),
)
_mistake(
    "Your low maps have half of the pixels: half the rows and half the columns make a "
    "quarter.",
    lambda size, k, hi, li, ho, lo: (
        k * k * (size * size * hi * ho + size * size // 2 * ((hi + li) * lo + li * ho))
    ),
)
_mistake(
    "Your kernel has K weights for each pair of channels: it has K times K.",
    lambda size, k, *channels: _count(size, k, *channels) // k,
)
_mistake(
    "The number is right, but a float: count places with //.",
    lambda *a, **how: float(_count(*a, **how)),
)
