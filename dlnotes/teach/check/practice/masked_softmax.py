"""The exercise on a softmax behind a mask."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Mask = NDArray[np.bool_]


def _softmax(scores: Array, axis: int = 1) -> Array:
    parts = np.exp(scores - scores.max(axis, keepdims=True))
    chances: Array = parts / parts.sum(axis, keepdims=True)
    return chances


def _allowed(scores: Array, mask: Mask, axis: int = 1) -> Array:
    """Take the softmax of what takes part; where nothing does, of everything."""
    takes_part = mask | ~mask.any(axis, keepdims=True)
    return _softmax(np.where(takes_part, scores, -np.inf), axis).astype(scores.dtype)


@exercise()
def masked_softmax(scores: Array, mask: Mask) -> Array:
    """Return the softmax over each row of scores, of the entries where mask is True.

    scores and mask are (N, K). What does not take part gets 0; a row in which nothing
    takes part is all 0. Keep the dtype of scores.
    """
    return _allowed(scores, mask) * mask


def _mask(*rows: str) -> Mask:
    """Read rows of 1 and 0."""
    return np.array([[mark == "1" for mark in row] for row in rows])


masked_softmax.case("1 entry", np.array([[5.0]]), _mask("1"))
masked_softmax.case("1 entry, masked", np.array([[5.0]]), _mask("0"))
masked_softmax.case("2 of 3 entries", count(1, 3), _mask("110"))
masked_softmax.case("nothing masked", count(2, 3), _mask("111", "111"))
masked_softmax.case("an empty row", integers(3, 3), _mask("101", "000", "010"))
masked_softmax.case("a masked score is the largest", count(2, 4), _mask("1110", "0110"))
masked_softmax.case("all empty", integers(2, 3), _mask("000", "000"))
masked_softmax.case("float32", noise(4, 5), _mask("11010", "00000", "00100", "11111"))


def _mistake(sentence: str, wrong: Callable[[Array, Mask], Array]) -> None:
    masked_softmax.mistake(sentence, wrong)


_mistake(
    "You mask after the softmax: what is masked still takes its share of the sum.",
    lambda scores, mask: _softmax(scores) * mask,
)
_mistake(
    "You multiply scores by the mask: a score of 0 still takes part.",
    lambda scores, mask: _softmax(scores * mask),
)
_mistake(
    "An empty row gets equal shares: nothing takes part in it, so it is all 0.",
    lambda scores, mask: _softmax(np.where(mask, scores, -1e9)).astype(scores.dtype),
)
_mistake(
    "An empty row gets the softmax of all its scores: it is to be all 0.",
    _allowed,
)
_mistake(
    "Your softmax runs over axis 0: each row has a sum of its own.",
    lambda scores, mask: _allowed(scores, mask, 0) * mask,
)
_mistake(
    "The mask is turned: True takes part.",
    lambda scores, mask: _allowed(scores, ~mask) * ~mask,
)


def _with_nan(scores: Array, mask: Mask) -> Array:
    with np.errstate(invalid="ignore"):
        return _softmax(np.where(mask, scores, -np.inf)).astype(scores.dtype)


_mistake(
    "An empty row becomes NaN: -inf - (-inf), or 0 / 0. It is to be all 0.",
    _with_nan,
)
