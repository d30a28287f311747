"""The exercises on how a convolution is computed: strides, shifts and Winograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, last_only, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check._products import count_products

__all__ = ["im2col_strided", "shift_conv2d", "winograd_f23"]


# --- im2col_strided -------------------------------------------------------------------


@exercise()
def im2col_strided(x: Array, kernel_size: tuple[int, int]) -> Array:
    """Return all windows as a view of x, (C, KH, KW, OH, OW): nothing is copied.

    x is (C, H, W), kernel_size (KH, KW). Entry (c, u, v, i, j) is x[c, i + u, j + v].
    """
    windows = sliding_window_view(x, kernel_size, axis=(1, 2))
    return windows.transpose(0, 3, 4, 1, 2)  # (C, OH, OW, KH, KW) before


im2col_strided.case("1 pixel, 1×1 kernel", count(1, 1, 1, start=2), (1, 1))
im2col_strided.case("3×4 image, 2×2 kernel", count(1, 3, 4, start=1), (2, 2))
im2col_strided.case("kernel as large as the image", count(1, 2, 3, start=1), (2, 3))
im2col_strided.case("2 channels", count(2, 3, 4, start=1), (2, 3))
im2col_strided.case(
    "channels last in memory", count(3, 4, 2, start=1).transpose(2, 0, 1), (2, 2)
)
im2col_strided.case("float32", integers(3, 6, 5).astype(np.float32), (3, 2))

im2col_strided.demand(
    "The values are right, but they are a copy: return a view, which shares its memory "
    "with x. A reshape of overlapping windows copies too.",
    lambda fn, x, kernel_size: np.shares_memory(fn(x, kernel_size), x),
)


def _strided(x: Array, kernel_size: tuple[int, int], strides: tuple[int, ...]) -> Array:
    """Lay out the windows with the strides of an image's three axes."""
    channel, row, column = strides
    return as_strided(
        x,
        im2col_strided.oracle(x, kernel_size).shape,
        (channel, row, column, row, column),
    )


