"""The exercise on the heavy ball."""

from __future__ import annotations

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.optimizers._momentum import (
    add_cases,
    add_mistakes,
    heavy_ball,
)


@exercise("velocity", "theta")
def momentum(
    theta: Array, grad: Array, velocity: Array, lr: float, momentum: float
) -> tuple[Array, Array]:
    """Return velocity and parameters after one step of torch's SGD with momentum.

    The velocity is multiplied by momentum, and the gradient added; then theta moves by
    -lr times the velocity. All arrays have one shape and stay as they are. Keep the
    dtype of theta.
    """
    velocity = momentum * velocity + grad
    return velocity, theta - lr * velocity


add_cases(momentum)
add_mistakes(momentum, heavy_ball)
momentum.mistake(
    "You move by the old velocity: renew it first.",
    lambda theta, grad, v, lr, mu: (mu * v + grad, theta - lr * v),
)
momentum.mistake(
    "You look ahead: that is Nesterov's step.",
    lambda theta, grad, v, lr, mu: (
        mu * v + grad,
        theta - lr * (grad + mu * (mu * v + grad)),
    ),
)
momentum.mistake(
    "You climb: subtract lr times the velocity.",
    lambda theta, grad, v, lr, mu: (
        mu * v + grad,
        theta + lr * (mu * v + grad),
    ),
)
momentum.mistake(
    "The velocity holds -lr times the gradients, Polyak's form: torch's sums the "
    "gradients, and lr multiplies the step.",
    lambda theta, grad, v, lr, mu: (mu * v - lr * grad, theta + (mu * v - lr * grad)),
)
