"""Non-maximum suppression in each class by itself."""

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.detection._boxes import as_threshold, check_integers, check_scored
from dlnotes.detection.nms import nms


def batched_nms(
    boxes: Array, scores: Array, idxs: NDArray[np.integer], iou_threshold: float
) -> NDArray[np.int64]:
    r"""Do :func:`nms` in each class by itself: a box drops none of another class.

    .. math:: \text{box } i \text{ is kept} \iff \mathrm{IoU}(i, j) \le t
              \;\text{ for each kept } j \text{ of its class that comes before it}

    Parameters
    ----------
    boxes, scores, iou_threshold
        As in :func:`nms`.
    idxs : integer array
        (N,): the class of each box, or its image, or a number for both.

    Returns
    -------
    int64 array
        As from :func:`nms`: the indices of the boxes kept, of all classes together,
        from the highest score to the lowest.

    Raises
    ------
    TypeError, ValueError
        As in :func:`nms`, and if idxs is no array of integers, (N,).

    Notes
    -----
    A class at a time. The other way moves each class to a place of its own and calls
    :func:`nms` once, but in float32 the large numbers blur the boxes. torch:
    ``torchvision.ops.batched_nms``.

    Examples
    --------
    >>> boxes = np.array([[0.0, 0, 4, 4], [1, 0, 5, 4], [0, 0, 4, 5]])
    >>> batched_nms(boxes, np.array([0.7, 0.9, 0.8]), np.array([1, 1, 2]), 0.5)
    array([1, 2])
    """
    check_scored(boxes, scores)
    threshold = as_threshold("iou_threshold", iou_threshold)
    check_integers("idxs", idxs, len(boxes))
    kept = np.zeros(len(boxes), bool)
    for one in np.unique(idxs):
        (members,) = (idxs == one).nonzero()
        kept[members[nms(boxes[members], scores[members], threshold)]] = True
    (order,) = kept.nonzero()
    return order[(-scores[order]).argsort(kind="stable")].astype(np.int64)
