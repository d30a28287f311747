"""The exercise on the kernel that interpolates."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise


def _tent(size: int, centre: float, width: float) -> Array:
    line = np.maximum(1 - np.abs(np.arange(size) - centre) / width, 0)
    return np.outer(line, line)


def _size(factor: int) -> int:
    return 2 * factor - factor % 2


@exercise()
def bilinear_kernel(factor: int) -> Array:
    """Return the kernel, (K, K), with which a transposed convolution interpolates.

    Its stride is factor, and K = 2 * factor - factor % 2. Along one axis tap u has the
    weight 1 - |u - centre| / factor, where centre = (K - 1) / 2; tap (u, v) has the
    product of both. The answer has dtype float64.
    """
    size = _size(factor)
    return _tent(size, (size - 1) / 2, factor)


for _label, _factor in (
    ("factor 1", 1),
    ("factor 2", 2),
    ("factor 3, which is odd", 3),
    ("factor 4", 4),
    ("factor 5", 5),
    ("factor 8", 8),
    ("FCN's factor 32", 32),
):
    bilinear_kernel.case(_label, _factor)

bilinear_kernel.mistake(
    "Your weights sum to 1: they must sum to factor squared, since each pixel of the "
    "small map spreads over factor * factor of the large one.",
    lambda factor: bilinear_kernel.oracle(factor) / factor**2,
)
bilinear_kernel.mistake(
    "The centre is K // 2, half a place too far where K is even: it is (K - 1) / 2.",
    lambda factor: _tent(_size(factor), _size(factor) // 2, factor),
)
bilinear_kernel.mistake(
    "The tent falls to zero at K / 2 from the centre: divide the distance by factor.",
    lambda factor: _tent(_size(factor), (_size(factor) - 1) / 2, _size(factor) / 2),
)
bilinear_kernel.mistake(
    "The size is wrong where factor is even: K = 2 * factor - factor % 2 has a place "
    "more, so that the centre lies between two taps.",
    lambda factor: _tent(2 * factor - 1, factor - 1, factor),
)
bilinear_kernel.mistake(
    "The size is wrong where factor is odd: K = 2 * factor - factor % 2 is odd too, so "
    "that the centre is a tap.",
    lambda factor: _tent(2 * factor, factor - 0.5, factor),
)
bilinear_kernel.mistake(
    "This is a cone: take the product of the two tents, not of the distance from the "
    "centre.",
    lambda factor: _cone(factor),
)
bilinear_kernel.mistake(
    "This is one axis alone: the kernel is the outer product of the tent with itself.",
    lambda factor: np.sqrt(np.diag(bilinear_kernel.oracle(factor))),
)


def _cone(factor: int) -> Array:
    """Let the weight fall with the distance from the centre."""
    away = np.arange(_size(factor)) - (_size(factor) - 1) / 2
    cone: Array = np.maximum(1 - np.hypot(*np.meshgrid(away, away)) / factor, 0)
    return cone
