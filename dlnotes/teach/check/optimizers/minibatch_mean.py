"""The exercise on the gradients of mini-batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


@exercise()
def minibatch_mean(gradients: Array, order: Array, batch_size: int) -> Array:
    """Return the mean gradient of each mini-batch of one epoch, (batches, D).

    gradients is (N, D), one a sample; order holds the indices 0 ... N - 1 as shuffled.
    The first batch is order[:batch_size]; the last one may be smaller. Keep the dtype
    of gradients.
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


def _means(gradients: Array, batches: Iterable[Array]) -> Array:
    return np.stack([gradients[batch].mean(axis=0) for batch in batches])


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
    lambda g, order, size: _means(g, (order[s : s + size] for s in range(len(order)))),
)
minibatch_mean.mistake(
    "Your batches are evened out: all but the last have batch_size samples.",
    lambda g, order, size: _means(g, np.array_split(order, -(-len(order) // size))),
)
