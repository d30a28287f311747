"""The exercises on gradient descent: a step, the best step, a step that pays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes import optimizers
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

__all__ = ["backtracking_line_search", "exact_step", "gradient_step"]


# --- gradient_step --------------------------------------------------------------------


@exercise()
def gradient_step(theta: Array, grad: Array, lr: float) -> Array:
    """Return the parameters after one step of gradient descent; theta stays as it is.

    theta and grad have one shape; lr is the learning rate.
    """
    stepped: Array = theta - lr * grad
    return stepped


gradient_step.case("1 parameter", np.array([3.0]), np.array([2.0]), 0.5)
gradient_step.case("negative slope", np.array([1.0]), np.array([-4.0]), 0.25)
gradient_step.case("a matrix", count(2, 3), integers(2, 3), 0.1)
gradient_step.case("float32 noise", noise(5), noise(6)[:5], 0.01)

gradient_step.mistake(
    "You climb: the gradient points uphill, so subtract it.",
    lambda theta, grad, lr: theta + lr * grad,
)
gradient_step.mistake(
    "lr is missing: multiply the gradient by it.",
    lambda theta, grad, lr: theta - grad,
)
gradient_step.mistake(
    "You divide by lr: a larger rate makes a longer step, so multiply.",
    lambda theta, grad, lr: (theta - grad / lr).astype(theta.dtype),
)
gradient_step.mistake(
    "This is the change alone: add it to theta.",
    lambda theta, grad, lr: -lr * grad,
)
gradient_step.mistake(
    "You step by the sign of the gradient: its size counts too.",
    lambda theta, grad, lr: theta - lr * np.sign(grad),
)
gradient_step.mistake(
    "You shrink theta instead of moving it: theta * lr is no step.",
    lambda theta, grad, lr: lr * theta - grad,
)


# --- exact_step -----------------------------------------------------------------------


@exercise()
def exact_step(hessian: Array, grad: Array) -> float:
    """Return the step t for which a quadratic is least along -grad, a float.

    hessian is (D, D), symmetric and positive definite, grad (D,): the function along
    the line is f - t g·g + t²/2 g·H g.
    """
    return float(grad @ grad / (grad @ hessian @ grad))


_BOWL = np.diag([1.0, 4.0])


def _bowl(size: int) -> Array:
    half = integers(size, size)
    return half @ half.T + np.eye(size)


exact_step.case("1 dimension", np.array([[4.0]]), np.array([3.0]))
exact_step.case("along an axis", _BOWL, np.array([0.0, 2.0]))
exact_step.case("across the axes", _BOWL, np.array([1.0, 1.0]))
exact_step.case("longer gradient", _BOWL, np.array([3.0, 2.0]))
exact_step.case("3 dimensions", _bowl(3), np.array([1.0, -2.0, 3.0]))
exact_step.case("5 dimensions", _bowl(5), count(5, start=-2))

exact_step.mistake(
    "Turn the fraction over: the steeper the curvature g·H g, the shorter the step.",
    lambda hessian, grad: float(grad @ hessian @ grad / (grad @ grad)),
)
exact_step.mistake(
    "Twice too long: the derivative of t²/2 g·H g is t g·H g.",
    lambda hessian, grad: 2 * float(grad @ grad / (grad @ hessian @ grad)),
)
exact_step.mistake(
    "Half too short: set the derivative to zero, not the function.",
    lambda hessian, grad: 0.5 * float(grad @ grad / (grad @ hessian @ grad)),
)
exact_step.mistake(
    "The length of the gradient is not squared above the line.",
    lambda hessian, grad: float(np.linalg.norm(grad) / (grad @ hessian @ grad)),
)
exact_step.mistake(
    "This is the step for the steepest direction, 1 over the largest eigenvalue: the "
    "best one depends on the gradient's direction.",
    lambda hessian, grad: float(1 / np.linalg.eigvalsh(hessian)[-1]),
)
exact_step.mistake(
    "You use the diagonal of the Hessian alone.",
    lambda hessian, grad: float(grad @ grad / (grad**2 @ np.diag(hessian))),
)


# --- backtracking_line_search ---------------------------------------------------------


@exercise()
def backtracking_line_search(
    fun: Callable[[Array], float],
    x: Array,
    direction: Array,
    gradient: Array,
    step: float = 1.0,
    shrink: float = 0.5,
    c1: float = 1e-4,
) -> float:
    """Return the first of step, step * shrink, ... that falls enough, a float.

    Enough is Armijo's condition: fun(x + t direction) <= fun(x) + c1 t slope, with the
    slope gradient · direction, which is negative.
    """
    found = optimizers.backtracking_line_search(
        fun,
        x,
        direction,
        gradient=gradient,
        step=step,
        shrink=shrink,
        c1=c1,
    )
    return float("nan") if found is None else float(found)


def _square(x: Array) -> float:
    return float(x @ x)


def _steep(x: Array) -> float:
    return float(x[0] ** 2 + 50 * x[1] ** 2)


_X = np.array([3.0, 4.0])
_Y = np.array([1.0, 1.0])
_SLOPE = np.array([2.0, 100.0])
backtracking_line_search.case("falls at once", _square, _X, -_X, 2 * _X)
backtracking_line_search.case("as high on the other side", _square, _X, -2 * _X, 2 * _X)
backtracking_line_search.case(
    "long first step", _square, _X, -2 * _X, 2 * _X, step=8.0, shrink=0.75
)
backtracking_line_search.case(
    "a strict condition", _square, _X, -2 * _X, 2 * _X, c1=0.6
)
backtracking_line_search.case(
    "strict, other direction", _square, _X, -_X, 2 * _X, step=4.0, c1=0.75
)
backtracking_line_search.case("steep valley", _steep, _Y, -_SLOPE, _SLOPE)
backtracking_line_search.case(
    "steep valley, strict", _steep, _Y, -_SLOPE, _SLOPE, shrink=0.9, c1=0.8
)


def _search(
    fun: Callable[[Array], float],
    x: Array,
    direction: Array,
    gradient: Array,
    step: float,
    shrink: float,
    enough: Callable[[float, float], float],
) -> float:
    """Shrink until fun falls to ``enough(step, slope)`` above fun(x)."""
    slope, value = float(gradient @ direction), fun(x)
    for _ in range(200):
        if fun(x + step * direction) <= value + enough(step, slope):
            break
        step *= shrink
    return step


def _mistake(sentence: str, enough: Callable[[float, float, float], float]) -> None:
    """Add a search with another condition, of step, slope and c1."""

    def wrong(
        fun: Callable[[Array], float],
        x: Array,
        direction: Array,
        gradient: Array,
        step: float = 1.0,
        shrink: float = 0.5,
        c1: float = 1e-4,
    ) -> float:
        return _search(
            fun, x, direction, gradient, step, shrink, lambda t, s: enough(t, s, c1)
        )

    backtracking_line_search.mistake(sentence, wrong)


_mistake(
    "Any fall is enough for you: ask for the share c1 of what the slope promises.",
    lambda t, s, c1: 0.0,
)
_mistake(
    "You ask for the whole of what the slope promises: c1 is missing.",
    lambda t, s, c1: t * s,
)
_mistake(
    "The step is missing in c1 * step * slope: a shorter step promises less.",
    lambda t, s, c1: c1 * s,
)
_mistake(
    "You accept a rise: the slope is negative, so add c1 * step * slope.",
    lambda t, s, c1: -c1 * t * s,
)
backtracking_line_search.mistake(
    "You return the step before the last: shrink, then test again, then return.",
    lambda *a, shrink=0.5, **how: (
        backtracking_line_search.oracle(*a, shrink=shrink, **how) / shrink
    ),
)
backtracking_line_search.mistake(
    "You shrink once more after the step that was right.",
    lambda *a, shrink=0.5, **how: (
        backtracking_line_search.oracle(*a, shrink=shrink, **how) * shrink
    ),
)
backtracking_line_search.mistake(
    "You always halve: shrink is the factor.",
    lambda *a, shrink=0.5, **how: backtracking_line_search.oracle(*a, **how),
)
