"""Right and wrong solutions of the exercises on detection, other than the graders'.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np

from dlnotes import detection


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
    "precision_recall": [counted, detection.precision_recall],
    "average_precision_all": [staircase, detection.average_precision],
    "match_detections": [in_turn, by_lists],
}

WRONG = {
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
