"""The exercises on why batch norm helps: direction and length, norms, curvature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

__all__ = ["effective_rate", "lp_batch_norm", "top_eigenvalue"]


# --- effective_rate -------------------------------------------------------------------


@exercise()
def effective_rate(weight: Array, lr: float) -> Array:
    """Return lr / ||w||² for each row w of weight, (O, K): an array (O,).

    Before a normalization only the direction w / ||w|| counts; a step of rate lr turns
    it as one of this rate turns a row of length 1.
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


# --- lp_batch_norm --------------------------------------------------------------------


@exercise()
def lp_batch_norm(x: Array, p: float = 1, eps: float = 1e-5) -> Array:
    """Return (x - mean) / (scale + eps) for each column of x, (N, C), mean over N.

    With d = x - mean the scale is mean |d| for p = 1, (mean d²)^(1/2) for p = 2 and
    max |d| for p = inf.
    """
    return _lp(x, p, eps)


def _scale(d: Array, p: float) -> Array:
    """Return the p-norm of each column, of its mean power but for p = inf."""
    if p == np.inf:
        largest: Array = np.max(np.abs(d), axis=0)
        return largest
    mean: Array = np.mean(np.abs(d) ** p, axis=0) ** (1 / p)
    return mean


def _lp(
    x: Array,
    p: float = 1,
    eps: float = 1e-5,
    *,
    centre: Callable[[Array], Array] = lambda x: x - x.mean(0),
    scale: Callable[[Array, float], Array] = _scale,
    divisor: Callable[[Array, float], Array] = lambda scale, eps: scale + eps,
) -> Array:
    """Normalize in steps, any of which may be given as a wrong one."""
    d = centre(x)
    with np.errstate(all="ignore"):  # 0 / 0 without eps
        return d / divisor(scale(d, p), eps)


_TRIPLE = np.array([[1.0], [2.0], [6.0]])  # d is -2, -1, 3
lp_batch_norm.case("2 values", np.array([[1.0], [3.0]]), eps=1.0)
lp_batch_norm.case("3 values", _TRIPLE, eps=1.0)
lp_batch_norm.case("p = 2", np.array([[1.0], [3.0], [1.0], [3.0]]), 2, eps=1.0)
lp_batch_norm.case("p = 2, 3 values", _TRIPLE, 2)
lp_batch_norm.case("p = inf", _TRIPLE, np.inf, eps=1.0)
lp_batch_norm.case("largest below the mean", -_TRIPLE, np.inf)
lp_batch_norm.case("1 value", np.array([[5.0, 7.0]]))
lp_batch_norm.case("constant column", np.array([[7.0, 1.0], [7.0, 4.0]]), 2)
lp_batch_norm.case("3 columns", integers(5, 3))
lp_batch_norm.case("3 columns, p = 2", integers(5, 3), 2)
lp_batch_norm.case("3 columns, p = inf", integers(5, 3), np.inf)
lp_batch_norm.case("float32 noise", noise(6, 4), 1)


def _mistake(sentence: str, **steps: Any) -> None:
    """Add a mistake in one of the steps."""
    lp_batch_norm.mistake(sentence, partial(_lp, **steps))


def _signed(d: Array, p: float) -> Array:
    """Forget the absolute values, which p = 2 does not need."""
    if p == 2:
        return _scale(d, p)
    wrong: Array = d.max(0) if p == np.inf else d.mean(0)
    return wrong


def _summed(d: Array, p: float) -> Array:
    """Sum the powers; the largest is what it is."""
    return _scale(d, p) if p == np.inf else _scale(d, p) * len(d) ** (1 / p)


def _without_eps(scale: Array, eps: float) -> Array:
    return scale


def _eps_under_the_root(x: Array, p: float = 1, eps: float = 1e-5) -> Array:
    def divisor(scale: Array, eps: float) -> Array:
        return np.sqrt(scale**2 + eps) if p == 2 else scale + eps

    return _lp(x, p, eps, divisor=divisor)


_mistake("The mean is not subtracted.", centre=lambda x: x)
_mistake(
    "You subtract the mean of each row: a column has a mean and a scale of its own.",
    centre=lambda x: x - x.mean(1, keepdims=True),
)
_mistake(
    "All columns share a scale: take it over axis 0 alone.",
    scale=lambda d, p: _scale(d.reshape(-1, 1), p),
)
_mistake("The absolute values are missing: deviations have both signs.", scale=_signed)
_mistake(
    "You sum the powers: take their mean, else the scale grows with the batch.",
    scale=_summed,
)
_mistake(
    "The root is missing: for p = 2 the scale is (mean d²)^(1/2).",
    scale=lambda d, p: _scale(d, p) ** (2 if p == 2 else 1),
)
_mistake(
    "You always divide by the mean of |d|, whatever p.", scale=lambda d, p: _scale(d, 1)
)
_mistake(
    "You always divide by the standard deviation, whatever p.",
    scale=lambda d, p: _scale(d, 2),
)
_mistake("eps is missing: divide by scale + eps.", divisor=_without_eps)
lp_batch_norm.mistake(
    "eps stands under the root: here it is added to the scale.", _eps_under_the_root
)


# --- top_eigenvalue -------------------------------------------------------------------


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
