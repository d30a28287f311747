"""Where a box lies as seen from another: four numbers that a network can learn."""

from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, check_same_dtype, check_shape
from dlnotes.detection._boxes import as_positive, check_boxes
from dlnotes.detection.box_convert import box_convert


def encode_boxes(
    reference: Array, proposals: Array, *, weights: Sequence[float] = (1, 1, 1, 1)
) -> Array:
    r"""Say how each proposal must be moved and scaled to become its reference box.

    .. math:: t_x = \omega_x \frac{G_x - P_x}{P_w}, \quad
              t_w = \omega_w \log \frac{G_w}{P_w}

    and so for y and h, where :math:`G` is the reference and :math:`P` the proposal,
    each by its centre, width and height.

    Parameters
    ----------
    reference, proposals : Array
        (N, 4) each, row by row: x1, y1, x2, y2, both float32 or both float64.
    weights : sequence of 4 floats, optional, keyword-only
        ω for x, y, w, h, positive: targets of like size are learned alike.

    Returns
    -------
    Array
        (N, 4): the targets for x, y, w and h, of their dtype.

    Raises
    ------
    TypeError
        If an array is not float32 or float64, dtypes differ, or weights are no numbers.
    ValueError
        If shapes differ, a box has no area, or weights are not four positive numbers.

    Notes
    -----
    :func:`decode_boxes` is the inverse. torch: torchvision's ``BoxCoder.encode_single``
    (models/detection/_utils.py). Source: Girshick et al. 2014 (R-CNN), appendix C.

    Examples
    --------
    >>> reference, proposals = np.array([[3.0, 1, 7, 3]]), np.array([[1.0, 1, 5, 3]])
    >>> encode_boxes(reference, proposals)
    array([[0.5, 0. , 0. , 0. ]])
    """
    check_boxes("reference", reference, proper=True)
    check_boxes("proposals", proposals, proper=True)
    check_same_dtype(reference=reference, proposals=proposals)
    check_shape("reference", reference, proposals.shape)
    scale = np.array(as_positive("weights", weights, count=4), reference.dtype)
    goal = box_convert(reference, "xyxy", "cxcywh")
    start = box_convert(proposals, "xyxy", "cxcywh")
    moved = (goal[:, :2] - start[:, :2]) / start[:, 2:]  # (N, 2)
    scaled = np.log(goal[:, 2:] / start[:, 2:])  # (N, 2)
    targets: Array = scale * np.concatenate([moved, scaled], axis=1)
    return targets
