"""The exercise on a step of gradient descent."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


@exercise()
def gradient_step(theta: Array, grad: Array, lr: float) -> Array:
    """Return the parameters after one step of gradient descent; theta stays as it is.

    theta and grad have one shape; lr is the learning rate. Keep the dtype of theta.
    """
    stepped: Array = theta - lr * grad
    return stepped


gradient_step.case("1 parameter", np.array([3.0]), np.array([4.0]), 0.125)
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
    "You square the gradient: step by lr times the gradient itself.",
    lambda theta, grad, lr: theta - lr * grad**2,
)
gradient_step.mistake(
    "You shrink theta instead of moving it: theta * lr is no step.",
    lambda theta, grad, lr: lr * theta - grad,
)
