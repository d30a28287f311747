"""IoU that also counts how far apart the centres are."""

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.detection._boxes import check_pair, distance_terms


def distance_box_iou(boxes1: Array, boxes2: Array, *, eps: float = 1e-7) -> Array:
    r"""Subtract from IoU the squared distance of the centres, in units of the diagonal.

    .. math:: \mathrm{DIoU}(A, B) = \mathrm{IoU}(A, B) - \frac{d^2}{c^2 + \epsilon}

    where :math:`d` is the distance of the centres, and :math:`c` the diagonal of the
    smallest box around both.

    Parameters
    ----------
    boxes1, boxes2
        As in :func:`box_iou`.
    eps : float, optional, keyword-only
        ε in square pixels, at least 0.

    Returns
    -------
    Array
        (N, M), greater than -1 and at most 1, of their dtype.

    Raises
    ------
    TypeError, ValueError
        As in :func:`box_iou`, and if eps is no number of at least 0.

    Notes
    -----
    NaN where both boxes have no area. torch: ``torchvision.ops.distance_box_iou``.
    Source: Zheng et al. 2020 (arXiv 1911.08287), equation 6.

    Examples
    --------
    >>> boxes = np.array([[0.0, 0, 2, 2]]), np.array([[3.0, 0, 5, 2]])
    >>> distance_box_iou(*boxes).round(4)
    array([[-0.3103]])
    """
    check_pair(boxes1, boxes2)
    small = as_real("eps", eps, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        iou, penalty = distance_terms(boxes1, boxes2, small)
        return iou - penalty
