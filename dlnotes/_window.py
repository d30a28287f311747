"""How a kernel slides over an image: its taps, and where each of them looks.

Or, with the image laid flat, what each of them sees, at all positions, as one slice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

import numpy as np

from dlnotes._arguments import Array, IntPair, Pair, as_pair, check_choice

Padding: TypeAlias = IntPair | Literal["same", "valid"]

BLOCK = 2**16
"""Numbers that stay in a core's cache while all taps pass over them (256 KiB)."""


@dataclass(frozen=True)
class Window:
    """A kernel's size and steps, and the zeros around the image: (rows, columns)."""

    kernel_size: Pair
    stride: Pair
    before: Pair  # zeros above, zeros to the left
    after: Pair  # zeros below, zeros to the right
    dilation: Pair

    @classmethod
    def of(
        cls, kernel_size: IntPair, stride: IntPair, padding: Padding, dilation: IntPair
    ) -> Self:
        """Check the arguments of a public function and gather them."""
        kernel_size = as_pair("kernel_size", kernel_size, minimum=1)
        stride = as_pair("stride", stride, minimum=1)
        dilation = as_pair("dilation", dilation, minimum=1)
        before, after = _zeros(padding, kernel_size, stride, dilation)
        return cls(kernel_size, stride, before, after, dilation)

    @property
    def span(self) -> Pair:
        """Rows and columns from the first tap to the last."""
        (kh, kw), (dh, dw) = self.kernel_size, self.dilation
        return dh * (kh - 1) + 1, dw * (kw - 1) + 1

    def padded_size(self, image_size: Sequence[int]) -> Pair:
        """Size of the image with its zeros."""
        (top, left), (height, width) = self.before, image_size
        bottom, right = self.after
        return top + height + bottom, left + width + right

    def output_size(self, image_size: Sequence[int], *, name: str = "x") -> Pair:
        """How many positions the window takes, down and across."""
        (height, width), (span_h, span_w) = self.padded_size(image_size), self.span
        if span_h > height or span_w > width:
            raise ValueError(
                f"{name} measures {height} x {width} with padding, less than the "
                f"kernel, which spans {span_h} x {span_w}"
            )
        sh, sw = self.stride
        return (height - span_h) // sh + 1, (width - span_w) // sw + 1

    def pad(self, x: Array, fill: float = 0) -> Array:
        """Put the zeros, or another number, around x, (N, C, H, W)."""
        if self.before == self.after == (0, 0):
            return x
        n, channels, *image_size = x.shape
        shape = n, channels, *self.padded_size(image_size)
        padded = np.full(shape, fill, x.dtype) if fill else np.zeros(shape, x.dtype)
        self.crop(padded, image_size)[:] = x
        return padded

    def gather(self, x: Array, output_size: Pair) -> Array:
        """Copy what each tap sees: (N, C, H, W) to (C, KH, KW, N, OH, OW)."""
        n, channels = x.shape[:2]
        padded = self.pad(x).swapaxes(0, 1)
        patches = np.empty((channels, *self.kernel_size, n, *output_size), x.dtype)
        for u, v, rows, columns in self._taps(output_size):
            patches[:, u, v] = padded[..., rows, columns]
        return patches

    def scatter(self, patches: Array, image_size: Sequence[int]) -> Array:
        """Add each tap back to where it was seen: the adjoint of `gather`."""
        channels, _, _, n, *output_size = patches.shape
        padded = np.zeros((n, channels, *self.padded_size(image_size)), patches.dtype)
        for u, v, rows, columns in self._taps(output_size):
            padded.swapaxes(0, 1)[..., rows, columns] += patches[:, u, v]
        return np.ascontiguousarray(self.crop(padded, image_size))

    def _taps(
        self, output_size: Sequence[int]
    ) -> Iterator[tuple[int, int, slice, slice]]:
        """Each tap with the rows and columns of the padded image that it visits."""
        rows, columns = self.steps(output_size)
        for u, v in np.ndindex(self.kernel_size):
            yield u, v, rows[u], columns[v]

    def steps(self, output_size: Sequence[int]) -> tuple[list[slice], list[slice]]:
        """Rows of the padded image that each row of taps visits; columns alike."""
        rows, columns = (
            [
                slice(tap * dilation, tap * dilation + (size - 1) * stride + 1, stride)
                for tap in range(taps)
            ]
            for taps, size, stride, dilation in zip(
                self.kernel_size, output_size, self.stride, self.dilation, strict=True
            )
        )
        return rows, columns

    def crop(self, padded: Array, image_size: Sequence[int]) -> Array:
        """View of the image inside its zeros."""
        (top, left), (height, width) = self.before, image_size
        return padded[:, :, top : top + height, left : left + width]


def _zeros(
    padding: Padding, kernel_size: Pair, stride: Pair, dilation: Pair
) -> tuple[Pair, Pair]:
    """Zeros (above, left) and (below, right); an odd total gives the latter more."""
    if not isinstance(padding, str):
        both = as_pair("padding", padding, minimum=0)
        return both, both
    check_choice("padding", padding, ("same", "valid"))
    if padding == "valid":
        return (0, 0), (0, 0)
    if stride != (1, 1):
        raise ValueError(f"stride is {stride}, expected 1 where padding is 'same'")
    (kh, kw), (dh, dw) = kernel_size, dilation
    rows, columns = dh * (kh - 1), dw * (kw - 1)
    before = rows // 2, columns // 2
    return before, (rows - before[0], columns - before[1])


def as_batch(x: Array) -> Array:
    """View (C, H, W) as a batch of one; (N, C, H, W) as it is."""
    return x if x.ndim == 4 else x[None]


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
