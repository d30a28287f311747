"""The things that YOLO's cells mean."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array, IntPair, as_int, as_pair, as_real, check_array
from dlnotes.detection.box_convert import box_convert


def yolo_boxes(
    answer: Array,
    *,
    image_size: IntPair,
    num_classes: int = 20,
    score_threshold: float = 0.0,
) -> dict[str, NDArray[Any]]:
    r"""Read what YOLO's cells answer: the inverse of :func:`yolo_target`.

    .. math:: c_x = \frac{W}{S} (j + x), \quad c_y = \frac{H}{S} (i + y), \quad
              s = p \cdot \max_c q_c

    for a box (x, y, w, h) with confidence p in the cell of row i and column j, whose
    class c has the probability :math:`q_c`.

    Parameters
    ----------
    answer : Array
        (S, S, 5 B + C): of each cell B times x, y, w, h, p, then C times q.
    image_size : int or (int, int), keyword-only
        Height and width in pixels, H and W.
    num_classes : int, optional, keyword-only
        C; B follows from the shape.
    score_threshold : float, optional, keyword-only
        Only boxes of a larger score s are returned.

    Returns
    -------
    dict
        ``boxes`` (D, 4) as x1, y1, x2, y2 in pixels, ``scores`` and ``labels`` (D,),
        from 1; cell by cell. :func:`batched_nms` removes doubles.

    Raises
    ------
    TypeError, ValueError
        If an argument is of a wrong type, shape or range, or an answer NaN.

    Notes
    -----
    Redmon et al. 2016, You only look once (arXiv 1506.02640), section 2.

    Examples
    --------
    >>> answer = np.array([[[0.5, 0.25, 0.5, 0.25, 0.8, 0, 0.5, 0]]])
    >>> yolo_boxes(answer, image_size=8, num_classes=3)
    {'boxes': array([[2., 1., 6., 3.]]), 'scores': array([0.4]), 'labels': array([2])}
    """
    check_array("answer", answer, ndim=(3,))
    height, width = as_pair("image_size", image_size, minimum=1)
    num_classes = as_int("num_classes", num_classes, minimum=1)
    least = as_real("score_threshold", score_threshold)
    cells, columns, numbers = answer.shape
    num_boxes, rest = divmod(numbers - num_classes, 5)
    if cells != columns or rest or num_boxes < 1:
        raise ValueError(
            f"answer has shape {answer.shape}, expected (S, S, 5 B + {num_classes})"
        )
    if np.isnan(answer).any():
        raise ValueError("answer holds NaN, which is neither above nor below a score")
    parts = answer[..., : 5 * num_boxes].reshape(cells, cells, num_boxes, 5)
    boxes = parts[..., :4].copy()  # (S, S, B, 4)
    i, j = np.indices((cells, cells))[..., None]  # (S, S, 1) each
    boxes[..., 0] = (boxes[..., 0] + j) / cells
    boxes[..., 1] = (boxes[..., 1] + i) / cells
    boxes *= np.array([width, height, width, height], answer.dtype)
    chances = answer[..., None, 5 * num_boxes :]  # (S, S, 1, C)
    scores = parts[..., 4] * chances.max(axis=-1)  # (S, S, B)
    labels = np.broadcast_to(chances.argmax(axis=-1) + 1, scores.shape)
    kept = scores > least
    return {
        "boxes": box_convert(boxes[kept], "cxcywh", "xyxy"),
        "scores": scores[kept],
        "labels": labels[kept],
    }
