"""Max pooling to a size that is asked for, whatever the image's: global at 1."""

from math import prod
from typing import Literal, overload

import numpy as np

from dlnotes._arguments import Array, as_bool, check_dy
from dlnotes.pooling._regions import OutputSize, check_adaptive, regions
from dlnotes.pooling.max_pool2d import Indices


@overload
def adaptive_max_pool2d(
    x: Array, output_size: OutputSize, *, return_indices: Literal[False] = ...
) -> Array: ...
@overload
def adaptive_max_pool2d(
    x: Array, output_size: OutputSize, *, return_indices: Literal[True]
) -> tuple[Array, Indices]: ...
def adaptive_max_pool2d(
    x: Array, output_size: OutputSize, *, return_indices: bool = False
) -> Array | tuple[Array, Indices]:
    r"""2-D max pooling to a given output size.

    .. math:: y_{n,c,i,j} = \max\{\,x_{n,c,p,q} :
              \lfloor iH/O_H\rfloor \le p < \lceil (i+1)H/O_H\rceil,\;
              q \text{ alike}\,\}

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    output_size : int, None or pair
        As in :func:`adaptive_avg_pool2d`; 1 is global max pooling.
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
    TypeError, ValueError
        As :func:`adaptive_avg_pool2d`.

    Notes
    -----
    Ties and NaN as in :func:`max_pool2d`. torch:
    ``torch.nn.functional.adaptive_max_pool2d``.

    Examples
    --------
    >>> x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    >>> adaptive_max_pool2d(x, (1, 2))
    array([[[5., 8.]]])
    """
    size = check_adaptive(x, output_size)
    wanted = as_bool("return_indices", return_indices)
    places = _places(x, size)
    flat = x.reshape(*x.shape[:-2], prod(x.shape[-2:]))  # (..., H*W)
    chosen = places.reshape(*x.shape[:-2], prod(size))
    y = np.take_along_axis(flat, chosen, axis=-1).reshape(places.shape)
    return (y, places) if wanted else y


def adaptive_max_pool2d_backward(dy: Array, x: Array, output_size: OutputSize) -> Array:
    r"""Gradient of :func:`adaptive_max_pool2d`: the largest pixel gets it all.

    .. math:: dx_{n,c,q} = \sum_{i,j:\; q \text{ is the largest in region } i,j}
              dy_{n,c,i,j}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, output_size
        What :func:`adaptive_max_pool2d` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`adaptive_max_pool2d`, and if dy has not the output's shape and dtype.

    Notes
    -----
    Finds the maxima anew. torch: what autograd does.

    Examples
    --------
    >>> x = np.array([[[1.0, 5, 2, 0], [3, 4, 8, 6]]])
    >>> adaptive_max_pool2d_backward(np.array([[[10.0]]]), x, 1)
    array([[[ 0.,  0.,  0.,  0.],
            [ 0.,  0., 10.,  0.]]])
    """
    size = check_adaptive(x, output_size)
    check_dy(dy, x, (*x.shape[:-2], *size))
    dx = np.zeros(x.shape, x.dtype)
    flat = dx.reshape(-1, prod(x.shape[-2:]))  # (planes, H*W)
    places = _places(x, size).reshape(len(flat), prod(size))  # (planes, OH*OW)
    rows = np.arange(len(flat))[:, None]
    # regions may overlap, and a pixel win several
    np.add.at(flat, (rows, places), dy.reshape(places.shape))
    return dx


def _places(x: Array, size: tuple[int, int]) -> Indices:
    """Say where each region's maximum stands in its image, row by row."""
    *batch, height, width = x.shape
    places = np.empty((*batch, *size), np.int64)
    for i, rows in enumerate(regions(height, size[0])):
        for j, columns in enumerate(regions(width, size[1])):
            tile = x[..., rows, columns]
            row, column = np.divmod(_first_largest(tile), tile.shape[-1])
            places[..., i, j] = (row + rows.start) * width + column + columns.start
    return places


def _first_largest(tile: Array) -> Indices:
    """Say where in (..., h·w) the first of the largest stands, or the last NaN."""
    flat = tile.reshape(*tile.shape[:-2], prod(tile.shape[-2:]))
    nan = np.isnan(flat)
    last = flat.shape[-1] - 1 - nan[..., ::-1].argmax(axis=-1)
    found: Indices = np.where(nan.any(axis=-1), last, flat.argmax(axis=-1))
    return found
