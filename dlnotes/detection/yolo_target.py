"""What YOLO's cells are to answer: the cell of a thing's middle answers for it."""

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array, IntPair, as_int, as_pair
from dlnotes.detection._boxes import check_boxes, check_labels
from dlnotes.detection.box_convert import box_convert


def yolo_target(
    boxes: Array,
    labels: NDArray[np.integer],
    *,
    image_size: IntPair,
    cells: int = 7,
    num_classes: int = 20,
    num_boxes: int = 2,
) -> Array:
    r"""Write the things of a picture as YOLO's cells should answer.

    The cell that holds the middle :math:`(c_x, c_y)` of a thing of w×h, in a picture of
    W×H, answers

    .. math:: \Bigl( \frac{S c_x}{W} - j,\; \frac{S c_y}{H} - i,\; \frac wW,\;
              \frac hH,\; 1 \Bigr), \qquad
              j = \Bigl\lfloor \frac{S c_x}{W} \Bigr\rfloor, \quad
              i = \Bigl\lfloor \frac{S c_y}{H} \Bigr\rfloor

    once for each of its B boxes, and then 1 for its class. All else is 0.

    Parameters
    ----------
    boxes : Array
        (G, 4): x1, y1, x2, y2 in pixels, with their middles in the picture.
    labels : integer array
        (G,): classes, 1 to C.
    image_size : int or (int, int), keyword-only
        Height and width in pixels, H and W.
    cells, num_classes, num_boxes : int, optional, keyword-only
        S, C and B; as in the paper for PASCAL VOC unless told otherwise.

    Returns
    -------
    Array
        (S, S, 5 B + C): for row i and column j; of boxes' dtype.

    Raises
    ------
    TypeError, ValueError
        If an argument is of a wrong type, shape or range, or a box has no area.

    Notes
    -----
    A cell has one class, so of several things in a cell only the first is written. In
    the paper the confidence is to be the IoU of the answered box with the thing; here
    it is 1, that of a perfect answer. Class probabilities are those given that a thing
    is there. :func:`yolo_boxes` reads such an array. Redmon et al. 2016, You only look
    once (arXiv 1506.02640), section 2.

    Examples
    --------
    >>> boxes, labels = np.array([[0.0, 0, 4, 2]]), np.array([2])
    >>> how = {"image_size": 8, "cells": 2, "num_classes": 3, "num_boxes": 1}
    >>> yolo_target(boxes, labels, **how)[0, 0]
    array([0.5 , 0.25, 0.5 , 0.25, 1.  , 0.  , 1.  , 0.  ])
    """
    check_boxes("boxes", boxes, proper=True)
    height, width = as_pair("image_size", image_size, minimum=1)
    cells = as_int("cells", cells, minimum=1)
    num_classes = as_int("num_classes", num_classes, minimum=1)
    num_boxes = as_int("num_boxes", num_boxes, minimum=1)
    check_labels(labels, len(boxes), num_classes)
    shares = box_convert(boxes, "xyxy", "cxcywh") / np.array(
        [width, height, width, height], boxes.dtype
    )
    middles = shares[:, :2]
    if ((middles < 0) | (middles > 1)).any():
        raise ValueError(
            f"boxes has a middle outside the picture of {height} rows and {width} "
            "columns"
        )
    places = np.minimum((middles * cells).astype(int), cells - 1)  # (G, 2)
    target = np.zeros((cells, cells, 5 * num_boxes + num_classes), boxes.dtype)
    for share, (j, i), label in zip(shares, places, labels, strict=True):
        cell = target[i, j]
        if cell.any():
            continue
        box = np.append(share, 1)
        box[:2] = share[:2] * cells - (j, i)
        cell[: 5 * num_boxes] = np.tile(box, num_boxes)
        cell[5 * num_boxes + label - 1] = 1
    return target
