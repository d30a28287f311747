"""The exercise on scores of pairs of features, from few factors."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _linear(x: Array, weight: Array, bias: Array) -> Numbers:
    y: Numbers = x @ weight.T + bias
    return y


def _seen(x: Array, factors: Array) -> Numbers:
    """Say what each factor sees of each sample, (N, O, k)."""
    seen: Numbers = np.einsum("okc,nc->nok", factors, x)
    return seen


@exercise()
def factorized_bilinear(
    x: Array, weight: Array, factors: Array, bias: Array
) -> Numbers:
    """Return the scores b + w·x + |F x|², (N, O), of x, (N, C).

    weight is (O, C), factors (O, k, C), bias (O,): each of the O scores has its own
    row w, its own matrix F and its own b. Keep the dtype of x.
    """
    squares: Numbers = (_seen(x, factors) ** 2).sum(axis=2)
    return _linear(x, weight, bias) + squares


def _case(label: str, x: Array, outputs: int, k: int, kind: Any = integers) -> None:
    channels = x.shape[1]
    factorized_bilinear.case(
        label, x, kind(outputs, channels), kind(outputs, k, channels), kind(outputs)
    )


factorized_bilinear.case(
    "1 factor",
    np.array([[2.0, 1]]),
    np.array([[1.0, 0]]),
    np.array([[[1.0, 1]]]),
    np.array([5.0]),
)
factorized_bilinear.case(
    "2 factors",
    np.array([[2.0, 1]]),
    np.array([[0.0, 0]]),
    np.array([[[1.0, 1], [1, -2]]]),
    np.array([0.0]),
)
_case("2 scores", integers(1, 3), 2, 2)
_case("2 samples", integers(2, 3), 1, 2)
_case("as many factors as features", integers(2, 3), 2, 3)
_case("all axes alike", integers(3, 3), 3, 3)
_case("all at once", integers(4, 5), 3, 2)
_case("float32 noise", noise(3, 4), 2, 3, noise)

factorized_bilinear.mistake(
    "You square the sum of what the factors see: square each, then add.",
    lambda x, weight, factors, bias: (
        _linear(x, weight, bias) + _seen(x, factors).sum(axis=2) ** 2
    ),
)
factorized_bilinear.mistake(
    "You add what the factors see without squaring it: then the score is linear in x.",
    lambda x, weight, factors, bias: (
        _linear(x, weight, bias) + _seen(x, factors).sum(axis=2)
    ),
)
factorized_bilinear.mistake(
    "You take the mean of the squares over the factors: add them.",
    lambda x, weight, factors, bias: (
        _linear(x, weight, bias) + (_seen(x, factors) ** 2).mean(axis=2)
    ),
)
factorized_bilinear.mistake(
    "You take the norm |F x|: asked for is its square.",
    lambda x, weight, factors, bias: (
        _linear(x, weight, bias) + np.sqrt((_seen(x, factors) ** 2).sum(axis=2))
    ),
)
factorized_bilinear.mistake(
    "The linear part w·x is missing.",
    lambda x, weight, factors, bias: (
        bias + (_seen(x, factors) ** 2).sum(axis=2) + 0 * _linear(x, weight, bias)
    ),
)
factorized_bilinear.mistake(
    "The bias is missing.",
    lambda x, weight, factors, bias: (
        x @ weight.T + (_seen(x, factors) ** 2).sum(axis=2)
    ),
)
factorized_bilinear.mistake(
    "The squares are missing.",
    lambda x, weight, factors, bias: _linear(x, weight, bias),
)
factorized_bilinear.mistake(
    "All scores use the factors of the first: each has its own F.",
    lambda x, weight, factors, bias: (
        _linear(x, weight, bias) + (_seen(x, factors[:1]) ** 2).sum(axis=2)
    ),
)
factorized_bilinear.mistake(
    "You square x before the factors, F x²: asked for is (F x)², which holds the "
    "products of different features.",
    lambda x, weight, factors, bias: (
        _linear(x, weight, bias) + np.einsum("okc,nc->no", factors, x**2)
    ),
)
factorized_bilinear.mistake(
    "You multiply by half, as in a Taylor series: the square counts whole.",
    lambda x, weight, factors, bias: (
        _linear(x, weight, bias)
        + (_seen(x, factors) ** 2).sum(axis=2) / x.dtype.type(2)
    ),
)
