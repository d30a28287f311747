"""The exercise on which of the two clocks limits a convolution."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.teach.check._grader import exercise

Answer = tuple[float, bool]


@exercise("intensity", "work_is_longer")
def layer_limit(
    size: int, channels: int, kernel_size: int, groups: int, border: float
) -> Answer:
    """Return the multiply-adds for each value moved, and whether work is the limit.

    A convolution of one image, size rows and columns, keeps its size and its number of
    channels; it has no bias. Each value of input, weights and output is moved once.
    While it moves one value, the processor can do border multiply-adds. First the
    intensity, a float; then True where the work clock is the longer one, else False.
    """
    return _answer(size * size, channels, kernel_size**2, groups, border)


def _answer(
    places: int,
    channels: int,
    taps: int,
    groups: int,
    border: float,
    *,
    maps: float = 2,
    weights: bool = True,
) -> Answer:
    """Divide the work by the values; some of these may be forgotten."""
    each = channels * channels // groups * taps  # weights, and the work of a place
    values = maps * places * channels + weights * each
    intensity = places * each / values
    return intensity, intensity > border


for _label, _case in (
    ("1×1, one pixel", (1, 6, 1, 1, 2.9)),
    ("1×1, 100 pixels", (10, 6, 1, 1, 2.9)),
    ("1×1 in 2 groups", (10, 6, 1, 2, 1.0)),
    ("3×3", (10, 6, 3, 1, 12.0)),
    ("depthwise 3×3", (112, 32, 3, 32, 29.0)),
    ("depthwise, a slow processor", (112, 32, 3, 32, 4.0)),
    ("1×1, few channels", (56, 32, 1, 1, 29.0)),
    ("1×1, many channels", (56, 128, 1, 1, 29.0)),
    ("1×1, many channels on small maps", (7, 256, 1, 1, 44.0)),
    ("3×3 in 8 groups", (28, 64, 3, 8, 29.0)),
    ("3×3 in 4 groups", (28, 64, 3, 4, 29.0)),
):
    layer_limit.case(f"{_label}, border {_case[-1]:g}", *_case)


def _mistake(sentence: str, wrong: Callable[..., Answer]) -> None:
    layer_limit.mistake(sentence, wrong)


def _turned(n: int, c: int, k: int, g: int, border: float) -> Answer:
    intensity, longer = _answer(n * n, c, k * k, g, border)
    return intensity, not longer


def _upside_down(n: int, c: int, k: int, g: int, border: float) -> Answer:
    intensity, _ = _answer(n * n, c, k * k, g, border)
    return 1 / intensity, 1 / intensity > border


_mistake(
    "The intensity is right, and the limit the wrong way round: many multiply-"
    "adds for each value make the work clock the longer one.",
    _turned,
)
_mistake(
    "You divide the values by the multiply-adds: it is the other way round.",
    _upside_down,
)
_mistake(
    "You forgot groups: an output reads only a group-th of the channels, so work and "
    "weights are divided by groups.",
    lambda n, c, k, g, border: _answer(n * n, c, k * k, 1, border),
)
_mistake(
    "A kernel has rows and columns: kernel_size squared weights for each channel read.",
    lambda n, c, k, g, border: _answer(n * n, c, k, g, border),
)
_mistake(
    "The weights are missing among the values.",
    lambda n, c, k, g, border: _answer(n * n, c, k * k, g, border, weights=False),
)
_mistake(
    "You move only one of input and output: one is read, the other written.",
    lambda n, c, k, g, border: _answer(n * n, c, k * k, g, border, maps=1),
)
_mistake(
    "A map has rows and columns: size squared places.",
    lambda n, c, k, g, border: _answer(n, c, k * k, g, border),
)
_mistake(
    "You count 2 FLOPs for each multiply-add: border counts multiply-adds.",
    lambda n, c, k, g, border: (
        2 * (a := _answer(n * n, c, k * k, g, border)[0]),
        2 * a > border,
    ),
)
