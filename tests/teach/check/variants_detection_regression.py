"""Right and wrong solutions of the exercises on box regression.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np
from sklearn.linear_model import Ridge

from dlnotes import detection


def side_by_side(goal, start):
    """Each target by its own formula."""
    columns = []
    for k in (0, 1):
        own = start[:, k + 2] - start[:, k]
        apart = goal[:, k] + goal[:, k + 2] - start[:, k] - start[:, k + 2]
        columns.append(apart / 2 / own)
    for k in (0, 1):
        ratio = (goal[:, k + 2] - goal[:, k]) / (start[:, k + 2] - start[:, k])
        columns.append(np.log(ratio))
    return np.stack(columns, axis=1)


def in_order(goal, start, order):
    return side_by_side(goal, start)[:, order]


def row_by_row(deltas, start, clip):
    boxes = np.empty_like(start)
    for n, ((dx, dy, dw, dh), (x1, y1, x2, y2)) in enumerate(
        zip(deltas, start, strict=True)
    ):
        cx, cy = (x1 + x2) / 2 + dx * (x2 - x1), (y1 + y2) / 2 + dy * (y2 - y1)
        w = (x2 - x1) * np.exp(min(dw, clip))
        h = (y2 - y1) * np.exp(min(dh, clip))
        boxes[n] = cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2
    return boxes


def by_package(deltas, start, clip):
    return detection.decode_boxes(deltas, start, clip=clip)


def unlimited(deltas, start, clip):
    return detection.decode_boxes(deltas, start, clip=99.0)


def centred(features, targets, lam):
    x, t = features - features.mean(0), targets - targets.mean(0)
    weights = np.linalg.inv(x.T @ x + lam * np.eye(x.shape[1])) @ x.T @ t
    return weights, targets.mean(0) - features.mean(0) @ weights


def by_sklearn(features, targets, lam):
    model = Ridge(alpha=lam).fit(features, targets)
    weights = model.coef_.reshape(targets.shape[1], -1).T
    return weights.copy(), np.atleast_1d(model.intercept_)


def with_ones(features, targets, lam):
    """Penalise the bias."""
    x = np.hstack([features, np.ones((len(features), 1))])
    both = np.linalg.solve(x.T @ x + lam * np.eye(x.shape[1]), x.T @ targets)
    return both[:-1], both[-1]


RIGHT = {
    "encode_box": [side_by_side, detection.encode_boxes],
    "decode_box": [row_by_row, by_package],
    "ridge": [centred, by_sklearn],
}

WRONG = {
    "encode_box": [
        (lambda g, s: side_by_side(s, g), "the way back"),
        (lambda g, s: -side_by_side(g, s) + 1, None),
        (lambda g, s: in_order(g, s, [1, 0, 2, 3]), None),
        (
            lambda g, s: np.hstack(
                [side_by_side(g, s)[:, :2], np.exp(side_by_side(g, s)[:, 2:])]
            ),
            "take their logarithm",
        ),
        (lambda g, s: side_by_side(g, s).astype(float), "keep that of"),
    ],
    "decode_box": [
        (unlimited, "not limited"),
        (lambda d, s, clip: row_by_row(np.minimum(d, clip), s, clip), "d_x and d_y as"),
        (
            lambda d, s, clip: detection.box_convert(
                row_by_row(d, s, clip), "xyxy", "cxcywh"
            ),
            "centre and size",
        ),
        (lambda d, s, clip: row_by_row(-d, s, clip), None),
    ],
    "ridge": [
        (with_ones, "penalise the bias"),
        (lambda x, t, lam: centred(x, t, 0 * lam + 1e-12), "lam is missing"),
        (lambda x, t, lam: centred(x, t, 2 * lam), None),
        (lambda x, t, lam: (centred(x, t, lam)[0], t.mean(0)), "the bias is not"),
    ],
}
