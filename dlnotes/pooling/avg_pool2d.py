"""Average pooling: of each window the mean, whose gradient all its pixels share."""

from functools import partial
from typing import Any

import numpy as np

from dlnotes._arguments import Array, IntPair, Pair, as_bool, as_int, check_dy
from dlnotes._window import Window, as_batch
from dlnotes.pooling._windows import check_pool2d, planewise, pooled, seen

LONG = 64
"""Taps a side that float32 adds up without losing digits of the sum."""


def avg_pool2d(
    x: Array,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: IntPair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    r"""2-D average pooling.

    .. math:: y_{n,c,i,j} = \frac1{m_{i,j}} \sum_{u,v} x_{n,\;c,\;iS+u-P,\;jS+v-P}

    where :math:`m_{i,j}` is the number of the window's pixels.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    kernel_size, stride, ceil_mode
        As in :func:`max_pool2d`.
    padding : int or pair, keyword-only
        Zeros on each side, :math:`P`; at most half the kernel.
    count_include_pad : bool, keyword-only
        Whether :math:`m` counts the padding's zeros as pixels; never what hangs over
        the padding's end by `ceil_mode`.
    divisor_override : int, optional, keyword-only
        What to divide by instead of :math:`m`; not 0.

    Returns
    -------
    Array
        (N, C, OH, OW), or (C, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`max_pool2d`, and if `divisor_override` is no integer, or 0.

    Notes
    -----
    SW·(KH - 1) + KW - 1 additions an output: rows first, then columns; in float64 for
    windows of more than 64 taps a side. torch: ``torch.nn.functional.avg_pool2d``.

    Examples
    --------
    >>> x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    >>> avg_pool2d(x, 2)
    array([[[3.25, 4.  ]]])
    """
    window, size = check_pool2d(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    divisor = _divisor(x, window, size, count_include_pad, divisor_override)
    add = partial(np.add, dtype=_adds_in(window, x))
    return planewise(
        lambda x: pooled(add, window.pad(x), window, size) / divisor, size, x
    )


def avg_pool2d_backward(
    dy: Array,
    x: Array,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: IntPair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    r"""Gradient of :func:`avg_pool2d`.

    .. math:: dx_{n,c,p} = \sum_{i,j:\; p \text{ in window } i,j}
              \frac{dy_{n,c,i,j}}{m_{i,j}}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        What :func:`avg_pool2d` was given; of x only shape and dtype count.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`avg_pool2d`, and if dy has not the output's shape and dtype.

    Notes
    -----
    SW·KH + KW additions an output: columns first, then rows. torch: what autograd does.

    Examples
    --------
    >>> avg_pool2d_backward(np.array([[[8.0, 4]]]), np.zeros((1, 2, 4)), 2)
    array([[[2., 2., 1., 1.],
            [2., 2., 1., 1.]]])
    """
    window, size = check_pool2d(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    divisor = _divisor(x, window, size, count_include_pad, divisor_override)
    check_dy(dy, x, (*x.shape[:-2], *size))
    image_size = x.shape[-2:]
    height, width = window.padded_size(image_size)
    rows, columns = window.steps(size)
    dtype = _adds_in(window, x)

    def gradient(dy: Array) -> Array:
        share = dy / divisor
        tall = np.zeros((*dy.shape[:3], width), dtype)
        for step in columns:
            tall[..., step] += share
        dx = np.zeros((*dy.shape[:2], height, width), dtype)
        for step in rows:
            dx[..., step, :] += tall
        return window.crop(dx, image_size)

    return planewise(gradient, image_size, dy)


def avg_pool2d_naive(
    x: Array,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: IntPair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    r"""2-D average pooling, window by window.

    .. math:: y_{n,c,i,j} = \frac1{m_{i,j}} \sum_{u,v} x_{n,\;c,\;iS+u-P,\;jS+v-P}

    Parameters
    ----------
    x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override
        As in :func:`avg_pool2d`.

    Returns
    -------
    Array
        (N, C, OH, OW), or (C, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`avg_pool2d`.

    Notes
    -----
    A turn of a Python loop for each position: for reading and for checking the faster
    version. torch: ``torch.nn.functional.avg_pool2d``.

    Examples
    --------
    >>> avg_pool2d_naive(np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]]), 2)
    array([[[3.25, 4.  ]]])
    """
    window, size = check_pool2d(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    divisor = _divisor(x, window, size, count_include_pad, divisor_override)
    padded = window.pad(as_batch(x))
    (kh, kw), (sh, sw) = window.kernel_size, window.stride
    y = np.empty((*padded.shape[:2], *size), x.dtype)
    for i, j in np.ndindex(size):
        tile = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        y[:, :, i, j] = tile.sum(axis=(2, 3))
    return (y / divisor).reshape(*x.shape[:-2], *size)


def _adds_in(window: Window, x: Array) -> np.dtype[Any]:
    """Return the dtype in which windows are added up."""
    return np.dtype(np.float64) if max(window.kernel_size) > LONG else x.dtype


def _divisor(
    x: Array, window: Window, size: Pair, include_pad: bool, override: int | None
) -> Array:
    """Return what the sums are divided by: (OH, OW), or a single number."""
    include_pad = as_bool("count_include_pad", include_pad)
    if override is not None:
        number = as_int("divisor_override", override, minimum=-(2**63))
        if number == 0:
            raise ValueError("divisor_override is 0, expected another integer")
        return np.array(number, x.dtype)
    rows, columns = seen(window, x.shape[-2:], size, padding_too=include_pad)
    return (rows * columns).astype(x.dtype)
