"""R-FCN's pooling: each bin of a region looks at channels of its own."""

import numpy as np

from dlnotes._arguments import Array, IntPair, check_dy
from dlnotes.detection._regions import (
    Boxes,
    Regions,
    as_regions,
    weighed_sums,
    weighed_sums_backward,
    whole_pixels,
)


def ps_roi_pool(
    x: Array, boxes: Boxes, output_size: IntPair, *, spatial_scale: float = 1.0
) -> Array:
    r"""Pool each region of a map by means, each bin from channels made for its place.

    .. math:: y_{k,c,i,j} = \frac{1}{|B|} \sum_{(p,q) \in B_{k,i,j}}
              x_{n,\; c O_H O_W + i O_W + j,\; p, q}

    where :math:`B_{k,i,j}` are the pixels of bin :math:`(i, j)`. The corners are scaled
    to the map and rounded to whole pixels; the last one no longer belongs to the
    region, which is at least 1 by 1.

    Parameters
    ----------
    x : Array
        Maps, (N, C·OH·OW, H, W), float32 or float64.
    boxes, output_size, spatial_scale
        As in :func:`roi_pool`.

    Returns
    -------
    Array
        (K, C, OH, OW). A bin without a pixel is 0.

    Raises
    ------
    TypeError, ValueError
        As :func:`roi_pool`, and if x's channels do not share out evenly among the bins.

    Notes
    -----
    Bins may share pixels. The map's last row and column are never looked at, as in
    torchvision. torch: ``torchvision.ops.ps_roi_pool``. Source: Dai et al. 2016
    (R-FCN), section 2.

    Examples
    --------
    >>> x = np.arange(2.0).reshape(1, 2, 1, 1) + np.zeros((1, 2, 3, 3))
    >>> ps_roi_pool(x, np.array([[0.0, 0, 0, 2, 2]]), (1, 2))
    array([[[[0., 1.]]]])
    """
    regions = _regions(x, boxes, output_size, spatial_scale)
    return weighed_sums(x, regions, *_weights(regions, x), parts=regions.bins)


def ps_roi_pool_backward(
    dy: Array,
    x: Array,
    boxes: Boxes,
    output_size: IntPair,
    *,
    spatial_scale: float = 1.0,
) -> Array:
    r"""Gradient of :func:`ps_roi_pool`: a bin's pixels share what it gets.

    .. math:: dx_{n,\; c O_H O_W + i O_W + j,\; p, q} =
              \sum_{k:\; (p,q) \in B_{k,i,j}} \frac{dy_{k,c,i,j}}{|B_{k,i,j}|}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, (K, C, OH, OW).
    x, boxes, output_size, spatial_scale
        What :func:`ps_roi_pool` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype. Boxes get none: they were rounded.

    Raises
    ------
    TypeError, ValueError
        As :func:`ps_roi_pool`, and if dy has not the output's shape and dtype.

    Notes
    -----
    The map's last row and column get nothing. (torchvision's backward gives to them
    what its forward never took.)

    Examples
    --------
    >>> x, box = np.zeros((1, 1, 2, 3)), np.array([[0.0, 0, 0, 2, 1]])
    >>> ps_roi_pool_backward(np.ones((1, 1, 1, 1)), x, box, 1)
    array([[[[0.5, 0.5, 0. ],
             [0. , 0. , 0. ]]]])
    """
    regions = _regions(x, boxes, output_size, spatial_scale)
    rows, columns = regions.bins
    channels = x.shape[1] // (rows * columns)
    check_dy(dy, x, (len(regions.image), channels, rows, columns))
    weights = _weights(regions, x)
    return weighed_sums_backward(dy, x, regions, *weights, parts=regions.bins)


def _regions(
    x: Array, boxes: Boxes, output_size: IntPair, spatial_scale: float
) -> Regions:
    regions = as_regions(x, boxes, output_size, spatial_scale)
    rows, columns = regions.bins
    if x.shape[1] % (rows * columns):
        raise ValueError(
            f"x has {x.shape[1]} channels, expected a multiple of {rows * columns}: "
            f"{rows}·{columns} bins"
        )
    return regions


def _weights(regions: Regions, x: Array) -> tuple[Array, Array]:
    """Return the weights of the rows, (K, OH, H), and of the columns, (K, OW, W)."""
    rows, columns = whole_pixels(regions, x, last=0)
    for weight in (rows, columns):
        weight[..., -1] = 0
        weight /= np.maximum(weight.sum(axis=-1, keepdims=True), 1)
    return rows, columns
