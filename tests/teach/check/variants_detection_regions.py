"""Right and wrong solutions of the exercises on regions, other than the graders'.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np

from dlnotes import detection


def by_tents(x, column, row):
    """Weigh every place of the map."""
    height, width = x.shape
    if not (-1 <= row <= height and -1 <= column <= width):
        return 0.0
    v, u = np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)
    down = np.maximum(0, 1 - abs(np.arange(height) - v))
    along = np.maximum(0, 1 - abs(np.arange(width) - u))
    return down @ x @ along


def within(x, column, row, far):
    """Say whether a point is at most so far outside."""
    height, width = x.shape
    return -far <= row <= height - 1 + far and -far <= column <= width - 1 + far


def by_the_package(x, column, row):
    box = np.array([[0, column, row, column, row]], x.dtype)
    moved = box + np.array([0, -0.5, -0.5, 0.5, 0.5])
    return detection.roi_align(x[None, None], moved, 1, sampling_ratio=1).item()


def in_slices(x, box, bins):
    x1, y1, x2, y2 = [int(np.floor(v + 0.5)) for v in box]
    part = x[:, y1 : y2 + 1, x1 : x2 + 1]
    rows, columns = (
        [(i * n // bins, -(-(i + 1) * n // bins)) for i in range(bins)]
        for n in part.shape[1:]
    )
    return np.array(
        [[[c[a:b, d:e].max() for d, e in columns] for a, b in rows] for c in part],
        x.dtype,
    )


def in_a_batch(x, box, bins):
    return detection.roi_pool(x[None], [box[None]], bins)[0]


def one_by_one(overlaps, high=0.7, low=0.3):
    best = {a for g in overlaps.T for a in range(len(g)) if g[a] == max(g) > 0}
    labels = []
    for a, row in enumerate(overlaps):
        thing = a in best or max(row) >= high
        labels.append(1 if thing else 0 if max(row) < low else -1)
    return labels


def in_steps(overlaps, high=0.7, low=0.3):
    labels = np.where(overlaps.max(axis=1) < low, 0, -1)
    best = (overlaps == overlaps.max(axis=0)) & (overlaps > 0)
    labels[best.any(axis=1)] = 1
    labels[(overlaps >= high).any(axis=1)] = 1
    return labels


RIGHT = {
    "roi_align_point": [by_tents, by_the_package],
    "roi_pool": [in_slices, in_a_batch],
    "rpn_labels": [
        in_steps,
        lambda o, high=0.7, low=0.3: np.array(one_by_one(o, high, low)),
    ],
}

WRONG = {
    "roi_align_point": [
        (lambda x, u, v: by_tents(x.T, u, v), "exchanged"),
        (lambda x, u, v: by_tents(x, np.rint(u), np.rint(v)), "the nearest place"),
        (lambda x, u, v: by_tents(x, u - 0.5, v - 0.5), "Half a place is lost"),
        (lambda x, u, v: by_tents(x, np.clip(u, 0, 9), np.clip(v, 0, 9)), None),
        (lambda x, u, v: -by_tents(x, u, v), None),
        (lambda x, u, v: by_tents(x, u, v) if within(x, u, v, 0.99) else 0.0, None),
        (
            lambda x, u, v: by_tents(x, u, v) if within(x, u, v, 0.5) else 0.0,
            "just outside",
        ),
    ],
    "roi_pool": [
        (lambda x, b, n: in_slices(x, np.floor(b), n), "cut off"),
        (lambda x, b, n: in_slices(x, b[[1, 0, 3, 2]], n), "x and y are exchanged"),
        (lambda x, b, n: -in_slices(-x, b, n), None),
        (lambda x, b, n: in_slices(x, b, n).swapaxes(1, 2), None),
    ],
    "rpn_labels": [
        (lambda o, high=0.7, low=0.3: in_steps(o), "The limits stay"),
        (lambda o, high=0.7, low=0.3: abs(in_steps(o, high, low)), None),
        (lambda o, high=0.7, low=0.3: (o >= high).any(axis=1) * 1, None),
        (
            lambda o, high=0.7, low=0.3: np.where(
                o.max(axis=1) >= high, 1, np.where(o.max(axis=1) < low, 0, -1)
            ),
            "its best one is a thing",
        ),
    ],
}
