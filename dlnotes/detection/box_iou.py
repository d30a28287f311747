"""Intersection over union: how well one box fits another."""

import numpy as np

from dlnotes._arguments import Array
from dlnotes.detection._boxes import check_pair, common


def box_iou(boxes1: Array, boxes2: Array) -> Array:
    r"""Divide what two boxes share by what they cover together, for all pairs.

    .. math:: \mathrm{IoU}(A, B) = \frac{|A \cap B|}{|A \cup B|}
              = \frac{|A \cap B|}{|A| + |B| - |A \cap B|}

    Parameters
    ----------
    boxes1, boxes2 : Array
        (N, 4) and (M, 4): x1, y1, x2, y2, both float32 or both float64. Either may be
        empty.

    Returns
    -------
    Array
        (N, M), from 0 to 1, of their dtype. Boxes that only touch share nothing: 0.

    Raises
    ------
    TypeError
        If an argument is no array of float32 or float64, or the dtypes differ.
    ValueError
        If an argument is not (N, 4), or a box has x2 < x1 or y2 < y1.

    Notes
    -----
    About a dozen operations a pair. Two boxes without area share 0 of 0: NaN, as in
    torch: ``torchvision.ops.box_iou``. That gives nonsense for boxes the other way
    round, which are refused here. Source: Everingham et al. 2010 (PASCAL VOC),
    section 4.2.

    Examples
    --------
    >>> box_iou(np.array([[1.0, 1, 5, 5]]), np.array([[3.0, 2, 7, 6], [5, 1, 9, 5]]))
    array([[0.23076923, 0.        ]])
    """
    check_pair(boxes1, boxes2)
    with np.errstate(invalid="ignore", divide="ignore"):
        intersection, union = common(boxes1, boxes2)
        return intersection / union
