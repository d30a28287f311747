"""The exercise on growing a stage by EfficientNet's rates."""

from __future__ import annotations

from math import ceil, floor

from dlnotes.teach.check._grader import exercise

DEPTH, WIDTH, SIDE = 1.2, 1.1, 1.15


def _scaled(
    channels: int,
    blocks: int,
    side: int,
    phi: float,
    *,
    rates: tuple[float, float, float] = (DEPTH, WIDTH, SIDE),
    linear: bool = False,
    multiples: str = "near",
    whole: str = "up",
    pixels: str = "near",
) -> tuple[int, int, int]:
    """Scale a stage, with one thing changed or none."""
    depth, width, resolution = (rate * phi if linear else rate**phi for rate in rates)
    wanted = channels * width
    near = max(8, floor(wanted / 8 + 0.5) * 8)
    even = max(8, round(wanted / 8) * 8)
    rounded = {
        "near": near + 8 if near < 0.9 * wanted else near,
        "only near": near,
        "even": even + 8 if even < 0.9 * wanted else even,
        "near the old": near + 8 if near < 0.9 * channels else near,
        "down": max(8, floor(wanted / 8) * 8),
        "up": ceil(wanted / 8) * 8,
        "whole": floor(wanted + 0.5),
    }[multiples]
    count = blocks * depth
    repeated = {"up": ceil(count), "near": floor(count + 0.5), "down": floor(count)}
    size = side * resolution
    shown = {"near": floor(size + 0.5), "up": ceil(size), "down": floor(size)}
    return rounded, repeated[whole], shown[pixels]


@exercise("channels", "blocks", "side")
def compound_scale(
    channels: int, blocks: int, side: int, phi: float
) -> tuple[int, int, int]:
    """Return (channels, blocks, side) of a stage after compound scaling, as integers.

    The rates are 1.2 for depth, 1.1 for width and 1.15 for resolution, each to the
    power phi. Channels are rounded to the nearest multiple of 8, at least 8 (halves
    up); where that is less than 90 % of what is wanted, take the next multiple. Blocks
    are rounded up, the side of the images to the nearest pixel.
    """
    return _scaled(channels, blocks, side, phi)


for _label, _case in {
    "nothing to scale": (16, 1, 224, 0),
    "one step": (40, 2, 224, 1),
    "two steps": (80, 3, 224, 2),
    "1 channel": (1, 1, 32, 1),
    "a multiple that is too small": (10, 2, 64, 1),
    "half a step": (112, 3, 224, 0.5),
    "six steps": (192, 4, 224, 6),
    "smaller": (320, 4, 224, -1),
    "seven steps": (24, 2, 224, 7),
    "halfway between two multiples": (52, 1, 32, 0),
    "too small for what is wanted, not for what was": (8, 1, 32, 3),
}.items():
    compound_scale.case(_label, *_case)


def _slip(sentence: str, **change: object) -> None:
    compound_scale.mistake(
        sentence,
        lambda channels, blocks, side, phi: _scaled(
            channels,
            blocks,
            side,
            phi,
            **change,  # type: ignore[arg-type]
        ),
    )


_slip(
    "You multiply the rates by phi: they are raised to the power phi.",
    linear=True,
)
_slip(
    "You swap the rates of depth and width: depth has 1.2, width 1.1.",
    rates=(WIDTH, DEPTH, SIDE),
)
_slip(
    "You swap the rates of width and resolution: width has 1.1, resolution 1.15.",
    rates=(DEPTH, SIDE, WIDTH),
)
_slip(
    "You use one rate for all three: depth has 1.2, width 1.1, resolution 1.15.",
    rates=(DEPTH, DEPTH, DEPTH),
)
_slip(
    "Your side is squared: it is the pixels that grow by 1.15², the side grows by "
    "1.15.",
    rates=(DEPTH, WIDTH, SIDE**2),
)
_slip(
    "Your width is squared: it is the work that grows by 1.1², the channels grow by "
    "1.1.",
    rates=(DEPTH, WIDTH**2, SIDE),
)
_slip("Blocks are rounded up: a stage loses none.", whole="near")
_slip("You cut off parts of a block: they are rounded up.", whole="down")
_slip("Channels must be multiples of 8.", multiples="whole")
_slip(
    "Channels are rounded to the nearest multiple of 8: you round them down.",
    multiples="down",
)
_slip(
    "Channels are rounded to the nearest multiple of 8: you round them up.",
    multiples="up",
)
_slip(
    "Where the nearest multiple of 8 is less than 90 % of what is wanted, take the "
    "next one.",
    multiples="only near",
)
_slip(
    "Halves are rounded up: Python's round takes them to the even number.",
    multiples="even",
)
_slip(
    "It is 90 % of the scaled channels that must be reached, not of the given ones.",
    multiples="near the old",
)
_slip("The side is rounded to the nearest pixel: you round it up.", pixels="up")
_slip("The side is rounded to the nearest pixel: you round it down.", pixels="down")
