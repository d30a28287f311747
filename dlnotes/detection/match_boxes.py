"""Which box of a detector answers for which thing, in training."""

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array, check_same_dtype
from dlnotes.detection._boxes import as_threshold, check_finite_boxes
from dlnotes.detection.box_iou import box_iou


def match_boxes(
    truth: Array, boxes: Array, *, iou_threshold: float = 0.5
) -> NDArray[np.int64]:
    r"""Give each true box its best box, and each box that overlaps enough a true one.

    First the pair with the largest overlap belongs together, then the largest of those
    left, until each true box has a box of its own. Of the other boxes, n answers for

    .. math:: m_n = \arg\max_g \mathrm{IoU}(g, n) \quad\text{if}\quad
              \max_g \mathrm{IoU}(g, n) \ge t, \qquad\text{else}\quad m_n = -1

    Parameters
    ----------
    truth : Array
        True boxes, (G, 4): x1, y1, x2, y2 of some area; float32 or float64.
    boxes : Array
        The detector's boxes, such as :func:`default_boxes`, (N, 4), of truth's dtype.
    iou_threshold : float, optional, keyword-only
        t, from 0 to 1.

    Returns
    -------
    int64 array
        (N,): for each box the index of its true box; -1: background.

    Raises
    ------
    TypeError, ValueError
        If an array is of a wrong dtype or shape, a box has no area or is not finite, or
        the threshold is no number from 0 to 1.

    Notes
    -----
    G·N overlaps. Of equal overlaps the first counts. A true box that overlaps no box
    that is free goes without. torchvision's matcher lets two true boxes have the same
    best box, which then answers for one of them. Source: Liu et al. 2016 (SSD, arXiv
    1512.02325), section 2.2, and its program.

    Examples
    --------
    >>> truth = np.array([[0.0, 0, 4, 4]])
    >>> boxes = np.array([[0.0, 0, 4, 5], [0, 0, 4, 7], [0, 0, 4, 9]])
    >>> match_boxes(truth, boxes)
    array([ 0,  0, -1])
    """
    check_finite_boxes("truth", truth, proper=True)
    check_finite_boxes("boxes", boxes, proper=True)
    check_same_dtype(truth=truth, boxes=boxes)
    least = as_threshold("iou_threshold", iou_threshold)
    whose = np.full(len(boxes), -1, np.int64)
    if not whose.size or not len(truth):
        return whose
    overlaps = box_iou(truth, boxes)  # (G, N)
    enough = overlaps.max(axis=0) >= least
    whose[enough] = overlaps.argmax(axis=0)[enough]
    while overlaps.any():
        g, n = np.unravel_index(overlaps.argmax(), overlaps.shape)
        whose[n] = g
        overlaps[g] = overlaps[:, n] = 0
    return whose
