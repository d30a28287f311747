"""The exercise on Keras's Nesterov step."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


@exercise("velocity", "theta")
def keras_nesterov(
    theta: Array, grad: Array, velocity: Array, lr: float, momentum: float
) -> tuple[Array, Array]:
    """Return velocity and parameters after one step of Keras's SGD with nesterov=True.

    The new velocity is momentum times the old one, minus lr times the gradient: it
    holds steps, signs and all. Then theta moves by momentum times the new velocity,
    minus lr times the gradient. Keep the dtype of theta.
    """
    velocity = momentum * velocity - lr * grad
    return velocity, theta + momentum * velocity - lr * grad


def _case(label: str, theta: Array, velocity: Array, grad: Array) -> None:
    for rate, momentum in ((1.0, 0.5), (0.25, 0.75)):
        keras_nesterov.case(
            f"{label}, rate {rate}, momentum {momentum}",
            *(theta, grad, velocity, rate, momentum),
        )


_case("1 number at rest", np.array([1.0]), np.array([0.0]), np.array([1.0]))
_case("1 number that moves", np.array([1.0]), np.array([-2.0]), np.array([1.0]))
_case("a matrix", count(2, 3), integers(2, 3), integers(3, 2).T)
_case("float32", noise(3, 4), noise(4, 3).T, noise(3, 5)[:, 1:])


keras_nesterov.mistake(
    "This is PyTorch's form: in Keras the velocity holds the rate, and its sign.",
    lambda theta, grad, v, lr, mu: (
        mu * v + grad,
        theta - lr * (grad + mu * (mu * v + grad)),
    ),
)
keras_nesterov.mistake(
    "You do not look ahead, or do so by the old velocity: that is the step without "
    "nesterov.",
    lambda theta, grad, v, lr, mu: (mu * v - lr * grad, theta + mu * v - lr * grad),
)
keras_nesterov.mistake(
    "The look-ahead lacks its factor: theta moves by momentum * velocity - lr * grad.",
    lambda theta, grad, v, lr, mu: (
        mu * v - lr * grad,
        theta + mu * v - lr * grad - lr * grad,
    ),
)
keras_nesterov.mistake(
    "The second gradient is missing: theta moves by momentum * velocity - lr * grad.",
    lambda theta, grad, v, lr, mu: (
        mu * v - lr * grad,
        theta + mu * (mu * v - lr * grad),
    ),
)
keras_nesterov.mistake(
    "Your velocity has the other sign: Keras adds it to theta.",
    lambda theta, grad, v, lr, mu: (
        mu * v + lr * grad,
        theta - mu * (mu * v + lr * grad) - lr * grad,
    ),
)
keras_nesterov.mistake(
    "The rate multiplies the whole velocity: it belongs to the gradient alone.",
    lambda theta, grad, v, lr, mu: (
        lr * (mu * v - grad),
        theta + lr * (mu * lr * (mu * v - grad) - grad),
    ),
)
