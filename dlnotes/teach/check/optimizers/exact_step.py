"""The exercise on the best step on a quadratic."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers
from dlnotes.teach.check._grader import exercise


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
