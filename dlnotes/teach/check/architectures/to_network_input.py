"""The exercise on making of a photograph what a network was trained on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise

Image = NDArray[Any]


def _crop(image: Image, side: int) -> Image:
    """Return the square in the middle, (side, side, 3), as float32."""
    top, left = ((size - side) // 2 for size in image.shape[:2])
    return image[top : top + side, left : left + side].astype(np.float32)


def _batch(image: Image) -> Array:
    """Return (1, 3, side, side)."""
    return np.ascontiguousarray(image.transpose(2, 0, 1)[None])


@exercise()
def to_network_input(image: Image, side: int) -> Array:
    """Return (1, 3, side, side), float32: what EfficientNet-Lite0 wants to see.

    image is RGB, (H, W, 3), of uint8, from 0 to 255. Cut out the square in the middle,
    whose first row is (H − side) // 2 and first column (W − side) // 2; subtract 127,
    and divide by 128.
    """
    return (_batch(_crop(image, side)) - np.float32(127)) / np.float32(128)


def _case(label: str, height: int, width: int, side: int) -> None:
    rng = np.random.default_rng((height, width))
    image = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    to_network_input.case(label, image, side)


to_network_input.case("1 grey pixel", np.full((1, 1, 3), 127, np.uint8), 1)
to_network_input.case("1 dark red pixel", np.array([[[100, 20, 10]]], np.uint8), 1)
_case("a square, all of it", 2, 2, 2)
_case("a wide image", 2, 5, 2)
_case("a high image", 6, 3, 3)
_case("cut on all sides", 8, 7, 4)
_case("as many pixels a side as channels", 5, 6, 3)


def _slip(sentence: str, wrong: Callable[[Image, int], Array]) -> None:
    to_network_input.mistake(sentence, wrong)


def _scaled(x: Array) -> Array:
    return (x - np.float32(127)) / np.float32(128)


_slip(
    "Your channels are in the order BGR: the image is RGB, and so is what the network "
    "wants.",
    lambda image, side: _scaled(_batch(_crop(image, side)))[:, ::-1],
)
_slip(
    "The numbers still run from 0 to 255: subtract 127, and divide by 128.",
    lambda image, side: _batch(_crop(image, side)),
)
_slip(
    "The numbers run from 0 to 1: this network was trained on −1 to 1.",
    lambda image, side: _batch(_crop(image, side)) / np.float32(255),
)
_slip(
    "You divide by 255 first and then normalize as if you had not: the numbers are "
    "all near −1.",
    lambda image, side: _scaled(_batch(_crop(image, side)) / np.float32(255)),
)
_slip(
    "You normalize by the means and deviations of ImageNet: this network was trained "
    "on (x − 127) / 128.",
    lambda image, side: (
        (
            _batch(_crop(image, side)) / np.float32(255)
            - np.array([0.485, 0.456, 0.406], np.float32)[:, None, None]
        )
        / np.array([0.229, 0.224, 0.225], np.float32)[:, None, None]
    ),
)
_slip(
    "You subtract in uint8, where 100 − 127 is 229: convert to float32 first.",
    lambda image, side: _batch(
        (_crop(image, side).astype(np.uint8) - np.uint8(127)) / np.float32(128)
    ),
)
_slip(
    "You divide by 127: it is 128.",
    lambda image, side: (
        (_batch(_crop(image, side)) - np.float32(127)) / np.float32(127)
    ),
)
_slip(
    "127 is not subtracted: the numbers run from 0 to 2.",
    lambda image, side: _batch(_crop(image, side)) / np.float32(128),
)
_slip(
    "You cut out the upper left corner: take the square in the middle.",
    lambda image, side: _scaled(_batch(image[:side, :side].astype(np.float32))),
)
_slip(
    "The channels stand last: PyTorch wants (1, 3, side, side).",
    lambda image, side: _scaled(_crop(image, side))[None],
)
_slip(
    "You reshape where you should transpose: colours and places are mixed up.",
    lambda image, side: _scaled(_crop(image, side)).reshape(1, 3, side, side),
)
_slip(
    "Rows and columns are swapped: transpose by (2, 0, 1).",
    lambda image, side: _scaled(_batch(_crop(image, side))).swapaxes(2, 3),
)
_slip(
    "The axis of the batch is missing: (1, 3, side, side).",
    lambda image, side: _scaled(_batch(_crop(image, side)))[0],
)
