"""What the heavy ball and Nesterov's step share: cases, and wrong velocities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import Exercise

Velocity = Callable[[Array, Array, float, float], Array]
Move = Callable[[Array, Array, float], Array]


def heavy_ball(grad: Array, velocity: Array, momentum: float) -> Array:
    """Return what the parameters move against: the velocity."""
    return velocity


def look_ahead(grad: Array, velocity: Array, momentum: float) -> Array:
    """Return what the parameters move against: the velocity a step ahead."""
    return grad + momentum * velocity


def add_cases(exercise: Exercise) -> None:
    """Add the cases, which are the same for both."""
    one = np.array([1.0])
    exercise.case("at rest", 8 * one, 2 * one, 0 * one, 0.5, 0.5)
    exercise.case("moving", 8 * one, 2 * one, 4 * one, 0.5, 0.5)
    exercise.case("no momentum", 8 * one, 2 * one, 4 * one, 0.5, 0.0)
    exercise.case("a matrix", count(2, 3), integers(2, 3), integers(3, 2).T, 0.1, 0.9)
    exercise.case("float32 noise", noise(4), noise(5)[:4], noise(6)[:4], 0.01, 0.9)


def add_mistakes(exercise: Exercise, move: Move) -> None:
    """Add wrong velocities, by which the parameters then move."""

    def slip(sentence: str, velocity: Velocity, *, rate: bool = True) -> None:
        def wrong(
            theta: Array, grad: Array, v: Array, lr: float, momentum: float
        ) -> tuple[Array, Array]:
            v = velocity(grad, v, lr, momentum)
            if not rate:  # lr is in the velocity
                return v, theta - move(lr * grad, v, momentum)
            return v, theta - lr * move(grad, v, momentum)

        exercise.mistake(sentence, wrong)

    slip(
        "You average: torch adds the whole gradient, not 1 - momentum of it.",
        lambda g, v, lr, mu: mu * v + (1 - mu) * g,
    )
    slip(
        "The velocity does not decay: multiply the old one by momentum.",
        lambda g, v, lr, mu: v + g,
    )
    slip(
        "The gradient decays instead of the velocity.",
        lambda g, v, lr, mu: v + mu * g,
    )
    slip(
        "The old velocity is forgotten: that is plain gradient descent.",
        lambda g, v, lr, mu: g,
    )
    slip(
        "The rate belongs outside: torch's velocity sums gradients, and lr multiplies "
        "the step. The two differ as soon as lr changes.",
        lambda g, v, lr, mu: mu * v + lr * g,
        rate=False,
    )
