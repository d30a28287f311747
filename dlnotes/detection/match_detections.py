"""Which detections count: each finds at most one object, each object one detection."""

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, as_real, check_same_dtype
from dlnotes.detection._boxes import check_finite_boxes, check_scores, overlap


def match_detections(
    boxes: Array, scores: Array, truth: Array, *, iou_threshold: float = 0.5
) -> npt.NDArray[np.bool_]:
    r"""Tell for each detection of one class in one image whether it is right.

    The detections are taken by falling score. Each takes, of the true boxes that no
    other has taken before, the one with the largest overlap, if that is at least the
    threshold:

    .. math:: m = \arg\max_{g\ \text{free}} \mathrm{IoU}(b, g), \qquad
       \mathrm{IoU}(b, m) \ge t

    What takes none is wrong: a box off its object, one on nothing, or a second box on
    an object that is taken.

    Parameters
    ----------
    boxes : Array
        Detected boxes, (D, 4): x1, y1, x2, y2; float32 or float64.
    scores : Array
        (D,), the higher the surer.
    truth : Array
        True boxes, (G, 4).
    iou_threshold : float, keyword-only
        The least overlap that counts, above 0 and at most 1.

    Returns
    -------
    ndarray of bool
        (D,): whether each detection is right, in the order given.

    Raises
    ------
    TypeError, ValueError
        If an argument is of a wrong type or shape, dtypes differ, a box has a negative
        side, or the threshold lies outside its range.

    Notes
    -----
    :math:`D \cdot G` overlaps. Of equal scores the earlier detection comes first; of
    equal overlaps the later true box is taken, as in pycocotools. PASCAL VOC's program
    differs: a box whose best object is taken never gets its second best. Sources:
    Everingham et al., *The PASCAL Visual Object Classes challenge* (IJCV 2010), section
    4.2; pycocotools.

    Examples
    --------
    >>> truth = np.array([[0.0, 0, 10, 10]])
    >>> boxes = np.array([[0.0, 0, 10, 8], [0, 0, 10, 10], [20, 0, 30, 10]])
    >>> match_detections(boxes, np.array([0.9, 0.8, 0.7]), truth)
    array([ True, False, False])
    """
    check_finite_boxes("boxes", boxes)
    check_scores("scores", scores, len(boxes))
    check_finite_boxes("truth", truth)
    check_same_dtype(boxes=boxes, scores=scores, truth=truth)
    least = as_real("iou_threshold", iou_threshold)
    if not 0 < least <= 1:
        raise ValueError(f"iou_threshold is {least}, expected above 0, at most 1")
    overlaps = overlap(boxes, truth)
    free = np.ones(len(truth), bool)
    right = np.zeros(len(boxes), bool)
    for detection in np.argsort(-scores, kind="stable"):
        best, taken = least, -1
        for g in np.flatnonzero(free):
            if overlaps[detection, g] >= best:
                best, taken = overlaps[detection, g], int(g)
        if taken >= 0:
            right[detection], free[taken] = True, False
    return right
