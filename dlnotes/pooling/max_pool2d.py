"""Max pooling: of each window the largest value, which alone gets the gradient."""

from collections.abc import Iterator
from itertools import product
from typing import Literal, overload

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, IntPair, Pair, as_bool, check_dy
from dlnotes._window import Window, as_batch
from dlnotes.pooling._windows import check_pool2d, planewise, pooled

Indices = npt.NDArray[np.int64]
"""Where in its image, counted row by row, a maximum stood."""


@overload
def max_pool2d(
    x: Array,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = ...,
    padding: IntPair = ...,
    dilation: IntPair = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[False] = ...,
) -> Array: ...
@overload
def max_pool2d(
    x: Array,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = ...,
    padding: IntPair = ...,
    dilation: IntPair = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[True],
) -> tuple[Array, Indices]: ...
def max_pool2d(
    x: Array,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: IntPair = 0,
    dilation: IntPair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Array | tuple[Array, Indices]:
    r"""2-D max pooling.

    .. math:: y_{n,c,i,j} = \max_{u,v}\, x_{n,\;c,\;iS+uD-P,\;jS+vD-P}

    over the taps :math:`u, v` that lie on the image.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    kernel_size : int or pair
        Rows and columns of the window, KH and KW.
    stride : int or pair, keyword-only
        Step of the window in pixels, :math:`S`; None means `kernel_size`.
    padding : int or pair, keyword-only
        Pixels of :math:`-\infty` on each side, :math:`P`; at most half the kernel.
    dilation : int or pair, keyword-only
        Step between the window's taps, :math:`D`.
    ceil_mode : bool, keyword-only
        Whether a last window may hang over the end, if it begins on the image or on
        the padding before it.
    return_indices : bool, keyword-only
        Whether to return the places of the maxima, too.

    Returns
    -------
    y : Array
        (N, C, OH, OW), or (C, OH, OW) for a single image; x's dtype.
    indices : integer array
        With `return_indices`, of y's shape: the pixel's row times W plus its column.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or another argument of a wrong type.
    ValueError
        If x has the wrong rank, a number is out of range, or a window would see
        nothing of the image.

    Notes
    -----
    Rows first, then columns: SW·(KH - 1) + KW - 1 comparisons an output, with SW the
    stride along the columns, where each window alone takes KH·KW - 1. Of equal values
    the first counts, row by row; a NaN is larger than all, and of several the last.
    torch: ``torch.nn.functional.max_pool2d``, which where a window sees nothing of the
    image answers -inf or refuses.

    Examples
    --------
    >>> x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    >>> max_pool2d(x, 2)
    array([[[5., 8.]]])
    >>> max_pool2d(x, 2, return_indices=True)[1]
    array([[[1, 6]]])
    """
    window, size = check_pool2d(
        x, kernel_size, stride, padding, dilation, ceil_mode=ceil_mode
    )
    wanted = as_bool("return_indices", return_indices)
    y = planewise(lambda x: _maxima(window.pad(x, -np.inf), window, size), size, x)
    if not wanted:
        return y
    return y, _places(as_batch(x), window, size).reshape(y.shape)


def max_pool2d_backward(
    dy: Array,
    x: Array,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: IntPair = 0,
    dilation: IntPair = 1,
    ceil_mode: bool = False,
) -> Array:
    r"""Gradient of :func:`max_pool2d`.

    .. math:: dx_{n,c,p} = \sum_{i,j:\; p \text{ is the largest in window } i,j}
              dy_{n,c,i,j}

    Where windows overlap, one pixel may win several times.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, kernel_size, stride, padding, dilation, ceil_mode
        What :func:`max_pool2d` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`max_pool2d`, and if dy has not the output's shape and dtype.

    Notes
    -----
    Finds the maxima anew, KH·KW comparisons an output; torch keeps their places since
    the forward pass. Of equal values the first gets all, as there: one choice
    of many, since the maximum has no derivative where two tie.

    Examples
    --------
    >>> x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    >>> max_pool2d_backward(np.array([[[10.0, 20]]]), x, 2)
    array([[[ 0., 10.,  0.,  0.],
            [ 0.,  0., 20.,  0.]]])
    """
    window, size = check_pool2d(
        x, kernel_size, stride, padding, dilation, ceil_mode=ceil_mode
    )
    check_dy(dy, x, (*x.shape[:-2], *size))
    image_size = x.shape[-2:]

    def gradient(dy: Array, x: Array) -> Array:
        dx = np.zeros((*x.shape[:2], *window.padded_size(image_size)), x.dtype)
        for rows, columns, hit in _winners(x, window, size):
            dx[..., rows, columns] += _where(hit, dy)
        return window.crop(dx, image_size)

    return planewise(gradient, image_size, dy, x)


def max_pool2d_naive(
    x: Array,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: IntPair = 0,
    dilation: IntPair = 1,
    ceil_mode: bool = False,
) -> Array:
    r"""2-D max pooling, window by window.

    .. math:: y_{n,c,i,j} = \max_{u,v}\, x_{n,\;c,\;iS+uD-P,\;jS+vD-P}

    Parameters
    ----------
    x, kernel_size, stride, padding, dilation, ceil_mode
        As in :func:`max_pool2d`.

    Returns
    -------
    Array
        (N, C, OH, OW), or (C, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`max_pool2d`.

    Notes
    -----
    A turn of a Python loop for each position: for reading and for checking the faster
    version. torch: ``torch.nn.functional.max_pool2d``.

    Examples
    --------
    >>> max_pool2d_naive(np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]]), 2)
    array([[[5., 8.]]])
    """
    window, size = check_pool2d(
        x, kernel_size, stride, padding, dilation, ceil_mode=ceil_mode
    )
    padded = window.pad(as_batch(x), -np.inf)
    (sh, sw), (dh, dw), (span_h, span_w) = window.stride, window.dilation, window.span
    y = np.empty((*padded.shape[:2], *size), x.dtype)
    for i, j in np.ndindex(size):
        rows = slice(i * sh, i * sh + span_h, dh)
        columns = slice(j * sw, j * sw + span_w, dw)
        y[:, :, i, j] = padded[:, :, rows, columns].max(axis=(2, 3))
    return y.reshape(*x.shape[:-2], *size)


def _maxima(padded: Array, window: Window, size: Pair) -> Array:
    return pooled(np.maximum, padded, window, size)


def _winners(
    x: Array, window: Window, size: Pair
) -> Iterator[tuple[slice, slice, npt.NDArray[np.bool_]]]:
    """Each tap's rows and columns, and the windows in which it saw the maximum.

    Each window is won once: by the first that sees its maximum or, as no NaN
    equals another, by the last NaN.
    """
    padded = window.pad(x, -np.inf)
    y = _maxima(padded, window, size)
    inside = window.pad(np.ones((1, 1, *x.shape[-2:]))) > 0
    free = np.ones(y.shape, bool)
    taps = list(product(*window.steps(size)))
    for rows, columns in taps:
        hit = (padded[..., rows, columns] == y) & free & inside[..., rows, columns]
        free ^= hit
        yield rows, columns, hit
    if free.any():
        for rows, columns in reversed(taps):
            hit = np.isnan(padded[..., rows, columns]) & free
            free ^= hit
            yield rows, columns, hit


def _where(hit: npt.NDArray[np.bool_], dy: Array) -> Array:
    """Return dy where hit, and 0 elsewhere, NaN and infinity included.

    The bits are multiplied as integers, for NaN times 0 is NaN, and `np.where` takes
    three times as long.
    """
    bits = f"i{dy.itemsize}"
    kept: Array = np.multiply(dy.view(bits), hit, dtype=bits).view(dy.dtype)
    return kept


def _places(x: Array, window: Window, size: Pair) -> Indices:
    """Say where each window's maximum stands in its image, row by row."""
    (top, left), (height, width) = window.before, window.padded_size(x.shape[-2:])
    place = (np.arange(height)[:, None] - top) * x.shape[-1] + np.arange(width) - left
    found = np.empty((*x.shape[:2], *size), np.int64)
    for rows, columns, hit in _winners(x, window, size):
        np.copyto(found, place[rows, columns], where=hit)
    return found
