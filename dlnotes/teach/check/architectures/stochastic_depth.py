"""The exercise on blocks that sit out, example by example."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = Any


def _rows(draws: Array, x: Array) -> Numbers:
    """Give one number a row the axes of x."""
    return np.reshape(draws, (-1,) + (1,) * (x.ndim - 1))


@exercise()
def stochastic_depth(x: Array, draws: Array, p: float, training: bool = True) -> Array:
    """Return what of a block's branch x, (N, C, H, W), is added to the shortcut.

    In training a row sits out, and becomes 0, where its draw, one of (N,) uniform
    numbers, is below p; the other rows are enlarged so that the mean over draws is x.
    In evaluation all is kept as it is. Keep the dtype of x.
    """
    if not training:
        return x.copy()
    kept: Array = (draws >= p).astype(x.dtype)
    y: Array = x * _rows(kept, x) / x.dtype.type(1 - p)
    return y


def _case(label: str, *shape: int, p: float, kind: Any = integers, **how: bool) -> None:
    draws = np.random.default_rng(shape).random(shape[0])
    stochastic_depth.case(label, kind(*shape), draws, p, **how)


stochastic_depth.case("1 row stays", np.full((1, 1, 1, 1), 3.0), np.array([0.9]), 0.5)
stochastic_depth.case(
    "1 row sits out", np.full((1, 1, 1, 1), 3.0), np.array([0.1]), 0.5
)
stochastic_depth.case("2 rows", integers(2, 1, 1, 2), np.array([0.3, 0.2]), 0.25)
stochastic_depth.case(
    "evaluation", integers(2, 1, 2, 2), np.array([0.1, 0.9]), 0.25, training=False
)
_case("no row sits out", 3, 2, 2, 2, p=0.0)
_case("5 rows", 5, 2, 3, 2, p=0.4)
_case("all axes alike", 4, 4, 4, 4, p=0.75)
_case("float32 noise", 6, 3, 2, 2, p=0.2, kind=noise)


def _slip(sentence: str, wrong: Callable[[Array, Numbers, float], Array]) -> None:
    """Add a mistake made in training."""
    stochastic_depth.mistake(
        sentence,
        lambda x, draws, p, training=True: wrong(x, draws, p) if training else x,
    )


_slip(
    "The rows that stay are not enlarged: divide by 1 − p, else the mean shrinks.",
    lambda x, draws, p: x * _rows(draws >= p, x),
)
_slip(
    "You multiply by 1 − p what stays: divide by it.",
    lambda x, draws, p: x * _rows(draws >= p, x) * (1 - p),
)
_slip(
    "You divide by p: a row stays with probability 1 − p.",
    lambda x, draws, p: x * _rows(draws >= p, x) / (p or 1),
)
_slip(
    "One draw decides for the whole batch: each row has its own.",
    lambda x, draws, p: x * (draws[0] >= p) / (1 - p),
)
_slip(
    "The wrong rows sit out: those whose draw is below p.",
    lambda x, draws, p: x * _rows(draws < p, x) / (1 - p),
)
_slip(
    "You keep rows where the draw is below 1 − p: a row sits out where it is below p.",
    lambda x, draws, p: x * _rows(draws < 1 - p, x) / (1 - p),
)
_slip(
    "You return the expected value, (1 − p)·x: a row stays whole or becomes 0.",
    lambda x, draws, p: x * (1 - p),
)
_slip(
    "You return the rows that stay alone: the others are rows of 0.",
    lambda x, draws, p: x[draws >= p] / (1 - p),
)
stochastic_depth.mistake(
    "In evaluation no row sits out, and none is enlarged.",
    lambda x, draws, p, training=True: x * _rows(draws >= p, x) / (1 - p),
)
stochastic_depth.mistake(
    "In evaluation nothing is scaled: training has already enlarged what stays.",
    lambda x, draws, p, training=True: (
        x * _rows(draws >= p, x) / (1 - p) if training else x * (1 - p)
    ),
)
