"""The curve of precision over recall in one number."""

from typing import Any

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, check_choice
from dlnotes.detection.precision_recall import Flags, checked

RECALLS: dict[str, npt.NDArray[Any]] = {
    "11": np.arange(11) / 10,
    "101": np.linspace(0, 1, 101),  # pycocotools' own, rounding errors included
}


def average_precision(
    scores: Array,
    is_true_positive: Flags,
    num_ground_truth: int,
    *,
    interpolation: str = "all",
) -> float:
    r"""Average the best precision that each recall still allows.

    .. math:: p(r) = \max_{k:\ R_k \ge r} P_k, \qquad
       \mathrm{AP} = \int_0^1 p(r)\,dr \quad\text{or}\quad
       \frac{1}{|S|} \sum_{r \in S} p(r)

    with the :math:`P_k` and :math:`R_k` of :func:`precision_recall`, and p = 0 where
    no detection reaches the recall.

    Parameters
    ----------
    scores : Array
        (D,), of all images; float32 or float64.
    is_true_positive : ndarray of bool, or of integers 0 and 1
        (D,): which detections are right, as :func:`match_detections` tells.
    num_ground_truth : int
        The number of true objects.
    interpolation : {"all", "11", "101"}, keyword-only
        The exact area (PASCAL VOC since 2010), or the mean over the recalls
        S = 0, 0.1, ..., 1 (VOC 2007) or 0, 0.01, ..., 1 (COCO).

    Returns
    -------
    float
        From 0 to 1; -1, as in pycocotools, if there is no object to find.

    Raises
    ------
    TypeError, ValueError
        As :func:`precision_recall`, and if `interpolation` is none of the three.

    Notes
    -----
    One sort and one sweep. Only the order of the scores counts; of equal ones the
    earlier detection comes first. With "101", ten of pycocotools' recalls, such as
    0.35, lie one rounding error above the decimal number: a recall of exactly 7/20
    does not reach 0.35 there, and so it is here. With "11" a recall of exactly 3/10
    reaches 0.3, as it should; programs that write ``np.arange(0, 1.1, 0.1)`` miss 0.3,
    0.6 and 0.7 by such an error. Sources: Everingham et al. (IJCV 2010), section 4.2;
    pycocotools.

    Examples
    --------
    >>> hits = np.array([True, False, True])
    >>> round(average_precision(np.array([0.9, 0.8, 0.7]), hits, 4), 4)
    0.4167
    """
    check_choice("interpolation", interpolation, ("all", *RECALLS))
    right, count = checked(scores, is_true_positive, num_ground_truth, least=0)
    if not count:
        return -1.0
    found = np.cumsum(right)
    precision = found / np.arange(1, len(right) + 1)
    # from the right: the best precision at this recall or a higher one
    best = np.maximum.accumulate(precision[::-1])[::-1]
    if interpolation == "all":  # every right detection adds 1/n to the recall
        return float(best[right].sum() / count)
    recalls = RECALLS[interpolation]
    reached = np.searchsorted(found / count, recalls)
    return float(np.append(best, 0)[reached].mean())
