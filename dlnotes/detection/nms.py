"""Non-maximum suppression: of many boxes around one thing, keep the best."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes._loops import SHORTEST, blocks, row_by_row
from dlnotes.detection._boxes import (
    areas,
    as_threshold,
    check_scored,
    common,
    rounded_down,
)

FIRST, LARGEST = 8, 256
"""Boxes in the first block, and in the largest; each is twice the one before."""

GROUP = 32
"""Kept boxes, neighbours along an axis, that are compared at once with what is near."""

ROOM = 1 << 15
"""Pairs compared at once: their numbers stay in a core's cache."""


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
        t, from 0 to 1. A box is dropped where its IoU, computed in boxes' dtype, is
        *greater* than t as it is, in float64.

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
    Block by block of falling scores: all pairs inside are compared at once, the greedy
    choice is made on bits, and what it keeps is compared with all that is left; if
    that is many boxes, only with what begins near enough to overlap by t, along the
    axis on which they are spread more. At most :math:`N^2` pairs, on large images far
    fewer; 20 N numbers of memory. A box without area overlaps nothing.
    torch: ``torchvision.ops.nms`` (which leaves the order of equal scores open, and
    on a GPU works on bits and rounds t to float32).

    Examples
    --------
    >>> boxes = np.array([[0.0, 0, 4, 4], [1, 0, 5, 4], [6, 0, 9, 4]])
    >>> nms(boxes, np.array([0.7, 0.9, 0.8]), 0.5)
    array([1, 2])
    """
    threshold = _checked(boxes, scores, iou_threshold)
    sides = _sides(boxes)
    left, size = _descending(scores), FIRST
    kept = [left[:0]]
    # 0/0 comes of boxes without area, and overflow of boxes far apart
    with row_by_row(SHORTEST, invalid="ignore", over="ignore"):
        while left.size:
            block, left = left[:size], left[size:]
            best = block[_greedy(sides.take(block, axis=1), threshold)]
            kept.append(best)
            rest = sides.take(left, axis=1)
            left = left[~_dropped(sides.take(best, axis=1), rest, threshold)]
            size = min(2 * size, LARGEST)
    return np.concatenate(kept)


def _greedy(block: Array, threshold: float) -> list[int]:
    """Return which boxes of a block are kept, in its order.

    The boxes are the bits of an integer, so that one "and" drops all that a box drops.
    """
    overlaps = _overlaps(block, block, threshold)
    drops = np.packbits(overlaps, axis=1, bitorder="little")
    kept, free = [], (1 << len(drops)) - 1
    while free:
        i = (free & -free).bit_length() - 1  # the lowest bit
        kept.append(i)
        free &= free - 1  # done with it: it need not overlap itself by more than t
        free &= ~int.from_bytes(drops[i], "little")
    return kept


def _dropped(best: Array, rest: Array, threshold: float) -> NDArray[np.bool_]:
    """Say which of the rest overlap one of the best by more than the threshold.

    Few are compared with all of the rest: in a crowd, to sort it would be in vain.
    """
    if best.shape[1] <= GROUP:
        return _dropped_by_few(best, rest, threshold)
    axis = int(np.ptp(rest[1]) > np.ptp(rest[0])) if rest.size else 0
    best, along = best.take(best[axis].argsort(), axis=1), rest[axis].argsort()
    rest = rest.take(along, axis=1)
    dropped = np.zeros(len(along), bool)
    for start, near in _windows(best[axis::2], rest[axis::2], threshold):
        few = best[:, start : start + GROUP]
        dropped[along[near]] |= _dropped_by_few(few, rest[:, near], threshold)
    return dropped


def _dropped_by_few(few: Array, rest: Array, threshold: float) -> NDArray[np.bool_]:
    dropped = np.empty(rest.shape[1], bool)
    for part in blocks(rest.shape[1], few.shape[1], ROOM):
        _overlaps(few, rest[:, part], threshold).any(axis=0, out=dropped[part])
    return dropped


def _windows(best: Array, rest: Array, threshold: float) -> Iterator[tuple[int, slice]]:
    """Say where a group of the best begins, and between which places what it may drop.

    Both are given by where they begin and end along one axis, and sorted along it. Two
    boxes share a width of more than t times the wider one's. So the other begins at
    most (1 - t) of this box's width later, or (1 - t) of its own width earlier, which
    is at most this one's / t.
    """
    t = 0.99 * threshold  # a little less, lest rounding hide a pair
    start = best[0].astype(np.float64)
    width = best[1] - start
    begins = rest[0]
    widest = float((rest[1] - begins).max(initial=0))
    own = np.minimum(width / t, widest) if t else widest
    first = begins.searchsorted((start - (1 - t) * own).astype(begins.dtype), "left")
    stop = begins.searchsorted((start + (1 - t) * width).astype(begins.dtype), "right")
    groups = range(0, len(start), GROUP)
    firsts = np.minimum.reduceat(first, groups).tolist()
    stops = np.maximum.reduceat(stop, groups).tolist()
    return zip(groups, map(slice, firsts, stops), strict=True)


def _overlaps(some: Array, others: Array, threshold: float) -> NDArray[np.bool_]:
    """Say which pairs overlap by more than the threshold, (S, O).

    To the bit what `common` and a division say, in fewer steps. Boxes apart may have a
    height below 0, and then an IoU of at most 0, which is greater than no threshold.
    """
    a, b = some[:, :, None], others[:, None, :]  # (5, S, 1), (5, 1, O)
    shared = np.minimum(a[2], b[2])
    shared -= np.maximum(a[0], b[0])
    np.maximum(shared, 0, out=shared)
    height = np.minimum(a[3], b[3])
    height -= np.maximum(a[1], b[1])
    shared *= height
    union = np.add(a[4], b[4], out=height)
    union -= shared
    shared /= union
    overlap: NDArray[np.bool_] = shared > threshold  # NaN is greater than none
    return overlap


def _checked(boxes: Array, scores: Array, iou_threshold: float) -> float:
    check_scored(boxes, scores)
    return rounded_down(as_threshold("iou_threshold", iou_threshold), boxes.dtype)


def _sides(boxes: Array) -> Array:
    """Return x1, y1, x2, y2 and the area of each box, (5, N)."""
    sides = np.empty((5, len(boxes)), boxes.dtype)
    sides[:4] = boxes.T
    sides[4] = areas(sides[:4].T)
    return sides


def _descending(scores: Array) -> NDArray[np.int64]:
    """Return the order of falling scores; equal ones stay as they were."""
    order = (-scores).argsort().astype(np.int64)  # a stable sort takes much longer
    falling = scores[order]
    tied = falling[1:] == falling[:-1]
    if tied.any():  # sort the indices within each run of equal scores
        run = np.zeros(len(order), np.int64)
        (~tied).cumsum(out=run[1:])
        run *= len(order)
        order = np.sort(run + order) - run
    return order
