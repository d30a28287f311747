"""The exercise on an epoch of mini-batch SGD."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

_ORDER = np.array([3, 0, 4, 1, 2])


@exercise()
def sgd_epoch(
    x: Array, y: Array, w: Array, lr: float, order: Array, batch_size: int
) -> Array:
    """Return w after one pass of mini-batch SGD over linear least squares.

    x is (N, D), y (N,), w (D,). A batch's loss is half the mean of (x w - y)². Batches
    are cut from order, one after the other; each step uses the w of the step before.
    """
    return _epoch(x, y, w, lr, order, batch_size)


def _mean_gradient(x: Array, y: Array, w: Array) -> Array:
    gradient: Array = x.T @ (x @ w - y) / len(x)
    return gradient


def _epoch(
    x: Array,
    y: Array,
    w: Array,
    lr: float,
    order: Array,
    batch_size: int,
    gradient: Callable[[Array, Array, Array], Array] = _mean_gradient,
) -> Array:
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        w = w - lr * gradient(x[batch], y[batch], w)
    return w


_LINE = np.array([[1.0], [2.0], [3.0], [4.0]])
sgd_epoch.case(
    "1 sample", np.array([[2.0]]), np.array([6.0]), np.zeros(1), 0.5, np.array([0]), 1
)
sgd_epoch.case(
    "1 batch of 4", _LINE, 3 * _LINE[:, 0], np.zeros(1), 0.1, np.arange(4), 4
)
sgd_epoch.case(
    "2 batches", _LINE, 3 * _LINE[:, 0], np.ones(1), 0.1, np.array([2, 0, 3, 1]), 2
)
sgd_epoch.case(
    "a smaller last batch", integers(5, 2), count(5), np.ones(2), 0.1, _ORDER, 2
)
sgd_epoch.case(
    "fewer samples than a batch", integers(5, 2), count(5), np.ones(2), 0.1, _ORDER, 8
)
sgd_epoch.case("single samples", integers(5, 3), count(5), np.ones(3), 0.05, _ORDER, 1)
sgd_epoch.case(
    "noise",
    noise(40, 3).astype(np.float64),
    count(40),
    np.zeros(3),
    0.1,
    np.random.default_rng(0).permutation(40),
    16,
)


def _slip(sentence: str, gradient: Callable[[Array, Array, Array], Array]) -> None:
    sgd_epoch.mistake(
        sentence,
        lambda x, y, w, lr, order, size: _epoch(x, y, w, lr, order, size, gradient),
    )


_slip(
    "You climb: the residual is x w - y, and w moves against the gradient.",
    lambda x, y, w: -_mean_gradient(x, y, w),
)
_slip(
    "You sum over the batch: the loss is a mean.",
    lambda x, y, w: x.T @ (x @ w - y),
)
_slip(
    "Twice too far: half the square has the derivative residual times x.",
    lambda x, y, w: 2 * _mean_gradient(x, y, w),
)
_slip(
    "The target is missing in the residual x w - y.",
    lambda x, y, w: x.T @ (x @ w) / len(x),
)
sgd_epoch.mistake(
    "All your steps use the gradient at the first w: use that of the step before.",
    lambda x, y, w, lr, order, size: _epoch(
        x, y, w, lr, order, size, lambda x, y, _: _mean_gradient(x, y, w)
    ),
)
sgd_epoch.mistake(
    "This is one step on all samples: make one for each batch.",
    lambda x, y, w, lr, order, size: _epoch(x, y, w, lr, order, len(order)),
)
sgd_epoch.mistake(
    "You shuffle x but not y, so that samples get other samples' targets: index both "
    "by order.",
    lambda x, y, w, lr, order, size: _epoch(x[order], y, w, lr, np.sort(order), size),
)
sgd_epoch.mistake(
    "You shuffle y but not x, so that samples get other samples' targets: index both "
    "by order.",
    lambda x, y, w, lr, order, size: _epoch(x, y[order], w, lr, np.sort(order), size),
)
sgd_epoch.mistake(
    "The last batch, which is smaller, is missing: it makes a step as well.",
    lambda x, y, w, lr, order, size: _epoch(
        x, y, w, lr, order[: len(order) // size * size], size
    ),
)
sgd_epoch.mistake(
    "The last batch, which is smaller, is divided by batch_size: divide by the number "
    "of its samples.",
    lambda x, y, w, lr, order, size: _epoch(
        x, y, w, lr, order, size, lambda x, y, w: x.T @ (x @ w - y) / size
    ),
)
sgd_epoch.mistake(
    "You divide by the number of all samples: divide by that of the batch.",
    lambda x, y, w, lr, order, size: _epoch(
        x, y, w, lr, order, size, lambda x, y, w: x.T @ (x @ w - y) / len(order)
    ),
)
sgd_epoch.mistake(
    "You stop after the first batch: go through all, and return w after the last.",
    lambda x, y, w, lr, order, size: _epoch(x, y, w, lr, order[:size], size),
)
sgd_epoch.mistake(
    "You go through the samples as they lie: take them by order.",
    lambda x, y, w, lr, order, size: _epoch(x, y, w, lr, np.sort(order), size),
)
