"""The exercise on power iteration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers
from dlnotes.teach.check._grader import exercise


@exercise()
def top_eigenvalue(matrix: Array, iterations: int, start: Array) -> float:
    """Return the quotient v · matrix v after so many steps of power iteration, a float.

    matrix is symmetric, (K, K), start (K,). v starts as the unit vector along start; a
    step multiplies it by matrix and makes it a unit vector again.
    """
    v = _power(matrix, iterations, start)
    return float(v @ matrix @ v)


def _unit(v: Array) -> Array:
    return v / np.linalg.norm(v)


def _power(
    matrix: Array,
    iterations: int,
    start: Array,
    scaled: Callable[[Array], Array] = _unit,
) -> Array:
    """Return the vector after the last step."""
    v = scaled(start)
    for _ in range(iterations):
        v = scaled(matrix @ v)
    return v


def _symmetric(size: int) -> Array:
    half = integers(size, size)
    return half + half.T


_DIAGONAL = np.diag([2.0, 1.0])
top_eigenvalue.case("1×1", np.array([[5.0]]), 1, np.array([2.0]))
top_eigenvalue.case("no step", _DIAGONAL, 0, np.array([3.0, 4.0]))
top_eigenvalue.case("1 step", _DIAGONAL, 1, np.array([1.0, 1.0]))
top_eigenvalue.case("2 steps", _DIAGONAL, 2, np.array([1.0, 1.0]))
top_eigenvalue.case("negative", np.diag([1.0, -3.0]), 4, np.array([1.0, 1.0]))
top_eigenvalue.case("1 and -1", np.diag([1.0, -1.0]), 3, np.array([2.0, 1.0]))
top_eigenvalue.case("4×4", _symmetric(4), 5, np.array([1.0, 2.0, 3.0, 4.0]))
top_eigenvalue.case(
    "large numbers, many steps", 1e3 * _symmetric(3), 200, np.array([1.0, 0.0, 1.0])
)


def _quotient(v: Array, matrix: Array) -> Any:
    return v @ matrix @ v


def _never_scaled(matrix: Array, iterations: int, start: Array) -> Any:
    with np.errstate(all="ignore"):
        v = _power(matrix, iterations, start, lambda v: v)
        return _quotient(v, matrix)


def _without_a_start(matrix: Array, iterations: int, start: Array) -> Any:
    v = _power(matrix, iterations, start) if iterations else start
    return _quotient(v, matrix)


def _eigenvalue(matrix: Array, iterations: int, start: Array) -> float:
    values = np.linalg.eigvalsh(matrix)
    value: float = values[np.argmax(np.abs(values))]
    return value


top_eigenvalue.mistake(
    "start is not made a unit vector, which shows where there is no step.",
    _without_a_start,
)
top_eigenvalue.mistake(
    "This is the length of matrix v, which has no sign: return v · matrix v.",
    lambda matrix, iterations, start: np.linalg.norm(
        matrix @ _power(matrix, iterations, start)
    ),
)
top_eigenvalue.mistake(
    "v is not a unit vector: divide it by its length after every step, or divide "
    "v · matrix v by v · v. Without the first it overflows.",
    _never_scaled,
)
top_eigenvalue.mistake(
    "You divide by the largest entry: a unit vector has length 1.",
    lambda matrix, iterations, start: _quotient(
        _power(matrix, iterations, start, lambda v: v / np.abs(v).max()), matrix
    ),
)
top_eigenvalue.mistake(
    "A step is missing: take the quotient of v after the last step, not before.",
    lambda matrix, iterations, start: top_eigenvalue.oracle(
        matrix, max(iterations - 1, 0), start
    ),
)
top_eigenvalue.mistake(
    "You take one step too many.",
    lambda matrix, iterations, start: top_eigenvalue.oracle(
        matrix, iterations + 1, start
    ),
)
top_eigenvalue.mistake(
    "This is the eigenvalue itself, where the iteration leads: return the quotient "
    "after so many steps.",
    _eigenvalue,
)
