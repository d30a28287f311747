"""The exercise on test samples that were trained on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Marks = NDArray[np.bool_]


def _equal(train: Array, test: Array) -> Any:
    """Compare each test sample with each training sample, number by number."""
    return test[:, None] == train[None]  # (M, N, D)


@exercise()
def trained_on(train: Array, test: Array) -> Marks:
    """Mark each test sample that equals a training sample: boolean, of shape (M,).

    train is (N, D), test (M, D). Samples are equal if all their D numbers are.
    """
    marks: Marks = _equal(train, test).all(2).any(1)
    return marks


trained_on.case("1 sample, the same", np.array([[1.0, 2.0]]), np.array([[1.0, 2.0]]))
trained_on.case("1 sample, another", np.array([[1.0, 2.0]]), np.array([[2.0, 1.0]]))
trained_on.case("at another place", count(4, 3), count(4, 3)[[2, 0]])
trained_on.case("one number shared", count(3, 2), np.array([[0.0, 9.0], [2.0, 3.0]]))
trained_on.case(
    "numbers of two samples", count(3, 2), np.array([[0.0, 3.0], [4.0, 5.0]])
)
trained_on.case("a sum shared", count(3, 2), np.array([[4.0, 1.0], [3.0, 2.0]]))
trained_on.case("more tests than training", count(2, 3), count(7, 3)[::-1])
trained_on.case("no training samples", np.zeros((0, 2)), count(3, 2))
trained_on.case("many", integers(60, 2), integers(2, 50).T)
trained_on.case("float32", noise(9, 4), noise(9, 4)[3:6])


def _mistake(sentence: str, wrong: Callable[[Array, Array], Any]) -> None:
    trained_on.mistake(sentence, wrong)


_mistake(
    "Each number may come from another sample for you: test one sample as a whole.",
    lambda train, test: _equal(train, test).any(1).all(1),
)
_mistake(
    "One equal number is enough for you: all D must be equal, of one sample.",
    lambda train, test: _equal(train, test).any((1, 2)),
)
_mistake(
    "You ask whether each number occurs somewhere in training: all must occur in one "
    "sample.",
    lambda train, test: np.isin(test, train).all(1),
)
_mistake(
    "You compare sums: other samples may have the same sum.",
    lambda train, test: np.isin(test.sum(1), train.sum(1)),
)
_mistake(
    "You mark those that were *not* trained on.",
    lambda train, test: ~_equal(train, test).all(2).any(1),
)
_mistake(
    "You mark training samples that are in the test: the test samples are asked for.",
    lambda train, test: _equal(test, train).all(2).any(1),
)
_mistake(
    "You compare samples at the same place alone: a copy may stand anywhere.",
    lambda train, test: np.array(
        [i < len(train) and bool((row == train[i]).all()) for i, row in enumerate(test)]
    ),
)
