"""The exercise on Nesterov's step."""

from __future__ import annotations

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.optimizers._momentum import (
    add_cases,
    add_mistakes,
    look_ahead,
)


@exercise("velocity", "theta")
def nesterov(
    theta: Array, grad: Array, velocity: Array, lr: float, momentum: float
) -> tuple[Array, Array]:
    """Return velocity and parameters after one step of torch's SGD with nesterov=True.

    The velocity is multiplied by momentum, and the gradient added; then theta moves by
    -lr times (gradient + momentum times the new velocity). Keep the dtype of theta.
    """
    velocity = momentum * velocity + grad
    return velocity, theta - lr * (grad + momentum * velocity)


add_cases(nesterov)
add_mistakes(nesterov, look_ahead)
nesterov.mistake(
    "You do not look ahead: that is the heavy ball's step.",
    lambda theta, grad, v, lr, mu: (mu * v + grad, theta - lr * (mu * v + grad)),
)
nesterov.mistake(
    "momentum is missing: the step is gradient + momentum * velocity.",
    lambda theta, grad, v, lr, mu: (
        mu * v + grad,
        theta - lr * (grad + mu * v + grad),
    ),
)
