"""Right and wrong solutions of the exercises of the bug gallery.

A wrong one comes with a piece of its diagnosis; None: no known mistake may be named.
"""

import numpy as np
import torch
from torch.nn import functional as F


def error(output, target):
    difference = output.ravel() - target.ravel()
    return difference @ difference / len(difference)


def error_in_torch(output, target):
    rows = (torch.tensor(array.copy()).flatten() for array in (output, target))
    return F.mse_loss(*rows).item()


def loss(scores, labels):
    total = 0.0
    for row, label in zip(scores, labels, strict=True):
        top = row.max()
        total += top + np.log(np.exp(row - top).sum()) - row[label]
    return scores.dtype.type(total / len(labels))


def loss_in_torch(scores, labels):
    return F.cross_entropy(torch.tensor(scores), torch.tensor(labels)).item()


def softmax(scores, axis=1):
    return torch.tensor(scores.copy()).softmax(axis).numpy()


def masked(scores, mask):
    chances = np.zeros_like(scores)
    for row, allowed, out in zip(scores, mask, chances, strict=True):
        if allowed.any():
            parts = np.exp(row[allowed] - row[allowed].max())
            out[allowed] = parts / parts.sum()
    return chances


def masked_in_torch(scores, mask):
    row = torch.tensor(scores).masked_fill(~torch.tensor(mask), -torch.inf)
    return row.softmax(1).nan_to_num(0).numpy()


def seen(train, test):
    return np.array([any((row == other).all() for other in train) for row in test])


def seen_by_bytes(train, test):
    known = {row.tobytes() for row in np.ascontiguousarray(train)}
    rows = np.ascontiguousarray(test)
    return np.array([row.tobytes() in known for row in rows])


def seen_by_distance(train, test):
    return (abs(test[:, None] - train).sum(2) == 0).any(1)


RIGHT = {
    "mean_squared_error": [error, error_in_torch],
    "loss_of_scores": [loss, loss_in_torch],
    "masked_softmax": [masked, masked_in_torch],
    "trained_on": [seen, seen_by_bytes, seen_by_distance],
}

WRONG = {
    "mean_squared_error": [
        (lambda output, target: np.square(output - target).mean(), "is a table"),
        (lambda output, target: error(output, target) * target.size, "sum the squares"),
        (lambda output, target: error(output, target) / 2, "half the mean"),
        (lambda output, target: error(output, target) ** 0.5, "root of the mean"),
        (lambda output, target: error(output, target) + 1, None),
    ],
    "loss_of_scores": [
        (lambda s, y: loss(softmax(s), y), "two softmaxes"),
        (
            lambda s, y: -np.log(softmax(s, 0)[np.arange(len(y)), y]).mean(),
            "over the samples, axis 0",
        ),
        (lambda s, y: loss(s, y) * len(y), "sum over the samples"),
        (lambda s, y: -loss(s, y), "other sign"),
        (lambda s, y: -s[np.arange(len(y)), y].mean(), "softmax is missing"),
        (lambda s, y: loss(s, y) * s.dtype.type(3), None),
    ],
    "masked_softmax": [
        (lambda s, m: softmax(s) * m, "mask after"),
        (lambda s, m: softmax(s * m), "multiply scores"),
        (
            lambda s, m: softmax(np.where(m, s, -1e9).astype(s.dtype)),
            "gets equal shares",
        ),
        (lambda s, m: softmax(np.where(m, s, -np.inf).astype(s.dtype)), "becomes NaN"),
        (lambda s, m: masked(s, ~m), "turned"),
        (lambda s, m: masked(s.T, m.T).T, "over axis 0"),
        (lambda s, m: masked(s, m) / 3, None),
    ],
    "trained_on": [
        (lambda a, b: np.array([(row == a).any() for row in b]), "One equal number"),
        (lambda a, b: np.isin(b, a).all(1), "occurs somewhere"),
        (
            lambda a, b: (b[:, None] == a[None]).any(1).all(1),
            "may come from another sample",
        ),
        (lambda a, b: np.isin(b.sum(1), a.sum(1)), "compare sums"),
        (lambda a, b: ~seen(a, b), "*not* trained on"),
        (lambda a, b: np.zeros(len(b), bool), None),
    ],
}
