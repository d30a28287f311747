"""The way back from max pooling: each maximum to its old place, zeros elsewhere."""

from collections.abc import Sequence
from math import prod

import numpy as np

from dlnotes._arguments import (
    Array,
    IntPair,
    Pair,
    as_int,
    as_pair,
    check_dy,
    check_image,
    refuse_mask,
)
from dlnotes.pooling.max_pool2d import Indices


def max_unpool2d(
    x: Array,
    indices: Indices,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: IntPair = 0,
    output_size: Sequence[int] | None = None,
) -> Array:
    r"""Put maxima back where :func:`max_pool2d` found them.

    .. math:: y_{n,c,\,k_{n,c,i,j}} = x_{n,c,i,j}, \qquad 0 \text{ elsewhere}

    with the places :math:`k` counted row by row. It undoes max pooling at the maxima
    alone: all other values are lost.

    Parameters
    ----------
    x : Array
        Pooled images, (N, C, H, W) or (C, H, W), float32 or float64.
    indices : integer array
        Of x's shape: what :func:`max_pool2d` returned.
    kernel_size, stride, padding
        What :func:`max_pool2d` was given; they tell the size of the output.
    output_size : sequence of int, optional, keyword-only
        The size of the image that was pooled, (OH, OW) or the whole shape, where
        several sizes pool to x's.

    Returns
    -------
    Array
        (N, C, OH, OW), or (C, OH, OW) for a single image; x's dtype. Without
        `output_size`, :math:`O_H = (H - 1)S - 2P + K`.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, indices none of integers, or another
        argument of a wrong type.
    ValueError
        If shapes do not fit, an index lies outside the output, or `output_size` is a
        stride or more off.

    Notes
    -----
    No arithmetic. Where an index occurs twice, the later value stays. torch:
    ``torch.nn.functional.max_unpool2d``. Source: Zeiler and Fergus, *Visualizing and
    understanding convolutional networks* (arXiv 1311.2901), section 2.1.

    Examples
    --------
    >>> max_unpool2d(np.array([[[5.0, 8]]]), np.array([[[1, 6]]]), 2)
    array([[[0., 5., 0., 0.],
            [0., 0., 8., 0.]]])
    """
    size = _checked(x, indices, kernel_size, stride, padding, output_size)
    y = np.zeros((*x.shape[:-2], *size), x.dtype)
    flat = y.reshape(-1, size[0] * size[1])  # (planes, OH*OW)
    places = indices.reshape(len(flat), prod(x.shape[-2:]))
    np.put_along_axis(flat, places, x.reshape(places.shape), axis=1)
    return y


def max_unpool2d_backward(
    dy: Array,
    x: Array,
    indices: Indices,
    kernel_size: IntPair,
    *,
    stride: IntPair | None = None,
    padding: IntPair = 0,
    output_size: Sequence[int] | None = None,
) -> Array:
    r"""Gradient of :func:`max_unpool2d`: what arrives at the places.

    .. math:: dx_{n,c,i,j} = dy_{n,c,\,k_{n,c,i,j}}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, indices, kernel_size, stride, padding, output_size
        What :func:`max_unpool2d` was given; of x only shape and dtype count.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`max_unpool2d`, and if dy has not the output's shape and dtype.

    Notes
    -----
    Where an index occurs twice, both get the gradient, as in torch.

    Examples
    --------
    >>> dy = np.arange(8.0).reshape(1, 2, 4)
    >>> max_unpool2d_backward(dy, np.ones((1, 1, 2)), np.array([[[1, 6]]]), 2)
    array([[[1., 6.]]])
    """
    size = _checked(x, indices, kernel_size, stride, padding, output_size)
    check_dy(dy, x, (*x.shape[:-2], *size))
    flat = dy.reshape(-1, size[0] * size[1])  # (planes, OH*OW)
    places = indices.reshape(len(flat), prod(x.shape[-2:]))
    return np.take_along_axis(flat, places, axis=1).reshape(x.shape)


def _checked(
    x: Array,
    indices: Indices,
    kernel_size: IntPair,
    stride: IntPair | None,
    padding: IntPair,
    output_size: Sequence[int] | None,
) -> Pair:
    """Check all arguments; return the rows and columns of the output."""
    check_image("x", x)
    refuse_mask("indices", indices)
    if not isinstance(indices, np.ndarray) or indices.dtype.kind not in "iu":
        given = getattr(indices, "dtype", type(indices).__name__)
        raise TypeError(f"indices are {given}, expected an array of integers")
    if indices.shape != x.shape:
        raise ValueError(f"indices have shape {indices.shape}, x has {x.shape}")
    kernel = as_pair("kernel_size", kernel_size, minimum=1)
    steps = kernel if stride is None else as_pair("stride", stride, minimum=1)
    pads = as_pair("padding", padding, minimum=0)
    sizes = zip(x.shape[-2:], kernel, steps, pads, strict=True)
    usual = tuple((n - 1) * s - 2 * p + k for n, k, s, p in sizes)
    size = usual if output_size is None else _given(output_size, usual, steps)
    if min(size) < 1:
        raise ValueError(f"padding is {padding}, which leaves no output")
    if indices.size and not (0 <= indices.min() and indices.max() < size[0] * size[1]):
        raise ValueError(
            f"indices reach from {indices.min()} to {indices.max()}, but the output of "
            f"{size[0]} x {size[1]} has places 0 to {size[0] * size[1] - 1}"
        )
    return size[0], size[1]


def _given(
    output_size: Sequence[int], usual: Sequence[int], steps: Pair
) -> tuple[int, ...]:
    """Return the size that was asked for, less than a stride off the usual one."""
    if not isinstance(output_size, (tuple, list)):
        raise TypeError(f"output_size is {output_size!r}, expected a tuple or list")
    size = tuple(as_int("output_size", n, minimum=1) for n in output_size[-2:])
    pairs = zip(size, usual, steps, strict=len(size) == 2)
    if len(size) != 2 or any(abs(n - u) >= s for n, u, s in pairs):
        raise ValueError(
            f"output_size is {output_size}, expected less than a stride off {usual}"
        )
    return size
