"""Depth to space and back: each is the gradient of the other."""

import numpy as np

from dlnotes._arguments import Array


def to_space(x: Array, r: int) -> Array:
    """Lay out r·r channels as blocks of r by r pixels; a copy, (..., C, H·r, W·r)."""
    *batch, channels, height, width = x.shape
    blocks = x.reshape(*batch, channels // r**2, r, r, height, width)
    # (..., C, r, r, H, W) -> (..., C, H, r, W, r)
    pixels = np.moveaxis(blocks, (-4, -3), (-3, -1))
    return pixels.copy().reshape(*batch, channels // r**2, height * r, width * r)


def to_depth(x: Array, r: int) -> Array:
    """Lay out blocks of r by r pixels as r·r channels; a copy, (..., C·r·r, H, W)."""
    *batch, channels, height, width = x.shape
    pixels = x.reshape(*batch, channels, height // r, r, width // r, r)
    # (..., C, H, r, W, r) -> (..., C, r, r, H, W)
    blocks = np.moveaxis(pixels, (-3, -1), (-4, -3))
    return blocks.copy().reshape(*batch, channels * r**2, height // r, width // r)
