"""IoU that also counts the distance of the centres, and unlike proportions."""

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.detection._boxes import check_pair, distance_terms


def complete_box_iou(boxes1: Array, boxes2: Array, *, eps: float = 1e-7) -> Array:
    r"""Subtract from DIoU how unlike the proportions of the two boxes are.

    .. math:: \mathrm{CIoU}(A, B) = \mathrm{DIoU}(A, B)
              - \frac{v^2}{1 - \mathrm{IoU}(A, B) + v + \epsilon}, \quad
              v = \frac{4}{\pi^2}
              \Bigl(\arctan\frac{w_A}{h_A} - \arctan\frac{w_B}{h_B}\Bigr)^2

    Parameters
    ----------
    boxes1, boxes2, eps
        As in :func:`distance_box_iou`.

    Returns
    -------
    Array
        (N, M), at most 1, of their dtype.

    Raises
    ------
    TypeError, ValueError
        As in :func:`distance_box_iou`.

    Notes
    -----
    The factor :math:`\alpha = v/(1 - \mathrm{IoU} + v + \epsilon)` of :math:`v` counts
    as a constant where a loss is differentiated. A flat box (h = 0) has the angle π/2,
    a point none: NaN, as where both boxes have no area. torch:
    ``torchvision.ops.complete_box_iou``. Source: Zheng et al. 2020 (arXiv 1911.08287),
    equations 8 to 11.

    Examples
    --------
    >>> boxes = np.array([[0.0, 0, 4, 2]]), np.array([[0.0, 0, 2, 4]])
    >>> complete_box_iou(*boxes).round(4)
    array([[0.2371]])
    """
    check_pair(boxes1, boxes2)
    small = as_real("eps", eps, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        iou, penalty = distance_terms(boxes1, boxes2, small)
        v = 4 / np.pi**2 * (_angles(boxes1)[:, None] - _angles(boxes2)) ** 2
        alpha = v / (1 - iou + v + small)
        return iou - penalty - alpha * v


def _angles(boxes: Array) -> Array:
    """Return the angle between each box's diagonal and its height, (N,)."""
    angles: Array = np.arctan((boxes[:, 2] - boxes[:, 0]) / (boxes[:, 3] - boxes[:, 1]))
    return angles
