"""From the four numbers that a network predicts to a box."""

import math
from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, as_real, check_array, check_same_dtype
from dlnotes.detection._boxes import as_positive, check_boxes
from dlnotes.detection.box_convert import box_convert


def decode_boxes(
    deltas: Array,
    proposals: Array,
    *,
    weights: Sequence[float] = (1, 1, 1, 1),
    clip: float = math.log(1000 / 16),
) -> Array:
    r"""Move and scale each proposal as predicted: the inverse of :func:`encode_boxes`.

    .. math:: \hat G_x = P_w \frac{d_x}{\omega_x} + P_x, \quad
              \hat G_w = P_w \exp\Bigl(\min\bigl(\tfrac{d_w}{\omega_w}, c\bigr)\Bigr)

    and so for y and h; the result is the *predicted* box.

    Parameters
    ----------
    deltas : Array
        (N, 4) or, with a box for each of K classes, (N, 4 K): x, y, w, h for the first
        class, then for the second; float32 or float64.
    proposals : Array
        (N, 4): x1, y1, x2, y2, of deltas' dtype.
    weights : sequence of 4 floats, optional, keyword-only
        As given to :func:`encode_boxes`.
    clip : float, optional, keyword-only
        c: no box grows by more than exp(c) a side, 62.5 unless told otherwise.

    Returns
    -------
    Array
        Of the shape and dtype of deltas: x1, y1, x2, y2 for each class.

    Raises
    ------
    TypeError
        If an array is not float32 or float64, dtypes differ, or an option is no number.
    ValueError
        If shapes do not fit, a proposal has x2 < x1 or y2 < y1, or weights are not four
        positive numbers.

    Notes
    -----
    torch: torchvision's ``BoxCoder.decode_single`` (models/detection/_utils.py).
    Source: Girshick et al. 2014 (R-CNN), appendix C, equations 1 to 4.

    Examples
    --------
    >>> deltas, proposals = np.array([[0.5, 0, 0, 0]]), np.array([[1.0, 1, 5, 3]])
    >>> decode_boxes(deltas, proposals)
    array([[3., 1., 7., 3.]])
    """
    check_array("deltas", deltas, ndim=(2,))
    check_boxes("proposals", proposals)
    check_same_dtype(deltas=deltas, proposals=proposals)
    rows, columns = deltas.shape
    if rows != len(proposals) or columns % 4:
        raise ValueError(
            f"deltas has shape {deltas.shape}, expected ({len(proposals)}, 4) "
            "or a multiple of 4 columns"
        )
    scale = np.array(as_positive("weights", weights, count=4), deltas.dtype)
    most = deltas.dtype.type(as_real("clip", clip))
    start = box_convert(proposals, "xyxy", "cxcywh")[:, None]  # (N, 1, 4)
    d = deltas.reshape(rows, columns // 4, 4) / scale  # (N, K, 4)
    centre = d[..., :2] * start[..., 2:] + start[..., :2]
    side = np.exp(np.minimum(d[..., 2:], most)) * start[..., 2:]
    boxes = np.concatenate([centre, side], axis=-1)  # (N, K, 4)
    return box_convert(boxes, "cxcywh", "xyxy").reshape(rows, columns)
