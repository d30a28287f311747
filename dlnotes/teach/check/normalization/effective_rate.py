"""The exercise on the rate at which a direction moves."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, noise
from dlnotes.teach.check._grader import exercise


@exercise()
def effective_rate(weight: Array, lr: float) -> Array:
    """Return lr / ||w||² for each row w of weight, (C_out, K): an array (C_out,).

    Before a normalization only the direction w / ||w|| counts; a step of rate lr turns
    it as one of this rate turns a row of length 1. Keep the dtype of weight.
    """
    rate: Array = lr / np.sum(weight**2, axis=1)
    return rate


effective_rate.case("length 1", np.array([[1.0, 0.0]]), 0.5)
effective_rate.case("length 5", np.array([[3.0, 4.0]]), 1.0)
effective_rate.case("2 rows", np.array([[3.0, 4.0], [0.0, 2.0]]), 0.1)
effective_rate.case("1 weight a row", np.array([[2.0], [-4.0], [1.0]]), 0.1)
effective_rate.case("3 rows", count(3, 4, start=1), 0.01)
effective_rate.case("float32 noise", noise(5, 8), 0.1)

effective_rate.mistake(
    "The length is not squared: a longer row has a smaller gradient, and turns less by "
    "the same step, so its length counts twice.",
    lambda weight, lr: lr / np.linalg.norm(weight, axis=1),
)
effective_rate.mistake(
    "All rows share the length of the whole matrix: each has its own.",
    lambda weight, lr: np.full(len(weight), lr / np.sum(weight**2), weight.dtype),
)
effective_rate.mistake(
    "You sum over the rows: a row's length is over its columns, axis 1.",
    lambda weight, lr: lr / _columns(weight),
)
effective_rate.mistake(
    "You multiply by the squared length: a longer row turns more slowly, so divide.",
    lambda weight, lr: lr * np.sum(weight**2, axis=1),
)
effective_rate.mistake(
    "You divide by the mean of the squares: the length takes their sum.",
    lambda weight, lr: lr / np.mean(weight**2, axis=1),
)
effective_rate.mistake(
    "lr is missing.",
    lambda weight, lr: 1 / np.sum(weight**2, axis=1),
)


def _columns(weight: Array) -> Array:
    """Sum the squares of each column; a column of zeros has the length 1."""
    squares = np.sum(weight**2, axis=0)
    return np.where(squares > 0, squares, 1).astype(weight.dtype)