im2col_strided.mistake(
    "Your axes are (C, OH, OW, KH, KW), as sliding_window_view has them: move the "
    "kernel's axes before the positions.",
    lambda x, kernel_size: sliding_window_view(x, kernel_size, axis=(1, 2)),
)
im2col_strided.mistake(
    "Your strides count entries: as_strided wants bytes, as x.strides has them.",
    lambda x, kernel_size: _strided(
        x, kernel_size, tuple(stride // x.itemsize for stride in x.strides)
    ),
)
im2col_strided.mistake(
    "Your strides come from the shape of x, which holds for row-major memory alone: "
    "take x.strides, right for every view.",
    lambda x, kernel_size: _strided(x, kernel_size, np.empty(x.shape, x.dtype).strides),
)
im2col_strided.mistake(
    "Every channel shows the first: its axis has stride x.strides[0].",
    lambda x, kernel_size: _strided(x, kernel_size, (0, *x.strides[1:])),
)
im2col_strided.mistake(
    "Your windows are flipped: entry (c, u, v, i, j) is x[c, i + u, j + v], so all "
    "strides are positive.",
    lambda x, kernel_size: im2col_strided.oracle(x, kernel_size)[:, ::-1, ::-1],
)


# --- shift_conv2d ---------------------------------------------------------------------


@exercise()
def shift_conv2d(x: Array, weight: Array) -> Array:
    """Convolve as a sum of KH*KW shifted 1×1 convolutions and return (O, OH, OW).

    x is (C, H, W), weight (O, C, KH, KW); stride 1, no padding. Tap (u, v) adds
    weight[:, :, u, v], a matrix (O, C), times x from row u and column v on.
    """
    return convolution.conv2d(x, weight)


# No kernel is longer than an image is wide: a transposed one has to fit as well.
for _label, _x, _weight in (
    ("1 pixel, 1×1 kernel", count(1, 1, 1, start=2), count(1, 1, 1, 1, start=3)),
    ("3×3 image, 2×2 kernel", count(1, 3, 3), count(1, 1, 2, 2)),
    ("kernel as large as the image", count(1, 3, 3), count(1, 1, 3, 3)),
    ("3×4 image, 1×2 kernel", count(1, 3, 4), count(1, 1, 1, 2)),
    ("2 channels", integers(2, 3, 3), integers(1, 2, 2, 2)),
    ("2 kernels", integers(1, 3, 4), integers(2, 1, 2, 2)),
    ("all at once", integers(3, 6, 5), integers(4, 3, 3, 2)),
    ("float32 noise", noise(2, 5, 6), noise(3, 2, 3, 3)),
):
    shift_conv2d.case(_label, _x, _weight)


def _unshifted(x: Array, weight: Array) -> Array:
    """Let every tap read from the first row and column on."""
    _, height, width = convolution.conv2d(x, weight).shape
    taps = weight.sum((2, 3))
    wrong: Array = np.einsum("oc,cij->oij", taps, x[:, :height, :width])
    return wrong


shift_conv2d.mistake(
    "Only the last tap counts: a product overwrites the one before, so write += for =.",
    lambda x, weight: convolution.conv2d(x, last_only(weight, 2, 3)),
)
shift_conv2d.mistake(
    "You shift in the wrong direction, which flips the kernel: tap (u, v) reads x from "
    "row u and column v on, x[:, u : u + OH, v : v + OW].",
    lambda x, weight: convolution.conv2d(x, weight[..., ::-1, ::-1]),
)
shift_conv2d.mistake(
    "Nothing is shifted: tap (u, v) reads x from row u and column v on, "
    "x[:, u : u + OH, v : v + OW].",
    _unshifted,
)
shift_conv2d.mistake(
    "The taps are transposed: in weight[:, :, u, v] u is the row, v the column.",
    lambda x, weight: convolution.conv2d(x, weight.swapaxes(2, 3)),
)
shift_conv2d.mistake(
    "Only the first channel counts: a tap is a matrix (O, C), whose product with x "
    "sums over the channels.",
    lambda x, weight: convolution.conv2d(x[:1], weight[:, :1]),
)
shift_conv2d.mistake(
    "Only the last channel counts: a channel overwrites the one before, so write += "
    "for =.",
    lambda x, weight: convolution.conv2d(x, last_only(weight, 1)),
)


# --- winograd_f23 ---------------------------------------------------------------------


@exercise()
def winograd_f23(x: Array, w: Array) -> Array:
    """Return the 2 outputs of x, 4 values, under w, 3 taps, by 4 multiplications.

    Output i is x[i] w[0] + x[i + 1] w[1] + x[i + 2] w[2]. Multiply 4 sums of data by
    4 sums of weights (halving them is free: it is done once for all data), and add up.
    """
    answer: Array = np.correlate(x, w, "valid")
    return answer


for _label, _x, _w in (
    ("x all ones", np.ones(4), np.array([1.0, 2.0, 4.0])),
    ("small numbers", np.array([1.0, 2.0, 4.0, 8.0]), np.array([1.0, 3.0, 2.0])),
    ("negative numbers", np.array([3.0, -1.0, 2.0, 5.0]), np.array([2.0, -4.0, 1.0])),
    ("zeros", np.array([0.0, 0.0, 0.0, 1.0]), np.array([0.0, 0.0, 1.0])),
    ("float32 noise", noise(4), noise(3)),
):
    winograd_f23.case(_label, _x, _w)

winograd_f23.demand(
    "The values are right, but data and weights meet in more than 4 multiplications: "
    "the plain sums take 6. Form sums of data and sums of weights first.",
    lambda fn, x, w: count_products(fn, len(x), len(w)) <= 4,
)


# Lavin and Gray (arXiv 1509.09308): output @ ((weights @ w) * (data @ x)).
_STEPS = {
    "data": np.array([[1.0, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]),
    "weights": np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]),
    "output": np.array([[1.0, 1, 1, 0], [0, 1, -1, -1]]),
}


def _slip(step: str, at: Any, factor: float = -1.0) -> Callable[[Array, Array], Array]:
    """Take Winograd's steps, with one or more entries of a matrix wrong."""
    matrices = {**_STEPS, step: _STEPS[step].copy()}
    matrices[step][at] *= factor

    def wrong(x: Array, w: Array) -> Array:
        products = (matrices["weights"] @ w) * (matrices["data"] @ x)
        answer: Array = matrices["output"] @ products
        return answer

    return wrong


winograd_f23.mistake(
    "This is true convolution: your kernel is flipped. Output i is the sum of "
    "x[i + u] w[u].",
    lambda x, w: np.convolve(x, w, "valid"),
)
winograd_f23.mistake(
    "The first product has the wrong data: (x[0] - x[2]) w[0].",
    _slip("data", (0, 2)),
)
winograd_f23.mistake(
    "The third product has the wrong sign: (x[2] - x[1]) (w[0] - w[1] + w[2]) / 2.",
    _slip("data", 2),
)
winograd_f23.mistake(
    "The third product has the wrong weights: (x[2] - x[1]) (w[0] - w[1] + w[2]) / 2.",
    _slip("weights", (2, 1)),
)
winograd_f23.mistake(
    "The halves are missing: the second and third sums of weights are divided by 2.",
    _slip("weights", slice(1, 3), 2.0),
)
winograd_f23.mistake(
    "The second output adds the third product: it is m2 - m3 - m4.",
    _slip("output", (1, 2)),
)
winograd_f23.mistake(
    "The fourth product has the wrong sign: subtract (x[1] - x[3]) w[2] from the "
    "second output.",
    _slip("output", (1, 3)),
)
