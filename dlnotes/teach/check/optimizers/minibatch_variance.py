"""The exercise on the noise of a mini-batch."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers
from dlnotes.teach.check._grader import exercise


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
