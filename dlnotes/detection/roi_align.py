"""RoIAlign: the mean of each bin of a region, at points that nobody rounds."""

import numpy as np

from dlnotes._arguments import Array, IntPair, as_bool, as_int, check_dy
from dlnotes.detection._regions import (
    Boxes,
    Regions,
    as_regions,
    sampled,
    weighed_sums,
    weighed_sums_backward,
)


def roi_align(
    x: Array,
    boxes: Boxes,
    output_size: IntPair,
    *,
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> Array:
    r"""Pool each region of a map to one size, by means over points between pixels.

    Each of the OH by OW bins holds a grid of points, at each of which the map is
    interpolated from the four pixels around it:

    .. math:: y_{k,c,i,j} = \frac{1}{|P|} \sum_{(u,v) \in P_{k,i,j}} \sum_{p,q}
              \max(0, 1 - |u - p|) \max(0, 1 - |v - q|)\, x_{n,c,p,q}

    Parameters
    ----------
    x : Array
        Maps, (N, C, H, W), float32 or float64.
    boxes, output_size, spatial_scale
        As in :func:`roi_pool`.
    sampling_ratio : int, keyword-only
        Points of a bin along each axis. 0 or -1: the bin's size in pixels, rounded up.
    aligned : bool, keyword-only
        Whether pixel 0 has its middle at 0.5 of the box's coordinates, as it should be:
        then half a pixel is taken from the corners. False is what came first; then a
        region is at least 1 by 1 on the map.

    Returns
    -------
    Array
        (K, C, OH, OW). Within a pixel beyond the map a point takes the edge's value,
        farther out 0.

    Raises
    ------
    TypeError, ValueError
        As :func:`roi_pool`.

    Notes
    -----
    Linear in x: a weight for each row times one for each column, so points that share
    pixels are added up before x is looked at. torch: ``torchvision.ops.roi_align``.
    Source: He et al. 2017 (Mask R-CNN), section 3.

    Examples
    --------
    >>> x = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> roi_align(x, np.array([[0.0, 0.5, 0, 2.5, 2]]), (1, 2), aligned=True)
    array([[[[2.5, 3.5]]]])
    """
    regions = as_regions(x, boxes, output_size, spatial_scale)
    weights = _weights(regions, x, sampling_ratio, aligned)
    return weighed_sums(x, regions, *weights)


def roi_align_backward(
    dy: Array,
    x: Array,
    boxes: Boxes,
    output_size: IntPair,
    *,
    spatial_scale: float = 1.0,
    sampling_ratio: int = -1,
    aligned: bool = False,
) -> Array:
    r"""Gradient of :func:`roi_align`: each pixel gets by the weight that it gave.

    .. math:: dx_{n,c,p,q} = \sum_{k,i,j} \frac{dy_{k,c,i,j}}{|P|}
              \sum_{(u,v) \in P_{k,i,j}} \max(0, 1 - |u - p|) \max(0, 1 - |v - q|)

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, (K, C, OH, OW).
    x, boxes, output_size, spatial_scale, sampling_ratio, aligned
        What :func:`roi_align` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype. Boxes get none, as in torchvision.

    Raises
    ------
    TypeError, ValueError
        As :func:`roi_align`, and if dy has not the output's shape and dtype.

    Notes
    -----
    torch: what autograd does.

    Examples
    --------
    >>> x, box = np.zeros((1, 1, 2, 2)), np.array([[0.0, 0.5, 0, 1.5, 1]])
    >>> roi_align_backward(np.ones((1, 1, 1, 1)), x, box, 1, aligned=True)
    array([[[[0.5, 0.5],
             [0. , 0. ]]]])
    """
    regions = as_regions(x, boxes, output_size, spatial_scale)
    weights = _weights(regions, x, sampling_ratio, aligned)
    check_dy(dy, x, (len(regions.image), x.shape[1], *regions.bins))
    return weighed_sums_backward(dy, x, regions, *weights)


def _weights(
    regions: Regions, x: Array, sampling_ratio: int, aligned: bool
) -> tuple[Array, Array]:
    """Return the weights of the rows, (K, OH, H), and of the columns, (K, OW, W)."""
    ratio = as_int("sampling_ratio", sampling_ratio, minimum=-1)
    half, least = (0.5, 0) if as_bool("aligned", aligned) else (0, 1)
    corner, other = np.split(regions.corners - x.dtype.type(half), 2, axis=1)
    size = np.maximum(other - corner, x.dtype.type(least))  # (K, 2): x and y
    rows = sampled(corner[:, 1], size[:, 1], regions.bins[0], x.shape[2], ratio)
    columns = sampled(corner[:, 0], size[:, 0], regions.bins[1], x.shape[3], ratio)
    return rows, columns
