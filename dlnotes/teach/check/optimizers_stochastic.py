"""The exercises on mini-batches: their indices, an epoch, their noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

__all__ = ["minibatch_mean", "minibatch_variance", "sgd_epoch"]


# --- minibatch_mean -------------------------------------------------------------------


@exercise()
def minibatch_mean(gradients: Array, order: Array, batch_size: int) -> Array:
    """Return the mean gradient of each mini-batch of one epoch, (batches, D).

    gradients is (N, D), one a sample; order holds the indices 0 ... N - 1 as shuffled.
    The first batch is order[:batch_size]; the last one may be smaller.
    """
    starts = range(0, len(order), batch_size)
    batches = [order[start : start + batch_size] for start in starts]
    return np.stack([gradients[batch].mean(axis=0) for batch in batches])


_ORDER = np.array([3, 0, 4, 1, 2])
minibatch_mean.case("1 sample", np.array([[5.0, 1.0]]), np.array([0]), 1)
minibatch_mean.case("2 batches of 2", count(4, 1), np.array([0, 1, 2, 3]), 2)
minibatch_mean.case("shuffled", integers(4, 2), np.array([2, 0, 3, 1]), 2)
minibatch_mean.case("a smaller last batch", integers(5, 2), _ORDER, 2)
minibatch_mean.case("one batch", integers(5, 3), _ORDER, 5)
minibatch_mean.case("larger than the data", integers(5, 3), _ORDER, 8)
minibatch_mean.case(
    "float32 noise", noise(50, 4), np.random.default_rng(0).permutation(50), 16
)


def _batches(
    gradients: Array,
    order: Array,
    batch_size: int,
    merge: Callable[[Array], Array] = lambda g: g.mean(axis=0),
) -> Array:
    starts = range(0, len(order), batch_size)
    return np.stack([merge(gradients[order[s : s + batch_size]]) for s in starts])


def _whole(order: Array, batch_size: int) -> Array:
    """Leave out what does not fill a batch, unless it is all."""
    return order[: max(1, len(order) // batch_size) * batch_size]


minibatch_mean.mistake(
    "You go through the samples as they lie: take them by order.",
    lambda g, order, size: _batches(g, np.sort(order), size),
)
minibatch_mean.mistake(
    "The smaller last batch is dropped: its samples count too.",
    lambda g, order, size: _batches(g, _whole(order, size), size),
)
minibatch_mean.mistake(
    "You sum: take the mean, so that the rate need not change with the batch.",
    lambda g, order, size: _batches(g, order, size, lambda g: g.sum(axis=0)),
)
minibatch_mean.mistake(
    "You divide the last batch by batch_size, though it is smaller.",
    lambda g, order, size: _batches(
        g, order, size, lambda g: (g.sum(axis=0) / size).astype(g.dtype)
    ),
)
minibatch_mean.mistake(
    "You mix the components: take the mean over the samples, axis 0.",
    lambda g, order, size: _batches(
        g, order, size, lambda g: np.full(g.shape[1], g.mean(), g.dtype)
    ),
)
minibatch_mean.mistake(
    "Your batches overlap: the next begins batch_size later, not 1.",
    lambda g, order, size: np.stack(
        [g[order[s : s + size]].mean(axis=0) for s in range(len(order))]
    ),
)


# --- sgd_epoch ------------------------------------------------------------------------


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
    "You shuffle x but not y, so that images get other images' labels: index both by "
    "order.",
    lambda x, y, w, lr, order, size: _epoch(x[order], y, w, lr, np.sort(order), size),
)
sgd_epoch.mistake(
    "You go through the samples as they lie: take them by order.",
    lambda x, y, w, lr, order, size: _epoch(x, y, w, lr, np.sort(order), size),
)


# --- minibatch_variance ---------------------------------------------------------------


@exercise()
def minibatch_variance(gradients: Array, batch_size: int) -> float:
    """Return the expected squared distance of a mini-batch's mean from that of all.

    gradients is (N, D), one a sample; the batch is drawn without replacement. A float.
    """
    spread, n = _spread(gradients), len(gradients)
    return spread / batch_size * (n - batch_size) / max(n - 1, 1)


def _spread(gradients: Array, ddof: int = 0) -> float:
    return float(gradients.var(axis=0, ddof=ddof).sum())


_PAIR = np.array([[1.0], [3.0]])
minibatch_variance.case("2 samples, 1 drawn", _PAIR, 1)
minibatch_variance.case("both drawn", _PAIR, 2)
minibatch_variance.case("3 samples, 2 drawn", np.array([[0.0], [3.0], [6.0]]), 2)
minibatch_variance.case("2 components", integers(5, 2), 2)
minibatch_variance.case("all drawn", integers(6, 3), 6)
minibatch_variance.case("30 samples, 8 drawn", integers(30, 4), 8)

minibatch_variance.mistake(
    "Without replacement a batch knows more: a factor (N - B) / (N - 1) is missing.",
    lambda g, size: _spread(g) / size,
)
minibatch_variance.mistake(
    "The factor is (N - B) / (N - 1), not (N - B) / N.",
    lambda g, size: _spread(g) / size * (len(g) - size) / len(g),
)
minibatch_variance.mistake(
    "The mean of B samples has a B-th of the variance: divide by batch_size.",
    lambda g, size: _spread(g) * (len(g) - size) / max(len(g) - 1, 1),
)
minibatch_variance.mistake(
    "You divide the variance of the samples by N - 1: that of this set, with N, is "
    "what (N - B) / (N - 1) belongs to.",
    lambda g, size: _spread(g, ddof=1) / size * (len(g) - size) / max(len(g) - 1, 1),
)
minibatch_variance.mistake(
    "You take the mean over the components: a squared distance is their sum.",
    lambda g, size: minibatch_variance.oracle(g, size) / g.shape[1],
)
minibatch_variance.mistake(
    "This is the distance's root mean square: do not take the root.",
    lambda g, size: float(np.sqrt(minibatch_variance.oracle(g, size))),
)
