"""A layout in which what one tap of a kernel sees, at all positions, is one slice."""

from collections.abc import Iterator

import numpy as np

from dlnotes._arguments import Array
from dlnotes._window import Window

BLOCK = 2**16
"""Numbers that stay in a core's cache while all taps pass over them (256 KiB)."""


class FlatImage:
    """A padded image, (C, H, W), its rows laid end to end, its channels too.

    At stride 1 the tap (u, v) sees at position (i, j) the pixel (i + u, j + v), which
    lies `u * columns + v` after the pixel (i, j): one slice shows all positions. It
    shows others as well, where a row or a channel runs into the next: callers drop
    them. At stride s the pixels are parted first, by their row and column modulo s.
    """

    def __init__(self, x: Array, window: Window):
        self.window = window
        self.image_size = x.shape[1:]
        (sh, sw), (height, width) = window.stride, window.padded_size(self.image_size)
        self.rows, self.columns = -(-height // sh), -(-width // sw)
        self.channels, self.length = len(x), self.rows * self.columns
        # the last tap's slice starts, and hence ends, less than a channel later
        size = (self.channels + 1) * self.length
        self._flat = np.zeros((sh, sw, size), x.dtype)
        for pixels, place in self._parts(x):
            place[:] = pixels

    def tap(self, u: int, v: int) -> Array:
        """View what the tap sees: (C, rows * columns), position (i, j) in row i."""
        (sh, sw), (dh, dw) = self.window.stride, self.window.dilation
        (row, a), (column, b) = divmod(u * dh, sh), divmod(v * dw, sw)
        start = row * self.columns + column
        seen: Array = self._flat[a, b, start : start + self.channels * self.length]
        return seen.reshape(self.channels, self.length)

    def lay(self, y: Array) -> Array:
        """Lay an output, (C, OH, OW), as `tap` does, zero at all other positions."""
        _, oh, ow = y.shape
        flat = np.zeros((self.channels, self.rows, self.columns), y.dtype)
        flat[:, :oh, :ow] = y
        return flat.reshape(self.channels, self.length)

    def image(self) -> Array:
        """Copy the image out of its layout, (C, H, W)."""
        x = np.empty((self.channels, *self.image_size), self._flat.dtype)
        for pixels, place in self._parts(x):
            pixels[:] = place
        return x

    def _parts(self, x: Array) -> Iterator[tuple[Array, Array]]:
        """Pair each part of the image with its place in the layout."""
        (sh, sw), (top, left) = self.window.stride, self.window.before
        for a, b in np.ndindex(sh, sw):
            place = self._flat[a, b, : self.channels * self.length]
            place = place.reshape(self.channels, self.rows, self.columns)
            i, j = (a - top) % sh, (b - left) % sw
            pixels = x[:, i::sh, j::sw]
            _, height, width = pixels.shape
            row, column = (top + i) // sh, (left + j) // sw
            yield pixels, place[:, row : row + height, column : column + width]
