"""Precision and recall after each detection, from the surest to the least sure."""

from typing import Any

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, as_int
from dlnotes.detection._boxes import check_scores

Flags = npt.NDArray[np.bool_] | npt.NDArray[np.integer[Any]]
"""An array of True and False, or of 1 and 0."""


def precision_recall(
    scores: Array, is_true_positive: Flags, num_ground_truth: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    r"""Return precision and recall of the k surest detections, for every k.

    .. math:: P_k = \frac{h_k}{k}, \qquad R_k = \frac{h_k}{n},
       \qquad h_k = \text{right ones among the } k \text{ surest}

    Parameters
    ----------
    scores : Array
        (D,), of all images; float32 or float64.
    is_true_positive : ndarray of bool, or of integers 0 and 1
        (D,): which detections are right, as :func:`match_detections` tells.
    num_ground_truth : int
        :math:`n`, the number of true objects, at least 1.

    Returns
    -------
    precision, recall : ndarray of float64
        (D,) each, by falling score. Both are numbers from 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If an argument is of a wrong type or shape, a score is not finite, or more
        detections are right than there are objects.

    Notes
    -----
    One sort. Of equal scores the earlier detection comes first, as in pycocotools.
    scikit-learn's ``precision_recall_curve`` differs: it joins equal scores into one
    point, and it knows no object that was missed.

    Examples
    --------
    >>> hits = np.array([True, False, True])
    >>> precision, recall = precision_recall(np.array([0.9, 0.8, 0.7]), hits, 4)
    >>> precision.round(2), recall
    (array([1.  , 0.5 , 0.67]), array([0.25, 0.25, 0.5 ]))
    """
    right, count = checked(scores, is_true_positive, num_ground_truth, least=1)
    found = np.cumsum(right)
    return found / np.arange(1, len(right) + 1), found / count


def checked(
    scores: Array, is_true_positive: Flags, num_ground_truth: int, *, least: int
) -> tuple[npt.NDArray[np.bool_], int]:
    """Check all arguments; return what is right by falling score, and the count."""
    given = is_true_positive
    if type(given) is not np.ndarray or given.dtype.kind not in "biu":
        kind = getattr(given, "dtype", type(given).__name__)
        raise TypeError(f"is_true_positive is {kind}, expected an array of bool")
    if given.ndim != 1:
        raise ValueError(f"is_true_positive has shape {given.shape}, expected (D,)")
    if given.size and not (0 <= given.min() and given.max() <= 1):
        raise ValueError(
            f"is_true_positive reaches from {given.min()} to {given.max()}, expected "
            "0 or 1"
        )
    check_scores("scores", scores, len(given))
    count = as_int("num_ground_truth", num_ground_truth, minimum=least)
    hits = int(np.count_nonzero(given))
    if hits > count:
        raise ValueError(
            f"num_ground_truth is {count}, but {hits} of is_true_positive are true: "
            "an object is found once at most"
        )
    return given[np.argsort(-scores, kind="stable")].astype(bool), count
