"""Right and wrong solutions of the exercises on detectors of one stage.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np

from dlnotes import detection


def pair_by_pair(overlaps, threshold=0.5):
    pairs = [(-o, g, n) for (g, n), o in np.ndenumerate(overlaps) if o > 0]
    whose = {}
    for _, g, n in sorted(pairs):
        if g not in whose.values() and n not in whose:
            whose[n] = g
    for n, column in enumerate(overlaps.T):
        if n not in whose and column.size and column.max() >= threshold:
            whose[n] = int(column.argmax())
    return np.array([whose.get(n, -1) for n in range(overlaps.shape[1])], int)


def struck_out(overlaps, threshold=0.5, *, others=True, start=-1):
    things, count = overlaps.shape
    whose, left = np.full(count, start), overlaps.copy()
    if things and others:
        enough = overlaps.max(axis=0) >= threshold
        whose[enough] = overlaps.argmax(axis=0)[enough]
    for _ in range(things):
        g, n = np.unravel_index(left.argmax(), left.shape)
        if left[g, n] > 0:
            whose[n] = g
        left[g] = left[:, n] = -1
    return whose


def each_for_itself(overlaps, threshold=0.5):
    """Let several things want the same box."""
    things, count = overlaps.shape
    whose = np.full(count, -1)
    if things:
        enough = overlaps.max(axis=0) >= threshold
        whose[enough] = overlaps.argmax(axis=0)[enough]
        for g in np.argsort(-overlaps.max(axis=1), kind="stable"):
            if overlaps[g].max() > 0:
                whose[overlaps[g].argmax()] = g
    return whose


def in_their_order(overlaps, threshold=0.5):
    """Write each thing into its best box, as torchvision does."""
    things, count = overlaps.shape
    if not things:
        return np.full(count, -1)
    whose = np.where(overlaps.max(axis=0) >= threshold, overlaps.argmax(axis=0), -1)
    whose[overlaps.argmax(axis=1)] = np.arange(things)
    return whose


def loser_goes_without(overlaps, threshold=0.5):
    """Let the thing that fits better keep a box that both want."""
    things, count = overlaps.shape
    whose = np.full(count, -1)
    for n, column in enumerate(overlaps.T):
        best = [g for g in range(things) if overlaps[g].argmax() == n and column[g] > 0]
        if best:
            whose[n] = max(best, key=lambda g: column[g])
        elif things and column.max() >= threshold:
            whose[n] = column.argmax()
    return whose


def sorted_out(losses, positive, ratio=3):
    left = sorted(np.flatnonzero(~positive), key=lambda n: -losses[n])
    chosen = np.zeros(len(losses), bool)
    chosen[left[: ratio * int(positive.sum())]] = True
    return chosen


def from_the_end(losses, positive, ratio=3):
    count = min(ratio * int(positive.sum()), int((~positive).sum()))
    chosen = np.zeros(len(losses), bool)
    chosen[np.argsort(np.where(positive, -np.inf, losses))[-count:]] = True
    return chosen & ~positive


def above_a_bar(losses, positive, ratio=3):
    count = min(ratio * int(positive.sum()), int((~positive).sum()))
    if not count:
        return np.zeros(len(losses), bool)
    bar = np.sort(losses[~positive])[-count]
    return (losses >= bar) & ~positive


def in_loops(boxes, labels, size, cells, classes, *, late=0, halves=True):
    target = np.zeros((cells, cells, 5 + classes), boxes.dtype)
    for (x1, y1, x2, y2), label in zip(boxes, labels, strict=True):
        x, y = ((x1 + x2) / 2, (y1 + y2) / 2) if halves else (x1, y1)
        x, y = x * cells / size, y * cells / size
        i, j = min(int(y), cells - 1), min(int(x), cells - 1)
        if target[i, j, 4] == 0:
            target[i, j, :5] = [x - j, y - i, (x2 - x1) / size, (y2 - y1) / size, 1]
            target[i, j, 5 + (label - 1 + late) % classes] = 1
    return target


def by_package(boxes, labels, size, cells, classes):
    how = {"image_size": size, "cells": cells, "num_classes": classes}
    return detection.yolo_target(boxes, labels, num_boxes=1, **how)


def turned(boxes, labels, size, cells, classes):
    return by_package(boxes[:, [1, 0, 3, 2]], labels, size, cells, classes)


RIGHT = {
    "match_boxes": [pair_by_pair, struck_out],
    "hard_negatives": [sorted_out, above_a_bar],
    "yolo_target": [in_loops, by_package],
}

WRONG = {
    "match_boxes": [
        (lambda o, threshold=0.5: pair_by_pair(o, 2), "one box alone"),
        (lambda o, threshold=0.5: pair_by_pair(o), "use the argument"),
        (lambda o, threshold=0.5: struck_out(o, threshold, start=0), "Background is"),
        (each_for_itself, "may want the same box"),
        (in_their_order, "may want the same box"),
        (loser_goes_without, "may want the same box"),
        (lambda o, threshold=0.5: pair_by_pair(o, threshold)[::-1], None),
    ],
    "hard_negatives": [
        (lambda v, p, ratio=3: sorted_out(1 - v, p, ratio), "the easiest"),
        (lambda v, p, ratio=3: ~p & (v > 0), "All of the background"),
        (lambda v, p, ratio=3: p | sorted_out(v, p, ratio), "True as well"),
        (lambda v, p, ratio=3: sorted_out(v, p, ratio + 1), None),
        (from_the_end, "the whole array"),
    ],
    "yolo_target": [
        (lambda *given: by_package(*given).transpose(1, 0, 2), "exchanged"),
        (lambda *given: in_loops(*given, late=1), "place too late"),
        (lambda *given: in_loops(*given, halves=False), None),
        (turned, None),
        (lambda b, k, *how: in_loops(b[::-1], k[::-1], *how), "write the first"),
    ],
}
