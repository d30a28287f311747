"""The exercises on momentum: the heavy ball, Nesterov's step, the best numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

__all__ = ["best_momentum", "momentum", "nesterov"]

Step = Callable[[Array, Array, Array, float, float], tuple[Array, Array]]


@exercise("velocity", "theta")
def momentum(
    theta: Array, grad: Array, velocity: Array, lr: float, momentum: float
) -> tuple[Array, Array]:
    """Return velocity and parameters after one step of torch's SGD with momentum.

    The velocity is multiplied by momentum, and the gradient added; then theta moves by
    -lr times the velocity. All arrays have one shape and stay as they are.
    """
    velocity = momentum * velocity + grad
    return velocity, theta - lr * velocity


@exercise("velocity", "theta")
def nesterov(
    theta: Array, grad: Array, velocity: Array, lr: float, momentum: float
) -> tuple[Array, Array]:
    """Return velocity and parameters after one step of torch's SGD with nesterov=True.

    The velocity is multiplied by momentum, and the gradient added; then theta moves by
    -lr times (gradient + momentum times the new velocity).
    """
    velocity = momentum * velocity + grad
    return velocity, theta - lr * (grad + momentum * velocity)


for _exercise in (momentum, nesterov):
    _one = np.array([1.0])
    _exercise.case("at rest", 8 * _one, 2 * _one, 0 * _one, 0.5, 0.5)
    _exercise.case("moving", 8 * _one, 2 * _one, 4 * _one, 0.5, 0.5)
    _exercise.case("no momentum", 8 * _one, 2 * _one, 4 * _one, 0.5, 0.0)
    _exercise.case("a matrix", count(2, 3), integers(2, 3), integers(3, 2).T, 0.1, 0.9)
    _exercise.case("float32 noise", noise(4), noise(5)[:4], noise(6)[:4], 0.01, 0.9)


def _both(
    sentence: str,
    velocity: Callable[[Array, Array, float, float], Array],
    *,
    rate: bool = True,
) -> None:
    """Add a wrong velocity to both exercises."""

    def heavy_ball(
        theta: Array, grad: Array, v: Array, lr: float, momentum: float
    ) -> tuple[Array, Array]:
        v = velocity(grad, v, lr, momentum)
        return v, theta - (lr if rate else 1) * v

    def look_ahead(
        theta: Array, grad: Array, v: Array, lr: float, momentum: float
    ) -> tuple[Array, Array]:
        v = velocity(grad, v, lr, momentum)
        step = lr * (grad + momentum * v) if rate else lr * grad + momentum * v
        return v, theta - step

    momentum.mistake(sentence, heavy_ball)
    nesterov.mistake(sentence, look_ahead)


_both(
    "You average: torch adds the whole gradient, not 1 - momentum of it.",
    lambda g, v, lr, mu: mu * v + (1 - mu) * g,
)
_both(
    "The velocity does not decay: multiply the old one by momentum.",
    lambda g, v, lr, mu: v + g,
)
_both(
    "The gradient decays instead of the velocity.",
    lambda g, v, lr, mu: v + mu * g,
)
_both(
    "The old velocity is forgotten: that is plain gradient descent.",
    lambda g, v, lr, mu: g,
)
_both(
    "The rate belongs outside: torch's velocity sums gradients, and lr multiplies the "
    "step. The two differ as soon as lr changes.",
    lambda g, v, lr, mu: mu * v + lr * g,
    rate=False,
)

momentum.mistake(
    "You move by the old velocity: renew it first.",
    lambda theta, grad, v, lr, mu: (mu * v + grad, theta - lr * v),
)
momentum.mistake("You look ahead: that is Nesterov's step.", nesterov.oracle)
momentum.mistake(
    "You climb: subtract lr times the velocity.",
    lambda theta, grad, v, lr, mu: (
        mu * v + grad,
        theta + lr * (mu * v + grad),
    ),
)
nesterov.mistake(
    "You do not look ahead: that is the heavy ball's step.", momentum.oracle
)
nesterov.mistake(
    "momentum is missing: the step is gradient + momentum * velocity.",
    lambda theta, grad, v, lr, mu: (
        mu * v + grad,
        theta - lr * (grad + mu * v + grad),
    ),
)


# --- best_momentum --------------------------------------------------------------------


@exercise("(lr, momentum)")
def best_momentum(smallest: float, largest: float) -> Array:
    """Return lr and momentum with which the heavy ball is fastest, as an array (2,).

    The function is quadratic, its Hessian's eigenvalues lie between smallest > 0 and
    largest. With k the root of their ratio, the error then falls by (k - 1) / (k + 1) a
    step in the long run.
    """
    small, large = np.sqrt(smallest), np.sqrt(largest)
    lr, beta = (2 / (small + large)) ** 2, ((large - small) / (large + small)) ** 2
    return np.array([lr, beta])


best_momentum.case("a round bowl", 4.0, 4.0)
best_momentum.case("1 to 9", 1.0, 9.0)
best_momentum.case("4 to 16", 4.0, 16.0)
best_momentum.case("0.01 to 1", 0.01, 1.0)
best_momentum.case("0.1 to 1000", 0.1, 1000.0)


def _numbers(
    sentence: str, lr: Callable[[float, float], float], beta: Callable[[float], float]
) -> None:
    """Add wrong numbers, of the eigenvalues' roots and of the ratio that is right."""

    def wrong(smallest: float, largest: float) -> Array:
        small, large = np.sqrt(smallest), np.sqrt(largest)
        return np.array([lr(small, large), beta((large - small) / (large + small))])

    best_momentum.mistake(sentence, wrong)


_numbers(
    "This is gradient descent's best rate, 2 / (smallest + largest): with momentum it "
    "is 4 / (√smallest + √largest)².",
    lambda small, large: 2 / (small**2 + large**2),
    lambda q: q**2,
)
_numbers(
    "The momentum is not squared.",
    lambda small, large: 4 / (small + large) ** 2,
    lambda q: q,
)
_numbers(
    "The rate is not squared: it has the unit of one over an eigenvalue.",
    lambda small, large: 2 / (small + large),
    lambda q: q**2,
)
_numbers(
    "The rate 1 / largest is safe, but not the fastest.",
    lambda small, large: 1 / large**2,
    lambda q: q**2,
)
best_momentum.mistake(
    "The momentum wants the roots of the eigenvalues.",
    lambda smallest, largest: np.array(
        [
            4 / (np.sqrt(smallest) + np.sqrt(largest)) ** 2,
            ((largest - smallest) / (largest + smallest)) ** 2,
        ]
    ),
)
best_momentum.mistake(
    "lr and momentum are exchanged.",
    lambda smallest, largest: best_momentum.oracle(smallest, largest)[::-1].copy(),
)
