"""Right and wrong solutions of the exercises on detection, other than the graders'.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np

from dlnotes import detection


def in_loops(boxes1, boxes2):
    iou = np.zeros((len(boxes1), len(boxes2)), boxes1.dtype)
    for n, (a1, b1, a2, b2) in enumerate(boxes1):
        for m, (c1, d1, c2, d2) in enumerate(boxes2):
            width = max(0, min(a2, c2) - max(a1, c1))
            height = max(0, min(b2, d2) - max(b1, d1))
            both = (a2 - a1) * (b2 - b1) + (c2 - c1) * (d2 - d1)
            iou[n, m] = width * height / (both - width * height)
    return iou


def forgetful(boxes1, boxes2):
    """Compare along x alone."""
    iou = in_loops(boxes1, boxes2)
    apart = np.minimum(boxes1[:, None, 2], boxes2[:, 2]) - np.maximum(
        boxes1[:, None, 0], boxes2[:, 0]
    )
    return np.where(apart > 0, iou, iou.dtype.type(1))


def corners(boxes):
    cx, cy, w, h = boxes.T
    return np.stack([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], axis=1)


def row_by_row(boxes1, boxes2):
    pairs = zip(boxes1[:, None], boxes2[:, None], strict=True)
    rows = [detection.generalized_box_iou(a, b).item() for a, b in pairs]
    return np.array(rows, boxes1.dtype)


def of_the_diagonal(boxes1, boxes2):
    return np.diagonal(detection.generalized_box_iou(boxes1, boxes2)).copy()


RIGHT = {
    "box_iou": [in_loops, detection.box_iou],
    "giou": [row_by_row, of_the_diagonal],
    "to_corners": [
        corners,
        lambda boxes: detection.box_convert(boxes, "cxcywh", "xyxy"),
    ],
}

WRONG = {
    "box_iou": [
        (lambda a, b: in_loops(a, b).T, "Rows and columns are exchanged"),
        (lambda a, b: in_loops(a, b).astype(float), "keep that of boxes1"),
        (lambda a, b: 1 - in_loops(a, b), None),
        (forgetful, None),
    ],
    "giou": [
        (lambda a, b: 1 - of_the_diagonal(a, b), "This is the loss"),
        (lambda a, b: np.diagonal(in_loops(a, b)).copy(), "This is IoU"),
        (lambda a, b: of_the_diagonal(a, b) ** 2, None),
        (detection.generalized_box_iou, "one number a row"),
    ],
    "to_corners": [
        (lambda b: corners(b)[:, [1, 0, 3, 2]], "x and y are exchanged"),
        (lambda b: detection.box_convert(b, "xywh", "xyxy"), "for the first corner"),
        (lambda b: np.round(corners(b)), None),
        (lambda b: detection.box_convert(b, "cxcywh", "xywh"), "width and height"),
    ],
}
