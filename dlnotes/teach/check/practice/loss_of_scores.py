"""The exercise on the cross-entropy of scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


def _log_softmax(scores: Array, axis: int = 1) -> Any:
    scores = scores - scores.max(axis, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis, keepdims=True))


def _of_right(logs: Array, labels: Array) -> Any:
    """Pick the entry of each row's label."""
    return logs[np.arange(len(labels)), labels]


@exercise()
def loss_of_scores(scores: Array, labels: Array) -> Any:
    """Return the mean over the rows of minus the log chance of the right class.

    scores is (N, K), one row a sample; its softmax are the chances of K classes. labels
    is (N,), whole numbers from 0 to K - 1. Scores as large as 1000 give finite losses.
    Keep the dtype of scores.
    """
    return -_of_right(_log_softmax(scores), labels).mean()


loss_of_scores.case("1 sample, no opinion", np.zeros((1, 2)), np.array([1]))
loss_of_scores.case("1 sample", np.array([[2.0, 1.0, 0.0]]), np.array([1]))
loss_of_scores.case("sure and right", 20 * np.eye(3), np.arange(3))
loss_of_scores.case("2 samples, 3 classes", count(2, 3) / 2, np.array([0, 2]))
loss_of_scores.case("as many samples as classes", integers(3, 3), np.array([1, 1, 0]))
loss_of_scores.case("large scores", 500 * integers(4, 3), np.array([0, 1, 2, 2]))
loss_of_scores.case("float32", noise(6, 5), np.array([4, 3, 0, 0, 2, 1]))


def _mistake(sentence: str, wrong: Callable[[Array, Array], Any]) -> None:
    loss_of_scores.mistake(sentence, wrong)


_mistake(
    "You apply two softmaxes: the chances are taken for scores once more.",
    lambda scores, labels: (
        -_of_right(_log_softmax(np.exp(_log_softmax(scores))), labels).mean()
    ),
)
_mistake(
    "Your softmax runs over the samples, axis 0: the chances of each row sum to 1.",
    lambda scores, labels: -_of_right(_log_softmax(scores, 0), labels).mean(),
)
_mistake(
    "You sum over the samples: divide by their number.",
    lambda scores, labels: -_of_right(_log_softmax(scores), labels).sum(),
)
_mistake(
    "Your loss has the other sign: it is minus the logarithm.",
    lambda scores, labels: _of_right(_log_softmax(scores), labels).mean(),
)
_mistake(
    "You average the chances first: take the mean of the logarithms.",
    lambda scores, labels: (
        -np.log(np.exp(_of_right(_log_softmax(scores), labels)).mean())
    ),
)
_mistake(
    "The softmax is missing: this is minus the mean score of the right class.",
    lambda scores, labels: -_of_right(scores, labels).mean(),
)
