"""Faster R-CNN's anchors: boxes of a few sizes and proportions at every place."""

from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, IntPair, as_pair
from dlnotes.detection._boxes import as_positive


def anchor_boxes(
    map_size: IntPair,
    *,
    stride: IntPair,
    sizes: Sequence[float] = (128, 256, 512),
    aspect_ratios: Sequence[float] = (0.5, 1, 2),
) -> Array:
    r"""Lay a box of each size and proportion around every place of a map.

    .. math:: w = s / \sqrt{r}, \qquad h = s \sqrt{r}, \qquad
              \text{centre} = (j S_W,\; i S_H)

    for place :math:`(i, j)`, size :math:`s`, ratio :math:`r = h/w` and stride
    :math:`S`.

    Parameters
    ----------
    map_size : int or (int, int)
        Rows and columns of the map.
    stride : int or (int, int), keyword-only
        Pixels of the image from one place of the map to the next, S.
    sizes : sequence of float, optional, keyword-only
        s, the square root of a box's area, in pixels.
    aspect_ratios : sequence of float, optional, keyword-only
        r, height over width.

    Returns
    -------
    Array
        (H·W·R·S, 4) for R ratios and S sizes: x1, y1, x2, y2 in float64. Places row by
        row; at each the first ratio in all sizes, then the next.

    Raises
    ------
    TypeError
        If a number is of a wrong type.
    ValueError
        If a size, ratio or stride is not positive, or there is none.

    Notes
    -----
    Half sides are rounded to whole pixels before they are laid out, as in torchvision;
    boxes may reach beyond the image. torch: ``AnchorGenerator`` of
    ``torchvision.models.detection.anchor_utils``, for one map. Source: Ren et al. 2015
    (Faster R-CNN), section 3.1.1.

    Examples
    --------
    >>> anchor_boxes((1, 2), stride=16, sizes=(8,), aspect_ratios=(1,))
    array([[-4., -4.,  4.,  4.],
           [12., -4., 20.,  4.]])
    """
    rows, columns = as_pair("map_size", map_size, minimum=1)
    down, right = as_pair("stride", stride, minimum=1)
    side = np.array(as_positive("sizes", sizes))
    root = np.sqrt(as_positive("aspect_ratios", aspect_ratios))[:, None]
    w, h = (side / root).ravel(), (side * root).ravel()  # (R*S,)
    around = np.round(np.stack([-w, -h, w, h], axis=1) / 2)  # (R*S, 4)
    y, x = np.indices((rows, columns)).reshape(2, -1)  # (H*W,)
    y, x = y * down, x * right
    places = np.stack([x, y, x, y], axis=1)[:, None]  # (H*W, 1, 4)
    boxes: Array = (places + around).reshape(-1, 4)
    return boxes
