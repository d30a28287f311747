"""RoI pooling: the largest pixel of each bin of a region, on a grid of whole pixels."""

from collections.abc import Iterator

import numpy as np

from dlnotes._arguments import Array, IntPair, check_dy
from dlnotes.detection._regions import (
    Boxes,
    Cells,
    Regions,
    as_regions,
    cells,
    rows_of,
    table,
    untable,
    whole_pixels,
)


def roi_pool(
    x: Array, boxes: Boxes, output_size: IntPair, *, spatial_scale: float = 1.0
) -> Array:
    r"""Pool each region of a map to one size, whatever its own, by maxima.

    The corners are scaled to the map and rounded to whole pixels, and the last pixel
    belongs to the region, which is so :math:`h` by :math:`w` pixels, at least 1:

    .. math:: y_{k,c,i,j} = \max\{\,x_{n,c,p,q} :
              y_1 + \lfloor ih/O_H\rfloor \le p < y_1 + \lceil (i+1)h/O_H\rceil,\;
              q \text{ alike}\,\}

    Parameters
    ----------
    x : Array
        Maps, (N, C, H, W), float32 or float64.
    boxes : Array or sequence of Array
        The regions in pixels of the image, of x's dtype: (K, 5), the number of the map
        before x1, y1, x2, y2, or for each map an array (L, 4). Regions may reach beyond
        it.
    output_size : int or (int, int)
        Rows and columns of bins, OH and OW.
    spatial_scale : float, keyword-only
        Pixels of the map for each of the image: 1/16 at a stride of 16.

    Returns
    -------
    Array
        (K, C, OH, OW). A bin that lies beyond the map is 0.

    Raises
    ------
    TypeError
        If an array is not float32 or float64, dtypes differ, or a number is none.
    ValueError
        If a shape does not fit, a box is not finite, has x2 < x1 or y2 < y1 or belongs
        to no map, or a size or the scale is not positive.

    Notes
    -----
    As many comparisons as the bins have pixels. A half is rounded away from 0. Bins may
    share pixels; h/OH is computed in x's dtype, as in torchvision, so at some sizes a
    bin takes one pixel more (57 rows in 7 bins). A NaN stays in its bin (torchvision
    passes over it), and a bin of -inf alone stays -inf (torchvision: the dtype's lowest
    number, and no gradient). torch: ``torchvision.ops.roi_pool``. Source: Girshick 2015
    (Fast R-CNN), section 2.1.

    Examples
    --------
    >>> x = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> roi_pool(x, np.array([[0.0, 0, 0, 2, 1]]), (1, 2))
    array([[[[5., 6.]]]])
    """
    regions = as_regions(x, boxes, output_size, spatial_scale)
    pixels = table(x)  # (N*H*W, C)
    y = np.zeros((len(regions.image), *regions.bins, x.shape[1]), x.dtype)
    flat = y.reshape(-1, x.shape[1])  # (K*OH*OW, C)
    for some in _cells(regions, x):
        flat[some.bins] = np.maximum.reduceat(pixels[some.pixels], some.starts)
    return np.moveaxis(y, -1, 1).copy()


def roi_pool_backward(
    dy: Array,
    x: Array,
    boxes: Boxes,
    output_size: IntPair,
    *,
    spatial_scale: float = 1.0,
) -> Array:
    r"""Gradient of :func:`roi_pool`: the largest pixel of a bin gets it all.

    .. math:: dx_{n,c,q} = \sum_{k,i,j:\; q \text{ is the largest in bin } k,i,j}
              dy_{k,c,i,j}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, (K, C, OH, OW).
    x, boxes, output_size, spatial_scale
        What :func:`roi_pool` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype. Boxes get none: they were rounded.

    Raises
    ------
    TypeError, ValueError
        As :func:`roi_pool`, and if dy has not the output's shape and dtype.

    Notes
    -----
    Of equal pixels the first of the bin, row by row, gets it. torch: what
    autograd does.

    Examples
    --------
    >>> x = np.arange(4.0).reshape(1, 1, 2, 2)
    >>> roi_pool_backward(np.ones((1, 1, 1, 1)), x, np.array([[0.0, 0, 0, 1, 1]]), 1)
    array([[[[0., 0.],
             [0., 1.]]]])
    """
    regions = as_regions(x, boxes, output_size, spatial_scale)
    channels = x.shape[1]
    check_dy(dy, x, (len(regions.image), channels, *regions.bins))
    pixels, given = table(x), rows_of(dy)
    dpixels, own = np.zeros(pixels.shape), np.arange(channels)
    for some in _cells(regions, x):
        first = _first_largest(pixels[some.pixels], some)  # (B, C)
        np.add.at(dpixels, (some.pixels[first], own), given[some.bins])
    return untable(dpixels, x)


def _cells(regions: Regions, x: Array) -> Iterator[Cells]:
    return cells(regions, *whole_pixels(regions, x, last=1), x.shape[1])


def _first_largest(values: Array, some: Cells) -> Array:
    """Say where in (P, C) the first of each bin's largest stands, or the first NaN."""
    best = np.maximum.reduceat(values, some.starts)[some.whose]  # (P, C)
    at = np.arange(len(values))[:, None]
    found = np.where((values == best) | np.isnan(values), at, len(values))
    first: Array = np.minimum.reduceat(found, some.starts)
    return first
