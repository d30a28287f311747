"""IoU that also counts the empty space between boxes that do not meet."""

import numpy as np

from dlnotes._arguments import Array
from dlnotes.detection._boxes import check_pair, common, hull


def generalized_box_iou(boxes1: Array, boxes2: Array) -> Array:
    r"""Subtract from IoU the share of the enclosing box that neither box covers.

    .. math:: \mathrm{GIoU}(A, B) = \mathrm{IoU}(A, B) - \frac{|C| - |A \cup B|}{|C|}

    where :math:`C` is the smallest box around both.

    Parameters
    ----------
    boxes1, boxes2
        As in :func:`box_iou`.

    Returns
    -------
    Array
        (N, M), greater than -1 and at most 1, of their dtype.

    Raises
    ------
    TypeError, ValueError
        As in :func:`box_iou`.

    Notes
    -----
    NaN where the enclosing box, or both boxes, have no area. torch:
    ``torchvision.ops.generalized_box_iou``. Source: Rezatofighi et al. 2019,
    algorithm 1.

    Examples
    --------
    >>> generalized_box_iou(np.array([[0.0, 0, 2, 2]]), np.array([[3.0, 0, 5, 2]]))
    array([[-0.2]])
    """
    check_pair(boxes1, boxes2)
    with np.errstate(invalid="ignore", divide="ignore"):
        intersection, union = common(boxes1, boxes2)
        width, height = hull(boxes1, boxes2)
        enclosing = width * height
        return intersection / union - (enclosing - union) / enclosing
