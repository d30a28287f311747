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


def greedy(boxes, scores, iou_threshold):
    left = sorted(range(len(boxes)), key=lambda i: -scores[i])
    kept = []
    while left:
        best = left.pop(0)
        kept.append(best)
        row = detection.box_iou(boxes[[best]], boxes[left])[0]
        left = [i for i, o in zip(left, row, strict=True) if not o > iou_threshold]
    return np.array(kept, int)


def far_apart(boxes, scores, idxs, iou_threshold):
    reach = boxes.max(initial=0) - boxes.min(initial=0) + 1
    moved = boxes + (idxs * reach).astype(boxes.dtype)[:, None]
    return detection.nms(moved, scores, iou_threshold)


def by_the_largest(boxes, scores, idxs, iou_threshold):
    """Forget that boxes may begin below 0."""
    if not len(boxes):
        return np.zeros(0, int)
    reach = (idxs * (boxes.max() + 1)).astype(boxes.dtype)
    return detection.nms(boxes + reach[:, None], scores, iou_threshold)


def by_ten(boxes, scores, idxs, iou_threshold):
    """Move each class by the same few pixels, however large the boxes are."""
    moved = boxes + (10 * idxs).astype(boxes.dtype)[:, None]
    return detection.nms(moved, scores, iou_threshold)


def by_numbers(boxes, scores, idxs, iou_threshold):
    return detection.batched_nms(boxes, scores, idxs, iou_threshold)


def softened(boxes, scores, sigma):
    kept, new = detection.soft_nms(
        boxes, scores, method="gaussian", sigma=sigma, score_threshold=0
    )
    answer = np.empty_like(scores)
    answer[kept] = new
    return answer


def in_steps(boxes, scores, sigma):
    now, left = scores.copy(), np.ones(len(scores), bool)
    for _ in range(len(scores)):
        best = np.where(left, now, -1).argmax()
        left[best] = False
        o = detection.box_iou(boxes[[best]], boxes)[0]
        now[left] *= np.exp(-(o[left] ** 2) / o.dtype.type(sigma))
    return now


def counted(scores, hits, objects):
    """Count in a loop."""
    precision, recall, found = [], [], 0
    for k, d in enumerate(sorted(range(len(scores)), key=lambda d: -scores[d]), 1):
        found += int(hits[d])
        precision.append(found / k)
        recall.append(found / objects)
    return np.array(precision), np.array(recall)


def staircase(scores, hits, objects, best=max):
    """Add one rectangle for each object."""
    precision, recall = counted(scores, hits, objects)
    return float(
        sum(
            best(precision[recall >= (i - 0.5) / objects], default=0.0)
            for i in range(1, objects + 1)
        )
        / objects
    )


def in_turn(overlaps, scores, threshold=0.5, *, order=-1):
    """Strike out an object's column once it is taken."""
    left = overlaps.copy()
    right = np.zeros(len(scores), bool)
    for d in np.argsort(order * scores):
        if left.shape[1] and left[d].max() >= threshold:
            right[d] = True
            left[:, left[d].argmax()] = -1
    return right


def by_lists(overlaps, scores, threshold=0.5):
    taken, right = set(), [False] * len(scores)
    for d in sorted(range(len(scores)), key=lambda d: -scores[d]):
        free = [g for g in range(overlaps.shape[1]) if g not in taken]
        g = max(free, key=lambda g: overlaps[d, g], default=None)
        if g is not None and overlaps[d, g] >= threshold:
            taken.add(g)
            right[d] = True
    return np.array(right, bool)


RIGHT = {
    "batched_nms": [far_apart, by_numbers],
    "box_iou": [in_loops, detection.box_iou],
    "giou": [row_by_row, of_the_diagonal],
    "nms": [greedy, detection.nms, detection.nms_naive],
    "soft_nms": [softened, in_steps],
    "to_corners": [
        corners,
        lambda boxes: detection.box_convert(boxes, "cxcywh", "xyxy"),
    ],
    "precision_recall": [counted, detection.precision_recall],
    "average_precision_all": [staircase, detection.average_precision],
    "match_detections": [in_turn, by_lists],
}

WRONG = {
    "batched_nms": [
        (lambda b, s, k, t: greedy(b, s, t), "The classes are ignored"),
        (lambda b, s, k, t: far_apart(b, s, k, t)[::-1], None),
        (lambda b, s, k, t: far_apart(b, s, 0 * k, t), "The classes are ignored"),
        (lambda b, s, k, t: np.sort(far_apart(b, s, k, t)), "not in their order"),
        (by_the_largest, "may begin below 0"),
        (by_ten, None),
    ],
    "nms": [
        (lambda b, s, t: greedy(b, -s, t), "the lowest score"),
        (lambda b, s, t: np.sort(greedy(b, s, t)), "not in their order"),
        (lambda b, s, t: greedy(b, s, t)[::-1], None),
        (lambda b, s, t: greedy(b, s, t)[:2], None),
    ],
    "soft_nms": [
        (lambda b, s, v: np.sort(softened(b, s, v))[::-1].copy(), "sorted"),
        (lambda b, s, v: softened(b, s, v).astype(float), "keep that of"),
        (lambda b, s, v: softened(b, s, v / 2), None),
        (lambda b, s, v: s.copy(), None),
    ],
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
    "precision_recall": [
        (lambda s, h, n: counted(-s, h, n), "begin with the least sure"),
        (lambda s, h, n: counted(-np.arange(len(s)), h, n), "in the order given"),
        (lambda s, h, n: counted(s, h, n)[::-1], "in another order"),
        (lambda s, h, n: counted(s, h, max(h.sum(), 1)), "found in the end"),
        (
            lambda s, h, n: (counted(s, h, n)[0], counted(s, h, len(s) or 1)[1]),
            "recall",
        ),
        (lambda s, h, n: (1 - counted(s, h, n)[0], counted(s, h, n)[1]), None),
    ],
    "average_precision_all": [
        (lambda s, h, n: staircase(-s, h, n), "begin with the least sure"),
        (lambda s, h, n: staircase(s, h, n) * n / max(h.sum(), 1), "that were found"),
        (
            lambda s, h, n: float((counted(s, h, n)[0] * h[np.argsort(-s)]).sum() / n),
            "bare precision",
        ),
        (
            lambda s, h, n: detection.average_precision(s, h, n, interpolation="101"),
            "101 recalls",
        ),
        (lambda s, h, n: 1 - staircase(s, h, n), None),
    ],
    "match_detections": [
        (lambda o, s, threshold=0.5: in_turn(o, s, threshold, order=1), "least sure"),
        (
            lambda o, s, threshold=0.5: (o >= threshold).any(axis=1),
            "counts again",
        ),
        (lambda o, s, threshold=0.5: in_turn(o, s, np.nextafter(threshold, 1)), ">="),
        (lambda o, s, threshold=0.5: in_turn(o, s), "stays at 0.5"),
        (lambda o, s, threshold=0.5: ~in_turn(o, s, threshold), None),
    ],
}
