"""Suppression that lowers the scores of overlapping boxes, and drops none at once."""

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array, as_real, check_choice
from dlnotes.detection._boxes import as_threshold, check_scored, common, rounded_down


def soft_nms(
    boxes: Array,
    scores: Array,
    *,
    method: str = "linear",
    iou_threshold: float = 0.3,
    sigma: float = 0.5,
    score_threshold: float = 0.001,
) -> tuple[NDArray[np.int64], Array]:
    r"""Keep the best box, lower the score of what overlaps it, go on with the rest.

    .. math:: s_i \leftarrow s_i \cdot \begin{cases}
              1 - \mathrm{IoU}(i, j) \;\text{ if } \mathrm{IoU}(i, j) > t,
              \text{ else } 1 & \text{linear} \\
              \exp\bigl(-\mathrm{IoU}(i, j)^2 / \sigma\bigr) & \text{gaussian}
              \end{cases}

    for each box :math:`i` that is left when :math:`j` is kept.

    Parameters
    ----------
    boxes, scores
        As in :func:`nms`; no score below 0.
    method : {"linear", "gaussian"}, optional, keyword-only
        How a score falls with the overlap.
    iou_threshold : float, optional, keyword-only
        t of "linear", from 0 to 1; compared as in :func:`nms`.
    sigma : float, optional, keyword-only
        σ of "gaussian", greater than 0: the smaller, the harder.
    score_threshold : float, optional, keyword-only
        A box is dropped when its score has fallen below this.

    Returns
    -------
    kept : int64 array
        (K,): the indices of the boxes kept, in the order in which they were, which is
        that of falling new scores. Of equal scores the lower index comes first.
    new_scores : Array
        (K,): their scores at that moment, of scores' dtype.

    Raises
    ------
    TypeError, ValueError
        As in :func:`nms`, and if a score is negative, or an option not as said.

    Notes
    -----
    Each kept box is compared with all that are left: at most :math:`N^2/2` pairs. With
    the factor 0 in place of 1 - IoU it would be :func:`nms`. torch: none. Source:
    Bodla et al. 2017 (arXiv 1704.04503), figure 2 and equation 3.

    Examples
    --------
    >>> boxes = np.array([[0.0, 0, 4, 4], [1, 0, 5, 4], [6, 0, 9, 4]])
    >>> kept, new = soft_nms(boxes, np.array([0.7, 0.9, 0.8]))
    >>> kept, new.round(2)
    (array([1, 2, 0]), array([0.9 , 0.8 , 0.28]))
    """
    check_scored(boxes, scores)
    if (scores < 0).any():
        raise ValueError(f"scores holds {scores.min()}, expected no number below 0")
    check_choice("method", method, ("linear", "gaussian"))
    threshold = rounded_down(as_threshold("iou_threshold", iou_threshold), boxes.dtype)
    width = as_real("sigma", sigma, 0.0)
    if width == 0:
        raise ValueError(f"sigma is {sigma}, expected a positive number")
    least = as_real("score_threshold", score_threshold)

    def factor(iou: Array) -> Array:
        if method == "gaussian":
            smooth: Array = np.exp(-(iou**2) / width)
            return smooth
        return np.where(iou > threshold, 1 - iou, 1)

    now = scores.copy()
    left = np.arange(len(boxes))[now >= least]
    kept: list[int] = []
    while left.size:
        best = left[now[left].argmax()]
        kept.append(int(best))
        left = left[left != best]
        with np.errstate(invalid="ignore"):
            intersection, union = common(boxes[[best]], boxes[left])
            iou = np.nan_to_num(intersection / union)[0]  # (len(left),)
        now[left] *= factor(iou)
        left = left[now[left] >= least]
    order = np.array(kept, np.int64)
    return order, now[order]
