"""Non-maximum suppression: of many boxes around one thing, keep the best."""

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.detection._boxes import areas, as_threshold, check_scored, common

FIRST = 32
"""Boxes until what has been dropped is put away; twice as many until the next time."""


def nms_naive(boxes: Array, scores: Array, iou_threshold: float) -> NDArray[np.int64]:
    """Do what :func:`nms` does, as one would tell it."""
    threshold = _checked(boxes, scores, iou_threshold)
    kept: list[int] = []
    for i in _descending(scores).tolist():
        with np.errstate(invalid="ignore"):
            intersection, union = common(boxes[[i]], boxes[kept])
            if not (intersection / union > threshold).any():
                kept.append(i)
    return np.array(kept, np.int64)


def nms(boxes: Array, scores: Array, iou_threshold: float) -> NDArray[np.int64]:
    r"""Keep the best box, drop what overlaps it too much, and go on with the rest.

    .. math:: \text{box } i \text{ is kept} \iff \mathrm{IoU}(i, j) \le t
              \;\text{ for each kept } j \text{ that comes before it}

    Parameters
    ----------
    boxes : Array
        (N, 4): x1, y1, x2, y2, float32 or float64, finite.
    scores : Array
        (N,), of boxes' dtype; the higher, the better.
    iou_threshold : float
        t, from 0 to 1. A box is dropped where its IoU is *greater* than t, which is
        compared in boxes' dtype.

    Returns
    -------
    int64 array
        The indices of the boxes kept, from the highest score to the lowest. Of equal
        scores the one with the lower index comes first.

    Raises
    ------
    TypeError
        If an array is not float32 or float64, dtypes differ, or t is no number.
    ValueError
        If shapes do not fit, a box has x2 < x1 or y2 < y1, boxes holds NaN or infinity
        or scores NaN, or t is not from 0 to 1.

    Notes
    -----
    Sorted twice: by score, and along x, so that a box is compared with those alone that
    begin near enough to overlap it by t. At most :math:`N^2` pairs, on large images far
    fewer; 10 N numbers of memory. A box without area overlaps nothing. torch:
    ``torchvision.ops.nms`` (which leaves the order of equal scores open).

    Examples
    --------
    >>> boxes = np.array([[0.0, 0, 4, 4], [1, 0, 5, 4], [6, 0, 9, 4]])
    >>> nms(boxes, np.array([0.7, 0.9, 0.8]), 0.5)
    array([1, 2])
    """
    threshold = _checked(boxes, scores, iou_threshold)
    order, free = _descending(scores), np.ones(len(boxes), bool)
    along = boxes[:, 0].argsort(kind="stable")
    kept: list[int] = []
    done, more = 0, FIRST
    with np.errstate(invalid="ignore"):  # 0/0, of boxes without area
        while done < len(order):
            along = along[free[along]]
            some = order[done : done + more]
            kept += _kept(boxes[along], along, some[free[some]], free, threshold)
            done, more = done + more, 2 * more
    return np.array(kept, np.int64)


def _kept(
    boxes: Array,
    along: NDArray[np.int64],
    order: NDArray[np.int64],
    free: NDArray[np.bool_],
    threshold: float,
) -> list[int]:
    """Return which boxes of the order are kept; what they drop is free no longer.

    `boxes` are those that are free, sorted along x, and `along` their indices.
    """
    corner, other = boxes.T[:2].copy(), boxes.T[2:].copy()  # (2, F): x and y
    area = areas(boxes)
    place = np.empty(len(free), np.int64)
    place[along] = np.arange(len(along))
    places = place[order]
    windows = _windows(corner[0], other[0], places, threshold)
    here, kept = np.ones(len(along), bool), []
    for i, p, near in zip(order.tolist(), places.tolist(), windows, strict=True):
        if here[p]:
            kept.append(i)
            side = np.minimum(other[:, near], other[:, p : p + 1])
            side -= np.maximum(corner[:, near], corner[:, p : p + 1])  # (2, F')
            np.maximum(side, 0, out=side)
            shared = side[0] * side[1]
            union = area[near] + area[p]
            union -= shared
            shared /= union
            here[near] &= ~(shared > threshold)  # NaN is greater than none
    free[along] = here
    free[order] = False
    return kept


def _checked(boxes: Array, scores: Array, iou_threshold: float) -> float:
    check_scored(boxes, scores)
    return as_threshold("iou_threshold", iou_threshold)


def _descending(scores: Array) -> NDArray[np.int64]:
    """Return the order of falling scores; equal ones stay as they were."""
    order: NDArray[np.int64] = (-scores).argsort(kind="stable").astype(np.int64)
    return order


def _windows(
    x1: Array, x2: Array, places: NDArray[np.int64], threshold: float
) -> list[slice]:
    """Say between which places of sorted x1 a box can overlap each by the threshold.

    They share a width of more than t times the wider one's. So the other begins at most
    (1 - t) of this box's width later, or (1 - t) of its own width earlier, which is at
    most this one's / t.
    """
    t = 0.99 * threshold  # a little less, lest rounding hide a pair
    start = x1[places].astype(np.float64)
    width = x2[places] - start
    widest = float((x2 - x1).max(initial=0))
    own = np.minimum(width / t, widest) if t else widest
    first = x1.searchsorted((start - (1 - t) * own).astype(x1.dtype), "left")
    stop = x1.searchsorted((start + (1 - t) * width).astype(x1.dtype), "right")
    return [slice(*ends) for ends in zip(first.tolist(), stop.tolist(), strict=True)]
