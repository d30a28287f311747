"""The exercise on how often a stack of dilated layers reads each pixel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Counts = NDArray[np.int64]


def _comb(dilation: int, taps: int = 3) -> Counts:
    """Ones, dilation apart."""
    comb = np.zeros(dilation * (taps - 1) + 1, np.int64)
    comb[::dilation] = 1
    return comb


def _ways(dilations: Sequence[int]) -> Counts:
    """Convolve the combs of all layers."""
    ways = np.ones(1, np.int64)
    for dilation in dilations:
        ways = np.convolve(ways, _comb(dilation))
    return ways


@exercise()
def dilated_coverage(dilations: tuple[int, ...]) -> Counts:
    """Return on how many ways one output reads each pixel of its field.

    Each layer has 3 taps at its dilation. The field spans 1 + 2 * sum(dilations) pixels
    along an axis: return a NumPy array of as many integers, from the first pixel to the
    last.
    """
    return _ways(dilations)


for _dilations in (
    (1,),
    (2,),
    (1, 1),
    (1, 2),
    (2, 2),
    (3, 1),
    (1, 2, 4),
    (2, 2, 2),
    (1, 2, 5),
    (1, 2, 9),
    (1, 3, 9),
    (2, 4, 8),
    (5, 1, 2, 1),
):
    dilated_coverage.case(f"dilations {_dilations}", _dilations)


def _added(dilations: Sequence[int]) -> Any:
    """Add up the combs of all layers, each about the same middle."""
    half = sum(dilations)
    ways = np.zeros(2 * half + 1, np.int64)
    for dilation in dilations:
        ways[[half - dilation, half, half + dilation]] += 1
    return ways


dilated_coverage.mistake(
    "You say whether a pixel is read, not on how many ways: where two ways meet, they "
    "add up.",
    lambda dilations: np.minimum(_ways(dilations), 1),
)
dilated_coverage.mistake(
    "Each layer reads the layer before it, not the pixels: every way so far splits "
    "into three. Convolve, do not add.",
    _added,
)
dilated_coverage.mistake(
    "You put dilation zeros between two taps: it is one less, so they are dilation "
    "apart.",
    lambda dilations: _ways([d + 1 for d in dilations]),
)
dilated_coverage.mistake(
    "You count at dilation 1: the taps of a layer are its dilation apart.",
    lambda dilations: _ways([1 for _ in dilations]),
)
dilated_coverage.mistake(
    "You normalise the counts: return whole numbers that add up to 3 for each layer, "
    "multiplied.",
    lambda dilations: _ways(dilations) / 3.0 ** len(dilations),
)
